//! Which kernel runs: by what the CPU has where `std` can ask it, else by what the program is compiled for.
//!
//! Only this file makes values of [`Blocks`], so that holding one proves that its instructions are there.

use core::fmt;

use super::Blocks;

impl Blocks {
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
        let (avx2, avx512, vbmi2) = {
            let avx2 = has!("avx2", "bmi1", "bmi2", "lzcnt", "popcnt", "movbe");
            let avx512 = avx2 && has!("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd", "fma", "f16c");
            (avx2, avx512, avx512 && has!("avx512vbmi2"))
        };
        let all: [Option<Self>; 4] = [
            #[cfg(target_pointer_width = "64")]
            Some(Self::Portable),
            #[cfg(not(target_pointer_width = "64"))]
            None,
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            avx2.then_some(Self::Avx2),
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            avx512.then_some(Self::Avx512),
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            vbmi2.then_some(Self::Avx512Vbmi2),
            #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
            Some(Self::Neon),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Some(Self::Simd128),
            #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
            None,
            #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
            None,
            #[cfg(not(any(
                all(target_arch = "x86_64", target_feature = "sse2"),
                all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"),
                all(target_arch = "wasm32", target_feature = "simd128")
            )))]
            None,
        ];
        // Their folding table is that of all of Unicode.
        all.into_iter().flatten().filter(|_| cfg!(feature = "full"))
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

    /// The name: `scalar`, `portable`, `avx2`, `avx512`, `avx512vbmi2`, `neon` or `simd128`.
    pub fn name(self) -> &'static str {
        match self.0 {
            None => "scalar",
            #[cfg(target_pointer_width = "64")]
            Some(Blocks::Portable) => "portable",
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Some(Blocks::Avx2) => "avx2",
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Some(Blocks::Avx512) => "avx512",
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Some(Blocks::Avx512Vbmi2) => "avx512vbmi2",
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
            #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
            Blocks::Avx512Vbmi2,
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
