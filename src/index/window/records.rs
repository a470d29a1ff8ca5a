//! What an index keeps of a document, in one flat table.

use alloc::vec::Vec;

use crate::fingerprint::{Fingerprint, Sketch};
use crate::kernel::prefetch;
use crate::scheme::{FilterId, SchemeId};

use super::HostId;

/// The table grows by this part of itself, and by 256 records at least.
const GROWTH: usize = 16;
/// The shard of a record that holds nothing.
pub(super) const NO_SHARD: u32 = u32::MAX;

/// A document that is held: 568 bytes at 512 bins.
#[derive(Clone, Debug)]
pub(super) struct Record<const BINS: usize> {
    pub(super) signature: [u8; BINS],
    pub(super) id: u64,
    pub(super) content: u64,
    pub(super) simhash: u64,
    /// As the document stated it.
    pub(super) time: Option<i64>,
    pub(super) host: HostId,
    pub(super) tokens: u32,
    pub(super) distinct: u32,
    pub(super) generation: u32,
}

impl<const BINS: usize> Record<BINS> {
    pub(super) fn new(print: &Fingerprint<BINS>, id: u64, time: Option<i64>, host: HostId) -> Self {
        Self {
            signature: print.signature,
            id,
            content: print.content,
            simhash: print.simhash,
            time,
            host,
            tokens: print.tokens,
            distinct: print.distinct,
            generation: print.filter.generation,
        }
    }

    pub(super) fn sketch(&self, scheme: SchemeId, lineage: u64) -> Sketch<'_> {
        Sketch {
            scheme,
            filter: FilterId { lineage, generation: self.generation },
            tokens: self.tokens,
            distinct: self.distinct,
            simhash: self.simhash,
            content: self.content,
            signature: &self.signature,
        }
    }

    /// Whether this is what would be kept of the document anyway.
    pub(super) fn is_of(&self, print: &Fingerprint<BINS>, time: Option<i64>, host: HostId) -> bool {
        let sketch = print.sketch();
        (self.content, self.tokens, self.distinct, self.generation)
            == (sketch.content, sketch.tokens, sketch.distinct, sketch.filter.generation)
            && (self.simhash, self.time, self.host) == (sketch.simhash, time, host)
            && self.signature == sketch.signature
    }
}

/// Records by slot, and which slots are free.
#[derive(Clone, Debug)]
pub(super) struct Records<const BINS: usize> {
    pub(super) records: Vec<Option<Record<BINS>>>,
    /// The shard of each slot.
    pub(super) shards: Vec<u32>,
    pub(super) free: Vec<u32>,
    /// Slots at most.
    capacity: usize,
    /// Chunks with slots that changed since an image was made of them.
    pub(super) changed: Vec<bool>,
}

impl<const BINS: usize> Records<BINS> {
    /// Bytes of one record with what belongs to it.
    pub(super) const BYTES: usize = size_of::<Option<Record<BINS>>>() + 8;

    /// Bytes of a slot in an image.
    pub(super) const SLOT_BYTES: usize = BINS + 54;
    /// Slots that are written and read together: with what a store adds, they fit into a mebibyte.
    pub(super) const CHUNK_SLOTS: usize = 1_040_000 / Self::SLOT_BYTES;

    pub(super) const fn new(capacity: usize) -> Self {
        Self { records: Vec::new(), shards: Vec::new(), free: Vec::new(), capacity, changed: Vec::new() }
    }

    /// Whether every slot that there can be has been given out.
    pub(super) fn is_full(&self) -> bool {
        self.shards.len() == self.capacity
    }

    pub(super) fn slots(&self) -> usize {
        self.shards.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.records.capacity() * size_of::<Option<Record<BINS>>>()
            + (self.shards.capacity() + self.free.capacity()) * 4
    }

    pub(super) fn get(&self, slot: u32) -> Option<&Record<BINS>> {
        self.records.get(slot as usize)?.as_ref()
    }

    /// Has a record brought near, which is going to be compared.
    pub(super) fn prefetch(&self, slot: u32) {
        if let Some(place) = self.records.get(slot as usize) {
            prefetch(place);
        }
    }

    pub(super) fn shard(&self, slot: u32) -> u32 {
        self.shards.get(slot as usize).copied().unwrap_or(NO_SHARD)
    }

    /// Puts a record into a free slot, a new one below `slots_max`; the record back if there is none.
    pub(super) fn insert(&mut self, record: Record<BINS>, shard: u32, slots_max: usize) -> Result<u32, Record<BINS>> {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None if self.shards.len() < slots_max.min(self.capacity) => {
                let slot = self.shards.len();
                if slot == self.records.capacity() {
                    self.reserve((slot / GROWTH).max(256).min(self.capacity - slot));
                }
                self.records.push(None);
                self.shards.push(NO_SHARD);
                slot as u32
            }
            None => return Err(record),
        };
        if let Some(place) = self.records.get_mut(slot as usize) {
            *place = Some(record);
        }
        self.set_shard(slot, shard);
        Ok(slot)
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.records.reserve_exact(more);
        self.shards.reserve_exact(more);
        // All may be free at once.
        self.free.reserve_exact(self.shards.len() + more - self.free.len());
    }

    /// Forgets a record. Its slot is not free before [`Records::free`].
    pub(super) fn remove(&mut self, slot: u32) -> Option<Record<BINS>> {
        let record = self.records.get_mut(slot as usize)?.take()?;
        self.set_shard(slot, NO_SHARD);
        Some(record)
    }

    fn set_shard(&mut self, slot: u32, shard: u32) {
        if let Some(place) = self.shards.get_mut(slot as usize) {
            *place = shard;
        }
        let chunk = slot as usize / Self::CHUNK_SLOTS;
        if chunk >= self.changed.len() {
            self.changed.resize(chunk + 1, false);
        }
        if let Some(changed) = self.changed.get_mut(chunk) {
            *changed = true;
        }
    }

    /// The slots of a shard, or those without a record.
    pub(super) fn of_shard(&self, shard: u32) -> impl Iterator<Item = u32> {
        self.shards.iter().enumerate().filter(move |(_, s)| **s == shard).map(|(slot, _)| slot as u32)
    }

    /// Gives all slots without a record out again. Nothing may refer to them any more.
    pub(super) fn free_removed(&mut self) {
        self.free.clear();
        let empty = self.shards.iter().enumerate().rev().filter(|(_, shard)| **shard == NO_SHARD);
        self.free.extend(empty.map(|(slot, _)| slot as u32));
    }
}
