//! A document's fingerprint: what is kept of it, in 560 + `BINS` bytes.

mod bytes;
mod fingerprinter;
#[cfg(feature = "serde")]
mod serialised;
mod settling;
mod shingles;
mod sketches;
mod stored;

#[cfg(feature = "alloc")]
mod batch;
#[cfg(feature = "alloc")]
mod page;

#[cfg(feature = "alloc")]
pub use batch::{fingerprint_batch, page_batch};
pub use fingerprinter::{Fingerprinter, fingerprint};
#[cfg(feature = "alloc")]
pub use page::{Page, PageFingerprinter, SEGMENT_SHINGLES, SEGMENTS_MAX};
pub use shingles::for_each_shingle;
pub use stored::StoredFingerprint;

use crate::scheme::{FilterId, KEYS, SchemeId};

/// What wireprint keeps of a document: 1,072 bytes in byte form at the default 512 bins, 8 more in memory.
///
/// Equal texts have equal fingerprints, on every platform and however the text was cut into pieces; see
/// `docs/format.md` for the meaning of every byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint<const BINS: usize = 512> {
    pub(crate) scheme: SchemeId,
    pub(crate) filter: FilterId,
    pub(crate) tokens: u32,
    pub(crate) shingles: u32,
    pub(crate) distinct: u32,
    pub(crate) simhash: u64,
    pub(crate) content: u64,
    pub(crate) keys: [u32; KEYS],
    pub(crate) signature: [u8; BINS],
}

impl<const BINS: usize> Fingerprint<BINS> {
    /// Of no text and no scheme: room for [`Fingerprinter::finish_into`].
    pub const EMPTY: Self = Self {
        scheme: SchemeId(0),
        filter: FilterId::NONE,
        tokens: 0,
        shingles: 0,
        distinct: 0,
        simhash: 0,
        content: 0,
        keys: [0; KEYS],
        signature: [0; BINS],
    };

    /// The scheme it was made with.
    pub fn scheme(&self) -> SchemeId {
        self.scheme
    }

    /// The filter it was made with.
    pub fn filter(&self) -> FilterId {
        self.filter
    }

    /// Tokens in the text, kept or not.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// Shingles that passed the filter, every occurrence counted.
    pub fn shingles(&self) -> u32 {
        self.shingles
    }

    /// Different shingles among them, at most [`shingles`](Self::shingles); estimated with a relative standard error of 3
    /// to 4.4 % at 512 bins, half of that where hardly any repeats.
    pub fn distinct(&self) -> u32 {
        self.distinct
    }

    /// SimHash of the shingles that passed the filter.
    pub fn simhash(&self) -> u64 {
        self.simhash
    }

    /// Hash of all tokens in order: equal for texts that differ in case, accents, spacing and punctuation only.
    pub fn content(&self) -> u64 {
        self.content
    }

    /// The lookup keys, one for each group of bins; `u32::MAX` where a group is empty.
    pub fn keys(&self) -> &[u32; KEYS] {
        &self.keys
    }

    /// The MinHash signature: a byte a bin, 0 where the bin is empty, bit 7 where its shingle is quoted.
    pub fn signature(&self) -> &[u8; BINS] {
        &self.signature
    }

    /// The share of shingles that stand in quotations, 0 to 1, from the signature.
    pub fn quoted_share(&self) -> f32 {
        self.sketch().quoted_share()
    }

    /// Whether the text is the other, but for case, accents, spacing and punctuation. A text without tokens is like
    /// no other.
    pub fn is_same_content(&self, other: &Self) -> bool {
        self.sketch().is_same_content(&other.sketch())
    }

    pub(crate) fn sketch(&self) -> Sketch<'_> {
        Sketch {
            scheme: self.scheme,
            filter: self.filter,
            tokens: self.tokens,
            distinct: self.distinct,
            simhash: self.simhash,
            content: self.content,
            signature: &self.signature,
        }
    }
}

/// What of a fingerprint is compared with another's: all but the keys. An index keeps the parts in its own order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sketch<'a> {
    pub(crate) scheme: SchemeId,
    pub(crate) filter: FilterId,
    pub(crate) tokens: u32,
    pub(crate) distinct: u32,
    pub(crate) simhash: u64,
    pub(crate) content: u64,
    pub(crate) signature: &'a [u8],
}

impl Sketch<'_> {
    pub(crate) fn quoted_share(&self) -> f32 {
        let occupied = self.signature.iter().filter(|b| **b != 0).count();
        let quoted = self.signature.iter().filter(|b| **b & 0x80 != 0).count();
        quoted as f32 / occupied.max(1) as f32
    }

    pub(crate) fn is_same_content(&self, other: &Self) -> bool {
        self.tokens > 0 && self.tokens == other.tokens && self.content == other.content
    }
}
