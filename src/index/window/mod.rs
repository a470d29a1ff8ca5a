//! An index that holds a sliding window of time in bounded memory.
//!
//! Documents are filed in shards by their time and go with their shard: when it is older than the window's span, or when
//! the memory that the caller granted is used up. A removed document's postings stay until the next such sweep,
//! which frees many at a time; it is skipped until then. What order documents come in and what their
//! clocks say may change what is held, never what is true of it.

mod clock;
mod ids;
#[cfg(feature = "serde")]
mod image;
mod journal;
mod records;
mod rings;
mod shards;
mod stats;

use alloc::vec::Vec;

use bitvec::vec::BitVec;

use crate::compare::{Comparison, SHORT_TEXT_SHINGLES, compare_if};
use crate::error::{CompareError, WindowError};
use crate::fingerprint::{Fingerprint, Page};
use crate::scheme::{FilterId, KEYS, SchemeId};

use super::MIN_SHARED_KEYS;
use ids::Ids;
use records::{Record, Records};
use rings::{Posting, RING, RING_BYTES, Rings};
use shards::{Filed, Shards};

#[cfg(feature = "serde")]
pub(crate) use image::{IndexHead, RecordsSide, RingsSide};
pub use stats::Stats;

/// Groups of postings beyond those of the keys: a short text's content, twice, since two postings make a candidate.
const CONTENT_GROUPS: [usize; 2] = [KEYS, KEYS + 1];
/// A window smaller than this many bytes would hold next to nothing.
pub const WINDOW_MEMORY_MIN: usize = 1 << 20;

/// How far a window reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Bytes that the index may take, at least [`WINDOW_MEMORY_MIN`]. About 1,120 a document at 512 bins.
    pub memory: usize,
    /// Seconds between the times of two documents that may be candidates. Shards are a sixteenth of it. None for no bound:
    /// then documents go in the order they came in, whatever their times.
    pub span: Option<u64>,
}

impl Default for Window {
    /// Two gibibytes, some 1.9 million documents, and no bound of time.
    fn default() -> Self {
        Self { memory: 2 << 30, span: None }
    }
}

/// A host, by a hash of its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HostId(u32);

impl HostId {
    /// A host that is not known: the same as no other, not even as another unknown one.
    pub const UNKNOWN: Self = Self(0);

    /// The host of this name, in small or capital letters; unknown where the name is empty. "www." makes another host.
    pub fn of(name: &str) -> Self {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if name.is_empty() { Self::UNKNOWN } else { Self(xxhash_rust::xxh3::xxh3_64(name.as_bytes()) as u32 | 1) }
    }

    /// The host that a name was hashed to, 0 for one that is not known.
    #[cfg(feature = "serde")]
    pub(crate) const fn of_hash(hash: u32) -> Self {
        Self(hash)
    }

    /// Whether both are known and the same.
    pub fn is_same(self, other: Self) -> bool {
        self != Self::UNKNOWN && self == other
    }

    /// The hash, 0 for an unknown host.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// A document as the index takes it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a, const BINS: usize = 512> {
    /// The caller's name for it: a number, or 64 bits of a hash of its address.
    pub id: u64,
    /// Its fingerprint, with segments where it is long.
    pub page: &'a Page<BINS>,
    /// Its host.
    pub host: HostId,
    /// Seconds since 1970, or on any clock that all documents share; where an article's own cannot be trusted, that of its
    /// fetching. A wrong time harms this document's matches alone.
    pub time: Option<i64>,
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Kept {
    /// It is held.
    New,
    /// It is held in the place of an earlier document of that id.
    Replaced,
    /// The same was held already.
    Unchanged,
    /// It is older than the window and is not held; an earlier version of it stays, if there is one.
    TooOld,
}

/// A document that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The caller's name for it.
    pub id: u64,
    /// Its host.
    pub host: HostId,
    /// Its time, where it stated one.
    pub time: Option<i64>,
    /// Its tokens.
    pub tokens: u32,
}

/// A document that shares keys with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the index, good until the next change.
    pub slot: u32,
    /// Keys shared, 2 to 128; of a long page, those of the best pair of segments.
    pub shared_keys: u8,
}

/// Working memory of lookups, to be used again; one for each thread.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    hits: Vec<u8>,
    met: Vec<u32>,
    found: Vec<Hit>,
}

impl Lookup {
    /// Working memory that grows with use, to a byte for each document of the index.
    pub const fn new() -> Self {
        Self { hits: Vec::new(), met: Vec::new(), found: Vec::new() }
    }
}

