//! AVX-512 with byte and word instructions: x86-64 servers since 2017.

use core::arch::x86_64::{
    __m512i, _mm512_cmple_epu8_mask, _mm512_loadu_si512, _mm512_mask_add_epi8, _mm512_movepi8_mask, _mm512_set1_epi8,
    _mm512_storeu_si512, _mm512_sub_epi8,
};

use super::block::Block;

#[derive(Clone, Copy)]
pub(super) struct Whole(__m512i);

// SAFETY: AVX-512 F and BW alone are used.
unsafe impl Block for Whole {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller's promise: AVX-512 is there, and 64 bytes can be read.
        unsafe { Self(_mm512_loadu_si512(from.cast())) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        // SAFETY: the caller's promise: AVX-512 is there, and 64 bytes can be written.
        unsafe { _mm512_storeu_si512(to.cast(), self.0) }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: the caller's promise: AVX-512 is there.
        unsafe { _mm512_movepi8_mask(self.0) }
    }

    #[inline(always)]
    unsafe fn within<const LOW: u8, const HIGH: u8>(self) -> u64 {
        // SAFETY: the caller's promise: AVX-512 is there.
        unsafe {
            let from_low = _mm512_sub_epi8(self.0, _mm512_set1_epi8(LOW as i8));
            _mm512_cmple_epu8_mask(from_low, _mm512_set1_epi8((HIGH - LOW) as i8))
        }
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Self {
        // SAFETY: the caller's promise: AVX-512 is there.
        unsafe {
            let capitals = self.within::<b'A', b'Z'>();
            Self(_mm512_mask_add_epi8(self.0, capitals, self.0, _mm512_set1_epi8(0x20)))
        }
    }
}

super::siblings!(Whole, "avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx2,bmi1,bmi2,lzcnt,popcnt,movbe");
