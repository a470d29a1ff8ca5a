//! Hashes in memory.
//!
//! A hash's first byte names one of 256 tables, so that a table that grows is a small part of all; the other seven stand in
//! it, by open addressing.

/// A hash without its first byte.
type Rest = [u8; 7];

const TABLES: usize = 256;
/// A place that is free.
const FREE: Rest = [0xFF; 7];

/// The hash, or its neighbour if it would look like a free place.
pub(super) fn storable(hash: u64) -> u64 {
    if hash.to_be_bytes()[1..] == FREE { hash - 1 } else { hash }
}

/// A set of storable hashes.
#[derive(Debug)]
pub(super) struct Newest {
    tables: Vec<Table>,
    len: usize,
}

impl Newest {
    pub(super) fn new() -> Self {
        Self { tables: vec![Table::default(); TABLES], len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Adds a hash; whether it is new.
    pub(super) fn insert(&mut self, hash: u64) -> bool {
        let [table, rest @ ..] = hash.to_be_bytes();
        let is_new = self.tables[usize::from(table)].insert(rest);
        self.len += usize::from(is_new);
        is_new
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        let [table, rest @ ..] = hash.to_be_bytes();
        let table = &self.tables[usize::from(table)];
        table.places.get(table.find(rest)) == Some(&rest)
    }

    /// All hashes in ascending order.
    pub(super) fn sorted(&self) -> impl Iterator<Item = u64> {
        self.tables.iter().zip(0..=u8::MAX).flat_map(|(table, first)| {
            let mut rests: Vec<Rest> = table.places.iter().copied().filter(|rest| *rest != FREE).collect();
            rests.sort_unstable();
            rests.into_iter().map(move |[a, b, c, d, e, f, g]| u64::from_be_bytes([first, a, b, c, d, e, f, g]))
        })
    }

    /// Removes all hashes and keeps the memory.
    pub(super) fn clear(&mut self) {
        for table in &mut self.tables {
            table.places.fill(FREE);
            table.taken = 0;
        }
        self.len = 0;
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.tables.iter().map(|table| table.places.capacity() * size_of::<Rest>()).sum()
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
    fn rests_of_one_place_are_told_apart() {
        let mut table = Table::default();
        let rest = |n: u8| [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, n];
        for n in 0..200 {
            assert!(table.insert(rest(n)));
            assert!((0..=n).all(|earlier| !table.insert(rest(earlier))));
        }
    }

    #[test]
    fn hashes_come_out_in_order_until_cleared() {
        let mut newest = Newest::new();
        let mut hashes: Vec<u64> = (1..3000u64).map(|n| storable(n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
        hashes.extend([u64::MAX, (3 << 56) - 1, 0].map(storable));
        assert!(hashes.iter().all(|hash| newest.insert(*hash)));
        hashes.sort_unstable();
        assert!(newest.sorted().eq(hashes));
        newest.clear();
        assert_eq!((newest.len(), newest.sorted().next()), (0, None));
        assert!(newest.insert(7) && !newest.insert(7));
    }
}
