//! The image of an index, from which it can be made again: a head, and two tables in chunks of bytes.
//!
//! Head and records are of one moment. Chunks of rings may be written later, one after another, while documents are added: each says
//! how many changes it has had, and whoever adds the same documents again after reading it passes over those changes.
//! So a large index can be written while it works, a mebibyte at a time. A chunk of rings of an earlier image serves as well,
//! with the journals of what has been done to it since. An image that was not written by this code gives an
//! error or another index, never a panic.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

use bitvec::vec::BitVec;
use serde::{Deserialize, Serialize};

use super::ids::Ids;
use super::journal::{CHANGE, Change, Journal};
use super::records::{NO_SHARD, Record, Records};
use super::rings::{CHUNK_RINGS, RING_BYTES, Rings};
use super::shards::Shards;
use super::{HostId, Stats, Window, WindowIndex};
use crate::error::ImageError;
use crate::index::fields::Fields;
use crate::scheme::{FilterId, SchemeId};

/// Numbers that only ever grow stay below this: no index lives to see it.
const COUNT_MAX: u64 = 1 << 62;

/// Bytes before the changes of a chunk's journal.
const JOURNAL_HEAD: usize = 16;

/// What is not in the tables.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct IndexHead<'a> {
    bins: u32,
    memory: u64,
    span: Option<u64>,
    made_with: Option<(SchemeId, FilterId)>,
    unswept: u64,
    /// Expired, crowded out, too old, removed.
    counts: [u64; 4],
    shards: Cow<'a, Shards>,
    slots: u64,
    free: Cow<'a, [u32]>,
    doublings: u32,
    changes: u64,
}

fn expect(part: &'static str, actual: u64, expected: u64) -> Result<(), ImageError> {
    if actual == expected { Ok(()) } else { Err(ImageError::Part { part, actual, expected }) }
}

fn below(part: &'static str, actual: u64, limit: u64) -> Result<(), ImageError> {
    if actual < limit { Ok(()) } else { Err(ImageError::Part { part, actual, expected: limit.saturating_sub(1) }) }
}

impl IndexHead<'_> {
    /// Whether its documents can be compared with those of a scheme and a filter.
    pub(crate) fn is_of(&self, scheme: SchemeId, filter: FilterId) -> bool {
        self.made_with.is_none_or(|(of, made)| of == scheme && made.lineage == filter.lineage)
    }
}

