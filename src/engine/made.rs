//! Clusters while they are made, one story after the other.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;

use super::cluster::Cluster;
use super::join::Link;
use super::origin::{Holds, Provenance, origin};
use super::scratch::{Scratch, Sorter};
use crate::index::fields::{Fields, joined};

/// Bytes of a link behind the number of its story, which is that of its first link: stories are in the order of their first members.
const STORY_LINK: usize = 8 + Link::BYTES;

/// The links of all stories, then the clusters.
pub(super) struct Made<S: Scratch, P> {
    links: S::Sorter<STORY_LINK>,
    next: Option<(u64, Link)>,
    /// Clusters of one first member.
    ready: VecDeque<Cluster>,
    provenance: P,
}

impl<S: Scratch, P: FnMut(u64) -> Provenance> Made<S, P> {
    pub(super) fn new(room: &S, provenance: P) -> Self {
        Self { links: room.sorter(), next: None, ready: VecDeque::new(), provenance }
    }

    pub(super) fn push(&mut self, story: u64, link: &[u8; Link::BYTES]) -> Result<(), S::Error> {
        self.links.push(joined([&story.to_be_bytes(), link]))
    }

    /// Goes to the first story.
    pub(super) fn sort(&mut self) -> Result<(), S::Error> {
        self.links.sort()?;
        self.advance()
    }

    fn advance(&mut self) -> Result<(), S::Error> {
        self.next = self.links.next()?.map(|record| {
            let mut fields = Fields(&record);
            (u64::from_be_bytes(fields.take()), Link::from_bytes(&fields.take()))
        });
        Ok(())
    }

    /// Makes the clusters that have the next first member.
    fn make(&mut self) -> Result<(), S::Error> {
        let mut known: BTreeMap<u64, Provenance> = BTreeMap::new();
        let first = |next: &Option<(u64, Link)>| next.map(|(_, link)| link.documents[0]);
        let own = first(&self.next);
        while let Some((story, _)) = self.next.filter(|_| first(&self.next) == own) {
            let cluster = self.cluster(story, &mut known)?;
            self.ready.push_back(cluster);
        }
        self.ready.make_contiguous().sort_by(|x, y| x.members.cmp(&y.members));
        Ok(())
    }

    fn cluster(&mut self, story: u64, known: &mut BTreeMap<u64, Provenance>) -> Result<Cluster, S::Error> {
        let (mut members, mut holds) = (BTreeSet::new(), Holds::default());
        let mut verdicts: BTreeMap<&'static str, u32> = BTreeMap::new();
        while let Some((_, link)) = self.next.filter(|(own, _)| *own == story) {
            members.extend(link.documents);
            *verdicts.entry(link.verdict().as_str()).or_default() += 1;
            holds.add(&link);
            self.advance()?;
        }
        let members: Vec<u64> = members.into_iter().collect();
        for member in &members {
            known.entry(*member).or_insert_with(|| (self.provenance)(*member));
        }
        Ok(Cluster { origin: origin(&members, &holds, known), members, verdicts })
    }
}

impl<S: Scratch, P: FnMut(u64) -> Provenance> Iterator for Made<S, P> {
    type Item = Result<Cluster, S::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty()
            && let Err(error) = self.make()
        {
            self.next = None;
            self.ready.clear();
            return Some(Err(error));
        }
        self.ready.pop_front().map(Ok)
    }
}
