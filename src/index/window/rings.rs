//! Posting rings: from a key to the documents that had it last, in memory that is bounded by construction.
//!
//! A ring is 64 entries of 4 bytes, newest first; an entry that is pushed out at the end was the oldest. Many keys share
//! a ring, so an entry names its document's slot and, in the bits that are left, a tag of its key. The keys themselves
//! are not kept. The number of rings doubles as documents come: a ring's entries are told apart by the tag's
//! top bit, which then becomes a bit of the ring's number. (Keeping part of a hash in the place is called quotienting:
//! Knuth, TAOCP 6.4, exercise 13.)

use alloc::vec::Vec;

use crate::index::POSTINGS_PER_KEY;
use crate::kernel::{prefetch, shingle_hash};

/// Entries of a ring: 256 bytes.
pub(super) const RING: usize = POSTINGS_PER_KEY;
pub(super) const RING_BYTES: usize = RING * 4;
/// Entries of a ring that are looked at together: a cache line.
const PART: usize = 16;
const EMPTY: u32 = 0;
/// Bits of the number of rings before any doubling: 64 to 127.
const BASE_BITS: u32 = 7;
/// Doublings at the start: 512 to 1,016 rings.
const FIRST_DOUBLING: u32 = 3;
/// Doublings at most: tags keep 8 bits then.
const DOUBLINGS_MAX: u32 = 18;

/// Rings that are written and read together: with what a store adds, they fit into a mebibyte.
pub(super) const CHUNK_RINGS: usize = 4064;

/// The rings of a table. Their number is `base << doublings`.
#[derive(Clone, Debug)]
pub(super) struct Rings {
    pub(super) entries: Vec<u32>,
    pub(super) base: u32,
    pub(super) doublings: u32,
    pub(super) doublings_max: u32,
    /// Changes begun since the beginning: one for each document.
    pub(super) changes: u64,
    /// The last change that each chunk has had already, while changes are made again that were made after an image was begun;
    /// empty otherwise.
    pub(super) ahead: Vec<u64>,
}

/// A key with its group, hashed; 128 groups, 31 bits of key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    place: u32,
    rest: u32,
}

impl Posting {
    #[inline]
    pub(super) fn new(group: usize, key: u64) -> Self {
        let mixed = shingle_hash([key, group as u64]);
        Self { place: (mixed >> 32) as u32, rest: mixed as u32 }
    }
}

impl Rings {
    /// Rings that will not be more than `rings_max`, or 64.
    pub(super) fn new(rings_max: usize) -> Self {
        let least = 1 << (BASE_BITS - 1);
        let rings_max = (rings_max.max(least) as u64).min(((1 << BASE_BITS) - 1) << DOUBLINGS_MAX);
        let doublings_max = rings_max.ilog2() + 1 - BASE_BITS;
        let base = (rings_max >> doublings_max) as u32;
        let doublings = FIRST_DOUBLING.min(doublings_max);
        let mut rings = Self { entries: Vec::new(), base, doublings, doublings_max, changes: 0, ahead: Vec::new() };
        rings.entries.resize(rings.len() * RING, EMPTY);
        rings
    }

    /// Whatever is done to the rings until the next call is one change.
    pub(super) fn begin_change(&mut self) {
        self.changes += 1;
        if self.ahead.iter().all(|change| *change < self.changes) {
            self.ahead.clear();
        }
    }

    /// Whether the present change is one that a ring has had already.
    fn is_ahead(&self, ring: usize) -> bool {
        self.ahead.get(ring / CHUNK_RINGS).is_some_and(|change| *change >= self.changes)
    }

    pub(super) fn len(&self) -> usize {
        (self.base as usize) << self.doublings
    }

    /// Slots that entries can name now; [`Rings::grow`] doubles them.
    pub(super) fn slots(&self) -> usize {
        self.len() / 2
    }

    /// Slots that entries can name when the rings have grown to their end.
    pub(super) fn slots_max(&self) -> usize {
        ((self.base as usize) << self.doublings_max) / 2
    }

    pub(super) fn bytes(&self) -> usize {
        self.entries.capacity() * 4
    }

    /// Bits of an entry that name the slot, counted from 1 so that no entry is empty.
    fn slot_bits(&self) -> u32 {
        self.doublings + BASE_BITS - 1
    }

    /// Whether an entry is none that an insertion makes: not empty, and of no slot.
    #[cfg(feature = "serde")]
    pub(super) fn names_no_slot(&self, entry: u32) -> bool {
        entry != EMPTY && entry & ((1 << self.slot_bits()) - 1) == 0
    }

    fn ring(&self, posting: Posting) -> usize {
        let base = (u64::from(posting.place) * u64::from(self.base)) >> 32;
        // One shift by 32 would overflow where there are no doublings.
        (base as usize) << self.doublings | (u64::from(posting.rest) << self.doublings >> 32) as usize
    }

    fn tag(&self, posting: Posting) -> u32 {
        posting.rest << self.doublings >> self.slot_bits()
    }

    /// Calls `each` with the slots under a posting, newest first.
    #[inline]
    pub(super) fn for_each(&self, posting: Posting, mut each: impl FnMut(u32)) {
        let (at, bits) = (self.ring(posting) * RING, self.slot_bits());
        let (slot_mask, tag) = ((1 << bits) - 1, self.tag(posting) << bits);
        let Some(ring) = self.entries.get(at..at + RING) else { return };
        for part in ring.chunks_exact(PART) {
            // Without a branch, so that a compiler compares all entries of a part at once; hardly any part has one.
            let found = part.iter().fold(0, |found, entry| found | u32::from(entry & !slot_mask == tag));
            if found == 0 {
                continue;
            }
            for &entry in part.iter().filter(|entry| **entry & !slot_mask == tag && **entry != EMPTY) {
                each((entry & slot_mask) - 1);
            }
        }
    }

