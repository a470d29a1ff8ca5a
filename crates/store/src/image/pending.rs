//! An image while it is written: what is copied at its beginning, what stays, and what is written as it will be.
//!
//! What is small or has changed is copied. The posting rings, by far the most, are not: a sixteenth of them is written as a whole with
//! each image, as they are when their turn comes; the others stay as an image before has them, with a journal of what has been done
//! to them since.

use std::collections::{BTreeSet, HashSet, VecDeque};

use wireprint::engine::{Stream, Table};

use crate::error::StoreError;
use crate::image::Image;
use crate::image::file::{Chunk, HEAD, JOURNAL, PLACE};
use crate::image::writer::ImageWriter;

/// Images after which every chunk of rings has been written as a whole again: the more, the less is written, and the more journals
/// an opening reads.
const ROUND: usize = 16;

/// An image while it is written.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) number: u64,
    /// The number of the first document that it does not know.
    pub(super) at: u64,
    pub(super) layout: u32,
    /// Chunks of records that are written with it.
    changed: Vec<usize>,
    /// Chunks that stay where they are.
    pub(super) kept: Vec<Chunk>,
    copied: VecDeque<Copied>,
    /// Chunks of rings that are still to be written as they will be.
    rings: VecDeque<usize>,
    /// Places for it, the next one last.
    free: Vec<u32>,
    pub(super) bytes: u64,
    /// Bytes that may be written before the next document.
    pub(super) budget: u64,
    pub(super) is_written: bool,
}

impl Pending {
    /// Begins the image after `complete`; of records the chunks `owed` have changed since.
    pub(super) fn begin(
        complete: Option<&Image>,
        owed: BTreeSet<usize>,
        stream: &mut Stream,
        writer: &mut ImageWriter,
        at: u64,
    ) -> Result<Self, StoreError> {
        let number = complete.map_or(0, |image| image.number + 1);
        let before = |table: u8| complete.map_or(&[][..], |image| image.chunks_of(table));
        let records = before(Table::Records.number());
        let of_records = 0..stream.chunks(Table::Records);
        let changed = owed.into_iter().filter(|chunk| of_records.contains(chunk)).chain(records.len()..of_records.end);
        let changed: BTreeSet<usize> = changed.collect();
        let stays = |chunk: &&Chunk| !changed.contains(&(chunk.chunk as usize));
        let mut kept: Vec<Chunk> = records.iter().filter(stays).copied().collect();
        let (rings, rings_kept) = whole_and_kept(before(Table::Rings.number()), stream);
        let oldest = rings_kept.iter().map(|chunk| chunk.image).min();
        let is_needed = |journal: &&Chunk| oldest.is_some_and(|oldest| journal.image > oldest);
        let journals: Vec<Chunk> = before(JOURNAL).iter().filter(is_needed).copied().collect();

        let changed: Vec<usize> = changed.into_iter().collect();
        let mut copied = copy(stream, writer, &changed).ok_or(StoreError::Damaged { what: "image", number })?;
        let first = journals.last().map_or(0, |journal| journal.chunk as usize + 1);
        copied.extend(take_journals(stream, writer, &rings_kept, first));
        kept.extend(rings_kept.into_iter().chain(journals));
        let taken: HashSet<u32> = complete.iter().flat_map(|image| &image.chunks).map(|chunk| chunk.place).collect();
        let free = (0..).filter(|place| !taken.contains(place)).take(copied.len() + rings.len());
        let mut free: Vec<u32> = free.collect();
        free.reverse();
        Ok(Self {
            number,
            at,
            layout: stream.layout(),
            changed,
            kept,
            bytes: copied.iter().map(|(.., bytes)| bytes.len() as u64).sum::<u64>() + rings.len() as u64 * PLACE,
            copied,
            rings,
            free,
            budget: 0,
            is_written: false,
        })
    }

    /// Places that the file must have for it.
    pub(super) fn places(&self) -> u32 {
        self.free.first().map_or(0, |last| last + 1)
    }

