//! What every instruction set's file has: the algorithms of `generic`, compiled for it.

/// The functions of a sibling: the algorithms of `generic`, compiled for its instruction set.
///
/// # Safety
/// Each may be called only where the instruction set is there.
macro_rules! siblings {
    ($block:ty $(, $features:literal)?) => {
        use super::generic::{count, fold, hash, sketch, spans};
        use super::{FILTER_WORDS, Folded, MatchedBins, PerToken, PositionalCount, Room, Spans, Stop};

        super::siblings! { @ [$block] [$($features)?]
            fn fold(text: &[u8], folded: &mut Folded) -> (usize, Stop) { fold::fold::<$block>(text, folded) }
            fn spans(folded: &Folded, cut: usize, all: bool, out: &mut Spans) -> () {
                spans::spans::<$block>(folded, cut, all, out)
            }
            fn token_hashes(folded: &Folded, spans: &Spans, seed: u64, out: &mut PerToken) -> usize {
                hash::token_hashes::<$block>(folded, spans, seed, out)
            }
            fn kept_hashes(spans: &Spans, hashes: &PerToken, from: usize, to: usize, out: &mut PerToken) -> () {
                hash::kept_hashes::<$block>(spans, hashes, from, to, out)
            }
            fn content_sum(hashes: &[u64], place: u64) -> u64 { count::content_sum(hashes, place) }
            fn positional_count(count: &mut PositionalCount, words: &[u64]) -> () {
                count::positional_count(count, words)
            }
            fn suppress(words: &[u32; FILTER_WORDS], hashes: &mut [u64], quoted: &mut [u8]) -> usize {
                sketch::suppress(words, hashes, quoted)
            }
            fn matched_bins(a: &[u8], b: &[u8]) -> MatchedBins { super::scalar::matched_bins(a, b) }
        }

        super::siblings! { @one [$($features)?] [<const N: usize>]
            fn shingle_hashes(tokens: &[u64], width: usize, out: &mut Room<u64, N>) -> () {
                hash::shingle_hashes::<$block, N>(tokens, width, out)
            }
        }

        super::siblings! { @bins [$($features)?]
            fn minima(minima: &mut [u32; BINS], hashes: &[u64], quoted: &[u8]) -> () {
                sketch::minima(minima, hashes, quoted)
            }
            fn signature(minima: &[u32; BINS], out: &mut [u8; BINS]) -> () { sketch::signature(minima, out) }
            fn occupancy(minima: &[u32; BINS]) -> (u64, u64) { sketch::occupancy(minima) }
        }
    };
    (@ [$block:ty] $features:tt $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty $body:block)*) => {
        $(super::siblings! { @one $features [] fn $name($($arg: $type),*) -> $out $body })*
    };
    (@bins $features:tt $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty $body:block)*) => {
        $(super::siblings! { @one $features [<const BINS: usize>] fn $name($($arg: $type),*) -> $out $body })*
    };
    (@one [$($features:literal)?] [$($bins:tt)*] fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty $body:block) => {
        $(#[target_feature(enable = $features)])?
        #[allow(unused_unsafe, reason = "some of the algorithms are safe wherever the instructions are")]
        pub(super) unsafe fn $name $($bins)*($($arg: $type),*) -> $out {
            // SAFETY: the caller's promise: the instruction set is there.
            unsafe { $body }
        }
    };
}
pub(super) use siblings;
