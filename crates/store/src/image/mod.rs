//! Images of the stream, in a file of their own: written while documents come; the last complete one counts.
//!
//! An image is begun by copying what is small or has changed; the posting rings, by far the most, are copied piece by piece
//! while documents come. All of it goes to places of the file that are free, by a thread of its own, and is durable
//! before a commit names the image in the table `meta`; until then the one before counts, whose places nobody touches. What of records
//! has not changed since then stays where it is.

mod file;
mod read;
mod writer;

use std::collections::{BTreeSet, HashSet, VecDeque};

use serde::{Deserialize, Serialize};
use wireprint::engine::{Stream, Table};

use crate::changes::{Change, Writer};
use crate::error::StoreError;
pub(crate) use file::ImageFile;
use file::{Chunk, HEAD, PLACE};
pub(crate) use read::read;
use writer::ImageWriter;

/// An image is begun after so many documents at least, or a part of those that are held: the fewer, the less an opening after
/// a kill has to add again, and the more is written.
const DOCUMENTS_MIN: u64 = 8192;
const PART_OF_HELD: u64 = 16;
/// It is complete after half as many more, by when it is durable or is waited for: what is done depends on documents alone, not on
/// the disk.
const COMPLETE_WITHIN: u64 = 2;
/// Bytes that are written at a time where nobody waits.
const AT_ONCE: u64 = 64 << 20;

/// A complete image, as `meta` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Image {
    /// Images before it.
    number: u64,
    /// The number of the first document that it does not know.
    at: u64,
    /// Its chunks, sorted by table and number.
    chunks: Vec<Chunk>,
}

impl Image {
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    fn encode(&self) -> Result<Vec<u8>, StoreError> {
        postcard::to_stdvec(self).map_err(|_| StoreError::Damaged { what: "image", number: self.number })
    }

    fn chunks_of(&self, table: u8) -> &[Chunk] {
        let from = self.chunks.partition_point(|chunk| chunk.table < table);
        let len = self.chunks[from..].partition_point(|chunk| chunk.table == table);
        &self.chunks[from..from + len]
    }
}

/// An image while it is written.
#[derive(Debug)]
struct Pending {
    at: u64,
    layout: u32,
    /// Chunks of records that are written with it.
    changed: Vec<usize>,
    /// Chunks of records that stay where they are.
    kept: Vec<Chunk>,
    copied: VecDeque<(u8, usize, Vec<u8>)>,
    /// The next chunk of rings, and their number.
    rings: usize,
    rings_len: usize,
    /// Places for it, the next one last.
    free: Vec<u32>,
    bytes: u64,
    /// Bytes that may be written before the next document.
    budget: u64,
    is_written: bool,
}

/// The images of an index.
pub(crate) struct Images {
    file: ImageFile,
    writer: Option<ImageWriter>,
    complete: Option<Image>,
    pending: Option<Pending>,
    /// Chunks of records that an image given up would have written.
    owed: BTreeSet<usize>,
    texts_from: u64,
}

/// The thread that writes, started if it has not been.
fn started<'w>(writer: &'w mut Option<ImageWriter>, file: &ImageFile) -> Result<&'w mut ImageWriter, StoreError> {
    match writer {
        Some(writer) => Ok(writer),
        None => Ok(writer.insert(ImageWriter::start(file)?)),
    }
}

fn due(stream: &Stream) -> u64 {
    DOCUMENTS_MIN.max(stream.index().len() as u64 / PART_OF_HELD)
}

impl Images {
    pub(crate) fn of(file: ImageFile, complete: Option<Image>) -> Self {
        Self { file, writer: None, complete, pending: None, owed: BTreeSet::new(), texts_from: 0 }
    }

    /// The number of the first document that is added again at the next opening.
    pub(crate) fn needed_from(&self) -> u64 {
        self.complete.as_ref().map_or(0, |image| image.at)
    }

    /// Texts before this document were removed, if texts are not kept.
    pub(crate) fn texts_from(&self) -> u64 {
        self.texts_from
    }

    pub(crate) fn set_texts_from(&mut self, number: u64) {
        self.texts_from = number;
    }

    /// Whether an opening would have documents to add again.
    pub(crate) fn is_behind(&self, next: u64) -> bool {
        self.pending.is_some() || self.needed_from() < next
    }

    /// Writes what is due after so many documents. All commits before are durable.
    pub(crate) fn write_some(
        &mut self,
        writer: &mut Writer,
        stream: &mut Stream,
        next: u64,
        documents: usize,
    ) -> Result<(), StoreError> {
        let due = due(stream);
        if self.pending.is_none() && next - self.needed_from() < due {
            return Ok(());
        }
        self.begin(stream, next)?;
        let Some(pending) = &mut self.pending else { return Ok(()) };
        // All of it is given to be written after three quarters of that time.
        pending.budget += documents as u64 * pending.bytes * COMPLETE_WITHIN * 4 / (due * 3);
        let is_due = next - pending.at >= due / COMPLETE_WITHIN;
        self.write(stream)?;
        if is_due { self.complete(writer) } else { Ok(()) }
    }

    /// Writes many bytes of an image, of a new one if none is being written. All commits before are durable.
    pub(crate) fn write_more(&mut self, writer: &mut Writer, stream: &mut Stream, next: u64) -> Result<(), StoreError> {
        self.begin(stream, next)?;
        if let Some(pending) = &mut self.pending {
            pending.budget += AT_ONCE;
        }
        self.write(stream)?;
        self.complete(writer)
    }

