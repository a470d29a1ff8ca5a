//! Shingles on their way to the sketches, by the hundred.

use crate::kernel::Room;
use crate::kernel::folded::STRETCH;
use crate::scheme::QUOTE_LIMIT;

use super::Shingle;

/// The kept tokens of a stretch, and what waited for a closing mark.
const ROOM: usize = STRETCH / 2 + 2 * QUOTE_LIMIT;

/// Shingles and, beside each, whether it is quoted, 1 or 0.
pub(crate) struct Batch {
    pub(super) hashes: Room<u64, ROOM>,
    pub(super) quoted: Room<u8, ROOM>,
}

impl Batch {
    pub(crate) const fn new() -> Self {
        Self { hashes: Room::new(), quoted: Room::new() }
    }

    pub(super) fn has_room(&self, shingles: usize) -> bool {
        self.hashes.len() + shingles <= ROOM
    }

    /// Adds a shingle; there must be room.
    #[inline]
    pub(super) fn push(&mut self, shingle: Shingle) {
        if self.hashes.push(shingle.hash) {
            self.quoted.push(u8::from(shingle.quoted));
        }
    }

    /// The shingles' hashes, and whether each is quoted.
    pub(crate) fn parts(&mut self) -> (&mut [u64], &mut [u8]) {
        (self.hashes.as_mut_slice(), self.quoted.as_mut_slice())
    }

    pub(crate) fn clear(&mut self) {
        self.hashes.truncate(0);
        self.quoted.truncate(0);
    }
}