impl<const BINS: usize> WindowIndex<BINS> {
    pub(crate) fn head(&self) -> IndexHead<'_> {
        let Stats { expired, crowded_out, too_old, removed, .. } = self.counts;
        IndexHead {
            bins: BINS as u32,
            memory: self.window.memory as u64,
            span: self.window.span,
            made_with: self.made_with,
            unswept: self.unswept as u64,
            counts: [expired, crowded_out, too_old, removed],
            shards: Cow::Borrowed(&self.shards),
            slots: self.records.slots() as u64,
            free: Cow::Borrowed(&self.records.free),
            doublings: self.rings.doublings,
            changes: self.rings.changes,
        }
    }

    /// An index as the head describes it, whose tables are still to be read.
    pub(crate) fn of_head(window: Window, head: IndexHead<'_>) -> Result<Self, ImageError> {
        let mut index = Self::new(window).map_err(|error| ImageError::Part {
            part: "window's memory",
            actual: error.given as u64,
            expected: error.needed as u64,
        })?;
        expect("number of bins", head.bins.into(), BINS as u64)?;
        expect("window's memory", head.memory, window.memory as u64)?;
        expect("window's span", head.span.unwrap_or(0), window.span.unwrap_or(0))?;
        expect("window's span", head.span.is_some().into(), window.span.is_some().into())?;
        below("number of slots", head.slots, index.capacity as u64 + 1)?;
        below("number of slots without a record", head.unswept, head.slots + 1)?;
        below("number of changes", head.changes, COUNT_MAX)?;
        head.counts.iter().try_for_each(|count| below("count of documents", *count, COUNT_MAX))?;
        below("number of doublings", head.doublings.into(), u64::from(index.rings.doublings_max) + 1)?;
        let [expired, crowded_out, too_old, removed] = head.counts;
        index.counts = Stats { expired, crowded_out, too_old, removed, ..Stats::default() };
        index.made_with = head.made_with;
        index.unswept = head.unswept as usize;
        index.shards = head.shards.into_owned().checked(window.span, index.shards.documents_max())?;
        index.shards.forget_documents();
        index.rings.doublings = head.doublings;
        index.rings.clear();
        index.rings.changes = head.changes;
        index.rings.ahead = alloc::vec![0; index.chunks_of_rings()];
        let slots = head.slots as usize;
        below("number of slots", head.slots, index.rings.slots() as u64 + 1)?;
        // The records themselves come with their chunks: memory is touched first by the thread that fills it.
        index.records.reserve(slots);
        index.records.shards.resize(slots, NO_SHARD);
        index.records.free.extend_from_slice(&head.free);
        index.records.changed = alloc::vec![false; index.chunks_of_records()];
        Ok(index)
    }

    pub(crate) fn chunks_of_records(&self) -> usize {
        self.records.slots().div_ceil(Records::<BINS>::CHUNK_SLOTS)
    }

    pub(crate) fn chunks_of_rings(&self) -> usize {
        self.rings.len().div_ceil(CHUNK_RINGS)
    }

    /// How often the rings have been doubled: chunks from before and after do not fit.
    pub(crate) fn doublings(&self) -> u32 {
        self.rings.doublings
    }

    /// The chunks of records that have changed since they were asked for last.
    pub(crate) fn take_changed(&mut self) -> Vec<usize> {
        let changed = self.records.changed.iter_mut().enumerate();
        changed.filter_map(|(chunk, changed)| core::mem::take(changed).then_some(chunk)).collect()
    }

    pub(crate) fn write_records(&self, chunk: usize, out: &mut Vec<u8>) {
        let first = chunk.saturating_mul(Records::<BINS>::CHUNK_SLOTS);
        let slots = self.records.records.iter().zip(&self.records.shards).skip(first);
        for (record, shard) in slots.take(Records::<BINS>::CHUNK_SLOTS) {
            out.extend_from_slice(&shard.to_le_bytes());
            match record {
                Some(record) => write_record(record, out),
                None => out.resize(out.len() + Records::<BINS>::SLOT_BYTES - 4, 0),
            }
        }
    }

    /// The rings of a chunk, oldest postings first.
    pub(crate) fn write_rings(&self, chunk: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.rings.changes.to_le_bytes());
        for ring in rings_of(&self.rings, chunk) {
            let entries = self.rings.oldest_first(ring).0.map(u32::to_le_bytes);
            out.extend_from_slice(entries.as_flattened());
        }
    }

    /// From now on what is done to rings is noted down.
    pub(crate) fn keep_journal(&mut self) {
        let rings = self.rings.len();
        self.rings.journal.get_or_insert_with(|| Journal::of(rings));
    }

    /// Bytes of the journal of a chunk; none if there is none, and it has to be written whole.
    pub(crate) fn journal_len(&self, chunk: usize) -> Option<usize> {
        let changes = self.rings.journal.as_ref()?.changes(chunk)?;
        Some(if changes.is_empty() { 0 } else { JOURNAL_HEAD + changes.len() })
    }

    /// The journal of a chunk, if anything has been noted: the chunk, bytes of the changes that follow, and how many changes the rings
    /// had had; false if there is no journal.
    pub(crate) fn write_journal(&self, chunk: usize, out: &mut Vec<u8>) -> bool {
        let journal = self.rings.journal.as_ref().and_then(|journal| journal.changes(chunk));
        let Some(changes) = journal else { return false };
        if changes.is_empty() {
            return true;
        }
        out.extend_from_slice(&(chunk as u32).to_le_bytes());
        out.extend_from_slice(&(changes.len() as u32).to_le_bytes());
        out.extend_from_slice(&self.rings.changes.to_le_bytes());
        out.extend_from_slice(changes);
        true
    }

    /// The chunk or its journal has been written.
    pub(crate) fn begin_journal(&mut self, chunk: usize) {
        if let Some(journal) = &mut self.rings.journal {
            journal.begin_anew(chunk);
        }
    }

    /// What two threads may read into at the same time.
    pub(crate) fn sides(&mut self) -> (RecordsSide<'_, BINS>, RingsSide<'_>) {
        let Self { records, ids, shards, rings, .. } = self;
        (RecordsSide { records, ids, shards }, RingsSide(rings))
    }

    /// Checks that the tables agree with the head.
    pub(crate) fn finish_reading(&mut self) -> Result<(), ImageError> {
        self.records.records.resize_with(self.records.slots(), || None);
        let mut empty: BitVec<u32> = BitVec::repeat(false, self.records.slots());
        self.records.of_shard(NO_SHARD).for_each(|slot| empty.set(slot as usize, true));
        let all = empty.count_ones() as u64;
        for slot in &self.records.free {
            let is_free = empty.get(*slot as usize).is_some_and(|empty| *empty);
            expect("free slot that is empty", is_free.into(), 1)?;
            empty.set(*slot as usize, false);
        }
        expect("number of slots without a record", self.unswept as u64, all - self.records.free.len() as u64)
    }
}

fn rings_of(rings: &Rings, chunk: usize) -> Range<usize> {
    let first = chunk.saturating_mul(CHUNK_RINGS);
    first..first.saturating_add(CHUNK_RINGS).min(rings.len())
}

/// The records of an index that is being read, and what follows from them.
#[derive(Debug)]
pub(crate) struct RecordsSide<'i, const BINS: usize> {
    records: &'i mut Records<BINS>,
    ids: &'i mut Ids,
    shards: &'i mut Shards,
}

