//! AVX-512 with byte and word instructions: x86-64 servers since 2017. With VBMI2 (since 2019) places are compressed as words.

use core::arch::x86_64::*;

use super::block::{Block, opaque};
use super::fold_pages::EVEN;
use super::folded::{FIRST_IDEOGRAPH, IDEOGRAPH_LEAD};
use super::generic::hash::{AVALANCHE, SHORT};
use super::scalar::{LEFT, RIGHT, mix};

/// A block; with `VBMI2` those instructions are there, too.
#[derive(Clone, Copy)]
pub(super) struct Whole<const VBMI2: bool>(__m512i);

/// The order of bytes that swaps those of each of two words.
const SWAP: (i64, i64) = (0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F);

/// The first `number` of 32 bits.
#[inline(always)]
fn first(number: u32) -> u32 {
    (1u64 << number).wrapping_sub(1) as u32
}

/// 0 to 15.
#[inline(always)]
unsafe fn numbers() -> __m512i {
    // SAFETY: the caller's promise: AVX-512 is there.
    unsafe { _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }
}

/// The halves of eight 128-bit products, XORed: four products of 32-bit halves each, and their carries.
#[inline(always)]
unsafe fn fold_product(a: __m512i, b: __m512i) -> __m512i {
    // SAFETY: the caller's promise: AVX-512 is there.
    unsafe {
        let (a_high, b_high) = (_mm512_srli_epi64::<32>(a), _mm512_srli_epi64::<32>(b));
        let half = _mm512_set1_epi64(0xFFFF_FFFF);
        let lowest = _mm512_mul_epu32(a, b);
        let middle = _mm512_add_epi64(_mm512_mul_epu32(a, b_high), _mm512_srli_epi64::<32>(lowest));
        let other = _mm512_add_epi64(_mm512_mul_epu32(a_high, b), _mm512_and_si512(middle, half));
        let carries = _mm512_add_epi64(_mm512_srli_epi64::<32>(middle), _mm512_srli_epi64::<32>(other));
        let high = _mm512_add_epi64(_mm512_mul_epu32(a_high, b_high), carries);
        let low = _mm512_mask_shuffle_epi32::<0b1010_0000>(lowest, 0xAAAA, other);
        _mm512_xor_si512(high, low)
    }
}

// SAFETY: AVX-512 F, BW and DQ alone are used, and VBMI2 only where the parameter says so.
unsafe impl<const VBMI2: bool> Block for Whole<VBMI2> {
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

    #[inline(always)]
    unsafe fn pack(bits: u64, of: u64) -> u64 {
        // SAFETY: the caller's promise: BMI2 is there.
        unsafe { core::arch::x86_64::_pext_u64(bits, of) }
    }

    #[inline(always)]
    unsafe fn exchange(from: *const u8, two: u64, to: *mut u8) -> u32 {
        let (mut first, mut second) = ([0u8; 64], [0u8; 80]);
        // SAFETY: the caller's promise: AVX-512 is there, and 64 bytes at `to`. Eleven bits are less than the length of the table;
        // the arrays hold sixteen bytes at each place that is written.
        unsafe {
            let mut seen = _mm512_setzero_si512();
            for quarter in 0..4 {
                let bytes = |at: usize| _mm512_cvtepu8_epi32(_mm_loadu_si128(from.add(16 * quarter + at).cast()));
                let high = _mm512_slli_epi32::<6>(_mm512_and_si512(bytes(0), _mm512_set1_epi32(0x1F)));
                let places = _mm512_or_si512(high, _mm512_and_si512(bytes(1), _mm512_set1_epi32(0x3F)));
                let mask = (two >> (16 * quarter)) as u16;
                let entries =
                    _mm512_mask_i32gather_epi32::<4>(_mm512_setzero_si512(), mask, places, EVEN.as_ptr().cast());
                seen = _mm512_or_si512(seen, entries);
                _mm_storeu_si128(first.as_mut_ptr().add(16 * quarter).cast(), _mm512_cvtepi32_epi8(entries));
                let second = second.as_mut_ptr().add(16 * quarter + 1);
                _mm_storeu_si128(second.cast(), _mm512_cvtepi32_epi8(_mm512_srli_epi32::<8>(entries)));
            }
            let both =
                _mm512_xor_si512(_mm512_loadu_si512(first.as_ptr().cast()), _mm512_loadu_si512(second.as_ptr().cast()));
            _mm512_storeu_si512(to.cast(), _mm512_xor_si512(_mm512_loadu_si512(to.cast()), both));
            _mm512_reduce_or_epi32(seen) as u32
        }
    }

    #[inline(always)]
    unsafe fn places(to: *mut u16, bits: u64, base: u16) {
        let mut to = to;
        if VBMI2 {
            for half in 0..2 {
                let mask = (bits >> (32 * half)) as u32;
                // SAFETY: the caller's promise, of which nothing beyond the places themselves is used; VBMI2 is there.
                unsafe {
                    let lows = _mm512_cvtepi32_epi16(numbers());
                    let numbers = _mm512_inserti64x4::<1>(
                        _mm512_castsi256_si512(lows),
                        _mm256_add_epi16(lows, _mm256_set1_epi16(16)),
                    );
                    let places = _mm512_add_epi16(numbers, _mm512_set1_epi16(base as i16 + 32 * half));
                    let places = _mm512_maskz_compress_epi16(mask, places);
                    _mm512_mask_storeu_epi16(to.cast(), first(mask.count_ones()), places);
                    to = to.add(mask.count_ones() as usize);
                }
            }
            return;
        }
        for quarter in 0..4 {
            let mask = (bits >> (16 * quarter)) as u16;
            // SAFETY: the caller's promise; AVX-512 is there.
            unsafe {
                let places = _mm512_add_epi32(numbers(), _mm512_set1_epi32(i32::from(base) + 16 * quarter));
                let places = _mm512_maskz_compress_epi32(mask, places);
                _mm256_storeu_si256(to.cast(), _mm512_cvtepi32_epi16(places));
                to = to.add(mask.count_ones() as usize);
            }
        }
    }

