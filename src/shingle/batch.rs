//! Shingles on their way to the sketches, by the hundred.

use crate::scheme::QUOTE_LIMIT;

use super::Shingle;

/// The kept tokens of a stretch, and what waited for a closing mark.
const ROOM: usize = 512 + 2 * QUOTE_LIMIT;

/// Shingles and, beside each, whether it is quoted.
pub(crate) struct Batch {
    hashes: [u64; ROOM],
    quoted: [u8; ROOM],
    len: usize,
}

impl Batch {
    pub(crate) const fn new() -> Self {
        Self { hashes: [0; ROOM], quoted: [0; ROOM], len: 0 }
    }

    pub(super) fn has_room(&self, shingles: usize) -> bool {
        self.len + shingles <= ROOM
    }

    /// Adds a shingle; there must be room.
    #[inline]
    pub(super) fn push(&mut self, shingle: Shingle) {
        if let (Some(hash), Some(quoted)) = (self.hashes.get_mut(self.len), self.quoted.get_mut(self.len)) {
            *hash = shingle.hash;
            *quoted = u8::from(shingle.quoted);
            self.len += 1;
        }
    }

    /// The room behind the shingles.
    pub(super) fn spare(&mut self) -> &mut [u64] {
        self.hashes.get_mut(self.len..).unwrap_or_default()
    }

    /// Adds what was written to the first `len` places of the room.
    pub(super) fn take(&mut self, len: usize, quoted: bool) {
        if let Some(flags) = self.quoted.get_mut(self.len..self.len + len) {
            flags.fill(u8::from(quoted));
            self.len += len;
        }
    }

    /// Takes the shingles out: their hashes, and whether each is quoted, 1 or 0.
    pub(crate) fn drain(&mut self) -> (&mut [u64], &mut [u8]) {
        let len = core::mem::take(&mut self.len);
        (self.hashes.get_mut(..len).unwrap_or_default(), self.quoted.get_mut(..len).unwrap_or_default())
    }
}
