//! The hot loops, and the only room of the core that may hold `unsafe`.
//!
//! **How a text is read at the speed of memory.** A tokeniser that looks at one character after another spends its time on
//! branches that no predictor can foresee: is this a letter, is the word over, is it long enough. The block kernels have
//! no such branches. They take a text in stretches of a kilobyte, and each stretch in stages, every one a counted loop over arrays
//! in the first-level cache:
//! 1. [`fold`](Blocks::fold): UTF-8 becomes folded text, in which a byte alone tells its class;
//! 2. [`spans`](Blocks::spans): 64 bytes become a few 64-bit masks, from which arithmetic makes all starts and ends of tokens;
//! 3. [`token_hashes`](Blocks::token_hashes), [`kept_hashes`](Blocks::kept_hashes), [`shingle_hashes`](Blocks::shingle_hashes): one or
//!    two wide multiplications each;
//! 4. [`suppress`](Blocks::suppress), [`minima`](Blocks::minima), [`positional_count`](Blocks::positional_count): the sketches.
//!
//! What each step measured stands in docs/performance.md. Characters that a stage cannot say, tokens of more than 64 bytes and the edges of a
//! piece are left to the tokeniser of single characters, which is the reference: with it alone, everything works as well.
//!
//! **The rooms.** `scalar` is the reference; `generic` the algorithms over [`block::Block`]; `portable`, `avx2`, `avx512`, `neon` and
//! `simd128` say what a block is and compile the algorithms for it, all with the same items. Here one is chosen: where
//! there is `std`, by what the CPU has when the program runs, else by what the program is compiled for. Only this file makes
//! values of [`Blocks`], so that holding one proves that its instructions are there.

mod block;
mod fold_pages;
pub(crate) mod folded;
mod generic;
mod room;
mod scalar;
pub(crate) mod spans;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod avx2;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod avx512;
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
mod neon;
#[cfg(target_pointer_width = "64")]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

use core::fmt;

pub(crate) use folded::{Folded, Stop};
pub(crate) use room::Room;
pub(crate) use scalar::{
    FILTER_WORDS, MatchedBins, PositionalCount, content_hash, content_term, filter_place, min_update, shingle_hash,
    signature_byte, token_hash,
};
pub(crate) use spans::Spans;

/// A number for each token of a stretch.
pub(crate) type PerToken = Room<u64, { spans::PLACES }>;

/// An instruction set's block kernel. Devices of 32 bits have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocks {
    #[cfg(target_pointer_width = "64")]
    Portable,
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    Avx2,
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    Avx512,
    #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
    Neon,
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128,
}

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
use siblings;

/// Calls a function of the sibling that `self` stands for.
macro_rules! dispatch {
    ($self:expr, $name:ident $args:tt) => {
        // SAFETY: a value of `Blocks` is only made where its instruction set is there.
        match $self {
            #[cfg(target_pointer_width = "64")]
            Blocks::Portable => unsafe { portable::$name $args },
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Blocks::Avx2 => unsafe { avx2::$name $args },
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Blocks::Avx512 => unsafe { avx512::$name $args },
            #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
            Blocks::Neon => unsafe { neon::$name $args },
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
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
    pub(crate) fn kept_hashes(
        self,
        spans: &Spans,
        hashes: &PerToken,
        from: usize,
        to: usize,
        out: &mut PerToken,
    ) {
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

    /// The siblings that the CPU at hand can run, slowest first.
    fn detected() -> impl Iterator<Item = Self> {
        /// Whether a feature is there: asked of the CPU where `std` can, of the compiler else.
        #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
        macro_rules! has {
            ($($feature:tt),*) => {{
                #[cfg(feature = "std")]
                let there = $(std::arch::is_x86_feature_detected!($feature))&&*;
                #[cfg(not(feature = "std"))]
                let there = $(cfg!(target_feature = $feature))&&*;
                there
            }};
        }
        #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
        let (avx2, avx512) = {
            let avx2 = has!("avx2", "bmi1", "bmi2", "lzcnt", "popcnt", "movbe");
            (avx2, avx2 && has!("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"))
        };
        let all: [Option<Self>; 3] = [
            #[cfg(target_pointer_width = "64")]
            Some(Self::Portable),
            #[cfg(not(target_pointer_width = "64"))]
            None,
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            avx2.then_some(Self::Avx2),
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            avx512.then_some(Self::Avx512),
            #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
            Some(Self::Neon),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Some(Self::Simd128),
            #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
            None,
            #[cfg(not(any(
                all(target_arch = "x86_64", target_feature = "sse2"),
                all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"),
                all(target_arch = "wasm32", target_feature = "simd128")
            )))]
            None,
        ];
        all.into_iter().flatten()
    }
}

