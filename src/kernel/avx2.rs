//! AVX2 with the bit manipulation instructions that came with it: x86-64 since 2013.

use core::arch::x86_64::*;

use super::block::{Block, Classes};
use super::folded::{FIRST_IDEOGRAPH, IDEOGRAPH_LEAD};
use super::generic::hash::{AVALANCHE, SHORT};

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

/// The order of bytes that swaps those of each of two words.
const SWAP: (i64, i64) = (0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F);

/// The halves of four 128-bit products, XORed: four products of 32-bit halves each, and their carries.
#[inline(always)]
unsafe fn fold_product(a: __m256i, b: __m256i) -> __m256i {
    // SAFETY: the caller's promise: AVX2 is there.
    unsafe {
        let (a_high, b_high) = (_mm256_srli_epi64::<32>(a), _mm256_srli_epi64::<32>(b));
        let half = _mm256_set1_epi64x(0xFFFF_FFFF);
        let lowest = _mm256_mul_epu32(a, b);
        let middle = _mm256_add_epi64(_mm256_mul_epu32(a, b_high), _mm256_srli_epi64::<32>(lowest));
        let other = _mm256_add_epi64(_mm256_mul_epu32(a_high, b), _mm256_and_si256(middle, half));
        let carries = _mm256_add_epi64(_mm256_srli_epi64::<32>(middle), _mm256_srli_epi64::<32>(other));
        let high = _mm256_add_epi64(_mm256_mul_epu32(a_high, b_high), carries);
        let low = _mm256_blend_epi32::<0b1010_1010>(lowest, _mm256_slli_epi64::<32>(other));
        _mm256_xor_si256(high, low)
    }
}

/// The low halves of four products.
#[inline(always)]
unsafe fn product(a: __m256i, b: __m256i) -> __m256i {
    // SAFETY: the caller's promise: AVX2 is there.
    unsafe {
        let a_high = _mm256_mul_epu32(_mm256_srli_epi64::<32>(a), b);
        let b_high = _mm256_mul_epu32(a, _mm256_srli_epi64::<32>(b));
        let high = _mm256_slli_epi64::<32>(_mm256_add_epi64(a_high, b_high));
        _mm256_add_epi64(_mm256_mul_epu32(a, b), high)
    }
}

// SAFETY: AVX2 and BMI2 alone are used.
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
                _mm256_or_si256(half, _mm256_and_si256(capitals, bit))
            };
            Self(lower(self.0), lower(self.1))
        }
    }

    #[inline(always)]
    unsafe fn classes(self) -> Classes {
        // SAFETY: the caller's promise: AVX2 is there.
        unsafe {
            let digits = |half| within::<b'0', b'9'>(half);
            let alphanumeric = |half| _mm256_or_si256(within::<b'a', b'z'>(half), digits(half));
            let marks = |half| _mm256_or_si256(within::<b'A', b'I'>(half), within::<b'"', b'"'>(half));
            Classes {
                alphanumeric: mask(alphanumeric(self.0), alphanumeric(self.1)),
                digits: mask(digits(self.0), digits(self.1)),
                marks: mask(marks(self.0), marks(self.1)),
                high: self.high(),
            }
        }
    }

    #[inline(always)]
    unsafe fn pack(bits: u64, of: u64) -> u64 {
        // SAFETY: the caller's promise: BMI2 is there.
        unsafe { _pext_u64(bits, of) }
    }

    #[inline(always)]
    unsafe fn short_hashes<const IDEOGRAPHS: bool>(
        bytes: *const u8,
        tokens: *const [u16; 2],
        len: usize,
        flips: [u64; 2],
        to: *mut u64,
    ) {
        // SAFETY: the caller's promise: AVX2 is there, spare tokens follow, and 16 bytes every start.
        unsafe {
            let each = |number: u64| _mm256_set1_epi64x(number as i64);
            for at in (0..len).step_by(4) {
                let ranges = tokens.add(at);
                let token = |at: usize| _mm_loadu_si128(bytes.add(usize::from((*ranges.add(at))[0])).cast());
                let two = |at: usize| _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(token(at)), token(at + 2));
                let (even, odd) = (two(0), two(1));
                let (low, high) = (_mm256_unpacklo_epi64(even, odd), _mm256_unpackhi_epi64(even, odd));
                // What is behind a token's end is shifted out: 64 − 8 × length bits of the low word, 128 − … of the high.
                let ranges = _mm_loadu_si128(ranges.cast());
                let lengths =
                    _mm_sub_epi32(_mm_srli_epi32::<16>(ranges), _mm_and_si128(ranges, _mm_set1_epi32(0xFFFF)));
                let bits = _mm_slli_epi32::<3>(lengths);
                let mask = |of: i32| {
                    let surplus = _mm_max_epi32(_mm_sub_epi32(_mm_set1_epi32(of), bits), _mm_setzero_si128());
                    _mm256_srlv_epi64(each(!0), _mm256_cvtepu32_epi64(surplus))
                };
                let (mut low, high) = (_mm256_and_si256(low, mask(64)), _mm256_and_si256(high, mask(128)));
                if IDEOGRAPHS {
                    let (first, second) = (_mm256_and_si256(low, each(0xFF)), _mm256_and_si256(low, each(0xFF00_0000)));
                    let is_ideograph = _mm256_cmpgt_epi64(first, each(u64::from(FIRST_IDEOGRAPH) - 1));
                    let is_pair = _mm256_andnot_si256(_mm256_cmpeq_epi64(second, _mm256_setzero_si256()), is_ideograph);
                    let lead = u64::from(IDEOGRAPH_LEAD);
                    low = _mm256_sub_epi64(low, _mm256_and_si256(is_ideograph, each(lead)));
                    low = _mm256_sub_epi64(low, _mm256_and_si256(is_pair, each(lead << 24)));
                }
                let (low, high) = (_mm256_xor_si256(low, each(flips[0])), _mm256_xor_si256(high, each(flips[1])));
                let swap = _mm256_setr_epi64x(SWAP.0, SWAP.1, SWAP.0, SWAP.1);
                let sum = _mm256_add_epi64(_mm256_shuffle_epi8(low, swap), each(SHORT as u64));
                let sum = _mm256_add_epi64(_mm256_add_epi64(sum, high), fold_product(low, high));
                let mixed = _mm256_xor_si256(sum, _mm256_srli_epi64::<37>(sum));
                let mixed = product(mixed, each(AVALANCHE));
                let mixed = _mm256_xor_si256(mixed, _mm256_srli_epi64::<32>(mixed));
                _mm256_storeu_si256(to.add(at).cast(), mixed);
            }
        }
    }
}

super::siblings!(Halves, "avx2,bmi1,bmi2,lzcnt,popcnt,movbe");
