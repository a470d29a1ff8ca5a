//! Records of one size in temporary files, each in ascending order of their bytes.
//!
//! Two files are merged into one when the later has grown as large, so there are few, and a record is written once for each doubling.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use super::{BUFFER, read_exact_at};

/// Records in files.
#[derive(Debug)]
pub(crate) struct Runs<const N: usize>(Vec<Run<N>>);

/// Records in a file.
#[derive(Clone, Debug)]
pub(crate) struct Run<const N: usize> {
    file: Arc<File>,
    len: u64,
}

impl<const N: usize> Default for Runs<N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<const N: usize> Runs<N> {
    /// Adds records in ascending order.
    pub(crate) fn push(&mut self, records: impl Iterator<Item = [u8; N]>) -> io::Result<()> {
        let mut run = Run::write(records.map(Ok))?;
        while let Some(last) = self.0.pop_if(|last| last.len < 2 * run.len) {
            run = Run::write(Merged::of([&last, &run].into_iter())?)?;
        }
        self.0.push(run);
        Ok(())
    }

    /// The files, the newest first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Run<N>> {
        self.0.iter().rev()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All records in one order.
    pub(crate) fn merged(&self) -> io::Result<Merged<N>> {
        Merged::of(self.0.iter())
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> u64 {
        assert!(self.0.is_sorted_by(|earlier, later| earlier.len >= 2 * later.len));
        self.0.iter().map(Run::len).sum()
    }

    /// As if a disk had lost them.
    #[cfg(test)]
    pub(crate) fn break_files(&mut self) {
        self.0.iter().for_each(|run| run.file.set_len(0).expect("a file of ours"));
    }
}

impl<const N: usize> Run<N> {
    fn write(records: impl Iterator<Item = io::Result<[u8; N]>>) -> io::Result<Self> {
        let mut file = BufWriter::with_capacity(BUFFER, tempfile::tempfile()?);
        let mut len = 0;
        for record in records {
            file.write_all(&record?)?;
            len += 1;
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self { file: Arc::new(file), len })
    }

    /// Number of records.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Reads as many records as there is room for, from a place on.
    pub(crate) fn read(&self, to: &mut [[u8; N]], from: u64) -> io::Result<()> {
        read_exact_at(&self.file, to.as_flattened_mut(), from * N as u64)
    }

    #[cfg(test)]
    pub(crate) fn of(records: impl Iterator<Item = [u8; N]>) -> Self {
        Self::write(records.map(Ok)).expect("room on disk")
    }
}

/// The records of some files in one order.
#[derive(Debug)]
pub(crate) struct Merged<const N: usize> {
    readers: Vec<Reader<N>>,
    /// The next record of each that has one.
    next: BinaryHeap<Reverse<([u8; N], usize)>>,
}

/// Reads a file in its order.
#[derive(Debug)]
struct Reader<const N: usize> {
    run: Run<N>,
    /// Records that have been read into the buffer so far.
    read: u64,
    buffer: Vec<[u8; N]>,
    /// Where the next record is in the buffer.
    at: usize,
}

impl<const N: usize> Merged<N> {
    fn of<'a>(runs: impl Iterator<Item = &'a Run<N>>) -> io::Result<Self> {
        let reader = |run: &Run<N>| Reader { run: run.clone(), read: 0, buffer: Vec::new(), at: 0 };
        let mut merged = Self { readers: runs.map(reader).collect(), next: BinaryHeap::new() };
        (0..merged.readers.len()).try_for_each(|reader| merged.read(reader))?;
        Ok(merged)
    }

    fn read(&mut self, reader: usize) -> io::Result<()> {
        let next = self.readers.get_mut(reader).map_or(Ok(None), Reader::next)?;
        self.next.extend(next.map(|record| Reverse((record, reader))));
        Ok(())
    }
}

impl<const N: usize> Reader<N> {
    fn next(&mut self) -> io::Result<Option<[u8; N]>> {
        if self.at == self.buffer.len() {
            let at_once = (BUFFER / N.max(1)).max(1);
            let len = (self.run.len - self.read).min(at_once as u64) as usize;
            self.buffer.resize(len, [0; N]);
            self.run.read(&mut self.buffer, self.read)?;
            (self.read, self.at) = (self.read + len as u64, 0);
        }
        let record = self.buffer.get(self.at).copied();
        self.at += usize::from(record.is_some());
        Ok(record)
    }
}

impl<const N: usize> Iterator for Merged<N> {
    type Item = io::Result<[u8; N]>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((record, reader)) = self.next.pop()?;
        Some(self.read(reader).map(|()| record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_merged_and_stay_few() {
        let mut runs = Runs::default();
        for round in 0..100u64 {
            runs.push((0..10).map(|n: u64| (n << 40 | round).to_be_bytes())).expect("room on disk");
            assert!(runs.0.len() <= 7 && runs.len() == 10 * (round + 1));
        }
        let merged =
            runs.merged().expect("files of ours").map(|record| u64::from_be_bytes(record.expect("files of ours")));
        assert!(merged.eq((0..10u64).flat_map(|n| (0..100).map(move |round| n << 40 | round))));
    }
}
