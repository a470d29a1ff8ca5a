//! Ids met before, by hashes of 64 bits under a key drawn at random: some 8 bytes an id, whatever its length.
//!
//! A hash's first byte names one of 256 tables, so that a table that grows is a small part of all; the other seven stand in
//! it, by open addressing. Two ids of one hash are taken for one; among a hundred million ids, the odds that any two are so are
//! one in 3,700, and nobody who lacks the key can make such a pair.

use std::hash::{BuildHasher, RandomState};

/// A hash without its first byte.
type Rest = [u8; 7];

const TABLES: usize = 256;
/// A place that is free.
const FREE: Rest = [0xFF; 7];

/// A set of ids.
#[derive(Debug)]
pub(crate) struct Ids {
    hasher: RandomState,
    tables: Vec<Table>,
}

impl Ids {
    pub(crate) fn new() -> Self {
        Self { hasher: RandomState::new(), tables: vec![Table::default(); TABLES] }
    }

    /// Adds an id; whether it is new.
    pub(crate) fn insert(&mut self, id: &str) -> bool {
        let (table, rest) = self.hash(id);
        self.tables[table].insert(rest)
    }

    /// Whether an id was met before.
    pub(crate) fn has(&self, id: &str) -> bool {
        let (table, rest) = self.hash(id);
        let table = &self.tables[table];
        table.places.get(table.find(rest)) == Some(&rest)
    }

    fn hash(&self, id: &str) -> (usize, Rest) {
        let [table, rest @ ..] = self.hasher.hash_one(id).to_be_bytes();
        // The one hash that would look like a free place is its neighbour.
        (usize::from(table), if rest == FREE { [0xFE; 7] } else { rest })
    }
}

#[derive(Clone, Debug, Default)]
struct Table {
    places: Vec<Rest>,
    taken: usize,
}

impl Table {
    fn insert(&mut self, rest: Rest) -> bool {
        let at = self.find(rest);
        if self.places.get(at) == Some(&rest) {
            return false;
        }
        // Nine tenths full at most, and grown by an eighth: a table is built anew quickly and wastes little.
        if (self.taken + 1) * 10 > self.places.len() * 9 {
            let more = self.places.len() + self.places.len() / 8 + 8;
            let old = std::mem::replace(&mut self.places, vec![FREE; more]);
            old.into_iter().filter(|rest| *rest != FREE).for_each(|rest| self.put(rest));
        }
        self.put(rest);
        self.taken += 1;
        true
    }

    fn put(&mut self, rest: Rest) {
        let at = self.find(rest);
        self.places[at] = rest;
    }

    /// Where it stands, or the free place that it would take.
    fn find(&self, rest: Rest) -> usize {
        let [a, b, c, d, ..] = rest;
        let mut at = ((u64::from(u32::from_be_bytes([a, b, c, d])) * self.places.len() as u64) >> 32) as usize;
        while self.places.get(at).is_some_and(|place| *place != FREE && *place != rest) {
            at = if at + 1 == self.places.len() { 0 } else { at + 1 };
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_as_in_a_set_and_take_nine_bytes() {
        const IDS: usize = 400_000;
        let mut ids = Ids::new();
        assert!((0..IDS).all(|number| ids.insert(&number.to_string())));
        assert!((0..IDS).all(|number| !ids.insert(&number.to_string())));
        assert!(ids.has("7") && !ids.has("another"));
        assert!(ids.insert("another"));
        let bytes: usize = ids.tables.iter().map(|table| table.places.capacity() * size_of::<Rest>()).sum();
        assert!(bytes < IDS * 9, "{} bytes an id", bytes as f64 / IDS as f64);
    }

    #[test]
    fn rests_of_one_place_are_told_apart() {
        let mut table = Table::default();
        let rest = |n: u8| [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, n];
        for n in 0..200 {
            assert!(table.insert(rest(n)));
            assert!((0..=n).all(|earlier| !table.insert(rest(earlier))));
        }
    }
}