/// How the hot loops are run: character by character, or in blocks of 64 bytes with the instructions of some CPU. The results
/// are the same, byte for byte.
///
/// [`Kernel::best`] is used unless a [`Fingerprinter`](crate::Fingerprinter::with_kernel) is told otherwise.
///
/// ```
/// use wireprint::kernel::Kernel;
/// use wireprint::{Fingerprinter, Scheme};
/// let text = "Ferries to Kolmar resume on Friday after a week of storms, the harbour office said.";
/// let prints = Kernel::available().map(|kernel| {
///     let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE).with_kernel(kernel);
///     fingerprinter.push(text.as_bytes());
///     fingerprinter.finish()
/// });
/// let prints: Vec<_> = prints.collect();
/// assert!(prints.iter().all(|print| *print == prints[0]));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Kernel(Option<Blocks>);

impl Kernel {
    /// The reference: one character at a time, on every machine.
    pub const SCALAR: Self = Self(None);

    /// All that this machine can run, slowest first; [`Kernel::SCALAR`] is the first.
    pub fn available() -> impl Iterator<Item = Self> {
        core::iter::once(Self::SCALAR).chain(Blocks::detected().map(|blocks| Self(Some(blocks))))
    }

    /// The fastest of them, or the one that [`Kernel::force`] named. Found once; then the cost of reading a number.
    #[inline]
    pub fn best() -> Self {
        #[cfg(feature = "std")]
        {
            chosen::get()
        }
        #[cfg(not(feature = "std"))]
        {
            Self::available().last().unwrap_or(Self::SCALAR)
        }
    }

    /// Makes this the [`best`](Kernel::best) for the whole program from now on, to compare kernels or to keep a CPU cool.
    #[cfg(feature = "std")]
    pub fn force(self) {
        chosen::set(self);
    }

    /// The name: `scalar`, `portable`, `avx2`, `avx512`, `neon` or `simd128`.
    pub fn name(self) -> &'static str {
        match self.0 {
            None => "scalar",
            #[cfg(target_pointer_width = "64")]
            Some(Blocks::Portable) => "portable",
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Some(Blocks::Avx2) => "avx2",
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Some(Blocks::Avx512) => "avx512",
            #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
            Some(Blocks::Neon) => "neon",
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Some(Blocks::Simd128) => "simd128",
        }
    }

    /// The kernel of a name, if this machine can run it.
    pub fn named(name: &str) -> Option<Self> {
        Self::available().find(|kernel| kernel.name() == name)
    }

    /// A number for each kernel, from 1.
    #[cfg(feature = "std")]
    fn number(self) -> u8 {
        self.0.map_or(1, |blocks| blocks as u8 + 2)
    }

    /// The kernel of a number that [`Kernel::number`] gave: it was available, so it is.
    #[cfg(feature = "std")]
    #[inline]
    fn of_number(number: u8) -> Option<Self> {
        const ALL: &[Blocks] = &[
            #[cfg(target_pointer_width = "64")]
            Blocks::Portable,
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Blocks::Avx2,
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Blocks::Avx512,
            #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
            Blocks::Neon,
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Blocks::Simd128,
        ];
        match number {
            0 => None,
            1 => Some(Self::SCALAR),
            _ => ALL.get(usize::from(number) - 2).map(|blocks| Self(Some(*blocks))),
        }
    }

    #[inline]
    pub(crate) fn blocks(self) -> Option<Blocks> {
        self.0
    }
}

impl Default for Kernel {
    fn default() -> Self {
        Self::best()
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kernel({})", self.name())
    }
}

/// The choice, made once for the program.
#[cfg(feature = "std")]
mod chosen {
    use core::sync::atomic::{AtomicU8, Ordering};

    use super::Kernel;

    /// 0 while nothing is chosen.
    static NUMBER: AtomicU8 = AtomicU8::new(0);

    #[inline]
    pub(super) fn get() -> Kernel {
        Kernel::of_number(NUMBER.load(Ordering::Relaxed)).unwrap_or_else(detect)
    }

    #[cold]
    fn detect() -> Kernel {
        let best = Kernel::available().last().unwrap_or(Kernel::SCALAR);
        set(best);
        best
    }

    pub(super) fn set(kernel: Kernel) {
        NUMBER.store(kernel.number(), Ordering::Relaxed);
    }
}

/// Compares two signatures of equal length.
#[inline]
pub(crate) fn matched_bins(a: &[u8], b: &[u8]) -> MatchedBins {
    Kernel::best().blocks().map_or_else(|| scalar::matched_bins(a, b), |blocks| blocks.matched_bins(a, b))
}
