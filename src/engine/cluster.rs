//! Verified matches → clusters.
//!
//! A page may hold several stories; whoever joins all that match it makes one cluster of strangers. So matches are joined,
//! not documents: **two matches belong together if they rest on the same stretch of a document that both concern**, the
//! stretches overlapping by half of the shorter at least. Quotations and lines that hosts repeat are no part of a
//! stretch, and verdicts that are no matches join nothing. A page with two stories is a member of two clusters.
//!
//! Links are sorted and so numbered; their ends are sorted by document, and tied there; then links are sorted by story. Only
//! the links of one document, and the clusters of one first member, are in memory beside what the room for all this takes.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::join::{Join, Link, flat, known};
use super::made::Made;
use super::origin::{Origin, Provenance};
use super::scratch::{InMemory, Scratch, Sorter};
use super::stories::Stories;
use crate::index::fields::{Fields, joined};

/// Bytes of a link's end: the document, the link's number, and its stretch.
const END: usize = 24;

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

/// Collects matches in memory and makes clusters of them.
///
/// Memory: 34 bytes a match, and up to 56 more while clusters are made, which are handed out one by one; vectors that grow may
/// have room for twice as much. [`ClustersIn`] keeps them elsewhere.
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
pub struct Clusters(ClustersIn<InMemory>);

impl Clusters {
    /// Takes a match; verdicts that are none are passed over.
    pub fn join(&mut self, join: Join) {
        let Ok(()) = self.0.join(join);
    }

    /// The clusters, by their smallest member, independent of the order of the joins. `provenance` tells what is known
    /// of a document beside its matches; it is asked once for each, or again where a page is in clusters far from one another.
    pub fn finish(self, provenance: impl FnMut(u64) -> Provenance) -> impl Iterator<Item = Cluster> {
        let Ok(clusters) = self.0.finish(provenance);
        clusters.map(|made| {
            let Ok(cluster) = made;
            cluster
        })
    }
}

/// Collects matches in the room that it is given and makes clusters of them, the same as [`Clusters`].
///
/// Memory: that of the room, of the matches of one document, and of the clusters of one first member. Cost: n log n for n matches.
///
/// ```
/// use wireprint::Verdict;
/// use wireprint::engine::{ClustersIn, InMemory, Join, Provenance};
///
/// let join = Join { documents: [1, 2], verdict: Verdict::Exact, inside: [1.0; 2], stretches: [None, None] };
/// let mut clusters = ClustersIn::new(InMemory);
/// clusters.join(join)?;
/// let clusters: Result<Vec<_>, _> = clusters.finish(|_| Provenance::default())?.collect();
/// assert_eq!(clusters?[0].members, [1, 2]);
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClustersIn<S: Scratch> {
    room: S,
    links: S::Sorter<{ Link::BYTES }>,
    count: u64,
}

impl<S: Scratch> ClustersIn<S> {
    /// No matches yet.
    pub fn new(room: S) -> Self {
        Self { links: room.sorter(), room, count: 0 }
    }

    /// Takes a match; verdicts that are none are passed over.
    ///
    /// # Errors
    /// Those of the room.
    pub fn join(&mut self, join: Join) -> Result<(), S::Error> {
        let Some(link) = Link::new(join) else { return Ok(()) };
        self.count += 1;
        self.links.push(link.to_bytes())
    }

    /// The clusters as of [`Clusters::finish`].
    ///
    /// # Errors
    /// Those of the room; the iterator ends after one.
    pub fn finish<P: FnMut(u64) -> Provenance>(
        self,
        provenance: P,
    ) -> Result<impl Iterator<Item = Result<Cluster, S::Error>> + use<S, P>, S::Error> {
        let Self { room, mut links, count } = self;
        let mut ends = room.sorter();
        links.sort()?;
        let mut number = 0u64;
        while let Some(link) = links.next()? {
            for (document, stretch) in Link::from_bytes(&link).ends() {
                ends.push(joined([&document.to_be_bytes(), &number.to_be_bytes(), &flat(stretch)]))?;
            }
            number += 1;
        }
        let mut stories = Stories::new(room.numbers(count)?);
        tie::<S>(ends, &mut stories)?;
        let mut made = Made::new(&room, provenance);
        links.sort()?;
        for number in 0..count {
            if let Some(link) = links.next()? {
                made.push(stories.of(number)?, &link)?;
            }
        }
        made.sort()?;
        Ok(made)
    }
}

impl<S: Scratch + Default> Default for ClustersIn<S> {
    fn default() -> Self {
        Self::new(S::default())
    }
}

/// Ties the links at each document that they concern.
fn tie<S: Scratch>(mut ends: S::Sorter<END>, stories: &mut Stories<S::Numbers>) -> Result<(), S::Error> {
    ends.sort()?;
    let (mut own, mut here) = (None, Vec::new());
    while let Some(end) = ends.next()? {
        let mut fields = Fields(&end);
        let [document, number] = [u64::from_be_bytes(fields.take()), u64::from_be_bytes(fields.take())];
        let stretch = [u32::from_be_bytes(fields.take()), u32::from_be_bytes(fields.take())];
        if own.replace(document) != Some(document) {
            stories.tie_at_a_document(&mut here)?;
            here.clear();
        }
        here.extend(known(stretch).map(|stretch| (number, stretch)));
    }
    stories.tie_at_a_document(&mut here)
}
