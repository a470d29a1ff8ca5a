//! AVX2 with the bit manipulation instructions that came with it: x86-64 since 2013.

use core::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi8, _mm256_storeu_si256, _mm256_sub_epi8,
};

use super::block::Block;

#[derive(Clone, Copy)]
pub(super) struct Halves(__m256i, __m256i);

/// FF in every byte from `LOW` to `HIGH`.
#[inline(always)]
unsafe fn within<const LOW: u8, const HIGH: u8>(half: __m256i) -> __m256i {
    // SAFETY: the caller's promise: AVX2 is there.
    unsafe {
        let from_low = _mm256_sub_epi8(half, _mm256_set1_epi8(LOW as i8));
        let reach = _mm256_set1_epi8((HIGH - LOW) as i8);
        _mm256_cmpeq_epi8(_mm256_min_epu8(from_low, reach), from_low)
    }
}

#[inline(always)]
unsafe fn mask(low: __m256i, high: __m256i) -> u64 {
    // SAFETY: the caller's promise: AVX2 is there.
    let (low, high) = unsafe { (_mm256_movemask_epi8(low), _mm256_movemask_epi8(high)) };
    u64::from(low as u32) | u64::from(high as u32) << 32
}

// SAFETY: AVX2 alone is used.
unsafe impl Block for Halves {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller's promise: AVX2 is there, and 64 bytes can be read.
        unsafe { Self(_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(32).cast())) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        // SAFETY: the caller's promise: AVX2 is there, and 64 bytes can be written.
        unsafe {
            _mm256_storeu_si256(to.cast(), self.0);
            _mm256_storeu_si256(to.add(32).cast(), self.1);
        }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: the caller's promise: AVX2 is there.
        unsafe { mask(self.0, self.1) }
    }

    #[inline(always)]
    unsafe fn within<const LOW: u8, const HIGH: u8>(self) -> u64 {
        // SAFETY: the caller's promise: AVX2 is there.
        unsafe { mask(within::<LOW, HIGH>(self.0), within::<LOW, HIGH>(self.1)) }
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Self {
        // SAFETY: the caller's promise: AVX2 is there.
        unsafe {
            let bit = _mm256_set1_epi8(0x20);
            let lower = |half| {
                let capitals = within::<b'A', b'Z'>(half);
                _mm256_or_si256(half, core::arch::x86_64::_mm256_and_si256(capitals, bit))
            };
            Self(lower(self.0), lower(self.1))
        }
    }

    #[inline(always)]
    unsafe fn alphanumeric(self) -> u64 {
        // SAFETY: the caller's promise: AVX2 is there.
        unsafe {
            let of = |half| _mm256_or_si256(within::<b'a', b'z'>(half), within::<b'0', b'9'>(half));
            mask(of(self.0), of(self.1))
        }
    }

    #[inline(always)]
    unsafe fn marks(self) -> u64 {
        // SAFETY: the caller's promise: AVX2 is there.
        unsafe {
            let of = |half| _mm256_or_si256(within::<b'A', b'I'>(half), within::<b'"', b'"'>(half));
            mask(of(self.0), of(self.1))
        }
    }
}

super::siblings!(Halves, "avx2,bmi1,bmi2,lzcnt,popcnt,movbe");