    /// Has the postings' rings brought near, all of a document's at once: a search would wait for one after another.
    pub(super) fn prefetch(&self, postings: impl Iterator<Item = Posting>) {
        for posting in postings {
            let at = self.ring(posting) * RING;
            if let Some(ring) = self.entries.get(at..at + RING) {
                prefetch(ring);
            }
        }
    }

    /// Adds a slot under a posting; the oldest entry of a full ring goes.
    pub(super) fn insert(&mut self, posting: Posting, slot: u32) {
        let (at, tag, bits) = (self.ring(posting) * RING, self.tag(posting), self.slot_bits());
        if self.is_ahead(at / RING) {
            return;
        }
        let Some(ring) = self.entries.get_mut(at..at + RING) else { return };
        // A ring has no gaps, and a count needs no branch.
        let used = ring.iter().filter(|entry| **entry != EMPTY).count().min(RING - 1);
        ring.copy_within(..used, 1);
        if let Some(newest) = ring.first_mut() {
            *newest = tag << bits | (slot + 1);
        }
    }

    /// Removes the entries of all slots that `is_gone` says.
    pub(super) fn purge(&mut self, is_gone: impl Fn(u32) -> bool) {
        let mask = (1 << self.slot_bits()) - 1;
        let Self { entries, ahead, changes, .. } = self;
        for (number, ring) in entries.chunks_exact_mut(RING).enumerate() {
            if ahead.get(number / CHUNK_RINGS).is_some_and(|change| *change >= *changes) {
                continue;
            }
            let mut kept = 0;
            for at in 0..RING {
                let Some(&entry) = ring.get(at) else { break };
                if entry == EMPTY {
                    break;
                }
                if !is_gone((entry & mask) - 1) {
                    ring.swap(kept, at);
                    kept += 1;
                }
            }
            ring.iter_mut().skip(kept).for_each(|entry| *entry = EMPTY);
        }
    }

    /// Doubles the rings and the slots that can be named; false where the bound is reached.
    pub(super) fn grow(&mut self) -> bool {
        if self.doublings == self.doublings_max {
            return false;
        }
        let (old, bits) = (self.len(), self.slot_bits());
        let old_entries = self.entries.len();
        self.entries.reserve_exact(old_entries);
        self.entries.resize(2 * old_entries, EMPTY);
        // From the last ring to the first, each into two that lie behind it or where it was.
        for at in (0..old).rev() {
            let mut ring = [EMPTY; RING];
            if let Some(from) = self.entries.get(at * RING..(at + 1) * RING) {
                ring.copy_from_slice(from);
            }
            let Some(halves) = self.entries.get_mut(2 * at * RING..2 * (at + 1) * RING) else { continue };
            halves.fill(EMPTY);
            let (left, right) = halves.split_at_mut(RING);
            let (mut left, mut right) = (left.iter_mut(), right.iter_mut());
            for entry in ring.into_iter().take_while(|entry| *entry != EMPTY) {
                // The tag's top bit chooses the half; the slot grows into the place that it leaves.
                let (tag, slot) = (entry >> bits, entry & ((1 << bits) - 1));
                let tag_bits = 32 - bits;
                let half = if tag >> (tag_bits - 1) & 1 == 0 { left.next() } else { right.next() };
                if let Some(place) = half {
                    *place = (tag & ((1 << (tag_bits - 1)) - 1)) << (bits + 1) | slot;
                }
            }
        }
        self.doublings += 1;
        // An image is of one layout; whoever makes its changes again has reached its end by now.
        self.ahead.clear();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeMap;

    /// A ring is a queue of 64: the newest are found, through growth and purges, as a plain map finds them.
    #[test]
    fn rings_are_as_a_map_of_queues_through_growth_and_purges() {
        let mut rings = Rings::new(3000);
        let mut plain: BTreeMap<(usize, u64), Vec<u32>> = BTreeMap::new();
        let slots = rings.slots() as u32;
        for slot in 0..slots {
            for group in 0..20 {
                let key = u64::from(slot % 50) * 77_777 + group as u64;
                rings.insert(Posting::new(group, key), slot);
                plain.entry((group, key)).or_default().insert(0, slot);
            }
        }
        let check = |rings: &Rings, plain: &BTreeMap<(usize, u64), Vec<u32>>| {
            for ((group, key), slots) in plain {
                let mut found = Vec::new();
                rings.for_each(Posting::new(*group, *key), |slot| found.push(slot));
                assert_eq!(&found, slots, "group {group}, key {key}");
            }
        };
        check(&rings, &plain);
        assert!(rings.grow());
        check(&rings, &plain);
        rings.purge(|slot| slot % 3 == 1);
        plain.values_mut().for_each(|slots| slots.retain(|slot| slot % 3 != 1));
        check(&rings, &plain);
        while rings.grow() {}
        check(&rings, &plain);
        assert!(rings.slots() >= 1400, "{}", rings.slots());
    }

    #[test]
    fn a_full_ring_keeps_the_newest() {
        let mut rings = Rings::new(8);
        let posting = Posting::new(3, 99);
        (0..100).for_each(|n| rings.insert(posting, n % 4));
        let mut found = Vec::new();
        rings.for_each(posting, |slot| found.push(slot));
        assert_eq!(found, (36..100).rev().map(|n| n % 4).collect::<Vec<_>>());
    }
}
