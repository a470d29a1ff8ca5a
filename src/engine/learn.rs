//! Which shingles of a corpus are common.

use alloc::vec;
use alloc::vec::Vec;

use xxhash_rust::xxh3::xxh3_64;

use crate::fingerprint::for_each_shingle;
use crate::scheme::{KEYS, Scheme};
use crate::sketch::MinHash;
use crate::suppress::{Cell, Filter, Learner};

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
struct Seen {
    key: u32,
    document: u32,
    host: u32,
}

/// Learns a corpus's common shingles in fixed memory, each story once: outlets that reprint or rewrite a story do not
/// make it common. Only the first document of a story is learned from; those that share enough keys with one learned
/// from before are passed over, more readily if they come from another host.
///
/// Memory: 17 MiB. Time: that of tokenising, and some memory accesses a shingle.
///
/// ```
/// use wireprint::Scheme;
/// use wireprint::engine::CommonShingles;
/// use wireprint::fingerprint::for_each_shingle;
///
/// let scheme = Scheme::REWRITE;
/// let mut common = CommonShingles::new(&scheme);
/// let words = |n: u32| (0..40).map(|i| format!("word{i}of{n} ")).collect::<String>();
/// let stories = (0..30).map(|n| format!("The foreign minister told reporters: {}", words(n)));
/// for story in stories {
///     common.document(story.as_bytes(), None);
/// }
/// let filter = common.filter();
/// let mut kept = 0;
/// for_each_shingle(&scheme, b"The foreign minister told reporters", |shingle| {
///     kept += u32::from(!filter.contains(shingle.hash));
/// });
/// assert_eq!(kept, 0);
/// ```
#[derive(Clone, Debug)]
pub struct CommonShingles<const BINS: usize = 512> {
    scheme: Scheme<BINS>,
    learner: Learner<Vec<Cell>>,
    seen: Vec<Seen>,
    shingles: Vec<u64>,
}

impl<const BINS: usize> CommonShingles<BINS> {
    /// A shingle is never common that stands in fewer stories than this.
    pub const MIN_DOCUMENTS: u32 = 16;
    /// Nor one that stands in less than one of this many.
    pub const ONE_IN: u32 = 500;

    /// Nothing learned yet.
    pub fn new(scheme: &Scheme<BINS>) -> Self {
        Self {
            scheme: *scheme,
            learner: Learner::new(scheme, vec![Cell::default(); CELLS]),
            seen: vec![Seen { key: u32::MAX, document: 0, host: 0 }; PLACES],
            shingles: Vec::new(),
        }
    }

    /// Learns from a document, unless its story was learned from before; whether it did.
    pub fn document(&mut self, text: &[u8], host: Option<&str>) -> bool {
        let Self { scheme, learner, seen, shingles } = self;
        shingles.clear();
        let mut minhash = MinHash::<512>::new();
        for_each_shingle(scheme, text, |shingle| {
            shingles.push(shingle.hash);
            minhash.shingle(shingle.hash, false);
        });
        let host = host.map_or(0, |host| xxh3_64(host.as_bytes()) as u32 | 1);
        let keys = Self::places(&minhash.keys());
        if Self::is_told(seen, &keys, host) {
            return false;
        }
        learner.begin_document();
        let document = learner.documents();
        for (place, key) in keys {
            if let Some(place) = seen.get_mut(place) {
                *place = Seen { key, document, host };
            }
        }
        shingles.iter().for_each(|hash| learner.shingle(*hash));
        true
    }

    /// The keys looked at, each with its place.
    fn places(keys: &[u32; KEYS]) -> Vec<(usize, u32)> {
        let looked_at = keys.iter().enumerate().step_by(2).filter(|(_, key)| **key != u32::MAX);
        let place = |group: usize, key: u32| {
            (((u64::from(key) << 7) | group as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % PLACES
        };
        looked_at.map(|(group, key)| (place(group, *key), *key)).collect()
    }

    fn is_told(seen: &[Seen], keys: &[(usize, u32)], host: u32) -> bool {
        let found = keys.iter().filter_map(|(place, key)| seen.get(*place).filter(|seen| seen.key == *key));
        let mut documents: Vec<(u32, u32)> = found.map(|seen| (seen.document, seen.host)).collect();
        documents.sort_unstable();
        documents.chunk_by(|a, b| a == b).any(|same| {
            let other_host = same.first().is_some_and(|(_, other)| host != 0 && *other != 0 && *other != host);
            // Short texts have few keys: what is asked for is a share of those there are.
            let needed = if other_host { SAME_STORY } else { SAME_TEXT } * keys.len();
            same.len() * LOOKED_AT >= needed.max(2 * LOOKED_AT)
        })
    }

    /// The filter of what is common so far.
    pub fn filter(&self) -> Filter {
        self.learner.filter(Self::MIN_DOCUMENTS.max(self.learner.documents() / Self::ONE_IN))
    }
}
