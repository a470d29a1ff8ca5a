//! Shingles on their way to the sketches, by the hundred.

use crate::kernel::folded::STRETCH;
use crate::kernel::{Blocks, Room};
use crate::scheme::QUOTE_LIMIT;

use super::{Joiner, Standing};

/// The kept tokens of a stretch, and what stays unsettled.
const ROOM: usize = STRETCH / 2 + 2 * QUOTE_LIMIT;

/// Shingles and, beside each, whether it is quoted, 1 or 0. The last ones may be unsettled.
pub(crate) struct Batch {
    hashes: Room<u64, ROOM>,
    quoted: Room<u8, ROOM>,
    unsettled: usize,
}

impl Batch {
    pub(crate) const fn new() -> Self {
        Self { hashes: Room::new(), quoted: Room::new(), unsettled: 0 }
    }

    /// Whether the shingles of so many tokens fit; if not, the settled ones must go first.
    pub(crate) fn has_room(&self, tokens: usize) -> bool {
        self.hashes.len() + tokens <= ROOM
    }

    /// Takes kept tokens with no event between them; there must be room.
    pub(crate) fn kept_tokens(&mut self, blocks: Blocks, joiner: &mut Joiner, tokens: &[u64]) {
        // The first ones make shingles with what came before, and with a quotation that has just ended.
        let older = joiner.older();
        let (first, rest) = tokens.split_at_checked(older).unwrap_or((tokens, &[]));
        for token in first {
            if let Some((hash, standing)) = joiner.kept_token(*token) {
                let len = usize::from(self.hashes.push(hash));
                self.note(standing, len);
            }
        }
        if rest.is_empty() {
            return;
        }
        let before = self.hashes.len();
        blocks.shingle_hashes(tokens, older + 1, &mut self.hashes);
        self.note(joiner.standing(), self.hashes.len() - before);
        joiner.note(rest);
    }

    fn note(&mut self, standing: Standing, shingles: usize) {
        self.quoted.fill(u8::from(standing == Standing::Quoted), shingles);
        self.unsettled += if standing == Standing::Unsettled { shingles } else { 0 };
    }

    /// Whether what was unsettled is quoted.
    pub(crate) fn settle(&mut self, quoted: bool) {
        let settled = self.settled();
        self.quoted.as_mut_slice().iter_mut().skip(settled).for_each(|flag| *flag = u8::from(quoted));
        self.unsettled = 0;
    }

    fn settled(&self) -> usize {
        self.hashes.len().saturating_sub(self.unsettled)
    }

    /// The settled shingles' hashes, and whether each is quoted.
    pub(crate) fn parts(&mut self) -> (&mut [u64], &mut [u8]) {
        let settled = self.settled();
        let (hashes, quoted) = (self.hashes.as_mut_slice(), self.quoted.as_mut_slice());
        (hashes.get_mut(..settled).unwrap_or_default(), quoted.get_mut(..settled).unwrap_or_default())
    }

    /// The others.
    pub(crate) fn unsettled(&self) -> &[u64] {
        self.hashes.as_slice().get(self.settled()..).unwrap_or_default()
    }

    /// Forgets the settled ones.
    pub(crate) fn clear_settled(&mut self) {
        let settled = self.settled();
        self.hashes.as_mut_slice().copy_within(settled.., 0);
        self.hashes.truncate(self.unsettled);
        self.quoted.truncate(self.unsettled);
    }
}
