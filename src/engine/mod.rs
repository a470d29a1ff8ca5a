//! A corpus: learn what is common, observe documents, verify candidates, cluster matches.
//!
//! Threads, files and texts stay with the caller: the engine holds fingerprints.

mod background;
mod cluster;
mod credit;
#[cfg(feature = "serde")]
mod image;
mod join;
mod lines;
mod made;
mod origin;
mod scratch;
mod stories;
mod story_learner;
mod stream;
mod threads;

pub use background::Background;
pub use cluster::{Cluster, Clusters, ClustersIn};
pub use credit::{Credit, CreditKind, credits, is_host_of};
#[cfg(feature = "serde")]
pub use image::{Restoring, Side, StreamHead, Table};
pub use join::Join;
pub use lines::RepeatedLines;
pub use origin::{Origin, Provenance, Reason};
pub use scratch::{InMemory, Numbers, Scratch, Sorter};
pub use stream::Stream;

use alloc::vec::Vec;

use crate::compare::{Comparison, Rules, Verdict, compare};
use crate::error::{CompareError, WindowError};
use crate::fingerprint::{Fingerprint, Page};
use crate::index::{Document, HostId, Kept, Lookup, Stats, Window, WindowIndex};

/// A text and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Article<'a> {
    /// The caller's name for it: a number, or 64 bits of a hash of its address.
    pub id: u64,
    /// UTF-8; whatever is not separates tokens.
    pub text: &'a [u8],
    /// Its host, where that is known.
    pub host: Option<&'a str>,
    /// Seconds since 1970, where they are known.
    pub time: Option<i64>,
}

impl<'a> Article<'a> {
    /// A text of which nothing else is known.
    pub const fn new(id: u64, text: &'a [u8]) -> Self {
        Self { id, text, host: None, time: None }
    }

    /// Its host as the index knows it.
    pub fn host_id(&self) -> HostId {
        self.host.map_or(HostId::UNKNOWN, HostId::of)
    }

    /// The document that it is to an engine, once it has been fingerprinted.
    pub fn document<'p, const BINS: usize>(&self, page: &'p Page<BINS>) -> Document<'p, BINS> {
        Document { id: self.id, page, host: self.host_id(), time: self.time }
    }
}

/// A document observed earlier that may match the one observed now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The earlier document's id.
    pub id: u64,
    /// Keys that both have, 2 to 128; of long pages, those of the best pair of segments.
    pub shared_keys: u8,
    /// The comparison, the earlier document being `a`.
    pub comparison: Comparison,
    /// Whether both come from one host.
    pub same_host: bool,
    /// Seconds between their times, where both are known.
    pub apart: Option<u64>,
}

impl Candidate {
    /// The verdict by the fingerprints alone, for callers who have no texts.
    pub fn verdict(&self, rules: &Rules) -> Verdict {
        rules.of_comparison(&self.comparison, self.same_host)
    }
}

/// What [`Engine::observe`] saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// What became of the document.
    pub kept: Kept,
    /// Documents in the window that it may match, by the number of shared keys, most first, then by id.
    pub candidates: Vec<Candidate>,
}

/// Observes documents one after another and says which earlier ones each may match.
///
/// What it says depends on the documents and their order alone: not on threads, nor on how they were batched.
///
/// ```
/// use wireprint::engine::Engine;
/// use wireprint::fingerprint::page_batch;
/// use wireprint::index::{Document, HostId, Window};
/// use wireprint::{Rules, Scheme, Verdict};
///
/// let texts = [
///     "Ferries to Kolmar resume on Friday after a week of storms, the port authority said on Tuesday, \
///      adding that two of the five piers remain closed until divers have inspected them.",
///     "Islanders can travel again: ferries to Kolmar resume on Friday after a week of storms. Two of the \
///      five piers remain closed until divers have inspected them.",
/// ];
/// let pages = page_batch(&Scheme::REWRITE, None, &texts).unwrap();
/// let of = |id: usize, host| Document { id: id as u64, page: &pages[id], host: HostId::of(host), time: None };
///
/// let mut engine = Engine::new(Rules::default(), Window::default()).unwrap();
/// engine.observe(&of(0, "agency.example")).unwrap();
/// let seen = engine.observe(&of(1, "outlet.example")).unwrap();
/// assert_eq!(seen.candidates[0].verdict(engine.rules()), Verdict::Rewrite);
/// ```
#[derive(Clone, Debug)]
pub struct Engine<const BINS: usize = 512> {
    rules: Rules,
    index: WindowIndex<BINS>,
    lookup: Lookup,
    compared: u64,
}

