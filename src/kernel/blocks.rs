//! The block kernels behind one type, and their functions.

use super::{FILTER_WORDS, Folded, MatchedBins, PerToken, PositionalCount, Room, Spans, Stop};

#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
use super::neon;
#[cfg(target_pointer_width = "64")]
use super::portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::simd128;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
use super::{avx2, avx512, avx512vbmi2};

/// An instruction set's block kernel. Devices of 32 bits have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocks {
    #[cfg(target_pointer_width = "64")]
    Portable,
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    Avx2,
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    Avx512,
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    Avx512Vbmi2,
    #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
    Neon,
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128,
}

/// Calls a function of the sibling that `self` stands for.
macro_rules! dispatch {
    ($self:expr, $name:ident $args:tt) => {
        match $self {
            #[cfg(target_pointer_width = "64")]
            // SAFETY: the value is only made where its instructions are there.
            Blocks::Portable => unsafe { portable::$name $args },
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            // SAFETY: the value is only made where its instructions are there.
            Blocks::Avx2 => unsafe { avx2::$name $args },
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            // SAFETY: the value is only made where its instructions are there.
            Blocks::Avx512 => unsafe { avx512::$name $args },
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            // SAFETY: the value is only made where its instructions are there.
            Blocks::Avx512Vbmi2 => unsafe { avx512vbmi2::$name $args },
            #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
            // SAFETY: the value is only made where its instructions are there.
            Blocks::Neon => unsafe { neon::$name $args },
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            // SAFETY: the value is only made where its instructions are there.
            Blocks::Simd128 => unsafe { simd128::$name $args },
        }
    };
}

#[allow(unused_variables, unreachable_code, reason = "without siblings there is nothing to call")]
impl Blocks {
    /// Folds as much of `text` as the stretch has room for; gives the bytes taken and why it stopped.
    #[inline]
    pub(crate) fn fold(self, text: &[u8], folded: &mut Folded) -> (usize, Stop) {
        dispatch!(self, fold(text, folded))
    }

    /// Finds the tokens of a stretch that are given before `cut`. With `all` every token is kept, else those of three letters or a digit.
    #[inline]
    pub(crate) fn spans(self, folded: &Folded, cut: usize, all: bool, out: &mut Spans) {
        dispatch!(self, spans(folded, cut, all, out))
    }

    /// Hashes all tokens; gives the length of the longest, if it is over 16.
    #[inline]
    pub(crate) fn token_hashes(self, folded: &Folded, spans: &Spans, seed: u64, out: &mut PerToken) -> usize {
        dispatch!(self, token_hashes(folded, spans, seed, out))
    }

    /// The hashes of the kept ones among the tokens `from..to`, packed.
    #[inline]
    pub(crate) fn kept_hashes(self, spans: &Spans, hashes: &PerToken, from: usize, to: usize, out: &mut PerToken) {
        dispatch!(self, kept_hashes(spans, hashes, from, to, out))
    }

    /// Appends the shingles of `width` (2 or 3) kept tokens, as many as there is room for.
    #[inline]
    pub(crate) fn shingle_hashes<const N: usize>(self, tokens: &[u64], width: usize, out: &mut Room<u64, N>) {
        dispatch!(self, shingle_hashes(tokens, width, out))
    }

    /// What tokens add to the content sum, the first of them at `place`.
    #[inline]
    pub(crate) fn content_sum(self, hashes: &[u64], place: u64) -> u64 {
        dispatch!(self, content_sum(hashes, place))
    }

    /// Adds words to a positional count.
    #[inline]
    pub(crate) fn positional_count(self, count: &mut PositionalCount, words: &[u64]) {
        dispatch!(self, positional_count(count, words))
    }

    /// Moves the shingles that the filter does not have to the front; gives their number.
    #[inline]
    pub(crate) fn suppress(self, words: &[u32; FILTER_WORDS], hashes: &mut [u64], quoted: &mut [u8]) -> usize {
        dispatch!(self, suppress(words, hashes, quoted))
    }

    /// Lowers the minima of the shingles' bins.
    #[inline]
    pub(crate) fn minima<const BINS: usize>(self, minima: &mut [u32; BINS], hashes: &[u64], quoted: &[u8]) {
        dispatch!(self, minima(minima, hashes, quoted))
    }

    /// Truncates minima to a signature.
    #[inline]
    pub(crate) fn signature<const BINS: usize>(self, minima: &[u32; BINS], out: &mut [u8; BINS]) {
        dispatch!(self, signature(minima, out))
    }

    /// The occupied bins, and the sum of the minima's fractions of their range.
    #[inline]
    pub(crate) fn occupancy<const BINS: usize>(self, minima: &[u32; BINS]) -> (u64, u64) {
        dispatch!(self, occupancy(minima))
    }

    /// Compares two signatures.
    #[inline]
    pub(crate) fn matched_bins(self, a: &[u8], b: &[u8]) -> MatchedBins {
        dispatch!(self, matched_bins(a, b))
    }
}
