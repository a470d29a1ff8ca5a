//! Posting rings: from a key to the documents that had it last, in memory that is bounded by construction.
//!
//! A ring is 64 entries of 4 bytes; the next one takes the place of the oldest, and a byte for each ring says where that is, so
//! that an insertion touches one cache line of the ring and not all four. Many keys share a ring, so an entry names its document's slot and, in the bits that are left, a tag of its key. The keys themselves
//! are not kept. The number of rings doubles as documents come: a ring's entries are told apart by the tag's
//! top bit, which then becomes a bit of the ring's number. (Keeping part of a hash in the place is called quotienting:
//! Knuth, TAOCP 6.4, exercise 13.)

use alloc::vec;
use alloc::vec::Vec;

#[cfg(feature = "serde")]
use super::journal::Change;
use super::journal::Journal;
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
    entries: Vec<u32>,
    /// Where the next entry of each ring goes: behind the newest, in the place of the oldest once the ring is full.
    next: Vec<u8>,
    pub(super) base: u32,
    pub(super) doublings: u32,
    pub(super) doublings_max: u32,
    /// Changes begun since the beginning: one for each document.
    pub(super) changes: u64,
    /// The last change that each chunk has had already, while changes are made again that were made after an image was begun;
    /// empty otherwise.
    pub(super) ahead: Vec<u64>,
    /// What is done to them, where images are written.
    pub(super) journal: Option<Journal>,
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
        let (entries, next, ahead) = (Vec::new(), Vec::new(), Vec::new());
        let mut rings = Self { entries, next, base, doublings, doublings_max, changes: 0, ahead, journal: None };
        rings.clear();
        rings
    }

    /// Empties all rings of the present number.
    pub(super) fn clear(&mut self) {
        self.entries = vec![EMPTY; self.len() * RING];
        self.next = vec![0; self.len()];
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
        self.entries.capacity() * 4 + self.next.capacity()
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

    /// Calls `each` with the slots under a posting, in any order.
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

    /// The same for what an insertion touches.
    pub(super) fn prefetch_next(&self, postings: impl Iterator<Item = Posting> + Clone) {
        for posting in postings.clone() {
            self.next.get(self.ring(posting)).into_iter().for_each(prefetch);
        }
        for posting in postings {
            let ring = self.ring(posting);
            let next = self.next.get(ring).copied().unwrap_or(0);
            self.entries.get(ring * RING + usize::from(next)).into_iter().for_each(prefetch);
        }
    }

    /// Adds a slot under a posting; the oldest entry of a full ring goes.
    pub(super) fn insert(&mut self, posting: Posting, slot: u32) {
        let (ring, tag, bits) = (self.ring(posting), self.tag(posting), self.slot_bits());
        if self.is_ahead(ring) {
            return;
        }
        let entry = tag << bits | (slot + 1);
        self.push(ring, entry);
        if let Some(journal) = &mut self.journal {
            journal.note(ring, false, entry);
        }
    }

    #[inline]
    fn push(&mut self, ring: usize, entry: u32) {
        let Some(next) = self.next.get_mut(ring) else { return };
        if let Some(place) = self.entries.get_mut(ring * RING + usize::from(*next)) {
            *place = entry;
            *next = (*next + 1) % RING as u8;
        }
    }

    /// Makes the changes of a journal again, in the chunk that begins with the ring `first`; whether they could have been made.
    #[cfg(feature = "serde")]
    pub(super) fn make_again(&mut self, first: usize, changes: impl Iterator<Item = Change>) -> bool {
        let (mut is_sound, mut changes) = (true, changes.peekable());
        while let Some(change) = changes.next() {
            let ring = first + change.ring;
            if change.ring >= CHUNK_RINGS || ring >= self.len() {
                return false;
            }
            if !change.is_lost {
                is_sound &= change.entry != EMPTY && !self.names_no_slot(change.entry);
                self.push(ring, change.entry);
                continue;
            }
            // What a ring loses at a time is noted in the ring's order; what it loses another time may follow.
            let (mut lost, mut has_lost) = (Some(change), true);
            while lost.is_some() && has_lost {
                has_lost = false;
                let (entries, used) = self.oldest_first(ring);
                let kept = entries.into_iter().take(used).filter(|entry| {
                    let is_lost = lost.is_some_and(|lost| lost.entry == *entry);
                    if is_lost {
                        has_lost = true;
                        lost = changes.next_if(|next| next.is_lost && next.ring == change.ring);
                    }
                    !is_lost
                });
                self.fill(ring, kept);
            }
            is_sound &= lost.is_none();
        }
        is_sound
    }

    /// The entries of a ring, oldest first, then empty ones, and how many they are.
    pub(super) fn oldest_first(&self, ring: usize) -> ([u32; RING], usize) {
        let mut ordered = [EMPTY; RING];
        if let Some(entries) = self.entries.get(ring * RING..(ring + 1) * RING) {
            ordered.copy_from_slice(entries);
        }
        let next = usize::from(self.next.get(ring).copied().unwrap_or(0)) % RING;
        if ordered.get(next).is_some_and(|oldest| *oldest != EMPTY) {
            ordered.rotate_left(next);
            return (ordered, RING);
        }
        (ordered, next)
    }

    /// Fills a ring with entries, oldest first.
    fn fill(&mut self, ring: usize, oldest_first: impl Iterator<Item = u32>) {
        let Some(entries) = self.entries.get_mut(ring * RING..(ring + 1) * RING) else { return };
        let mut used = 0;
        for (place, entry) in entries.iter_mut().zip(oldest_first) {
            *place = entry;
            used += 1;
        }
        entries.iter_mut().skip(used).for_each(|place| *place = EMPTY);
        if let Some(next) = self.next.get_mut(ring) {
            *next = (used % RING) as u8;
        }
    }

    /// Fills a ring with the entries that [`Rings::oldest_first`] gave, behind them empty ones; whether they are such.
    #[cfg(feature = "serde")]
    pub(super) fn read(&mut self, ring: usize, oldest_first: &[[u8; 4]]) -> bool {
        let mask = (1 << self.slot_bits()) - 1;
        let Some(entries) = self.entries.get_mut(ring * RING..(ring + 1) * RING) else { return false };
        // Without a branch, for vectors: rings are half of a large image.
        let (mut used, mut names_no_slot) = (0, 0);
        for (place, bytes) in entries.iter_mut().zip(oldest_first) {
            *place = u32::from_le_bytes(*bytes);
            used += u32::from(*place != EMPTY);
            names_no_slot += u32::from(*place & mask == 0);
        }
        let has_gap = entries.iter().take(used as usize).any(|entry| *entry == EMPTY);
        if let Some(next) = self.next.get_mut(ring) {
            *next = (used % RING as u32) as u8;
        }
        !has_gap && used + names_no_slot == RING as u32
    }

    /// Removes the entries of all slots that `is_gone` says.
    pub(super) fn purge(&mut self, is_gone: impl Fn(u32) -> bool) {
        let mask = (1 << self.slot_bits()) - 1;
        for ring in 0..self.len() {
            if self.is_ahead(ring) {
                continue;
            }
            let (entries, used) = self.oldest_first(ring);
            let is_kept = |entry: &u32| !is_gone((entry & mask).saturating_sub(1));
            if !entries.iter().take(used).all(is_kept) {
                if let Some(journal) = &mut self.journal {
                    entries
                        .iter()
                        .take(used)
                        .filter(|entry| !is_kept(entry))
                        .for_each(|entry| journal.note(ring, true, *entry));
                }
                self.fill(ring, entries.into_iter().take(used).filter(is_kept));
            }
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
        self.next.reserve_exact(old);
        self.next.resize(2 * old, 0);
        // From the last ring to the first, each into two that lie behind it or where it was.
        for at in (0..old).rev() {
            let (entries, used) = self.oldest_first(at);
            // The tag's top bit chooses the half; the slot grows into the place that it leaves.
            let top = |entry: &u32| entry >> 31;
            let grown = |entry: u32| (entry >> bits << (bits + 1)) | (entry & ((1 << bits) - 1));
            for half in [1, 0] {
                let own = entries.into_iter().take(used).filter(|entry| top(entry) == half as u32);
                self.fill(2 * at + half, own.map(grown));
            }
        }
        self.doublings += 1;
        // An image is of one layout; whoever makes its changes again has reached its end by now.
        self.ahead.clear();
        let rings = self.len();
        if let Some(journal) = &mut self.journal {
            journal.give_up(rings);
        }
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
                found.sort_unstable_by(|a, b| b.cmp(a));
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

    /// Two sweeps of one ring, the later of which takes what is older.
    #[test]
    #[cfg(feature = "serde")]
    fn sweeps_that_meet_in_a_journal_are_made_again() {
        let mut rings = Rings::new(64);
        rings.journal = Some(Journal::of(rings.len()));
        let mut again = rings.clone();
        (0..6).for_each(|slot| rings.insert(Posting::new(3, 99), slot % 5));
        [3, 0, 1].into_iter().for_each(|gone| rings.purge(|slot| slot == gone || slot + 3 == gone));
        let journal =
            rings.journal.as_ref().and_then(|journal| journal.changes(0)).map(|changes| changes.as_chunks().0);
        let changes = || journal.unwrap_or_default().iter().map(|bytes| Change::of_bytes(*bytes));
        assert_eq!(changes().filter(|change| change.is_lost).count(), 4);
        assert!(again.make_again(0, changes()));
        assert_eq!((&again.entries, &again.next), (&rings.entries, &rings.next));
        assert!(!again.make_again(0, changes().filter(|change| change.is_lost)), "lost already");
    }

    #[test]
    fn a_full_ring_keeps_the_newest() {
        let mut rings = Rings::new(8);
        let posting = Posting::new(3, 99);
        (0..100).for_each(|n| rings.insert(posting, n % 4));
        let mut found = Vec::new();
        rings.for_each(posting, |slot| found.push(slot));
        assert_eq!(found.len(), RING);
        let ring = rings.ring(posting);
        let slots = |(entries, used): ([u32; RING], usize)| {
            entries.into_iter().take(used).map(|entry| (entry & ((1 << rings.slot_bits()) - 1)) - 1).collect::<Vec<_>>()
        };
        assert_eq!(slots(rings.oldest_first(ring)), (36..100).map(|n| n % 4).collect::<Vec<_>>());
    }
}
