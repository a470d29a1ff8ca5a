//! Ids met before, by hashes of 64 bits under a key drawn at random, in bounded memory.
//!
//! The newest million stands in memory. Then those are sorted and written to a temporary file, and a Bloom filter of fixed size tells
//! of most ids that they are in no file. Two ids of one hash are taken for one; among a hundred million ids, the odds that any two
//! are so are one in 3,700, and nobody who lacks the key can make such a pair.

mod bloom;
mod lookup;
mod newest;

use std::hash::{BuildHasher, RandomState};
use std::io;

use bloom::Bloom;
use newest::Newest;

use crate::spill::Runs;

/// Hashes in memory at most: some 9 MB.
const NEWEST: usize = 1 << 20;
/// Lines of the Bloom filter: 8 MiB. Of the ids that are new after four million, one in 700 is looked for in vain; after ten
/// million, one in 24.
const LINES: usize = 1 << 17;

/// A set of ids.
#[derive(Debug)]
pub(crate) struct Ids {
    hasher: RandomState,
    newest: Newest,
    limit: usize,
    earlier: Bloom,
    runs: Runs<8>,
}

impl Ids {
    pub(crate) fn new() -> Self {
        Self::with_limits(NEWEST, LINES)
    }

    fn with_limits(limit: usize, lines: usize) -> Self {
        let (newest, earlier, runs) = (Newest::new(), Bloom::new(lines), Runs::default());
        Self { hasher: RandomState::new(), newest, limit, earlier, runs }
    }

    /// Adds an id; whether it is new. If the temporary file fails, those before are forgotten.
    pub(crate) fn insert(&mut self, id: &str) -> io::Result<bool> {
        let hash = newest::storable(self.hasher.hash_one(id));
        let done = self.insert_hash(hash);
        if done.is_err() {
            self.newest.clear();
            self.earlier.clear();
            self.runs = Runs::default();
        }
        done
    }

    /// Whether an id was met before, as far as the temporary file tells.
    pub(crate) fn has(&self, id: &str) -> bool {
        let hash = newest::storable(self.hasher.hash_one(id));
        self.newest.has(hash) || self.earlier.may_have(hash) && lookup::has(&self.runs, hash).unwrap_or(false)
    }

    fn insert_hash(&mut self, hash: u64) -> io::Result<bool> {
        if self.earlier.may_have(hash) && lookup::has(&self.runs, hash)? || !self.newest.insert(hash) {
            return Ok(false);
        }
        if self.newest.len() == self.limit {
            let Self { newest, earlier, runs, .. } = self;
            runs.push(newest.sorted().inspect(|hash| earlier.insert(*hash)).map(u64::to_be_bytes))?;
            newest.clear();
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Ids {
        fn bytes(&self) -> usize {
            self.newest.bytes() + self.earlier.bytes()
        }
    }

    /// Each id is new once, however long ago it was.
    fn is_a_set(mut ids: Ids, count: usize) -> Ids {
        for number in 0..count {
            assert!(ids.insert(&number.to_string()).expect("room on disk"), "{number}");
            for earlier in [number, number / 2, number / 7, number * 37 % (number + 1)] {
                assert!(ids.has(&earlier.to_string()), "{earlier} after {number}");
                assert!(!ids.insert(&earlier.to_string()).expect("room on disk"), "{earlier} after {number}");
            }
        }
        assert!(!ids.has("another"));
        assert!(ids.insert("another").expect("room on disk"));
        ids
    }

    #[test]
    fn ids_are_as_in_a_set_and_take_nine_bytes() {
        const IDS: usize = 400_000;
        let ids = is_a_set(Ids::new(), IDS);
        assert!(ids.bytes() < IDS * 9, "{} bytes an id", ids.bytes() as f64 / IDS as f64);
    }

    #[test]
    fn ids_are_as_in_a_set_through_files_and_memory_is_bounded() {
        const LIMIT: usize = 3_000;
        for (lines, count) in [(1 << 10, 50_000), (1, 20_000)] {
            let ids = is_a_set(Ids::with_limits(LIMIT, lines), count);
            assert_eq!(ids.runs.len(), (count / LIMIT) as u64 * LIMIT as u64);
            // Tables of a dozen ids each waste more than large ones.
            assert!(ids.bytes() < LIMIT * 16 + lines * 64, "{} bytes", ids.bytes());
        }
    }

    #[test]
    fn a_file_that_fails_is_told() {
        let mut ids = Ids::with_limits(10, 1);
        (0..30).for_each(|number| assert!(ids.insert(&number.to_string()).expect("room on disk")));
        ids.runs.break_files();
        assert!(ids.insert("3").is_err());
        assert!(ids.insert("3").expect("none is in a file any more"));
        assert!(!ids.insert("3").expect("none is in a file any more"));
    }
}
