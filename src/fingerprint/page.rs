//! Long pages: the fingerprint of the whole, and lookup keys of its segments.
//!
//! An article inside a page twenty times its size shares so few of the page's minima that a lookup would miss it. The
//! keys of a segment of like size are shared again. Segments need no signatures: they only bring candidates up.

use alloc::vec::Vec;
use core::fmt;

use crate::error::FilterError;
use crate::kernel::{Blocks, Kernel};
use crate::scheme::{KEYS, Scheme};
use crate::suppress::Filter;
use crate::text::Tokeniser;

use super::Fingerprint;
use super::settling::Settling;
use super::sketches::{Minima, Sketches, check_filter};

/// Shingles of a segment that passed the filter.
pub const SEGMENT_SHINGLES: u32 = 800;
/// Segments of a page at most: some 80,000 words. What follows is in the whole's fingerprint alone.
pub const SEGMENTS_MAX: usize = 64;

/// A document as an index of long and short texts takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<const BINS: usize = 512> {
    /// Of the whole text.
    pub fingerprint: Fingerprint<BINS>,
    /// The keys of each segment of [`SEGMENT_SHINGLES`]; empty unless the text is longer than one and a half of them.
    pub segments: Vec<[u32; KEYS]>,
}

/// The minima of the segment at hand; those of the whole are the minima of all segments.
#[derive(Clone)]
struct Segments<const BINS: usize> {
    whole: Settling<BINS>,
    current: Settling<BINS>,
    in_current: u32,
    keys: Vec<[u32; KEYS]>,
}

impl<const BINS: usize> Minima<BINS> for Segments<BINS> {
    fn new() -> Self {
        Self { whole: Settling::new(), current: Settling::new(), in_current: 0, keys: Vec::new() }
    }

    fn reset(&mut self) {
        self.whole.reset();
        self.current.reset();
        self.in_current = 0;
        self.keys.clear();
    }

    #[inline]
    fn shingle(&mut self, hash: u64, quoted: bool) {
        if self.in_current == SEGMENT_SHINGLES {
            self.end_segment();
        }
        self.current.shingle(hash, quoted);
        self.in_current += 1;
    }

    fn unsettled(&mut self, hash: u64) {
        if self.in_current == SEGMENT_SHINGLES {
            self.end_segment();
        }
        self.current.unsettled(hash);
        self.in_current += 1;
    }

    fn settle(&mut self, quoted: bool) {
        self.whole.settle(quoted);
        self.current.settle(quoted);
    }

    fn shingles(&mut self, blocks: Blocks, hashes: &[u64], quoted: &[u8]) {
        let (mut hashes, mut quoted) = (hashes, quoted);
        while !hashes.is_empty() {
            if self.in_current == SEGMENT_SHINGLES {
                self.end_segment();
            }
            let room = (SEGMENT_SHINGLES - self.in_current) as usize;
            let (now, later) = hashes.split_at_checked(room).unwrap_or((hashes, &[]));
            let (flags, flags_later) = quoted.split_at_checked(room).unwrap_or((quoted, &[]));
            self.current.shingles(blocks, now, flags);
            self.in_current += now.len() as u32;
            (hashes, quoted) = (later, flags_later);
        }
    }
}

impl<const BINS: usize> Segments<BINS> {
    #[cold]
    fn end_segment(&mut self) {
        self.whole.merge(&self.current);
        // A last segment of less than half the size is left to the whole.
        if self.in_current >= SEGMENT_SHINGLES / 2 && self.keys.len() < SEGMENTS_MAX {
            self.keys.push(self.current.minima().keys());
        }
        self.current.reset();
        self.in_current = 0;
    }

    fn finish(&mut self) -> Vec<[u32; KEYS]> {
        self.end_segment();
        if self.keys.len() < 2 {
            self.keys.clear();
        }
        core::mem::take(&mut self.keys)
    }
}

/// Fingerprints one page after another, each arriving in pieces: as a [`Fingerprinter`](super::Fingerprinter), with segments.
///
/// State: 2 KiB more than a fingerprinter's, and 512 bytes a segment. Time: the same.
///
/// ```
/// use wireprint::fingerprint::PageFingerprinter;
/// use wireprint::{Scheme, fingerprint};
/// let text: String = (0..4000).map(|n| format!("word{n} ")).collect();
/// let mut fingerprinter = PageFingerprinter::new(&Scheme::REWRITE, None).unwrap();
/// fingerprinter.push(text.as_bytes());
/// let page = fingerprinter.finish();
/// assert_eq!(page.fingerprint, fingerprint(&Scheme::REWRITE, text.as_bytes()));
/// assert_eq!(page.segments.len(), 5); // of 800 shingles
/// ```
#[derive(Clone)]
pub struct PageFingerprinter<'f, const BINS: usize = 512> {
    scheme: Scheme<BINS>,
    kernel: Kernel,
    tokeniser: Tokeniser,
    sketches: Sketches<'f, Segments<BINS>, BINS>,
}

impl<const BINS: usize> fmt::Debug for PageFingerprinter<'_, BINS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageFingerprinter").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

impl<'f, const BINS: usize> PageFingerprinter<'f, BINS> {
    /// At the start of a page; drops the filter's common shingles where there is one.
    ///
    /// # Errors
    /// [`FilterError`] if the filter was learned for other shingles than the scheme makes.
    pub fn new(scheme: &Scheme<BINS>, filter: Option<&'f Filter>) -> Result<Self, FilterError> {
        filter.map_or(Ok(()), |filter| check_filter(scheme, filter))?;
        let (tokeniser, sketches) = (Tokeniser::new(scheme), Sketches::new(scheme, filter));
        Ok(Self { scheme: *scheme, kernel: Kernel::best(), tokeniser, sketches })
    }

    /// The same on another kernel. The fingerprints stay as they are, the speed does not.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Self {
        Self { kernel, ..self }
    }

    /// Takes the next piece of the page: UTF-8, split anywhere.
    pub fn push(&mut self, piece: &[u8]) {
        self.sketches.push(self.kernel, &mut self.tokeniser, piece);
    }

    /// Ends the page. The fingerprinter is then at the start of another.
    pub fn finish(&mut self) -> Page<BINS> {
        self.sketches.finish(&mut self.tokeniser);
        let segments = self.sketches.minima.finish();
        let mut fingerprint = Fingerprint::EMPTY;
        self.sketches.write_fingerprint(&self.scheme, 0, self.sketches.minima.whole.minima(), &mut fingerprint);
        self.sketches.reset();
        Page { fingerprint, segments }
    }
}
