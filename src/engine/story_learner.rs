//! Which shingles are common, each story counted once.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use crate::fingerprint::for_each_shingle;
use crate::index::HostId;
use crate::kernel::prefetch;
use crate::scheme::{KEYS, Scheme};
use crate::sketch::MinHash;
use crate::suppress::{Cell, Learner};

/// Cells of the count-min sketch: 4 MiB.
const CELLS: usize = 4 << 18;
/// Places for keys of documents learned from: 12 MiB, the last 16,000 documents or so.
const PLACES: usize = 1 << 20;
/// Of the 128 keys every other one is looked at.
const LOOKED_AT: usize = KEYS / 2;
/// Keys shared with one earlier document from which a document of another host tells the same story: Jaccard .1.
const SAME_STORY: usize = LOOKED_AT / 10;
/// The same where the hosts are not known to differ: Jaccard .3, since documents of one host share boilerplate, which is
/// to be learned.
const SAME_TEXT: usize = LOOKED_AT * 3 / 10;

/// Shingles of a document that there is room for without asking for memory.
const SHINGLES_KEPT: usize = 1 << 14;

#[cfg(feature = "serde")]
impl crate::suppress::CellStorage for Vec<Cell> {
    fn with_len(len: usize) -> Option<Self> {
        // A length from hostile input may claim anything: 64 MiB is more than any learner needs.
        (len <= 1 << 24).then(|| vec![Cell::default(); len])
    }

    fn cells_mut(&mut self) -> &mut [Cell] {
        self
    }
}

/// A key and the document that had it last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) key: u32,
    pub(super) document: u32,
    pub(super) host: HostId,
}

/// What there is to learn from a text: its keys that are looked at, each with its place, and its shingles.
#[derive(Clone, Debug, Default)]
pub(super) struct Lesson {
    keys: Vec<(usize, u32)>,
    shingles: Vec<u64>,
}

impl Lesson {
    pub(super) fn of<const BINS: usize>(scheme: &Scheme<BINS>, own: &[u8]) -> Self {
        let mut lesson = Self::default();
        lesson.retake(scheme, own);
        lesson
    }

    /// Makes this the lesson of another text.
    pub(super) fn retake<const BINS: usize>(&mut self, scheme: &Scheme<BINS>, own: &[u8]) {
        let mut minhash = MinHash::<512>::new();
        self.shingles.clear();
        for_each_shingle(scheme, own, |shingle| {
            self.shingles.push(shingle.hash);
            minhash.shingle(shingle.hash, false);
        });
        self.keys = places(&minhash.keys());
    }

    /// Empty, with room for another: one long document must not cost memory for ever.
    pub(super) fn clear(&mut self) {
        self.shingles.clear();
        self.shingles.shrink_to(SHINGLES_KEPT);
    }
}

/// Learns from the first document of each story.
#[derive(Clone, Debug)]
pub(super) struct StoryLearner {
    /// Apart from the rest, for it is some 250 KB.
    pub(super) learner: Box<Learner<Vec<Cell>>>,
    pub(super) seen: Vec<Seen>,
}

impl StoryLearner {
    pub(super) fn new<const BINS: usize>(scheme: &Scheme<BINS>) -> Self {
        let learner = Box::new(Learner::new(scheme, vec![Cell::default(); CELLS]));
        Self { learner, seen: vec![Seen { key: u32::MAX, document: 0, host: HostId::UNKNOWN }; PLACES] }
    }

    /// Learns from documents in their order, which are then gone.
    pub(super) fn learn_all(&mut self, documents: &mut Vec<(HostId, Lesson)>) {
        let mut following = documents.iter().skip(1);
        for (host, lesson) in documents.iter() {
            if let Some((_, next)) = following.next() {
                next.keys.iter().filter_map(|(place, _)| self.seen.get(*place)).for_each(prefetch);
            }
            self.learn(*host, lesson);
        }
        documents.clear();
    }

    /// Learns from a document of that host, unless its keys belong to a story that is known; whether it did.
    pub(super) fn learn(&mut self, host: HostId, lesson: &Lesson) -> bool {
        let Self { learner, seen } = self;
        if is_told(seen, &lesson.keys, host) {
            return false;
        }
        learner.begin_document();
        let document = learner.documents();
        for &(place, key) in &lesson.keys {
            if let Some(place) = seen.get_mut(place) {
                *place = Seen { key, document, host };
            }
        }
        learner.shingles(&lesson.shingles);
        true
    }
}

/// The keys looked at, each with its place.
fn places(keys: &[u32; KEYS]) -> Vec<(usize, u32)> {
    let looked_at = keys.iter().enumerate().step_by(2).filter(|(_, key)| **key != u32::MAX);
    let place = |group: usize, key: u32| {
        (((u64::from(key) << 7) | group as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % PLACES
    };
    looked_at.map(|(group, key)| (place(group, *key), *key)).collect()
}

fn is_told(seen: &[Seen], keys: &[(usize, u32)], host: HostId) -> bool {
    let found = keys.iter().filter_map(|(place, key)| seen.get(*place).filter(|seen| seen.key == *key));
    let mut documents: Vec<(u32, HostId)> = found.map(|seen| (seen.document, seen.host)).collect();
    documents.sort_unstable_by_key(|(document, _)| *document);
    documents.chunk_by(|a, b| a == b).any(|same| {
        let other = same.first().map_or(HostId::UNKNOWN, |(_, other)| *other);
        let elsewhere = host != HostId::UNKNOWN && other != HostId::UNKNOWN && !other.is_same(host);
        // Short texts have few keys: what is asked for is a share of those there are.
        let needed = if elsewhere { SAME_STORY } else { SAME_TEXT } * keys.len();
        same.len() * LOOKED_AT >= needed.max(2 * LOOKED_AT)
    })
}
