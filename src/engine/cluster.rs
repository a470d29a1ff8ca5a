//! Verified matches → clusters.
//!
//! A page may hold several stories; whoever joins all that match it makes one cluster of strangers. So matches are joined,
//! not documents: **two matches belong together if they rest on the same stretch of a document that both concern**, the
//! stretches overlapping by half of the shorter at least. Quotations and lines that hosts repeat are no part of a
//! stretch, and verdicts that are no matches join nothing. A page with two stories is a member of two clusters.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

use super::origin::{Origin, Provenance, origin};
use crate::compare::{Part, Rules, Verdict};
use crate::evidence::Evidence;

/// Kept tokens of a passage that can begin or end a stretch, unless there is no longer one: less may be a stock phrase.
const PASSAGE_TOKENS: u32 = 8;

/// Parts of one document that are told apart; what matches a further one is a story by itself.
const PARTS_MAX: usize = 256;

/// A verified match of two documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Their ids.
    pub documents: [u64; 2],
    /// What they are to one another.
    pub verdict: Verdict,
    /// How much of each is in the other, 0 to 1.
    pub inside: [f64; 2],
    /// The stretch of each that the match rests on, in bytes; none where that is not known, and nothing else can rest on it.
    pub stretches: [Option<Range<usize>>; 2],
}

impl Join {
    /// A match that texts have shown.
    pub fn of_evidence(a: u64, b: u64, found: &Evidence, rules: &Rules) -> Self {
        let counts = |quoted: bool| {
            let counted = found.passages.iter().filter(move |p| !p.repeated && (quoted || !p.quoted));
            let longest = counted.clone().map(|passage| passage.tokens).max().unwrap_or(0);
            counted.filter(move |passage| passage.tokens >= PASSAGE_TOKENS.min(longest))
        };
        // A speech that is copied whole rests on quotation alone.
        let has_narrative = counts(false).next().is_some();
        let stretch = |range: fn(&crate::evidence::Passage) -> &Range<usize>| {
            let passages = || counts(!has_narrative).map(range);
            Some(passages().map(|r| r.start).min()?..passages().map(|r| r.end).max()?)
        };
        Self {
            documents: [a, b],
            verdict: found.verdict(rules),
            inside: [found.overlap.a_in_b(), found.overlap.b_in_a()],
            stretches: [stretch(|passage| &passage.a), stretch(|passage| &passage.b)],
        }
    }

    /// One order of joins, so that the order they came in does not matter.
    fn order(&self, other: &Self) -> Ordering {
        let key = |join: &Self| {
            let stretches = join.stretches.clone().map(|stretch| stretch.map(|stretch| (stretch.start, stretch.end)));
            (join.documents, stretches, join.inside.map(f64::to_bits))
        };
        let inner = |join: &Self| matches!(join.verdict, Verdict::Excerpt { inner: Part::A });
        let verdict = |join: &Self| (join.verdict.as_str(), inner(join));
        key(self).cmp(&key(other)).then_with(|| verdict(self).cmp(&verdict(other)))
    }
}

/// Documents that share a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Their ids, ascending; at least two.
    pub members: Vec<u64>,
    /// The member that the others most likely come from.
    pub origin: Origin,
    /// How often each verdict joins two members.
    pub verdicts: BTreeMap<&'static str, u32>,
}

/// Collects matches and makes clusters of them.
///
/// Memory: some 120 bytes a match. Source of the joining: union-find by Tarjan, 1975.
///
/// ```
/// use wireprint::Verdict;
/// use wireprint::engine::{Clusters, Join, Provenance};
///
/// let (whole, rewrite) = (Some(0..900), Verdict::Rewrite);
/// let join = |a, b, in_b| Join { documents: [a, b], verdict: rewrite, inside: [0.5; 2], stretches: [whole.clone(), in_b] };
/// let mut clusters = Clusters::default();
/// clusters.join(join(1, 7, Some(0..900)));
/// clusters.join(join(2, 7, Some(100..800)));
/// clusters.join(join(3, 7, Some(1000..1900))); // another part of document 7
/// let members: Vec<_> = clusters.finish(|_| Provenance::default()).into_iter().map(|c| c.members).collect();
/// assert_eq!(members, [vec![1, 2, 7], vec![3, 7]]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    joins: Vec<Join>,
}

