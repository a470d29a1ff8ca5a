//! Which shingles of a corpus are common.

use alloc::vec;
use alloc::vec::Vec;

use crate::fingerprint::ShingleSource;
use crate::kernel::shingle_hash;
use crate::scheme::Scheme;
use crate::suppress::{Cell, Filter, Learner};

/// Cells of the count-min sketch: 4 MiB.
const CELLS: usize = 4 << 18;
/// Hashes of documents seen, each in its own place: 512 KiB.
const SEEN: usize = 1 << 16;

/// Learns a corpus's common shingles in fixed memory, each text once: copies of a story do not make it common.
///
/// ```
/// use wireprint::Scheme;
/// use wireprint::engine::CommonShingles;
/// let scheme = Scheme::REWRITE;
/// let mut common = CommonShingles::new(&scheme);
/// for story in ["storm", "harvest", "election", "derby", "ferry", "budget", "flood", "strike", "trial"] {
///     common.document(format!("The foreign minister told reporters about the {story}").as_bytes());
/// }
/// let filter = common.filter();
/// let mut kept = 0;
/// wireprint::fingerprint::ShingleSource::run(&scheme, b"The foreign minister told reporters", |shingle| {
///     kept += u32::from(!filter.contains(shingle.hash));
/// });
/// assert_eq!(kept, 0);
/// ```
#[derive(Clone, Debug)]
pub struct CommonShingles<const BINS: usize = 512> {
    scheme: Scheme<BINS>,
    learner: Learner<Vec<Cell>>,
    seen: Vec<u64>,
    shingles: Vec<u64>,
}

impl<const BINS: usize> CommonShingles<BINS> {
    /// A shingle is never common that stands in fewer documents than this.
    pub const MIN_DOCUMENTS: u32 = 8;
    /// Nor one that stands in less than one of this many documents.
    pub const ONE_IN: u32 = 500;

    /// Nothing learned yet.
    pub fn new(scheme: &Scheme<BINS>) -> Self {
        Self {
            scheme: *scheme,
            learner: Learner::new(scheme, vec![Cell::default(); CELLS]),
            seen: vec![0; SEEN],
            shingles: Vec::new(),
        }
    }

    /// Learns from a document, unless its text was learned from before.
    pub fn document(&mut self, text: &[u8]) {
        let Self { scheme, learner, seen, shingles } = self;
        shingles.clear();
        ShingleSource::run(scheme, text, |shingle| shingles.push(shingle.hash));
        let content = shingle_hash(shingles.iter().copied());
        match seen.get_mut(content as usize % SEEN) {
            Some(place) if *place != content => *place = content,
            _ => return,
        }
        learner.begin_document();
        shingles.iter().for_each(|hash| learner.shingle(*hash));
    }

    /// The filter of what is common so far.
    pub fn filter(&self) -> Filter {
        self.learner.filter(Self::MIN_DOCUMENTS.max(self.learner.documents() / Self::ONE_IN))
    }
}
