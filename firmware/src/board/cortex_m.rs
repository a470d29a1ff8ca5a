//! Arm Cortex-M under QEMU or a debugger.

use cortex_m::Peripherals;
use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
pub use cortex_m_rt::entry;
use cortex_m_rt::{STACK_PAINT_VALUE, exception};

use super::fail;

/// With `-icount shift=0` an instruction takes a nanosecond, and SysTick counts the board's clock: instructions by 16 ticks.
const INSTRUCTIONS_BY_16_TICKS: u64 = if cfg!(feature = "microbit") { 1000 } else { 640 };

unsafe extern "C" {
    /// The lowest word of the stack, by the linker script.
    static _stack_end: u32;
    /// The word above its highest.
    static _stack_start: u32;
}

pub(super) fn prepare() {}

/// Whatever the processor refuses: an access to no memory, or on Cortex-M0 one that is not aligned.
#[exception]
unsafe fn HardFault(_: &cortex_m_rt::ExceptionFrame) -> ! {
    fail("hard fault")
}

/// Bytes of stack in use at its deepest. The reset handler of cortex-m-rt has painted it.
pub fn peak_stack() -> Option<usize> {
    let (mut at, top) = (&raw const _stack_end, &raw const _stack_start);
    // SAFETY: between the two symbols there is aligned RAM and nothing but the stack.
    while at < top && unsafe { at.read_volatile() } == STACK_PAINT_VALUE {
        at = at.wrapping_add(1);
    }
    Some(top as usize - at as usize)
}

/// SysTick, free running. It counts up to 2^24 ticks, 670 million instructions on MPS2.
pub struct Stopwatch;

const LAST_TICK: u32 = 0x00FF_FFFF;

impl Stopwatch {
    pub fn start() -> Self {
        // SAFETY: nobody else uses the timer.
        let mut timer = unsafe { Peripherals::steal() }.SYST;
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(LAST_TICK);
        timer.clear_current();
        timer.enable_counter();
        Self
    }

    /// Instructions since the start, to within one tick.
    pub fn instructions(&self) -> Option<u64> {
        let ticks = LAST_TICK - SYST::get_current();
        Some(u64::from(ticks) * INSTRUCTIONS_BY_16_TICKS / 16)
    }
}