    /// The next chunk that is to be written, with its bytes.
    pub(super) fn next(
        &mut self,
        stream: &mut Stream,
        writer: &mut ImageWriter,
    ) -> Result<Option<(Chunk, Vec<u8>)>, StoreError> {
        let (table, chunk, bytes) = if let Some(copied) = self.copied.pop_front() {
            copied
        } else if let Some(chunk) = self.rings.pop_front() {
            let mut bytes = writer.buffer();
            stream.write_chunk(Table::Rings, chunk, &mut bytes);
            stream.begin_journal(chunk);
            (Table::Rings.number(), chunk, bytes)
        } else {
            return Ok(None);
        };
        let place = self.free.pop().ok_or(StoreError::Failed)?;
        let (chunk, image) = (chunk as u32, self.number);
        Ok(Some((Chunk { table, chunk, image, place, len: 0, hash: 0 }, bytes)))
    }

    /// Chunks of records that the next image has to write in its place.
    pub(super) fn give_up(self, writer: &mut ImageWriter) -> Vec<usize> {
        self.copied.into_iter().for_each(|(.., bytes)| writer.give_back(bytes));
        self.changed
    }
}

/// The chunks of rings that are to be written whole: those without a journal, and the part of the others that has not been for
/// longest. And those that stay.
fn whole_and_kept(before: &[Chunk], stream: &Stream) -> (VecDeque<usize>, Vec<Chunk>) {
    let len = stream.chunks(Table::Rings);
    let has_journal = |chunk: &&Chunk| stream.journal_len(chunk.chunk as usize).is_some();
    let mut kept: Vec<Chunk> = before.iter().filter(has_journal).copied().collect();
    kept.sort_unstable_by_key(|chunk| (chunk.image, chunk.chunk));
    kept.drain(..len.div_ceil(ROUND).min(kept.len()));
    let stays: HashSet<usize> = kept.iter().map(|chunk| chunk.chunk as usize).collect();
    ((0..len).filter(|chunk| !stays.contains(chunk)).collect(), kept)
}

/// A chunk of a table or of what else has a number, with its bytes.
type Copied = (u8, usize, Vec<u8>);

/// Everything but rings as it is, of records the chunks that have changed.
fn copy(stream: &Stream, writer: &mut ImageWriter, changed: &[usize]) -> Option<VecDeque<Copied>> {
    let mut copied = VecDeque::new();
    let mut room = std::mem::take(&mut writer.head);
    room.clear();
    let head = postcard::to_extend(&stream.head(), room).ok()?;
    for (number, chunk) in head.chunks(PLACE as usize).enumerate() {
        let mut bytes = writer.buffer();
        bytes.extend_from_slice(chunk);
        copied.push_back((HEAD, number, bytes));
    }
    writer.head = head;
    let others = [Table::Stories, Table::Lines].map(|table| (table, (0..stream.chunks(table)).collect()));
    for (table, chunks) in [(Table::Records, changed.to_vec())].into_iter().chain(others) {
        for chunk in chunks {
            let mut bytes = writer.buffer();
            stream.write_chunk(table, chunk, &mut bytes);
            copied.push_back((table.number(), chunk, bytes));
        }
    }
    Some(copied)
}

/// The journals of the chunks of rings that stay, as many as fit into a place together, and begins them anew.
fn take_journals(stream: &mut Stream, writer: &mut ImageWriter, rings: &[Chunk], first: usize) -> Vec<Copied> {
    let (mut pieces, mut piece) = (Vec::new(), writer.buffer());
    for chunk in rings.iter().map(|ring| ring.chunk as usize) {
        if piece.len() + stream.journal_len(chunk).unwrap_or(0) > PLACE as usize {
            pieces.push(std::mem::replace(&mut piece, writer.buffer()));
        }
        stream.write_journal(chunk, &mut piece);
        stream.begin_journal(chunk);
    }
    pieces.push(piece);
    (first..)
        .zip(pieces)
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(number, piece)| (JOURNAL, number, piece))
        .collect()
}
