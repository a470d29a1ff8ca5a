//! Which documents a deduplicated corpus has: every one that is in no cluster, and the representative of each cluster.
//!
//! So no cluster is without a survivor, and whoever is left out is in a cluster with one that is kept. A page with two stories is in two
//! clusters: it is kept if it represents one of them, else left out, for then both stories are there.

use anyhow::{Context, Result};
use wireprint_corpus::Sorter;

use crate::args::KeepBy;
use crate::scratch::FAILED;

/// The choice among documents, while clusters come.
#[derive(Debug)]
pub(crate) struct Keep {
    by: KeepBy,
    members: Sorter<MEMBER>,
}

/// Bytes of a member: its number, and whether another represents the cluster, so that a cluster that it represents comes first.
const MEMBER: usize = 9;

impl Keep {
    pub(crate) fn new(by: KeepBy) -> Self {
        Self { by, members: Sorter::new() }
    }

    /// Chooses the representative of a cluster: members ascending, `len` the length of a document's text.
    pub(crate) fn cluster(&mut self, members: &[u64], origin: u64, len: impl Fn(u64) -> Result<usize>) -> Result<()> {
        let first = members.first().copied();
        let chosen = match self.by {
            KeepBy::Origin => members.contains(&origin).then_some(origin).or(first),
            KeepBy::First => first,
            KeepBy::Longest => {
                let mut longest: Option<(usize, u64)> = None;
                for member in members {
                    let len = len(*member)?;
                    if longest.is_none_or(|(most, _)| len > most) {
                        longest = Some((len, *member));
                    }
                }
                longest.map(|(_, member)| member)
            }
        };
        members.iter().try_for_each(|member| {
            let mut record = [u8::from(Some(*member) != chosen); MEMBER];
            record[..8].copy_from_slice(&member.to_be_bytes());
            self.members.push(record).context(FAILED)
        })
    }

    /// The choice, once all clusters have come.
    pub(crate) fn chosen(self) -> Result<Chosen> {
        let mut chosen = Chosen { members: self.members, next: None };
        chosen.members.sort().context(FAILED)?;
        chosen.advance()?;
        Ok(chosen)
    }
}

/// The choice, document by document.
#[derive(Debug)]
pub(crate) struct Chosen {
    members: Sorter<MEMBER>,
    next: Option<(u64, bool)>,
}

impl Chosen {
    fn advance(&mut self) -> Result<()> {
        let next = self.members.next().context(FAILED)?;
        self.next = next.map(|[number @ .., other]| (u64::from_be_bytes(number), other == 0));
        Ok(())
    }

    /// Whether a document is kept; each is asked about, in ascending order.
    pub(crate) fn is_kept(&mut self, document: u64) -> Result<bool> {
        let mut own = None;
        while let Some((_, represents)) = self.next.filter(|(number, _)| *number <= document) {
            own.get_or_insert(represents);
            self.advance()?;
        }
        Ok(own.unwrap_or(true))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const DOCUMENTS: u64 = 30;

    /// Clusters that may share members, each with its origin, and the lengths of all texts.
    fn clusters() -> impl Strategy<Value = (Vec<(BTreeSet<u64>, prop::sample::Index)>, Vec<usize>)> {
        let members = prop::collection::btree_set(0..DOCUMENTS, 2..8);
        let clusters = prop::collection::vec((members, any::<prop::sample::Index>()), 0..12);
        (clusters, prop::collection::vec(0usize..5, DOCUMENTS as usize))
    }

    proptest! {
        #[test]
        fn laws((clusters, lens) in clusters()) {
            for by in [KeepBy::Origin, KeepBy::Longest, KeepBy::First] {
                let mut keep = Keep::new(by);
                let mut representatives = BTreeSet::new();
                for (members, origin) in &clusters {
                    let members: Vec<u64> = members.iter().copied().collect();
                    let origin = members[origin.index(members.len())];
                    keep.cluster(&members, origin, |document| Ok(lens[document as usize])).expect("lengths are known");
                    let longest = members.iter().map(|member| lens[*member as usize]).max();
                    let is_longest = |member: &&u64| Some(lens[**member as usize]) == longest;
                    representatives.insert(match by {
                        KeepBy::Origin => origin,
                        KeepBy::First => members[0],
                        KeepBy::Longest => *members.iter().find(is_longest).expect("one is the longest"),
                    });
                }
                let mut chosen = keep.chosen().expect("room on disk");
                let kept: Vec<bool> = (0..DOCUMENTS).map(|document| chosen.is_kept(document).expect("room on disk")).collect();
                let is_kept = |document: u64| kept[document as usize];
                for (members, _) in &clusters {
                    prop_assert!(members.iter().any(|member| is_kept(*member)), "no survivor of {members:?} by {by:?}");
                }
                for document in 0..DOCUMENTS {
                    let mut own = clusters.iter().filter(|(members, _)| members.contains(&document)).peekable();
                    let is_alone = own.peek().is_none();
                    prop_assert_eq!(is_kept(document), is_alone || representatives.contains(&document));
                    let mut others = own.flat_map(|(members, _)| members);
                    prop_assert!(is_kept(document) || others.any(|other| is_kept(*other)), "{document} is lost by {by:?}");
                }
            }
        }
    }
}
