//! Which lines a host repeats: navigation, legal notices, the frame of a daily bulletin.
//!
//! A table of fixed size counts in how many documents of its host each line stood: as it is, and with each run of digits
//! taken for one sign, so that the frame of a bulletin is the same every day. A line that stands in few documents gives
//! way to new ones.

use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};

use crate::evidence::RepeatedLine;
use crate::index::HostId;

/// Cells that a line may be in: one cache line.
const BUCKET: usize = 16;
pub(super) type Bucket = [Cell; BUCKET];
/// Documents in which a line stands to be called repeated.
const REPEATED: u32 = 5;
/// Lines of one document that are counted, from its beginning and from its end.
const EDGE_LINES: usize = 256;
/// Documents observed in one epoch of the table: the unit of age.
const EPOCH_DOCUMENTS: u32 = 4096;

const TAG_BITS: u32 = 20;
const COUNT_BITS: u32 = 4;
const COUNT_MAX: u32 = (1 << COUNT_BITS) - 1;

/// A line of a host: tag, documents, and the epoch in which it was seen last. Zero is empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell(pub(super) u32);

impl Cell {
    fn new(tag: u32, documents: u32, epoch: u8) -> Self {
        Self(tag << (32 - TAG_BITS) | documents.min(COUNT_MAX) << 8 | u32::from(epoch))
    }

    fn tag(self) -> u32 {
        self.0 >> (32 - TAG_BITS)
    }

    fn documents(self) -> u32 {
        self.0 >> 8 & COUNT_MAX
    }

    fn age(self, epoch: u8) -> u8 {
        epoch.wrapping_sub(self.0 as u8)
    }
}

/// What hosts repeat, in 16 MiB: some four million lines, the seldom and old ones giving way.
///
/// ```
/// use wireprint::engine::RepeatedLines;
/// use wireprint::index::HostId;
///
/// let (mut lines, host) = (RepeatedLines::new(), HostId::of("courier.example"));
/// for day in 1..=5 {
///     lines.observe(host, day, format!("River levels, day {day}\nAll rights reserved by the Courier\nNews {day} only").as_bytes());
/// }
/// let today = b"River levels, day 6\nThe weir at Kolmar was opened.\nAll rights reserved by the Courier";
/// let repeated = lines.repeated(host, today);
/// let found: Vec<(&[u8], bool)> = repeated.into_iter().map(|line| (&today[line.range], line.frame_only)).collect();
/// assert_eq!(found, [(&b"River levels, day 6"[..], true), (b"All rights reserved by the Courier", false)]);
/// ```
#[derive(Clone, Debug)]
pub struct RepeatedLines {
    pub(super) cells: Vec<Bucket>,
    pub(super) documents: u32,
}

impl RepeatedLines {
    const BUCKETS: usize = 1 << 18;

    /// Nothing observed yet.
    pub fn new() -> Self {
        Self { cells: vec![[Cell::default(); BUCKET]; Self::BUCKETS], documents: 0 }
    }

    /// Counts the lines of another document of the host, and gives those that the host had repeated before. A text that
    /// brings no new line was seen before, and a document whose id was seen is another version: neither is counted again, or
    /// a story that is updated five times would become boilerplate. Of a host that is not known, nothing is counted.
    pub fn observe(&mut self, host: HostId, id: u64, text: &[u8]) -> Vec<RepeatedLine> {
        if host == HostId::UNKNOWN {
            return Vec::new();
        }
        let document = xxh3_64_with_seed(&id.to_le_bytes(), u64::from(host.get()) << 32 | 1);
        let is_version = self.documents_of(document) > 0;
        let (mut repeated, mut first, mut last, mut is_new) = (Vec::new(), Vec::new(), VecDeque::new(), false);
        for (range, hashes) in hashed(host, text) {
            repeated.extend(self.judge(&range, &hashes));
            is_new |= self.documents_of(hashes.exact) == 0;
            if first.len() < EDGE_LINES {
                first.push(hashes);
                continue;
            }
            if last.len() == EDGE_LINES {
                last.pop_front();
            }
            last.push_back(hashes);
        }
        if is_new && !is_version {
            self.count(document);
            self.documents = self.documents.wrapping_add(1);
            let mut hashes: Vec<u64> = first.into_iter().chain(last).flat_map(Hashes::each).collect();
            // A line counts once a document, however often it stands there.
            hashes.sort_unstable();
            hashes.dedup();
            hashes.into_iter().for_each(|hash| self.count(hash));
        }
        repeated
    }