impl<const BINS: usize> Engine<BINS> {
    /// An engine that has observed nothing.
    ///
    /// # Errors
    /// [`WindowError`] if the window's memory is too small to be of use.
    pub fn new(rules: Rules, window: Window) -> Result<Self, WindowError> {
        Ok(Self { rules, index: WindowIndex::new(window)?, lookup: Lookup::new(), compared: 0 })
    }

    /// The thresholds in force.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The fingerprints held.
    pub fn index(&self) -> &WindowIndex<BINS> {
        &self.index
    }

    /// What it holds, and what became of the rest.
    pub fn stats(&self) -> Stats {
        self.index.stats()
    }

    /// Pairs of fingerprints that have been compared, because they share keys.
    pub fn compared(&self) -> u64 {
        self.compared
    }

    /// Looks up the documents in the window that this one may match, and adds it; a document of the same id is replaced and
    /// is no candidate.
    ///
    /// # Errors
    /// [`CompareError`] where its scheme or filter is not that of the documents before it; it is not added then.
    pub fn observe(&mut self, document: &Document<'_, BINS>) -> Result<Observation, CompareError> {
        self.index.check(&document.page.fingerprint)?;
        let candidates = self.candidates(document);
        Ok(Observation { kept: self.index.insert(document)?, candidates })
    }

    /// Adds a document without looking anything up.
    ///
    /// # Errors
    /// As for [`Engine::observe`].
    pub fn add(&mut self, document: &Document<'_, BINS>) -> Result<Kept, CompareError> {
        self.index.insert(document)
    }

    /// Looks up the documents that this one may match, without adding it; `lookup` is working memory. Many threads may ask at
    /// once.
    ///
    /// # Errors
    /// [`CompareError`] where its scheme or filter is not that of the documents held.
    pub fn query(&self, document: &Document<'_, BINS>, lookup: &mut Lookup) -> Result<Vec<Candidate>, CompareError> {
        self.index.check(&document.page.fingerprint)?;
        Ok(candidates(&self.rules, &self.index, document, lookup).1)
    }

    fn candidates(&mut self, document: &Document<'_, BINS>) -> Vec<Candidate> {
        let (compared, found) = candidates(&self.rules, &self.index, document, &mut self.lookup);
        self.compared += compared;
        found
    }

    /// Observes documents in their order: the same as one at a time.
    ///
    /// # Errors
    /// [`CompareError`] for the first that cannot be compared; none is added then.
    pub fn observe_batch(&mut self, documents: &[Document<'_, BINS>]) -> Result<Vec<Observation>, CompareError> {
        if let Some(first) = documents.first() {
            self.index.check(&first.page.fingerprint)?;
            // They must agree with one another, too, where the index is empty.
            documents.iter().try_for_each(|other| check_alike(&first.page.fingerprint, &other.page.fingerprint))?;
        }
        documents.iter().map(|document| self.observe(document)).collect()
    }

    /// Removes a document; whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        self.index.remove(id)
    }
}

/// The number of documents that share keys with this one, and those that it may match.
fn candidates<const BINS: usize>(
    rules: &Rules,
    index: &WindowIndex<BINS>,
    document: &Document<'_, BINS>,
    lookup: &mut Lookup,
) -> (u64, Vec<Candidate>) {
    let hits = index.candidates(document, lookup);
    let candidate = |hit: &crate::index::Hit| {
        let comparison = index.compare_if(hit.slot, &document.page.fingerprint, |found| rules.could_match(found))?;
        let held = index.held(hit.slot)?;
        let apart = held.time.zip(document.time).map(|(a, b)| a.abs_diff(b));
        let same_host = held.host.is_same(document.host);
        Some(Candidate { id: held.id, shared_keys: hit.shared_keys, comparison, same_host, apart })
    };
    (hits.len() as u64, hits.iter().filter_map(candidate).collect())
}

fn check_alike<const BINS: usize>(a: &Fingerprint<BINS>, b: &Fingerprint<BINS>) -> Result<(), CompareError> {
    compare(a, b).map(drop)
}
