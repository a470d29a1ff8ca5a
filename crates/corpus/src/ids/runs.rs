//! Hashes in temporary files, each in ascending order.
//!
//! Two files are merged into one when the later has grown as large, so there are few, and a hash is written once for each doubling.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use crate::store::read_exact_at;

/// A hash in a file, most significant byte first.
type Bytes = [u8; 8];

/// Hashes that are read together: four kilobytes.
const PAGE: usize = 512;
/// Bytes of a buffer for sequential reading and writing.
const BUFFER: usize = 1 << 16;

/// A set of hashes in files.
#[derive(Debug, Default)]
pub(super) struct Runs(Vec<Run>);

#[derive(Debug)]
struct Run {
    file: File,
    len: u64,
}

impl Runs {
    /// Adds hashes, none of which is there, in ascending order.
    pub(super) fn push(&mut self, hashes: impl Iterator<Item = u64>) -> io::Result<()> {
        let mut run = Run::write(hashes.map(|hash| Ok(hash.to_be_bytes())))?;
        while let Some(last) = self.0.pop_if(|last| last.len < 2 * run.len) {
            run = Run::write(Merged::of([&last, &run])?)?;
        }
        self.0.push(run);
        Ok(())
    }

    pub(super) fn has(&self, hash: u64) -> io::Result<bool> {
        for run in self.0.iter().rev() {
            if run.has(hash)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> u64 {
        assert!(self.0.is_sorted_by(|earlier, later| earlier.len >= 2 * later.len));
        self.0.iter().map(|run| run.len).sum()
    }

    /// As if a disk had lost them.
    #[cfg(test)]
    pub(super) fn break_files(&mut self) {
        self.0.iter().for_each(|run| run.file.set_len(0).expect("a file of ours"));
    }
}

impl Run {
    fn write(hashes: impl Iterator<Item = io::Result<Bytes>>) -> io::Result<Self> {
        let mut file = BufWriter::with_capacity(BUFFER, tempfile::tempfile()?);
        let mut len = 0;
        for hash in hashes {
            file.write_all(&hash?)?;
            len += 1;
        }
        Ok(Self { file: file.into_inner().map_err(io::IntoInnerError::into_error)?, len })
    }

    /// Hashes are spread evenly, so that one's place is nearly known: it is found in two pages on the average.
    fn has(&self, hash: u64) -> io::Result<bool> {
        let wanted = hash.to_be_bytes();
        // The places where it may be, and hashes that lie before and behind them.
        let (mut start, mut end) = (0, self.len);
        let (mut before, mut behind) = (0, u64::MAX);
        while start < end {
            let share = u128::from(hash - before) * u128::from(end - start) / (u128::from(behind - before) + 1);
            let from = (start + share as u64).saturating_sub(PAGE as u64 / 2).max(start);
            let to = (from + PAGE as u64).min(end);
            let mut page = [Bytes::default(); PAGE];
            let page = &mut page[..(to - from) as usize];
            read_exact_at(&self.file, page.as_flattened_mut(), from * size_of::<Bytes>() as u64)?;
            match page.binary_search(&wanted) {
                Ok(_) => return Ok(true),
                Err(0) => (end, behind) = (from, u64::from_be_bytes(page[0])),
                Err(at) if at == page.len() => (start, before) = (to, u64::from_be_bytes(page[at - 1])),
                Err(_) => return Ok(false),
            }
        }
        Ok(false)
    }
}

/// The hashes of two files in one order.
struct Merged<'a> {
    inputs: [BufReader<&'a File>; 2],
    left: [u64; 2],
    next: [Option<Bytes>; 2],
}

impl<'a> Merged<'a> {
    fn of(runs: [&'a Run; 2]) -> io::Result<Self> {
        for run in runs {
            (&run.file).rewind()?;
        }
        let inputs = runs.map(|run| BufReader::with_capacity(BUFFER, &run.file));
        let mut merged = Self { inputs, left: runs.map(|run| run.len), next: [None; 2] };
        merged.read(0)?;
        merged.read(1)?;
        Ok(merged)
    }

    fn read(&mut self, input: usize) -> io::Result<()> {
        self.next[input] = match self.left[input] {
            0 => None,
            _ => {
                let mut bytes = Bytes::default();
                self.inputs[input].read_exact(&mut bytes)?;
                Some(bytes)
            }
        };
        self.left[input] = self.left[input].saturating_sub(1);
        Ok(())
    }
}

impl Iterator for Merged<'_> {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let input = match self.next {
            [Some(first), Some(second)] => usize::from(second < first),
            [first, _] => usize::from(first.is_none()),
        };
        let hash = self.next[input]?;
        Some(self.read(input).map(|()| hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(hashes: &[u64]) -> Run {
        Run::write(hashes.iter().map(|hash| Ok(hash.to_be_bytes()))).expect("room on disk")
    }

    #[test]
    fn hashes_are_found_wherever_they_stand() {
        let even: Vec<u64> = (0..5_000).map(|n| n * (u64::MAX / 5_000) + n % 7).collect();
        // All in one place, but for the first and the last.
        let uneven: Vec<u64> = [1].into_iter().chain((0..3_000).map(|n| (1 << 40) + 2 * n)).chain([u64::MAX]).collect();
        for hashes in [&even[..], &uneven, &[7], &[]] {
            let run = run(hashes);
            for hash in hashes.iter().flat_map(|hash| [hash.saturating_sub(1), *hash, hash.saturating_add(1)]) {
                let has = run.has(hash).expect("a file of ours");
                assert_eq!(has, hashes.binary_search(&hash).is_ok(), "{hash}");
            }
            assert!(!run.has(0).expect("a file of ours") || hashes.first() == Some(&0));
        }
    }

    #[test]
    fn files_are_merged_and_stay_few() {
        let mut runs = Runs::default();
        for round in 0..100u64 {
            runs.push((0..10).map(|n| n << 40 | round)).expect("room on disk");
            assert!(runs.0.len() <= 7 && runs.len() == 10 * (round + 1));
        }
        for hash in (0..10).flat_map(|n| (0..101).map(move |round| n << 40 | round)) {
            assert_eq!(runs.has(hash).expect("a file of ours"), hash & 0xFF < 100);
        }
    }
}
