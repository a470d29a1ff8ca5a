//! Which documents a deduplicated corpus has: every one that is in no cluster, and the representative of each cluster.
//!
//! So no cluster is without a survivor, and whoever is left out is in a cluster with one that is kept. A page with two stories is in two
//! clusters: it is kept if it represents one of them, else left out, for then both stories are there.

use anyhow::Result;

use crate::args::KeepBy;

/// What becomes of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fate {
    /// It is in no cluster.
    #[default]
    Alone,
    Member,
    Representative,
}

/// The choice among documents; a byte for each.
#[derive(Debug)]
pub(crate) struct Keep {
    by: KeepBy,
    fates: Vec<Fate>,
}

impl Keep {
    pub(crate) fn new(by: KeepBy, documents: usize) -> Self {
        Self { by, fates: vec![Fate::default(); documents] }
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
        for member in members {
            let is_chosen = Some(*member) == chosen;
            if let Some(fate) = self.fates.get_mut(*member as usize) {
                *fate = if is_chosen || *fate == Fate::Representative { Fate::Representative } else { Fate::Member };
            }
        }
        Ok(())
    }

    pub(crate) fn is_kept(&self, document: usize) -> bool {
        self.fates.get(document) != Some(&Fate::Member)
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
                let mut keep = Keep::new(by, DOCUMENTS as usize);
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
                let is_kept = |document: u64| keep.is_kept(document as usize);
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