/// Fingerprints in a sliding window, with lookup by shared keys. See the module's head for when documents go.
///
/// Memory: 576 bytes a document at 512 bins, up to 32 for its id and 512 for its postings; long pages have 512 bytes of
/// postings more a segment. Postings are bounded as a whole: where there are more than the granted memory holds, the oldest of each ring
/// go first, and old documents are found with fewer keys. A lookup reads 128 rings of 256 bytes, an insertion
/// a cache line and a byte of each, and both as many for each segment.
///
/// ```
/// use wireprint::fingerprint::page_batch;
/// use wireprint::index::{Document, HostId, Lookup, Window, WindowIndex};
/// use wireprint::Scheme;
///
/// let pages = page_batch(&Scheme::REWRITE, None, &["Ferries to Kolmar resume on Friday after a week of heavy storms"]).unwrap();
/// let story = Document { id: 17, page: &pages[0], host: HostId::UNKNOWN, time: Some(1_742_000_000) };
/// let mut index = WindowIndex::new(Window { memory: 16 << 20, span: Some(7 * 86_400) }).unwrap();
/// index.insert(&story).unwrap();
/// let mut lookup = Lookup::new();
/// let again = Document { id: 18, ..story };
/// let hit = index.candidates(&again, &mut lookup)[0];
/// assert_eq!((index.held(hit.slot).unwrap().id, hit.shared_keys), (17, 9)); // 7 keys, and 2 for a short text's content
/// assert!(index.remove(17));
/// assert_eq!(index.candidates(&again, &mut lookup), []);
/// ```
#[derive(Clone, Debug)]
pub struct WindowIndex<const BINS: usize = 512> {
    window: Window,
    capacity: usize,
    rings: Rings,
    records: Records<BINS>,
    ids: Ids,
    shards: Shards,
    /// Scheme and filter of the first document.
    made_with: Option<(SchemeId, FilterId)>,
    /// Slots that have lost their record since the last sweep.
    unswept: usize,
    counts: Stats,
    /// Ids that are no longer held, where the caller wants to know.
    dropped: Option<Vec<u64>>,
}

impl<const BINS: usize> WindowIndex<BINS> {
    /// An empty index. It allocates as documents come, never more than `window.memory`; a thousandth more for the moment in which the
    /// table of ids of a full index is made anew.
    ///
    /// # Errors
    /// [`WindowError`] if the memory is less than [`WINDOW_MEMORY_MIN`].
    pub fn new(window: Window) -> Result<Self, WindowError> {
        if window.memory < WINDOW_MEMORY_MIN {
            return Err(WindowError { given: window.memory, needed: WINDOW_MEMORY_MIN });
        }
        let a_document = Records::<BINS>::BYTES + Ids::BYTES + KEYS * 4 + 1;
        let rings = Rings::new(window.memory / a_document * KEYS / RING);
        let capacity = rings.slots_max();
        Ok(Self {
            window,
            capacity,
            rings,
            records: Records::new(capacity),
            ids: Ids::default(),
            shards: Shards::new(window.span, (capacity / 16).max(1)),
            made_with: None,
            unswept: 0,
            counts: Stats::default(),
            dropped: None,
        })
    }

    /// From now on the ids that are dropped or removed are noted down for [`WindowIndex::take_dropped`], 8 bytes each.
    pub fn note_dropped(&mut self) {
        self.dropped.get_or_insert_default();
    }

    /// The ids noted down since the last call, in the order they went.
    pub fn take_dropped(&mut self) -> Vec<u64> {
        self.dropped.as_mut().map(core::mem::take).unwrap_or_default()
    }

