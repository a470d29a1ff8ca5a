//! The whole pipeline over one document.

use crate::error::FilterError;
use crate::kernel::Kernel;
use crate::scheme::Scheme;
use crate::suppress::Filter;
use crate::text::Tokeniser;

use super::Fingerprint;
use super::settling::Settling;
use super::sketches::{Sketches, check_filter};

/// Fingerprints one document after another, each arriving in pieces.
///
/// State: 2,696 bytes at 512 bins (1,672 at 256, 4,744 at 1024) on a 64-bit machine, no allocation, no panic, whatever the text. Time: linear.
///
/// ```
/// use wireprint::{Fingerprinter, Scheme, fingerprint};
/// let text = "The harbour bridge at Kolmar will stay closed until Friday.".as_bytes();
/// let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
/// for piece in text.chunks(7) {
///     fingerprinter.push(piece);
/// }
/// assert_eq!(fingerprinter.finish(), fingerprint(&Scheme::REWRITE, text));
/// ```
#[derive(Clone, Debug)]
pub struct Fingerprinter<'f, const BINS: usize = 512> {
    kernel: Kernel,
    tokeniser: Tokeniser,
    sketches: Sketches<'f, Settling<BINS>, BINS>,
}

impl<const BINS: usize> Fingerprinter<'static, BINS> {
    /// A fingerprinter that keeps every shingle.
    #[inline(always)]
    pub fn new(scheme: &Scheme<BINS>) -> Self {
        Self { kernel: Kernel::best(), tokeniser: Tokeniser::new(scheme), sketches: Sketches::new(scheme, None) }
    }
}

impl<'f, const BINS: usize> Fingerprinter<'f, BINS> {
    /// A fingerprinter that drops the filter's common shingles.
    ///
    /// # Errors
    /// [`FilterError`] if the filter was learned for other shingles than the scheme makes.
    #[inline(always)]
    pub fn with_filter(scheme: &Scheme<BINS>, filter: &'f Filter) -> Result<Self, FilterError> {
        check_filter(scheme, filter)?;
        Ok(Self {
            kernel: Kernel::best(),
            tokeniser: Tokeniser::new(scheme),
            sketches: Sketches::new(scheme, Some(filter)),
        })
    }

    /// The same on another kernel. The fingerprints stay as they are, the speed does not.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Self {
        Self { kernel, ..self }
    }

    /// Takes the next piece of the document: UTF-8, split anywhere. Ill-formed sequences separate tokens.
    #[inline(never)]
    pub fn push(&mut self, piece: &[u8]) {
        self.sketches.push(self.kernel, &mut self.tokeniser, piece);
    }

    /// Characters of the document so far that this build's folding table lacks; always 0 with the feature `full`.
    ///
    /// If there are any, the fingerprint bears the id [`Scheme::id_beyond`] the table, and comparing it with one of the scheme itself
    /// is an error: without the missing letters it is another fingerprint.
    ///
    /// ```
    /// use wireprint::scheme::Table;
    /// use wireprint::{Fingerprinter, Scheme};
    /// let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
    /// fingerprinter.push("Ferries to Kolmar resume – 渡し船 – on Friday".as_bytes());
    /// let missing = fingerprinter.uncovered();
    /// assert_eq!(missing > 0, Table::HERE != Table::Full);
    /// assert_eq!(fingerprinter.finish().scheme() == Scheme::REWRITE.id(), missing == 0);
    /// ```
    pub fn uncovered(&self) -> u32 {
        self.tokeniser.uncovered()
    }

    /// Ends the document. The fingerprinter is then at the start of another.
    #[inline(always)]
    pub fn finish(&mut self) -> Fingerprint<BINS> {
        let mut print = Fingerprint::EMPTY;
        self.finish_into(&mut print);
        print
    }

    /// The same into a fingerprint that is there already, whatever it was: for devices whose stack has no room for another.
    #[inline(never)]
    pub fn finish_into(&mut self, print: &mut Fingerprint<BINS>) {
        let (scheme, uncovered) = (self.tokeniser.scheme(), self.uncovered());
        self.sketches.finish(&mut self.tokeniser);
        self.sketches.write_fingerprint(&scheme, uncovered, self.sketches.minima.minima(), print);
        self.sketches.reset();
    }
}

const _: () = assert!(size_of::<Fingerprinter<'static, 512>>() <= 2696, "the stated size of the state has grown");

/// The fingerprint of a whole document, every shingle kept.
///
/// ```
/// use wireprint::{Scheme, fingerprint};
/// let print = fingerprint(&Scheme::REWRITE, "Ferries to Kolmar resume on Friday".as_bytes());
/// assert_eq!((print.tokens(), print.shingles()), (6, 3)); // ferries-kolmar, kolmar-resume, resume-friday
/// ```
pub fn fingerprint<const BINS: usize>(scheme: &Scheme<BINS>, text: &[u8]) -> Fingerprint<BINS> {
    let mut fingerprinter = Fingerprinter::new(scheme);
    fingerprinter.push(text);
    fingerprinter.finish()
}