impl<const BINS: usize> RecordsSide<'_, BINS> {
    /// Reads a chunk; in their order they ask for no memory twice.
    pub(crate) fn read(&mut self, chunk: usize, bytes: &[u8]) -> Result<(), ImageError> {
        let Self { records, ids, shards } = self;
        let first = chunk.saturating_mul(Records::<BINS>::CHUNK_SLOTS);
        let slots = records.slots().saturating_sub(first).min(Records::<BINS>::CHUNK_SLOTS);
        expect("length of a chunk of records", bytes.len() as u64, (slots * Records::<BINS>::SLOT_BYTES) as u64)?;
        let end = first.saturating_add(slots).min(records.slots());
        if records.records.len() < end {
            records.records.resize_with(end, || None);
        }
        let places = records.records.iter_mut().zip(&mut records.shards).skip(first);
        for ((place, shard), bytes) in places.zip(bytes.chunks_exact(Records::<BINS>::SLOT_BYTES)) {
            let mut fields = Fields(bytes);
            *shard = u32::from_le_bytes(fields.take());
            *place = read_record(&mut fields);
        }
        for slot in first as u32..end as u32 {
            let shard = records.shard(slot);
            let Some(id) = records.get(slot).map(|record| record.id) else {
                expect("shard of an empty slot", shard.into(), NO_SHARD.into())?;
                continue;
            };
            expect("shard of a record", shards.count_document(shard).into(), 1)?;
            let has_id = |slot| records.get(slot).is_some_and(|record| record.id == id);
            expect("number of records with one id", u64::from(ids.find(id, has_id).is_some()) + 1, 1)?;
            ids.insert(id, slot);
        }
        Ok(())
    }
}

/// Its rings.
#[derive(Debug)]
pub(crate) struct RingsSide<'i>(&'i mut Rings);

impl RingsSide<'_> {
    pub(crate) fn read(&mut self, chunk: usize, bytes: &[u8]) -> Result<(), ImageError> {
        let rings = &mut *self.0;
        let range = rings_of(rings, chunk);
        expect("length of a chunk of rings", bytes.len() as u64, (range.len() * RING_BYTES + 8) as u64)?;
        let (changes, bytes) = bytes.split_first_chunk().unwrap_or((&[0; 8], &[]));
        let changes = u64::from_le_bytes(*changes);
        below("number of changes of a chunk", changes, COUNT_MAX)?;
        let (all, _) = bytes.as_chunks::<RING_BYTES>();
        let damaged = range.zip(all).filter(|(ring, bytes)| !rings.read(*ring, bytes.as_chunks().0)).count();
        expect("number of rings with gaps or postings of no document", damaged as u64, 0)?;
        rings.ahead.iter_mut().skip(chunk).take(1).for_each(|ahead| *ahead = changes);
        Ok(())
    }

    /// Reads journals, after the chunks and in the order that they were written in; those that their chunks knew are passed over.
    pub(crate) fn read_journals(&mut self, mut bytes: &[u8]) -> Result<(), ImageError> {
        let rings = &mut *self.0;
        while !bytes.is_empty() {
            let mut fields = Fields(bytes);
            let [chunk, len] = core::array::from_fn(|_| u32::from_le_bytes(fields.take()) as usize);
            let changes = u64::from_le_bytes(fields.take());
            let (journal, rest) = fields.0.split_at_checked(len).unwrap_or_default();
            let (each, part) = journal.as_chunks::<CHANGE>();
            expect("length of a journal", journal.len() as u64, len as u64)?;
            expect("bytes of a journal that are no change", part.len() as u64, 0)?;
            below("number of the chunk of a journal", chunk as u64, rings.ahead.len() as u64)?;
            below("number of changes of a journal", changes, rings.changes.saturating_add(1))?;
            if rings.ahead.get(chunk).is_some_and(|written| changes > *written) {
                let journal = each.iter().map(|bytes| Change::of_bytes(*bytes));
                let is_sound = rings.make_again(chunk * CHUNK_RINGS, journal);
                expect("number of journals whose changes can be made", is_sound.into(), 1)?;
                rings.ahead.iter_mut().skip(chunk).take(1).for_each(|ahead| *ahead = changes);
            }
            bytes = rest;
        }
        Ok(())
    }
}

fn write_record<const BINS: usize>(record: &Record<BINS>, out: &mut Vec<u8>) {
    out.push(1);
    out.push(record.time.is_some().into());
    for field in [record.id, record.content, record.simhash, record.time.unwrap_or(0) as u64] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    for field in [record.host.get(), record.tokens, record.distinct, record.generation] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    out.extend_from_slice(&record.signature);
}

fn read_record<const BINS: usize>(fields: &mut Fields<'_>) -> Option<Record<BINS>> {
    let [is_there, has_time] = fields.take();
    let [id, content, simhash, time] = core::array::from_fn(|_| u64::from_le_bytes(fields.take()));
    let [host, tokens, distinct, generation] = core::array::from_fn(|_| u32::from_le_bytes(fields.take()));
    let time = (has_time != 0).then_some(time as i64);
    let signature = fields.take();
    (is_there != 0).then_some(Record {
        signature,
        id,
        content,
        simhash,
        time,
        host: HostId(host),
        tokens,
        distinct,
        generation,
    })
}
