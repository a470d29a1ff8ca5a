//! From a document's id to its slot: an open-addressed table in one piece of memory.
//!
//! A place holds a slot and 32 bits of the id's hash, by which the places are in order but for collisions; the id itself
//! stands in the slot's record, which is looked at only where those bits agree. Removal moves later places back, so that there are
//! no tombstones. Source: Knuth, TAOCP 6.4, algorithm R.

use alloc::vec;
use alloc::vec::Vec;

use crate::kernel::shingle_hash;

const EMPTY: u64 = u64::MAX;
const FIRST_PLACES: usize = 64;

/// Slots by id; of places a power of two, at most three quarters of them taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    places: Vec<u64>,
    held: usize,
}

/// The upper half of a place: not all ones, so that no place that is taken is [`EMPTY`].
fn tag(id: u64) -> u64 {
    (shingle_hash([id, 0]) >> 32).min(0xFFFF_FFFE)
}

fn slot(place: u64) -> u32 {
    place as u32
}

impl Ids {
    /// Bytes of an id, while the table doubles: 8 in each of 8/3 places, and in half as many that they come from.
    pub(super) const BYTES: usize = 32;

    pub(super) fn len(&self) -> usize {
        self.held
    }

    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u64>()
    }

    fn get(&self, at: usize) -> u64 {
        self.places.get(at).copied().unwrap_or(EMPTY)
    }

    fn set(&mut self, at: usize, place: u64) {
        if let Some(to) = self.places.get_mut(at) {
            *to = place;
        }
    }

    fn home(&self, tag: u64) -> usize {
        ((tag * self.places.len() as u64) >> 32) as usize
    }

    fn after(&self, at: usize) -> usize {
        (at + 1) & self.places.len().wrapping_sub(1)
    }

    /// The slot of an id; `is_it` says whether a slot's document has it.
    pub(super) fn find(&self, id: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        self.place(tag(id), is_it).map(|at| slot(self.get(at)))
    }

    fn place(&self, tag: u64, is_it: impl Fn(u32) -> bool) -> Option<usize> {
        let mut at = self.home(tag);
        loop {
            match self.get(at) {
                EMPTY => return None,
                place if place >> 32 == tag && is_it(slot(place)) => return Some(at),
                _ => at = self.after(at),
            }
        }
    }

    /// Adds an id that is not there.
    pub(super) fn insert(&mut self, id: u64, slot: u32) {
        if self.held * 4 >= self.places.len() * 3 {
            let more = vec![EMPTY; (self.places.len() * 2).max(FIRST_PLACES)];
            let old = core::mem::replace(&mut self.places, more);
            old.into_iter().filter(|place| *place != EMPTY).for_each(|place| self.put(place));
        }
        self.put(tag(id) << 32 | u64::from(slot));
        self.held += 1;
    }

    fn put(&mut self, place: u64) {
        let mut at = self.home(place >> 32);
        while self.get(at) != EMPTY {
            at = self.after(at);
        }
        self.set(at, place);
    }

    /// Removes the id that has this slot.
    pub(super) fn remove(&mut self, id: u64, of_slot: u32) {
        let Some(mut gap) = self.place(tag(id), |slot| slot == of_slot) else { return };
        self.held -= 1;
        let mask = self.places.len().wrapping_sub(1);
        let mut at = gap;
        loop {
            at = self.after(at);
            let place = self.get(at);
            if place == EMPTY {
                break self.set(gap, EMPTY);
            }
            if at.wrapping_sub(self.home(place >> 32)) & mask >= at.wrapping_sub(gap) & mask {
                self.set(gap, place);
                gap = at;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeMap;

    /// Ids come and go, among them many of one home, and each is found as a map finds it.
    #[test]
    fn ids_are_as_in_a_map() {
        let (mut ids, mut plain, mut draw) = (Ids::default(), BTreeMap::new(), 7u64);
        for slot in 0..20_000u32 {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let id = draw >> 52;
            let held = plain.get(&id).copied();
            assert_eq!(ids.find(id, |slot| Some(slot) == held), held);
            if let Some(held) = held {
                plain.remove(&id);
                ids.remove(id, held);
                assert_eq!(ids.find(id, |slot| slot == held), None);
            } else {
                plain.insert(id, slot);
                ids.insert(id, slot);
            }
            assert_eq!(ids.len(), plain.len());
        }
        assert!(plain.len() > 1000 && ids.bytes() <= plain.len() * Ids::BYTES);
        for (id, held) in &plain {
            assert_eq!(ids.find(*id, |slot| slot == *held), Some(*held));
        }
    }

    #[test]
    fn ids_of_one_hash_are_told_apart() {
        let mut ids = Ids::default();
        (0..40).for_each(|slot| ids.insert(5, slot));
        for slot in (0..40).step_by(3) {
            ids.remove(5, slot);
        }
        let found = (0..40).filter(|wanted| ids.find(5, |slot| slot == *wanted).is_some());
        assert!(found.eq((0..40).filter(|slot| slot % 3 != 0)));
    }
}
