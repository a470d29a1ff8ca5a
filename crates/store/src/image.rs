//! Images of the stream in the file: written in pieces, some with each commit; the last complete one counts.
//!
//! An image is begun by copying what is small or has changed; the posting rings, by far the most, are copied piece by piece
//! while documents come. It counts from the commit that names it in the table `meta`, and until then the one before does.
//! What of records has not changed since then is not written again.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc;
use std::thread;

use redb::ReadTransaction;
use serde::{Deserialize, Serialize};
use wireprint::Rules;
use wireprint::engine::{Restoring, Stream, Table};
use wireprint::error::ImageError;

use crate::changes::{Buffer, Change, Writer};
use crate::error::{StoreError, guarded};
use crate::settings::Settings;
use crate::tables::{CHUNKS, HEADS, META, META_IMAGE};

/// An image is begun after so many documents at least, or a part of those that are held: the fewer, the less an opening after
/// a kill has to add again, and the more is written.
const DOCUMENTS_MIN: u64 = 8192;
const PART_OF_HELD: u64 = 16;
/// An image takes half of the documents from one to the next.
const WRITTEN_WITHIN: u64 = 2;
/// Bytes that are written at a time where nobody waits.
const AT_ONCE: usize = 64 << 20;
/// Chunks that are read ahead when an image is opened, of a mebibyte at most.
const AHEAD: usize = 16;

/// A complete image, as `meta` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Image {
    number: u64,
    /// The number of the first document that it does not know.
    at: u64,
    /// For each chunk of records the image that it was written with.
    records: Vec<u64>,
    /// Chunks of the other tables.
    chunks: Vec<(u8, u32)>,
}

