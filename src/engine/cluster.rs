//! Verified matches → clusters.
//!
//! A page may hold several stories; whoever joins all that match it makes one cluster of strangers. So matches are joined,
//! not documents: **two matches belong together if they rest on the same stretch of a document that both concern**, the
//! stretches overlapping by half of the shorter at least. Quotations and lines that hosts repeat are no part of a
//! stretch, and verdicts that are no matches join nothing. A page with two stories is a member of two clusters.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;

use super::join::{Join, Link};
use super::origin::{Origin, Provenance, origin};
use super::stories::Stories;

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
/// Memory: 40 bytes a match, and 8 more while clusters are made, which are handed out one by one.
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
/// let members: Vec<_> = clusters.finish(|_| Provenance::default()).map(|c| c.members).collect();
/// assert_eq!(members, [vec![1, 2, 7], vec![3, 7]]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    links: Vec<Link>,
}

impl Clusters {
    /// Takes a match; verdicts that are none are passed over.
    pub fn join(&mut self, join: Join) {
        // Links go by numbers of 32 bits; so many of them would take 170 GB.
        let has_room = self.links.len() < u32::MAX as usize;
        if has_room && join.verdict.is_match() && join.documents[0] != join.documents[1] {
            self.links.push(Link::new(join));
        }
    }

    /// The clusters, by their smallest member, independent of the order of the joins. `provenance` tells what is known
    /// of a document beside its matches; it is asked once for each, or again where a page is in clusters far from one another.
    pub fn finish(mut self, provenance: impl FnMut(u64) -> Provenance) -> impl Iterator<Item = Cluster> {
        self.links.sort_unstable_by(Link::order);
        let count = self.links.len() as u32;
        // The numbers of the links, by their second document: the other end of each.
        let mut numbers: Vec<u32> = (0..count).collect();
        numbers.sort_unstable_by_key(|number| (self.documents(*number)[1], *number));
        let stories = self.stories(&numbers).into_all();
        // Then by their story.
        numbers.sort_unstable_by_key(|number| (stories.get(*number as usize).copied(), *number));
        Made { links: self.links, numbers, stories, from: 0, ready: VecDeque::new(), provenance }
    }

    fn documents(&self, number: u32) -> [u64; 2] {
        self.links.get(number as usize).map_or([u64::MAX; 2], |link| link.documents)
    }

    /// Ties the links at each document that they concern.
    fn stories(&self, by_second: &[u32]) -> Stories {
        let mut stories = Stories::new(self.links.len() as u32);
        let mut firsts = (0..).zip(&self.links).peekable();
        let mut seconds =
            by_second.iter().filter_map(|number| Some((*number, self.links.get(*number as usize)?))).peekable();
        let mut ends = Vec::new();
        loop {
            let next =
                [firsts.peek().map(|(_, link)| link.documents[0]), seconds.peek().map(|(_, link)| link.documents[1])];
            let Some(document) = next.into_iter().flatten().min() else { return stories };
            ends.clear();
            while let Some((number, link)) = firsts.next_if(|(_, link)| link.documents[0] == document) {
                let [stretch, _] = link.stretches();
                ends.extend(stretch.map(|stretch| (number, stretch)));
            }
            while let Some((number, link)) = seconds.next_if(|(_, link)| link.documents[1] == document) {
                let [_, stretch] = link.stretches();
                ends.extend(stretch.map(|stretch| (number, stretch)));
            }
            stories.tie_at_a_document(&mut ends);
        }
    }
}

/// Clusters while they are made.
struct Made<P> {
    links: Vec<Link>,
    /// The links' numbers, story by story.
    numbers: Vec<u32>,
    /// The story of each link: its smallest link, so that stories are in the order of their first members.
    stories: Vec<u32>,
    /// Where the next story begins.
    from: usize,
    /// Clusters of one first member.
    ready: VecDeque<Cluster>,
    provenance: P,
}

impl<P: FnMut(u64) -> Provenance> Iterator for Made<P> {
    type Item = Cluster;

    fn next(&mut self) -> Option<Cluster> {
        if self.ready.is_empty() {
            self.make();
        }
        self.ready.pop_front()
    }
}

impl<P: FnMut(u64) -> Provenance> Made<P> {
    /// Makes the clusters that have the next first member.
    fn make(&mut self) {
        let Self { links, numbers, stories, from, ready, provenance } = self;
        let mut known: BTreeMap<u64, Provenance> = BTreeMap::new();
        let rest = numbers.get(*from..).unwrap_or_default();
        let mut first = None;
        let story = |number: &u32| stories.get(*number as usize).copied();
        for numbers in rest.chunk_by(|x, y| story(x) == story(y)) {
            let links: Vec<&Link> = numbers.iter().filter_map(|number| links.get(*number as usize)).collect();
            let own = links.first().map(|link| link.documents[0]);
            if first.is_some() && first != own {
                break;
            }
            first = own;
            *from += numbers.len();
            ready.push_back(cluster(&links, &mut known, provenance));
        }
        ready.make_contiguous().sort_by(|x, y| x.members.cmp(&y.members));
    }
}

fn cluster(
    links: &[&Link],
    known: &mut BTreeMap<u64, Provenance>,
    provenance: &mut impl FnMut(u64) -> Provenance,
) -> Cluster {
    let members: BTreeSet<u64> = links.iter().flat_map(|link| link.documents).collect();
    let members: Vec<u64> = members.into_iter().collect();
    for member in &members {
        known.entry(*member).or_insert_with(|| provenance(*member));
    }
    let mut verdicts: BTreeMap<&'static str, u32> = BTreeMap::new();
    links.iter().for_each(|link| *verdicts.entry(link.verdict.as_str()).or_default() += 1);
    Cluster { origin: origin(&members, links, known), members, verdicts }
}
