//! Sorts any number of records in bounded memory: by runs in temporary files, which are merged.

use std::io;

use super::runs::{Merged, Runs};

/// Bytes of records in memory before a run is written.
const IN_MEMORY: usize = 1 << 20;

/// Sorts records of `N` bytes by their bytes; what does not go into a megabyte goes to temporary files without a name.
///
/// ```
/// let mut sorter = wireprint_corpus::Sorter::new();
/// [[3, 1], [0, 7], [3, 0]].into_iter().try_for_each(|record| sorter.push(record))?;
/// sorter.sort()?;
/// assert_eq!([sorter.next()?, sorter.next()?, sorter.next()?], [Some([0, 7]), Some([3, 0]), Some([3, 1])]);
/// assert_eq!(sorter.next()?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Sorter<const N: usize> {
    newest: Vec<[u8; N]>,
    limit: usize,
    runs: Runs<N>,
    /// Where the next record is, if all are in memory.
    at: usize,
    merged: Option<Merged<N>>,
}

impl<const N: usize> Default for Sorter<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Sorter<N> {
    /// No records yet.
    pub fn new() -> Self {
        Self::with_limit(IN_MEMORY / N.max(1))
    }

    fn with_limit(limit: usize) -> Self {
        Self { newest: Vec::new(), limit, runs: Runs::default(), at: 0, merged: None }
    }

    /// Takes a record; only before [`Self::sort`].
    ///
    /// # Errors
    /// Those of a temporary file.
    pub fn push(&mut self, record: [u8; N]) -> io::Result<()> {
        if self.newest.len() == self.limit {
            self.write()?;
        }
        self.newest.push(record);
        Ok(())
    }

    fn write(&mut self) -> io::Result<()> {
        self.newest.sort_unstable();
        self.runs.push(self.newest.drain(..))
    }

    /// Puts the records into order and goes to the first; called again, it goes back there.
    ///
    /// # Errors
    /// Those of a temporary file.
    pub fn sort(&mut self) -> io::Result<()> {
        self.at = 0;
        if self.runs.is_empty() {
            self.newest.sort_unstable();
            return Ok(());
        }
        if !self.newest.is_empty() {
            self.write()?;
            self.newest = Vec::new();
        }
        self.merged = Some(self.runs.merged()?);
        Ok(())
    }

    /// The next record in order, none at the end; only after [`Self::sort`].
    ///
    /// # Errors
    /// Those of a temporary file.
    #[expect(clippy::should_implement_trait, reason = "records end, errors do not")]
    pub fn next(&mut self) -> io::Result<Option<[u8; N]>> {
        if let Some(merged) = &mut self.merged {
            return merged.next().transpose();
        }
        let record = self.newest.get(self.at).copied();
        self.at += usize::from(record.is_some());
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(count: u64) -> impl Iterator<Item = [u8; 8]> {
        (0..count).map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50).to_be_bytes())
    }

    #[test]
    fn records_come_in_order_however_many_are_in_memory() {
        for (limit, count) in [(usize::MAX, 5_000), (5_000, 5_000), (1_000, 5_000), (7, 500), (1, 40), (3, 0)] {
            let mut sorter = Sorter::with_limit(limit);
            records(count).try_for_each(|record| sorter.push(record)).expect("room on disk");
            let mut wanted: Vec<_> = records(count).collect();
            wanted.sort_unstable();
            for _ in 0..2 {
                sorter.sort().expect("room on disk");
                assert!(sorter.newest.len() <= limit);
                let found: Vec<_> = std::iter::from_fn(|| sorter.next().expect("files of ours")).collect();
                assert_eq!(found, wanted, "{limit} in memory");
            }
        }
    }

    #[test]
    fn a_file_that_fails_is_told() {
        let mut sorter = Sorter::with_limit(10);
        records(100).try_for_each(|record| sorter.push(record)).expect("room on disk");
        sorter.runs.break_files();
        assert!(sorter.sort().is_err());
    }
}
