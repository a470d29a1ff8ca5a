//! Images of the stream, in a file of their own: written while documents come; the last complete one counts.
//!
//! An image is begun as soon as the one before is complete. It goes to places of the file that are free, by a thread of its own, and is
//! durable before a commit names it in the table `meta`; until then the one before counts, whose places nobody touches. What
//! has not changed since then stays where it is.

mod file;
mod pending;
mod read;
#[cfg(test)]
mod tests;
mod writer;

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};
use wireprint::engine::Stream;

use crate::changes::{Change, Writer};
use crate::error::StoreError;
use file::Chunk;
pub(crate) use file::ImageFile;
use pending::Pending;
pub(crate) use read::read;
use writer::ImageWriter;

/// An image is begun after so large a part of the documents that are held: the fewer, the less an opening after a kill has to add
/// again, and the more is written.
const PART_OF_HELD: u64 = 96;

/// How often images are written.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Documents at least from one to the next.
    documents_min: u64,
    /// Bytes for each document at most: after the rings were laid out anew an image takes longer.
    bytes_a_document: u64,
}

const PACE: Pace = Pace { documents_min: 6144, bytes_a_document: 16 << 10 };

impl Pace {
    /// Documents from the beginning of one image to that of the next.
    fn due(self, stream: &Stream) -> u64 {
        self.documents_min.max(stream.index().len() as u64 / PART_OF_HELD)
    }
}

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

/// The images of an index.
pub(crate) struct Images {
    file: ImageFile,
    writer: Option<ImageWriter>,
    complete: Option<Image>,
    pending: Option<Pending>,
    /// Chunks of records that an image given up would have written.
    owed: BTreeSet<usize>,
    texts_from: u64,
    pace: Pace,
}

/// The thread that writes, started if it has not been.
fn started<'w>(writer: &'w mut Option<ImageWriter>, file: &ImageFile) -> Result<&'w mut ImageWriter, StoreError> {
    match writer {
        Some(writer) => Ok(writer),
        None => Ok(writer.insert(ImageWriter::start(file)?)),
    }
}

impl Images {
    pub(crate) fn of(file: ImageFile, complete: Option<Image>) -> Self {
        Self { file, writer: None, complete, pending: None, owed: BTreeSet::new(), texts_from: 0, pace: PACE }
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
        self.give_up_other_layout(stream)?;
        if let Some(pending) = &mut self.pending {
            let due = self.pace.due(stream).max(pending.bytes / self.pace.bytes_a_document);
            // All of it is given to be written after three quarters of the time to the next.
            pending.budget += documents as u64 * pending.bytes * 4 / (due * 3);
            let is_due = next - pending.at >= due;
            self.write(stream)?;
            if is_due {
                self.complete(writer)?;
            }
        }
        if self.pending.is_none() && next - self.needed_from() >= self.pace.due(stream) {
            self.begin(stream, next)?;
        }
        Ok(())
    }

    /// Writes many bytes of an image, of a new one if none is being written. All commits before are durable.
    pub(crate) fn write_more(&mut self, writer: &mut Writer, stream: &mut Stream, next: u64) -> Result<(), StoreError> {
        self.give_up_other_layout(stream)?;
        if self.pending.is_none() {
            self.begin(stream, next)?;
        }
        if let Some(pending) = &mut self.pending {
            pending.budget += AT_ONCE;
        }
        self.write(stream)?;
        self.complete(writer)
    }

    /// Gives the image up that is being written, if the rings have been laid out anew.
    fn give_up_other_layout(&mut self, stream: &Stream) -> Result<(), StoreError> {
        if let Some(given_up) = self.pending.take_if(|pending| pending.layout != stream.layout()) {
            let writer = started(&mut self.writer, &self.file)?;
            writer.settle()?;
            self.owed.extend(given_up.give_up(writer));
        }
        Ok(())
    }

    /// Begins an image.
    fn begin(&mut self, stream: &mut Stream, next: u64) -> Result<(), StoreError> {
        let writer = started(&mut self.writer, &self.file)?;
        self.owed.extend(stream.take_changed_records());
        let owed = std::mem::take(&mut self.owed);
        let pending = Pending::begin(self.complete.as_ref(), owed, stream, writer, next)?;
        self.file.make_room(pending.places())?;
        self.pending = Some(pending);
        Ok(())
    }

    /// Gives as much of the image as its budget allows to the thread that writes.
    fn write(&mut self, stream: &mut Stream) -> Result<(), StoreError> {
        let writer = started(&mut self.writer, &self.file)?;
        writer.look()?;
        while let Some(pending) = self.pending.as_mut().filter(|pending| pending.budget > 0 && !pending.is_written) {
            match pending.next(stream, writer)? {
                Some((chunk, bytes)) => {
                    pending.budget = pending.budget.saturating_sub(bytes.len() as u64);
                    writer.write(chunk, bytes)?;
                }
                None => pending.is_written = true,
            }
        }
        Ok(())
    }

    /// Names the image if all of it has been given to be written, and waits until it is durable.
    fn complete(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let Some(pending) = self.pending.take_if(|pending| pending.is_written) else { return Ok(()) };
        let mut chunks = started(&mut self.writer, &self.file)?.settle()?;
        chunks.extend(pending.kept);
        chunks.sort_unstable_by_key(|chunk| (chunk.table, chunk.chunk));
        let image = Image { number: pending.number, at: pending.at, chunks };
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