    fn count(&mut self, hash: u64) {
        let epoch = (self.documents / EPOCH_DOCUMENTS) as u8;
        let (bucket, tag) = place(hash);
        let Some(cells) = self.cells.get_mut(bucket) else { return };
        let known = cells.iter().position(|cell| cell.documents() > 0 && cell.tag() == tag);
        let weakest = || {
            let worth = |cell: &Cell| (cell.documents() >= REPEATED, u8::MAX - cell.age(epoch), cell.documents());
            let empty_first = |cell: &Cell| (cell.documents() > 0, worth(cell));
            cells.iter().enumerate().min_by_key(|(_, cell)| empty_first(cell)).map(|(at, _)| at)
        };
        let Some(cell) = known.or_else(weakest).and_then(|at| cells.get_mut(at)) else { return };
        let documents = if known.is_some() { cell.documents() + 1 } else { 1 };
        *cell = Cell::new(tag, documents, epoch);
    }

    /// The lines of a text that its host repeats, in their order.
    pub fn repeated(&self, host: HostId, text: &[u8]) -> Vec<RepeatedLine> {
        if host == HostId::UNKNOWN {
            return Vec::new();
        }
        hashed(host, text).filter_map(|(range, hashes)| self.judge(&range, &hashes)).collect()
    }

    fn judge(&self, range: &Range<usize>, hashes: &Hashes) -> Option<RepeatedLine> {
        let frame_only = self.documents_of(hashes.exact) < REPEATED;
        let is_repeated = !frame_only || self.documents_of(hashes.frame) >= REPEATED;
        is_repeated.then(|| RepeatedLine { range: range.clone(), frame_only })
    }

    /// In how many documents a line stood, as far as is remembered; up to 15.
    fn documents_of(&self, hash: u64) -> u32 {
        let (bucket, tag) = place(hash);
        let mut cells = self.cells.get(bucket).into_iter().flatten();
        cells.find(|cell| cell.documents() > 0 && cell.tag() == tag).map_or(0, |cell| cell.documents())
    }
}

impl Default for RepeatedLines {
    fn default() -> Self {
        Self::new()
    }
}

fn place(hash: u64) -> (usize, u32) {
    (hash as usize % RepeatedLines::BUCKETS, (hash >> (64 - TAG_BITS)) as u32)
}

/// The lines that are not blank, without the space around them.
fn lines(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split(|byte| matches!(byte, b'\n' | b'\r')).filter_map(move |line| {
        let at = start + (line.len() - line.trim_ascii_start().len());
        start += line.len() + 1;
        let trimmed = line.trim_ascii().len();
        (trimmed > 0).then_some(at..at + trimmed)
    })
}

fn hashed(host: HostId, text: &[u8]) -> impl Iterator<Item = (Range<usize>, Hashes)> {
    lines(text).map(move |line| (line.clone(), Hashes::of(host, text.get(line).unwrap_or_default())))
}

/// A line of a host, as it is and without what its digits say.
struct Hashes {
    exact: u64,
    frame: u64,
}

impl Hashes {
    fn of(host: HostId, line: &[u8]) -> Self {
        let seed = u64::from(host.get());
        let exact = xxh3_64_with_seed(line, seed);
        if !line.iter().any(u8::is_ascii_digit) {
            return Self { exact, frame: exact };
        }
        let mut frame = Xxh3::with_seed(seed);
        for run in line.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            frame.update(if run.first().is_some_and(u8::is_ascii_digit) { b"0" } else { run });
        }
        Self { exact, frame: frame.digest() }
    }

    fn each(self) -> impl Iterator<Item = u64> {
        [self.exact, self.frame].into_iter().take(if self.exact == self.frame { 1 } else { 2 })
    }
}
