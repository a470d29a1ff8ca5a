//! What has been done to rings since they were written last, so that an image need not hold most of them anew.

use alloc::vec;
use alloc::vec::Vec;

use super::rings::{CHUNK_RINGS, RING_BYTES};

/// Bytes of a change: where in the chunk its ring is, with [`LOST`] where the ring lost the entry, and the entry.
pub(super) const CHANGE: usize = 6;
const LOST: u16 = 1 << 15;
/// Bytes noted of a chunk at most: whatever has changed more is soon written whole.
const BYTES_MAX: usize = CHUNK_RINGS * RING_BYTES / 4;

/// An entry that a ring has taken, or one that it has lost other than to a newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Counted from the chunk's first.
    pub(super) ring: usize,
    pub(super) is_lost: bool,
    pub(super) entry: u32,
}

impl Change {
    fn bytes(self) -> [u8; CHANGE] {
        let [a, b] = (self.ring as u16 | if self.is_lost { LOST } else { 0 }).to_le_bytes();
        let [c, d, e, f] = self.entry.to_le_bytes();
        [a, b, c, d, e, f]
    }

    #[cfg(feature = "serde")]
    pub(super) fn of_bytes([a, b, c, d, e, f]: [u8; CHANGE]) -> Self {
        let ring = u16::from_le_bytes([a, b]);
        Self { ring: (ring & !LOST).into(), is_lost: ring & LOST != 0, entry: u32::from_le_bytes([c, d, e, f]) }
    }
}

/// The changes of every chunk of rings in their order, as bytes; none of a chunk that is to be written whole.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    chunks: Vec<Option<Vec<u8>>>,
}

impl Journal {
    /// One of so many rings, in which nothing has changed.
    #[cfg(feature = "serde")]
    pub(super) fn of(rings: usize) -> Self {
        Self { chunks: vec![Some(Vec::new()); rings.div_ceil(CHUNK_RINGS)] }
    }

    /// All rings have changed, and are so many now.
    pub(super) fn give_up(&mut self, rings: usize) {
        self.chunks = vec![None; rings.div_ceil(CHUNK_RINGS)];
    }

    #[inline]
    pub(super) fn note(&mut self, ring: usize, is_lost: bool, entry: u32) {
        let Some(place) = self.chunks.get_mut(ring / CHUNK_RINGS) else { return };
        let Some(changes) = place else { return };
        changes.extend_from_slice(&Change { ring: ring % CHUNK_RINGS, is_lost, entry }.bytes());
        if changes.len() > BYTES_MAX {
            *place = None;
        }
    }

    /// What was noted of a chunk; none if it is to be written whole.
    #[cfg(feature = "serde")]
    pub(super) fn changes(&self, chunk: usize) -> Option<&[u8]> {
        self.chunks.get(chunk)?.as_deref()
    }

    /// The chunk has been written with all that was noted of it.
    #[cfg(feature = "serde")]
    pub(super) fn begin_anew(&mut self, chunk: usize) {
        if let Some(place) = self.chunks.get_mut(chunk) {
            place.get_or_insert_default().clear();
        }
    }
}