    /// Documents held.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ids.len() == 0
    }

    /// What it holds, and what became of the rest.
    pub fn stats(&self) -> Stats {
        Stats {
            documents: self.len(),
            capacity: self.capacity,
            bytes: self.records.bytes() + self.rings.bytes() + self.ids.bytes(),
            bytes_max: self.window.memory,
            shards: self.shards.len(),
            shards_begun: self.shards.begun(),
            now: self.shards.now(),
            ..self.counts
        }
    }

    /// The document of an id.
    pub fn find(&self, id: u64) -> Option<Held> {
        self.held(self.slot(id)?)
    }

    fn slot(&self, id: u64) -> Option<u32> {
        self.ids.find(id, |slot| self.records.get(slot).is_some_and(|record| record.id == id))
    }

    /// The document in a slot.
    pub fn held(&self, slot: u32) -> Option<Held> {
        let record = self.records.get(slot)?;
        let tokens = record.sketch(SchemeId(0), 0).tokens;
        Some(Held { id: record.id, host: record.host, time: record.time, tokens })
    }

    /// Whether a fingerprint may be compared with those that are held, by scheme and filter.
    ///
    /// # Errors
    /// [`CompareError`] names both sides.
    pub fn check(&self, print: &Fingerprint<BINS>) -> Result<(), CompareError> {
        match self.made_with {
            Some((scheme, _)) if scheme != print.scheme => {
                Err(CompareError::Scheme { left: scheme, right: print.scheme })
            }
            Some((_, filter)) if filter.lineage != print.filter.lineage => {
                Err(CompareError::Filter { left: filter, right: print.filter })
            }
            _ => Ok(()),
        }
    }

    /// Compares the document in a slot, as `a`, with a fingerprint; nothing if the slot is empty.
    pub fn compare(&self, slot: u32, print: &Fingerprint<BINS>) -> Option<Comparison> {
        self.compare_if(slot, print, |_| true)
    }

    /// The same if the comparison is wanted, which is asked when all but its narrative counts are known.
    pub(crate) fn compare_if(
        &self,
        slot: u32,
        print: &Fingerprint<BINS>,
        is_wanted: impl FnOnce(&Comparison) -> bool,
    ) -> Option<Comparison> {
        let (scheme, filter) = self.made_with?;
        let held = self.records.get(slot)?.sketch(scheme, filter.lineage);
        compare_if(&held, &print.sketch(), is_wanted).ok()?
    }

    /// The documents that share at least two keys with `query`, itself excepted if it is held: most first, then by id.
    /// Those too far away in time are left out; documents without a time are near to all.
    pub fn candidates<'l>(&self, query: &Document<'_, BINS>, lookup: &'l mut Lookup) -> &'l [Hit] {
        lookup.hits.resize(self.records.slots(), 0);
        lookup.found.clear();
        let print = &query.page.fingerprint;
        let content = (print.distinct < SHORT_TEXT_SHINGLES && print.tokens > 0).then_some(print.content);
        self.collect(postings(&print.keys).chain(content_postings(content)), query, lookup);
        for segment in &query.page.segments {
            self.collect(postings(segment), query, lookup);
        }
        let found = &mut lookup.found;
        // A page meets another once a segment; its best meeting counts.
        found.sort_unstable_by_key(|hit| (hit.slot, core::cmp::Reverse(hit.shared_keys)));
        found.dedup_by_key(|hit| hit.slot);
        let id = |slot| self.records.get(slot).map_or(0, |record| record.id);
        found.sort_unstable_by_key(|hit| (core::cmp::Reverse(hit.shared_keys), id(hit.slot)));
        found
    }

    fn collect(
        &self,
        postings: impl Iterator<Item = Posting> + Clone,
        query: &Document<'_, BINS>,
        lookup: &mut Lookup,
    ) {
        let Lookup { hits, met, found } = lookup;
        met.clear();
        self.rings.prefetch(postings.clone());
        for posting in postings {
            self.rings.for_each(posting, |slot| {
                if let Some(count) = hits.get_mut(slot as usize) {
                    if *count == 0 {
                        met.push(slot);
                    }
                    *count = count.saturating_add(1);
                }
            });
        }
        for &slot in met.iter() {
            let Some(count) = hits.get_mut(slot as usize) else { continue };
            let shared_keys = core::mem::take(count);
            if shared_keys < MIN_SHARED_KEYS {
                continue;
            }
            self.records.prefetch(slot);
            let Some(record) = self.records.get(slot) else { continue };
            if record.id != query.id && self.is_near(record.time, query.time) {
                found.push(Hit { slot, shared_keys: shared_keys.min(KEYS as u8) });
            }
        }
    }

    fn is_near(&self, a: Option<i64>, b: Option<i64>) -> bool {
        match (a, b, self.window.span) {
            (Some(a), Some(b), Some(span)) => a.abs_diff(b) <= span,
            _ => true,
        }
    }

    /// Adds a document; one of the same id is replaced.
    ///
    /// # Errors
    /// [`CompareError`] where its scheme or filter is not that of the documents before it; it is not added then.
    pub fn insert(&mut self, document: &Document<'_, BINS>) -> Result<Kept, CompareError> {
        let print = &document.page.fingerprint;
        self.check(print)?;
        self.rings.begin_change();
        self.made_with.get_or_insert((print.scheme, print.filter));
        let filed = self.shards.file(document.time);
        self.expire();
        let Filed::In { bucket } = filed else {
            self.counts.too_old += 1;
            return Ok(Kept::TooOld);
        };
        let slot = self.slot(document.id);
        if let Some(slot) = slot {
            let same = self.records.get(slot).is_some_and(|record| record.is_of(print, document.time, document.host));
            if same && self.shards.bucket(self.records.shard(slot)) == Some(bucket) {
                return Ok(Kept::Unchanged);
            }
        }
        let replaced = slot.is_some() && self.remove(document.id);
        let shard = self.shards.open(bucket, self.ids.len());
        let record = Record::new(print, document.id, document.time, document.host);
        let Some(slot) = self.place(record, shard, bucket) else {
            self.counts.too_old += 1;
            return Ok(Kept::TooOld);
        };
        self.shards.add(shard);
        self.ids.insert(document.id, slot);
        let content = (print.distinct < SHORT_TEXT_SHINGLES && print.tokens > 0).then_some(print.content);
        self.post(postings(&print.keys).chain(content_postings(content)), slot);
        document.page.segments.iter().for_each(|segment| self.post(postings(segment), slot));
        Ok(if replaced { Kept::Replaced } else { Kept::New })
    }

    fn post(&mut self, postings: impl Iterator<Item = Posting> + Clone, slot: u32) {
        self.rings.prefetch_next(postings.clone());
        postings.for_each(|posting| self.rings.insert(posting, slot));
    }

    /// Finds room: a free slot, a new one, or those of the shard that lies farthest from the present.
    fn place(&mut self, mut record: Record<BINS>, shard: u32, bucket: Option<i64>) -> Option<u32> {
        loop {
            match self.records.insert(record, shard, self.rings.slots()) {
                Ok(slot) => return Some(slot),
                Err(back) => record = back,
            }
            if self.unswept > 0 && self.unswept >= self.records.slots() / 16 {
                self.sweep();
            } else if self.records.is_full() || !self.rings.grow() {
                // A sweep costs as much for one document as for many.
                while self.unswept < self.records.slots().div_ceil(16) {
                    let Some(farthest) = self.shards.farthest(bucket, shard) else { break };
                    self.counts.crowded_out += self.drop_shard(farthest);
                }
                if self.unswept == 0 {
                    return None;
                }
                self.sweep();
            }
        }
    }

    /// Removes a document; whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(slot) = self.slot(id) else { return false };
        self.ids.remove(id, slot);
        self.shards.subtract(self.records.shard(slot));
        self.records.remove(slot);
        self.unswept += 1;
        self.counts.removed += 1;
        self.note(id);
        true
    }

    /// Drops the shards that have left the window.
    fn expire(&mut self) {
        while let Some(shard) = self.shards.expired() {
            self.counts.expired += self.drop_shard(shard);
        }
    }

    fn drop_shard(&mut self, shard: u32) -> u64 {
        let gone: Vec<u32> = self.records.of_shard(shard).collect();
        for &slot in &gone {
            if let Some(record) = self.records.remove(slot) {
                self.ids.remove(record.id, slot);
                self.note(record.id);
            }
        }
        self.shards.drop(shard);
        self.unswept += gone.len();
        gone.len() as u64
    }

    fn note(&mut self, id: u64) {
        if let Some(dropped) = &mut self.dropped {
            dropped.push(id);
        }
    }

    /// Frees the slots whose records are gone, and the postings that name them.
    fn sweep(&mut self) {
        let mut gone: BitVec<u32> = BitVec::repeat(false, self.records.slots());
        self.records.of_shard(records::NO_SHARD).for_each(|slot| gone.set(slot as usize, true));
        self.rings.purge(|slot| gone.get(slot as usize).is_some_and(|gone| *gone));
        self.records.free_removed();
        self.unswept = 0;
    }
}

fn postings(keys: &[u32; KEYS]) -> impl Iterator<Item = Posting> + Clone {
    let keys = keys.iter().enumerate().filter(|(_, key)| **key != u32::MAX);
    keys.map(|(group, key)| Posting::new(group, u64::from(*key)))
}

fn content_postings(content: Option<u64>) -> impl Iterator<Item = Posting> + Clone {
    content.into_iter().flat_map(|content| CONTENT_GROUPS.map(|group| Posting::new(group, content)))
}

const _: () = assert!(RING_BYTES == 256, "four cache lines");
