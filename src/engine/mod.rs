//! A corpus: learn what is common, observe documents, verify candidates, cluster matches.
//!
//! Threads, files and texts stay with the caller: the engine holds fingerprints.

mod cluster;
mod learn;

pub use cluster::{Cluster, Clusters};
pub use learn::CommonShingles;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::compare::{Comparison, Rules, SHORT_TEXT_SHINGLES, Verdict, compare};
use crate::error::CompareError;
use crate::fingerprint::Fingerprint;
use crate::index::{GrowableIndex, Lookup};
use crate::scheme::{FilterId, SchemeId};

/// A document observed earlier that may match the one observed now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The earlier document's number.
    pub document: u32,
    /// Keys that both have, 2 to 128; 0 for short texts found by their content.
    pub shared_keys: u8,
    /// The comparison, the earlier document being `a`.
    pub comparison: Comparison,
    /// Whether both come from one host.
    pub same_host: bool,
}

impl Candidate {
    /// The verdict by the fingerprints alone, for callers who have no texts.
    pub fn verdict(&self, rules: &Rules) -> Verdict {
        rules.of_comparison(&self.comparison, self.same_host)
    }
}

/// Observes documents one after another and says which earlier ones each may match.
///
/// ```
/// use wireprint::engine::Engine;
/// use wireprint::{Rules, Scheme, Verdict, fingerprint};
///
/// let mut engine = Engine::new(Rules::default());
/// let agency = "Ferries to Kolmar resume on Friday after a week of storms, the port authority said on Tuesday, \
///               adding that two of the five piers remain closed until divers have inspected them.";
/// let outlet = "Islanders can travel again: ferries to Kolmar resume on Friday after a week of storms. Two of the \
///               five piers remain closed until divers have inspected them.";
/// engine.observe(fingerprint(&Scheme::REWRITE, agency.as_bytes()), Some("agency.example")).unwrap();
/// let seen = engine.observe(fingerprint(&Scheme::REWRITE, outlet.as_bytes()), Some("outlet.example")).unwrap();
/// assert_eq!(seen.candidates[0].verdict(engine.rules()), Verdict::Rewrite);
/// ```
#[derive(Clone, Debug)]
pub struct Engine<const BINS: usize = 512> {
    rules: Rules,
    index: GrowableIndex<BINS>,
    /// Hash of each document's host; 0 where it is unknown.
    hosts: Vec<u64>,
    lookup: Lookup,
    /// Scheme and filter of the first document.
    made_with: Option<(SchemeId, FilterId)>,
    /// The newest short text of each content: too few keys to be looked up by.
    short: BTreeMap<u64, u32>,
}

/// What [`Engine::observe`] saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The number that the document was given, counting up from 0.
    pub document: u32,
    /// Earlier documents that it may match, by number.
    pub candidates: Vec<Candidate>,
}

impl<const BINS: usize> Engine<BINS> {
    /// An engine that has observed nothing.
    pub const fn new(rules: Rules) -> Self {
        Self {
            rules,
            index: GrowableIndex::new(),
            hosts: Vec::new(),
            lookup: Lookup::new(),
            made_with: None,
            short: BTreeMap::new(),
        }
    }

    /// The thresholds in force.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The fingerprints held.
    pub fn index(&self) -> &GrowableIndex<BINS> {
        &self.index
    }

    /// Adds a document and looks up the earlier ones that it may match.
    ///
    /// # Errors
    /// [`CompareError`] where its scheme or filter is not that of the documents before it; it is not added then.
    ///
    /// # Panics
    /// Never; past 33 million documents, the newest are compared but not kept.
    pub fn observe(&mut self, fingerprint: Fingerprint<BINS>, host: Option<&str>) -> Result<Observation, CompareError> {
        let (scheme, filter) = *self.made_with.get_or_insert((fingerprint.scheme(), fingerprint.filter()));
        check_alike(scheme, filter, &fingerprint)?;
        let host = host.map_or(0, |h| xxhash_rust::xxh3::xxh3_64(h.as_bytes()).max(1));
        let mut candidates = Vec::new();
        for &(document, shared_keys) in self.index.candidates(&fingerprint, &mut self.lookup) {
            let Some(earlier) = self.index.get(document) else { continue };
            let comparison = compare(earlier, &fingerprint)?;
            let same_host = host != 0 && self.hosts.get(document as usize) == Some(&host);
            if self.rules.could_match(&comparison) {
                candidates.push(Candidate { document, shared_keys, comparison, same_host });
            }
        }
        let document = self.hosts.len() as u32;
        if fingerprint.distinct() < SHORT_TEXT_SHINGLES {
            let equal = self.short.insert(fingerprint.content(), document);
            let unseen = equal.filter(|earlier| candidates.iter().all(|c| c.document != *earlier));
            if let Some((earlier, print)) = unseen.and_then(|number| Some((number, self.index.get(number)?))) {
                let comparison = compare(print, &fingerprint)?;
                let same_host = host != 0 && self.hosts.get(earlier as usize) == Some(&host);
                if self.rules.could_match(&comparison) {
                    candidates.push(Candidate { document: earlier, shared_keys: 0, comparison, same_host });
                }
            }
        }
        candidates.sort_unstable_by_key(|candidate| candidate.document);
        if self.index.insert(fingerprint).is_ok() {
            self.hosts.push(host);
        }
        Ok(Observation { document, candidates })
    }
}

/// Documents that are never candidates of one another must not pass unnoticed either.
fn check_alike<const BINS: usize>(
    scheme: SchemeId,
    filter: FilterId,
    new: &Fingerprint<BINS>,
) -> Result<(), CompareError> {
    if scheme != new.scheme() {
        return Err(CompareError::Scheme { left: scheme, right: new.scheme() });
    }
    if filter.lineage != new.filter().lineage {
        return Err(CompareError::Filter { left: filter, right: new.filter() });
    }
    Ok(())
}
