//! Minima some of which stand in a quotation that may turn out to be none.
//!
//! A shingle in an open quotation lowers its bin as a quoted one at once, and the bin is marked; if the quotation is given up, the
//! marked minima become narrative. No other shingle comes in between, so a marked minimum is always an unsettled one, and a bit a
//! bin does what a list of 160 hashes would.

use crate::kernel::Blocks;
use crate::sketch::MinHash;

use super::sketches::Minima;

/// Words of marks for the most bins.
const WORDS: usize = 1024 / 32;

/// Minima, and which of them are unsettled: a bit is 0 where a bin is marked. All bytes of an empty one are 255, so that it is made in
/// place; a device has no room for it twice.
#[derive(Clone, Debug)]
pub(super) struct Settling<const BINS: usize> {
    minima: MinHash<BINS>,
    unmarked: [u32; WORDS],
}

/// No bin is marked.
const NONE: [u32; WORDS] = [u32::MAX; WORDS];

impl<const BINS: usize> Settling<BINS> {
    /// All minima.
    pub(super) fn minima(&self) -> &MinHash<BINS> {
        &self.minima
    }

    fn mark(&mut self, bin: usize) {
        if let Some(word) = self.unmarked.get_mut(bin / 32) {
            *word &= !(1 << (bin % 32));
        }
    }

    fn is_marked(&self, bin: usize) -> bool {
        self.unmarked.get(bin / 32).is_some_and(|word| word >> (bin % 32) & 1 == 0)
    }

    /// Adds the minima of another part of the same text.
    #[cfg(feature = "alloc")]
    pub(super) fn merge(&mut self, part: &Self) {
        for bin in (0..BINS).filter(|bin| part.is_marked(*bin)) {
            if self.minima.is_lowered_by(&part.minima, bin) {
                self.mark(bin);
            }
        }
        self.minima.merge(&part.minima);
    }
}

impl<const BINS: usize> Minima<BINS> for Settling<BINS> {
    #[inline(always)]
    fn new() -> Self {
        Self { minima: MinHash::new(), unmarked: NONE }
    }

    fn reset(&mut self) {
        self.minima.reset();
        self.settle(true);
    }

    #[inline]
    fn shingle(&mut self, hash: u64, quoted: bool) {
        self.minima.shingle(hash, quoted);
    }

    fn shingles(&mut self, blocks: Blocks, hashes: &[u64], quoted: &[u8]) {
        self.minima.shingles(blocks, hashes, quoted);
    }

    fn unsettled(&mut self, hash: u64) {
        if let Some(bin) = self.minima.lower_quoted(hash) {
            self.mark(bin);
        }
    }

    fn settle(&mut self, quoted: bool) {
        if self.unmarked == NONE {
            return;
        }
        if !quoted {
            for bin in 0..BINS {
                if self.is_marked(bin) {
                    self.minima.unquote(bin);
                }
            }
        }
        self.unmarked = NONE;
    }
}