impl Image {
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// An image while it is written.
#[derive(Debug)]
struct Pending {
    at: u64,
    layout: u32,
    head: Vec<u8>,
    changed: Vec<usize>,
    records: usize,
    chunks: Vec<(u8, u32)>,
    copied: VecDeque<(Table, usize, Vec<u8>)>,
    /// The next chunk of rings, and their number.
    rings: usize,
    rings_len: usize,
    bytes: u64,
    /// Bytes that may be written before the next document.
    budget: u64,
}

/// The images of an index.
#[derive(Debug, Default)]
pub(crate) struct Images {
    complete: Option<Image>,
    pending: Option<Pending>,
    /// Chunks of records that an image given up would have written.
    owed: BTreeSet<usize>,
    texts_from: u64,
    /// Buffers of chunks that have been written, for the next ones: some 30 MB that come and go with every image would leave
    /// holes in the heap of a service that runs for months.
    spare: Vec<Vec<u8>>,
    head: Option<Vec<u8>>,
}

/// A buffer to write into again.
fn emptied(buffer: Option<Vec<u8>>) -> Vec<u8> {
    let mut buffer = buffer.unwrap_or_default();
    buffer.clear();
    buffer
}

fn due(stream: &Stream) -> u64 {
    DOCUMENTS_MIN.max(stream.index().len() as u64 / PART_OF_HELD)
}

impl Images {
    pub(crate) fn of(complete: Option<Image>) -> Self {
        Self { complete, ..Self::default() }
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

    /// Writes what is due after so many documents.
    pub(crate) fn write_some(
        &mut self,
        writer: &mut Writer,
        stream: &mut Stream,
        next: u64,
        documents: usize,
    ) -> Result<(), StoreError> {
        if self.pending.is_none() && next - self.needed_from() < due(stream) {
            return Ok(());
        }
        self.begin(writer, stream, next)?;
        if let Some(pending) = &mut self.pending {
            pending.budget += documents as u64 * pending.bytes * WRITTEN_WITHIN / due(stream);
        }
        self.write(writer, stream)
    }

    /// Writes many bytes of an image, of a new one if none is being written.
    pub(crate) fn write_more(&mut self, writer: &mut Writer, stream: &mut Stream, next: u64) -> Result<(), StoreError> {
        self.begin(writer, stream, next)?;
        if let Some(pending) = &mut self.pending {
            pending.budget += AT_ONCE as u64;
        }
        self.write(writer, stream)
    }

    fn next_number(&self) -> u64 {
        self.complete.as_ref().map_or(0, |image| image.number + 1)
    }

    /// Begins an image, unless one is being written whose layout is still that of the stream.
    fn begin(&mut self, writer: &mut Writer, stream: &mut Stream, next: u64) -> Result<(), StoreError> {
        if let Some(given_up) = self.pending.take_if(|pending| pending.layout != stream.layout()) {
            self.owed.extend(given_up.changed);
            self.spare.extend(given_up.copied.into_iter().map(|(.., bytes)| bytes));
        }
        if self.pending.is_some() {
            return Ok(());
        }
        self.take_back(writer);
        // What an image that did not come to its end has left.
        let number = self.next_number();
        writer.put(Change::ForgetChunks((number, 0, 0)..(u64::MAX, 0, 0)))?;
        self.owed.extend(stream.take_changed_records());
        let records = stream.chunks(Table::Records);
        let written = self.complete.as_ref().map_or(0, |image| image.records.len());
        self.owed.extend(written..records);
        let changed: Vec<usize> = std::mem::take(&mut self.owed).into_iter().filter(|chunk| *chunk < records).collect();
        let spare = &mut self.spare;
        let mut copy = |table: Table, chunk: usize| {
            let mut bytes = emptied(spare.pop());
            stream.write_chunk(table, chunk, &mut bytes);
            (table, chunk, bytes)
        };
        let mut copied: VecDeque<_> = changed.iter().map(|chunk| copy(Table::Records, *chunk)).collect();
        for table in [Table::Stories, Table::Lines] {
            copied.extend((0..stream.chunks(table)).map(|chunk| copy(table, chunk)));
        }
        let head = postcard::to_extend(&stream.head(), emptied(self.head.take()));
        let head = head.map_err(|_| StoreError::Damaged { what: "image", number })?;
        let others = [Table::Rings, Table::Stories, Table::Lines];
        let rings_len = stream.chunks(Table::Rings);
        let bytes = copied.iter().map(|(_, _, bytes)| bytes.len()).sum::<usize>() + head.len() + (rings_len << 20);
        self.pending = Some(Pending {
            at: next,
            layout: stream.layout(),
            head,
            changed,
            records,
            chunks: others.map(|table| (table.number(), stream.chunks(table) as u32)).to_vec(),
            copied,
            rings: 0,
            rings_len,
            bytes: bytes as u64,
            budget: 0,
        });
        Ok(())
    }

    /// Writes as much of the image as its budget allows; names it if that is all.
    fn write(&mut self, writer: &mut Writer, stream: &Stream) -> Result<(), StoreError> {
        let number = self.next_number();
        while let Some(pending) = self.pending.as_mut().filter(|pending| pending.budget > 0) {
            let (table, chunk, bytes) = if let Some(copied) = pending.copied.pop_front() {
                copied
            } else if pending.rings < pending.rings_len {
                let mut bytes = emptied(self.spare.pop());
                stream.write_chunk(Table::Rings, pending.rings, &mut bytes);
                pending.rings += 1;
                (Table::Rings, pending.rings - 1, bytes)
            } else {
                break;
            };
            pending.budget = pending.budget.saturating_sub(bytes.len() as u64);
            writer.put(Change::Chunk((number, table.number(), chunk as u32), bytes))?;
            self.take_back(writer);
        }
        if self.pending.as_ref().is_some_and(|pending| pending.copied.is_empty() && pending.rings == pending.rings_len)
        {
            self.complete(writer, number)?;
            self.take_back(writer);
        }
        Ok(())
    }

    /// Takes the buffers that have been written.
    fn take_back(&mut self, writer: &mut Writer) {
        for buffer in writer.take_spare() {
            match buffer {
                Buffer::Chunk(bytes) => self.spare.push(bytes),
                Buffer::Head(bytes) => self.head = Some(bytes),
            }
        }
    }

    /// Names the image that has been written, and removes what it replaces.
    fn complete(&mut self, writer: &mut Writer, number: u64) -> Result<(), StoreError> {
        let Some(pending) = self.pending.take() else { return Ok(()) };
        let old = self.complete.take();
        let mut records = old.as_ref().map_or(Vec::new(), |old| old.records.clone());
        records.resize(pending.records, number);
        for chunk in pending.changed {
            let before = std::mem::replace(&mut records[chunk], number);
            if before != number {
                let (table, chunk) = (Table::Records.number(), chunk as u32);
                writer.put(Change::ForgetChunks((before, table, chunk)..(before, table, chunk + 1)))?;
            }
        }
        writer.put(Change::Head(number, pending.head))?;
        if let Some(old) = old {
            writer.put(Change::ForgetHead(old.number))?;
            for (table, len) in old.chunks {
                writer.put(Change::ForgetChunks((old.number, table, 0)..(old.number, table, len)))?;
            }
        }
        let image = Image { number, at: pending.at, records, chunks: pending.chunks };
        let bytes = postcard::to_stdvec(&image).map_err(|_| StoreError::Damaged { what: "image", number })?;
        writer.put(Change::Image(bytes))?;
        self.complete = Some(image);
        Ok(())
    }
}

/// The stream as the last image has it, and that image; a new stream if there is none.
pub(crate) fn read(transaction: &ReadTransaction, settings: &Settings) -> Result<(Stream, Option<Image>), StoreError> {
    let (scheme, rules, window) = (settings.scheme(), Rules::default(), settings.window());
    let meta = transaction.open_table(META)?;
    let Some(image) = meta.get(META_IMAGE)? else {
        return Ok((Stream::new(&scheme, rules, window, settings.lineage)?, None));
    };
    let damaged = |number| move || StoreError::Damaged { what: "image", number };
    let image = Image::decode(image.value()).ok_or_else(damaged(0))?;
    let missing = damaged(image.number);
    let heads = transaction.open_table(HEADS)?;
    let head = heads.get(image.number)?.ok_or_else(missing)?;
    let head = postcard::from_bytes(head.value()).map_err(|_| missing())?;
    let mut stream = Restoring::new(&scheme, rules, window, head)?;
    let mut wanted = Vec::new();
    for table in Table::ALL {
        for chunk in 0..stream.chunks(table) {
            let written_with = match table {
                Table::Records => *image.records.get(chunk).ok_or_else(missing)?,
                _ => image.number,
            };
            wanted.push((table, chunk, written_with));
        }
    }
    // Pages are read and checked on one thread while what they hold is taken over on another.
    let (to, from) = mpsc::sync_channel::<(Table, usize, Vec<u8>)>(AHEAD);
    let (used, spare) = mpsc::channel::<Vec<u8>>();
    thread::scope(|scope| {
        let read = scope.spawn(move || {
            guarded(|| {
                let chunks = transaction.open_table(CHUNKS)?;
                for (table, chunk, written_with) in wanted {
                    let bytes = chunks.get((written_with, table.number(), chunk as u32))?.ok_or_else(missing)?;
                    let mut buffer = emptied(spare.try_recv().ok());
                    buffer.extend_from_slice(bytes.value());
                    if to.send((table, chunk, buffer)).is_err() {
                        break; // what came before was refused
                    }
                }
                Ok::<(), StoreError>(())
            })
        });
        // Dropped at the first error, which ends the other thread.
        let taken = from.into_iter().try_for_each(|(table, chunk, bytes)| -> Result<(), ImageError> {
            stream.read_chunk(table, chunk, &bytes)?;
            // Who reads has come to the end and needs none.
            let _ = used.send(bytes);
            Ok(())
        });
        read.join().unwrap_or_else(|_| Err(missing()))?;
        Ok::<(), StoreError>(taken?)
    })?;
    Ok((stream.finish()?, Some(image)))
}
