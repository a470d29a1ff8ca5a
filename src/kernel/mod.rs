//! The hot loops, and the only room of the core that may hold `unsafe`.
//!
//! **How a text is read at the speed of memory.** A tokeniser that looks at one character after another spends its time on
//! branches that no predictor can foresee: is this a letter, is the word over, is it long enough. The block kernels have
//! no such branches. They take a text in stretches of two kilobytes, and each stretch in stages, every one a counted loop over arrays
//! in the first-level cache:
//! 1. `fold`: UTF-8 becomes folded text, in which a byte alone tells its class;
//! 2. `spans`: 64 bytes become a few 64-bit masks, from which arithmetic makes all starts and ends of tokens;
//! 3. `token_hashes`, `kept_hashes`, `shingle_hashes`: one or
//!    two wide multiplications each;
//! 4. `suppress`, `minima`, `positional_count`: the sketches.
//!
//! What each step measured stands in docs/performance.md. Characters that a stage cannot say, tokens of more than 64 bytes and the edges of a
//! piece are left to the tokeniser of single characters, which is the reference: with it alone, everything works as well.
//!
//! **The rooms.** `scalar` is the reference; `generic` the algorithms over `block`; `portable`, `avx2`, `avx512`, `avx512vbmi2`, `neon`
//! and `simd128` say what a block is and compile the algorithms for it, all with the same items (`siblings`). `choice` picks one:
//! where there is `std`, by what the CPU has when the program runs, else by what the program is compiled for. Holding a
//! value of `Blocks` proves that its instructions are there.

#![cfg_attr(
    not(any(target_pointer_width = "64", all(target_arch = "wasm32", target_feature = "simd128"))),
    allow(
        dead_code,
        unused_macros,
        unused_imports,
        reason = "machines without a block kernel have only the reference"
    )
)]

mod block;
mod blocks;
mod choice;
mod fold_pages;
pub(crate) mod folded;
mod generic;
mod prefetch;
mod room;
mod scalar;
mod siblings;
pub(crate) mod spans;
#[cfg(test)]
mod tests;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod avx2;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod avx512;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod avx512vbmi2;
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
mod neon;
#[cfg(target_pointer_width = "64")]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

pub(crate) use blocks::Blocks;
pub use choice::Kernel;
pub(crate) use folded::{Folded, Stop};
pub(crate) use prefetch::prefetch;
pub(crate) use room::Room;
pub(crate) use scalar::{
    FILTER_WORDS, MatchedBins, PositionalCount, SHORT_TOKEN, content_hash, content_term, filter_place, min_place,
    min_update, shingle_hash, short_token_hash, signature_byte, token_hash,
};
use siblings::siblings;
pub(crate) use spans::Spans;

/// A number for each token of a stretch.
pub(crate) type PerToken = Room<u64, { spans::PLACES }>;

/// Compares two signatures of equal length.
#[inline]
pub(crate) fn matched_bins(a: &[u8], b: &[u8]) -> MatchedBins {
    Kernel::best().blocks().map_or_else(|| scalar::matched_bins(a, b), |blocks| blocks.matched_bins(a, b))
}
