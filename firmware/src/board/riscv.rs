//! RISC-V of 32 bits under QEMU or a debugger.

use core::arch::asm;

use riscv::register::minstret;
pub use riscv_rt::entry;

use super::fail;

const PAINT: u32 = 0xCCCC_CCCC;

unsafe extern "C" {
    /// The lowest word of the stack, by the linker script.
    static __estack: u32;
    /// The word above its highest.
    static _stack_start: u32;
}

/// Paints the stack below what is in use.
#[inline(always)]
pub(super) fn prepare() {
    // SAFETY: from the stack's lowest word up to the stack pointer nothing is in use, and the loop uses no stack.
    unsafe {
        asm!(
            "1: bgeu {at}, sp, 2f",
            "sw {paint}, 0({at})",
            "addi {at}, {at}, 4",
            "j 1b",
            "2:",
            at = inout(reg) &raw const __estack => _,
            paint = in(reg) PAINT,
        );
    }
}

/// Whatever the processor refuses.
#[unsafe(no_mangle)]
extern "C" fn ExceptionHandler(_: &riscv_rt::TrapFrame) -> ! {
    fail("exception")
}

/// Bytes of stack in use at its deepest.
pub fn peak_stack() -> Option<usize> {
    let (mut at, top) = (&raw const __estack, &raw const _stack_start);
    // SAFETY: between the two symbols there is aligned RAM and nothing but the stack.
    while at < top && unsafe { at.read_volatile() } == PAINT {
        at = at.wrapping_add(1);
    }
    Some(top as usize - at as usize)
}

/// The counter of retired instructions.
pub struct Stopwatch(u64);

impl Stopwatch {
    pub fn start() -> Self {
        Self(minstret::read64())
    }

    pub fn instructions(&self) -> Option<u64> {
        Some(minstret::read64().wrapping_sub(self.0))
    }
}