impl Clusters {
    /// Takes a match; verdicts that are none are passed over.
    pub fn join(&mut self, join: Join) {
        if join.verdict.is_match() && join.documents[0] != join.documents[1] {
            self.joins.push(join);
        }
    }

    /// The clusters, by their smallest member, independent of the order of the joins. `provenance` tells what is known
    /// of a document beside its matches; it is asked once for each.
    pub fn finish(mut self, mut provenance: impl FnMut(u64) -> Provenance) -> Vec<Cluster> {
        self.joins.sort_by(Join::order);
        let mut story = Stories::new(self.joins.len());
        for ends in self.ends().into_values() {
            story.tie_at_a_document(ends);
        }
        let mut joins_of: BTreeMap<usize, Vec<&Join>> = BTreeMap::new();
        for (number, join) in self.joins.iter().enumerate() {
            joins_of.entry(story.of(number)).or_default().push(join);
        }
        let mut known: BTreeMap<u64, Provenance> = BTreeMap::new();
        let clusters = joins_of.into_values().map(|joins| {
            let members: BTreeSet<u64> = joins.iter().flat_map(|join| join.documents).collect();
            let members: Vec<u64> = members.into_iter().collect();
            for member in &members {
                known.entry(*member).or_insert_with(|| provenance(*member));
            }
            let mut verdicts: BTreeMap<&'static str, u32> = BTreeMap::new();
            joins.iter().for_each(|join| *verdicts.entry(join.verdict.as_str()).or_default() += 1);
            Cluster { origin: origin(&members, &joins, &known), members, verdicts }
        });
        let mut clusters: Vec<Cluster> = clusters.collect();
        clusters.sort_by(|x, y| x.members.cmp(&y.members));
        clusters
    }

    /// For each document, the numbers of the joins that concern it, each with the stretch it rests on.
    fn ends(&self) -> BTreeMap<u64, Vec<(usize, &Range<usize>)>> {
        let mut ends: BTreeMap<u64, Vec<_>> = BTreeMap::new();
        for (number, join) in self.joins.iter().enumerate() {
            for (document, stretch) in join.documents.iter().zip(&join.stretches) {
                ends.entry(*document).or_default().extend(stretch.as_ref().map(|stretch| (number, stretch)));
            }
        }
        ends
    }
}

/// Joins by number, tied into stories.
struct Stories {
    parent: Vec<usize>,
}

impl Stories {
    fn new(joins: usize) -> Self {
        Self { parent: (0..joins).collect() }
    }

    fn of(&mut self, mut join: usize) -> usize {
        while let Some(up) = self.parent.get(join).copied().filter(|up| *up != join) {
            let above = self.parent.get(up).copied().unwrap_or(up);
            if let Some(parent) = self.parent.get_mut(join) {
                *parent = above;
            }
            join = above;
        }
        join
    }

    fn tie(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        if let Some(parent) = self.parent.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    /// Ties the joins that rest on one stretch of a document. Short stretches come first, and a long one that covers
    /// several is tied to that which it covers most: it is no bridge between them.
    fn tie_at_a_document(&mut self, mut ends: Vec<(usize, &Range<usize>)>) {
        ends.sort_by_key(|(join, stretch)| (stretch.len(), stretch.start, *join));
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        for (join, stretch) in ends {
            let has_room = parts.len() < PARTS_MAX;
            let overlap = |part: &Range<usize>| part.end.min(stretch.end).saturating_sub(part.start.max(stretch.start));
            let best = parts.iter_mut().max_by_key(|(first, part)| (overlap(part), core::cmp::Reverse(*first)));
            match best.filter(|(_, part)| overlap(part) >= part.len().min(stretch.len()).div_ceil(2).max(1)) {
                Some((first, part)) => {
                    *part = part.start.min(stretch.start)..part.end.max(stretch.end);
                    self.tie(*first, join);
                }
                None if has_room => parts.push((join, stretch.clone())),
                None => {}
            }
        }
    }
}
