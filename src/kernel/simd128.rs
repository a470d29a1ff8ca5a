//! WebAssembly's 128-bit vectors. A module is compiled with them or without: there is nothing to detect.

use core::arch::wasm32::{
    i8x16_bitmask, u8x16_le, u8x16_splat, u8x16_sub, v128, v128_and, v128_load, v128_or, v128_store,
};

use super::block::Block;

#[derive(Clone, Copy)]
pub(super) struct Quarters([v128; 4]);

/// FF in every byte from `LOW` to `HIGH`.
#[inline(always)]
fn within<const LOW: u8, const HIGH: u8>(quarter: v128) -> v128 {
    u8x16_le(u8x16_sub(quarter, u8x16_splat(LOW)), u8x16_splat(HIGH - LOW))
}

impl Quarters {
    #[inline(always)]
    fn mask(self, of: impl Fn(v128) -> v128) -> u64 {
        let bits = |quarter| u64::from(i8x16_bitmask(of(quarter)));
        self.0.iter().enumerate().fold(0, |mask, (at, quarter)| mask | bits(*quarter) << (16 * at))
    }
}

// SAFETY: simd128 alone is used, for which the module is compiled.
unsafe impl Block for Quarters {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller's promise: 64 bytes can be read.
        unsafe {
            let quarter = |at: usize| v128_load(from.add(16 * at).cast());
            Self([quarter(0), quarter(1), quarter(2), quarter(3)])
        }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        for (at, quarter) in self.0.into_iter().enumerate() {
            // SAFETY: the caller's promise: 64 bytes can be written.
            unsafe { v128_store(to.add(16 * at).cast(), quarter) }
        }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        self.mask(|quarter| quarter)
    }

    #[inline(always)]
    unsafe fn within<const LOW: u8, const HIGH: u8>(self) -> u64 {
        self.mask(within::<LOW, HIGH>)
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Self {
        let bit = u8x16_splat(0x20);
        Self(self.0.map(|quarter| v128_or(quarter, v128_and(within::<b'A', b'Z'>(quarter), bit))))
    }
}

super::siblings!(Quarters);