    /// Begins an image, unless one is being written whose layout is still that of the stream.
    fn begin(&mut self, stream: &mut Stream, next: u64) -> Result<(), StoreError> {
        let writer = started(&mut self.writer, &self.file)?;
        if let Some(given_up) = self.pending.take_if(|pending| pending.layout != stream.layout()) {
            writer.settle()?;
            self.owed.extend(given_up.changed);
            given_up.copied.into_iter().for_each(|(.., bytes)| writer.give_back(bytes));
        }
        if self.pending.is_some() {
            return Ok(());
        }
        self.owed.extend(stream.take_changed_records());
        let records = stream.chunks(Table::Records);
        let before = self.complete.as_ref().map_or(&[][..], |image| image.chunks_of(Table::Records.number()));
        self.owed.extend(before.len()..records);
        let changed: Vec<usize> = std::mem::take(&mut self.owed).into_iter().filter(|chunk| *chunk < records).collect();
        let kept = before.iter().filter(|chunk| changed.binary_search(&(chunk.chunk as usize)).is_err());
        let kept = kept.copied().collect();
        let mut copied = VecDeque::new();
        let number = self.complete.as_ref().map_or(0, |image| image.number + 1);
        let head = postcard::to_extend(&stream.head(), writer.buffer());
        let mut head = head.map_err(|_| StoreError::Damaged { what: "image", number })?;
        for (number, chunk) in head.chunks(PLACE as usize).enumerate() {
            let mut bytes = writer.buffer();
            bytes.extend_from_slice(chunk);
            copied.push_back((HEAD, number, bytes));
        }
        head.clear();
        writer.give_back(head);
        let others = [Table::Stories, Table::Lines].map(|table| (table, (0..stream.chunks(table)).collect()));
        for (table, chunks) in [(Table::Records, changed.clone())].into_iter().chain(others) {
            for chunk in chunks {
                let mut bytes = writer.buffer();
                stream.write_chunk(table, chunk, &mut bytes);
                copied.push_back((table.number(), chunk, bytes));
            }
        }
        let rings_len = stream.chunks(Table::Rings);
        let places = copied.len() + rings_len;
        let taken: HashSet<u32> =
            self.complete.iter().flat_map(|image| &image.chunks).map(|chunk| chunk.place).collect();
        let mut free: Vec<u32> = (0..).filter(|place| !taken.contains(place)).take(places).collect();
        self.file.make_room(free.last().map_or(0, |last| last + 1))?;
        free.reverse();
        let bytes = copied.iter().map(|(.., bytes)| bytes.len() as u64).sum::<u64>() + rings_len as u64 * PLACE;
        self.pending = Some(Pending {
            at: next,
            layout: stream.layout(),
            changed,
            kept,
            copied,
            rings: 0,
            rings_len,
            free,
            bytes,
            budget: 0,
            is_written: false,
        });
        Ok(())
    }

    /// Gives as much of the image as its budget allows to the thread that writes.
    fn write(&mut self, stream: &Stream) -> Result<(), StoreError> {
        let writer = started(&mut self.writer, &self.file)?;
        writer.look()?;
        while let Some(pending) = self.pending.as_mut().filter(|pending| pending.budget > 0 && !pending.is_written) {
            let (table, chunk, bytes) = if let Some(copied) = pending.copied.pop_front() {
                copied
            } else if pending.rings < pending.rings_len {
                let mut bytes = writer.buffer();
                stream.write_chunk(Table::Rings, pending.rings, &mut bytes);
                pending.rings += 1;
                (Table::Rings.number(), pending.rings - 1, bytes)
            } else {
                pending.is_written = true;
                break;
            };
            let Some(place) = pending.free.pop() else { return Err(StoreError::Failed) };
            pending.budget = pending.budget.saturating_sub(bytes.len() as u64);
            writer.write(table, chunk, place, bytes)?;
        }
        Ok(())
    }

    /// Names the image if all of it has been given to be written, and waits until it is durable.
    fn complete(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let Some(pending) = self.pending.take_if(|pending| pending.is_written) else { return Ok(()) };
        let mut chunks = started(&mut self.writer, &self.file)?.settle()?;
        chunks.extend(pending.kept);
        chunks.sort_unstable_by_key(|chunk| (chunk.table, chunk.chunk));
        let number = self.complete.as_ref().map_or(0, |image| image.number + 1);
        let image = Image { number, at: pending.at, chunks };
        writer.put(Change::Image(image.encode()?))?;
        self.complete = Some(image);
        Ok(())
    }

    /// Chunks of the last image that are not what was written, each with what is wrong.
    pub(crate) fn damaged(&self) -> impl Iterator<Item = StoreError> {
        let mut buffer = Vec::new();
        let chunks = self.complete.iter().flat_map(|image| &image.chunks);
        chunks.filter_map(move |chunk| self.file.read(chunk, &mut buffer).err())
    }

    /// Moves the chunks of the last image together, as far to the front as they go, and names it anew.
    pub(crate) fn pack(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let Some(image) = &mut self.complete else { return Ok(()) };
        let len = image.chunks.len() as u32;
        let taken: HashSet<u32> = image.chunks.iter().map(|chunk| chunk.place).collect();
        let mut free = (0..len).filter(|place| !taken.contains(place));
        let mut buffer = Vec::new();
        for chunk in image.chunks.iter_mut().filter(|chunk| chunk.place >= len) {
            self.file.read(chunk, &mut buffer)?;
            let Some(place) = free.next() else { break };
            self.file.write(place, &buffer)?;
            chunk.place = place;
        }
        self.file.sync()?;
        writer.put(Change::Image(image.encode()?))
    }

    /// Gives the room behind the last image back, which a durable commit names.
    pub(crate) fn cut(&self) -> Result<(), StoreError> {
        let places = self.complete.iter().flat_map(|image| &image.chunks).map(|chunk| chunk.place.saturating_add(1));
        self.file.cut(places.max().unwrap_or(0))
    }
}