    #[inline(always)]
    unsafe fn short_hashes<const IDEOGRAPHS: bool>(
        bytes: *const u8,
        tokens: *const [u16; 2],
        len: usize,
        flips: [u64; 2],
        to: *mut u64,
    ) {
        // SAFETY: the caller's promise: AVX-512 is there, spare tokens follow, and 16 bytes every start.
        unsafe {
            let each = |number: u64| _mm512_set1_epi64(number as i64);
            for at in (0..len).step_by(8) {
                let ranges = tokens.add(at);
                let token = |at: usize| _mm_loadu_si128(bytes.add(usize::from((*ranges.add(at))[0])).cast());
                let four = |at: usize| {
                    let first = _mm512_castsi128_si512(token(at));
                    let two = _mm512_inserti64x2::<1>(first, token(at + 2));
                    _mm512_inserti64x2::<3>(_mm512_inserti64x2::<2>(two, token(at + 4)), token(at + 6))
                };
                let (even, odd) = (four(0), four(1));
                let (low, high) = (_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd));
                // What is behind a token's end is shifted out: 64 − 8 × length bits of the low word, 128 − … of the high.
                let ranges = _mm512_cvtepu32_epi64(_mm256_loadu_si256(ranges.cast()));
                let lengths = _mm512_sub_epi64(_mm512_srli_epi64::<16>(ranges), _mm512_and_si512(ranges, each(0xFFFF)));
                let bits = _mm512_slli_epi64::<3>(lengths);
                let surplus = |of: u64| _mm512_max_epi64(_mm512_sub_epi64(each(of), bits), _mm512_setzero_si512());
                let mask = |of: u64| _mm512_srlv_epi64(each(!0), surplus(of));
                let (mut low, high) = (_mm512_and_si512(low, mask(64)), _mm512_and_si512(high, mask(128)));
                if IDEOGRAPHS {
                    let first = _mm512_and_si512(low, each(0xFF));
                    let is_ideograph = _mm512_cmpge_epu64_mask(first, each(FIRST_IDEOGRAPH.into()));
                    let is_pair = _mm512_test_epi64_mask(low, each(0xFF00_0000)) & is_ideograph;
                    let lead = u64::from(IDEOGRAPH_LEAD);
                    low = _mm512_mask_sub_epi64(low, is_ideograph, low, each(lead));
                    low = _mm512_mask_sub_epi64(low, is_pair, low, each(lead << 24));
                }
                let (low, high) = (_mm512_xor_si512(low, each(flips[0])), _mm512_xor_si512(high, each(flips[1])));
                let swapped = _mm512_shuffle_epi8(low, _mm512_set4_epi64(SWAP.1, SWAP.0, SWAP.1, SWAP.0));
                let sum = _mm512_add_epi64(_mm512_add_epi64(swapped, each(SHORT as u64)), high);
                let sum = _mm512_add_epi64(sum, fold_product(low, high));
                let mixed = _mm512_xor_si512(sum, _mm512_srli_epi64::<37>(sum));
                let mixed = _mm512_mullo_epi64(mixed, each(AVALANCHE));
                let mixed = _mm512_xor_si512(mixed, _mm512_srli_epi64::<32>(mixed));
                _mm512_storeu_si512(to.add(at).cast(), mixed);
            }
        }
    }

    #[inline(always)]
    unsafe fn pack_hashes(hashes: &[u64], flags: u64, to: *mut u64) -> usize {
        let (mut to, mut flags) = (to, flags);
        let first = to;
        let mut eights = hashes.chunks_exact(8);
        for eight in &mut eights {
            // SAFETY: the caller's promise: AVX-512 is there, and room for all hashes.
            unsafe {
                let packed = _mm512_maskz_compress_epi64(flags as u8, _mm512_loadu_si512(eight.as_ptr().cast()));
                _mm512_storeu_si512(to.cast(), packed);
                to = to.add((flags as u8).count_ones() as usize);
            }
            flags >>= 8;
        }
        for hash in eights.remainder() {
            // SAFETY: as above.
            unsafe {
                to.write(*hash);
                to = to.add((flags & 1) as usize);
            }
            flags >>= 1;
        }
        // SAFETY: both are places of the same array.
        unsafe { to.offset_from_unsigned(first) }
    }

    #[inline(always)]
    unsafe fn mix_neighbours(from: *const u64, len: usize, to: *mut u64) {
        let whole = len - len % 8;
        // SAFETY: the caller's promise: AVX-512 is there, one more than `len` can be read, `len` written.
        unsafe {
            for at in (0..whole).step_by(8) {
                let left = _mm512_loadu_si512(from.add(at).cast());
                let right = _mm512_loadu_si512(from.add(at + 1).cast());
                let left = _mm512_xor_si512(left, _mm512_set1_epi64(LEFT as i64));
                let right = _mm512_xor_si512(right, _mm512_set1_epi64(RIGHT as i64));
                _mm512_storeu_si512(to.add(at).cast(), fold_product(left, right));
            }
            for at in whole..len {
                to.add(at).write(mix(opaque(*from.add(at)), *from.add(at + 1)));
            }
        }
    }
}

super::siblings!(Whole<false>, "avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx2,bmi1,bmi2,lzcnt,popcnt,movbe");
