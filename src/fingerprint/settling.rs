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

/// Minima, and which of them are unsettled.
#[derive(Clone, Debug)]
pub(super) struct Settling<const BINS: usize> {
    minima: MinHash<BINS>,
    marks: [u32; WORDS],
    any: bool,
}

impl<const BINS: usize> Settling<BINS> {
    /// All minima.
    pub(super) fn minima(&self) -> &MinHash<BINS> {
        &self.minima
    }

    fn mark(&mut self, bin: usize) {
        self.any = true;
        if let Some(word) = self.marks.get_mut(bin / 32) {
            *word |= 1 << (bin % 32);
        }
    }

    fn marked(&self) -> impl Iterator<Item = usize> + use<BINS> {
        let marks = if self.any { self.marks } else { [0; WORDS] };
        marks
            .into_iter()
            .enumerate()
            .flat_map(|(word, marks)| (0..32).filter(move |bit| marks >> bit & 1 == 1).map(move |bit| word * 32 + bit))
    }

    /// Adds the minima of another part of the same text.
    #[cfg(feature = "alloc")]
    pub(super) fn merge(&mut self, part: &Self) {
        for bin in part.marked() {
            if self.minima.is_lowered_by(&part.minima, bin) {
                self.mark(bin);
            }
        }
        self.minima.merge(&part.minima);
    }
}

impl<const BINS: usize> Minima<BINS> for Settling<BINS> {
    fn new() -> Self {
        Self { minima: MinHash::new(), marks: [0; WORDS], any: false }
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
        if !self.any {
            return;
        }
        if !quoted {
            let marked = self.marked();
            marked.for_each(|bin| self.minima.unquote(bin));
        }
        self.marks.fill(0);
        self.any = false;
    }
}
