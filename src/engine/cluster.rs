//! Verified matches → clusters.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::compare::Verdict;

/// Documents joined by matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Document numbers, ascending; at least two.
    pub members: Vec<u32>,
    /// The member that the others most likely come from.
    pub origin: u32,
    /// How often each verdict joins two members.
    pub verdicts: BTreeMap<&'static str, u32>,
}

/// Joins documents by verified matches, never by candidates. Source: union-find by Tarjan, 1975.
///
/// ```
/// use wireprint::Verdict;
/// use wireprint::engine::Clusters;
/// let mut clusters = Clusters::default();
/// clusters.join(4, 1, Verdict::Rewrite);
/// clusters.join(4, 7, Verdict::Exact);
/// let found = clusters.finish(|document| (document, 0)); // earlier numbers came earlier
/// assert_eq!((found[0].members.as_slice(), found[0].origin), ([1, 4, 7].as_slice(), 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    parent: BTreeMap<u32, u32>,
    joins: Vec<(u32, Verdict)>,
}

impl Clusters {
    fn root(&mut self, document: u32) -> u32 {
        let mut at = *self.parent.entry(document).or_insert(document);
        let mut path = document;
        while let Some(&up) = self.parent.get(&at) {
            if up == at {
                break;
            }
            // Halve the path for the next caller.
            self.parent.insert(path, up);
            (path, at) = (at, up);
        }
        at
    }

    /// Joins two documents if the verdict is a match.
    pub fn join(&mut self, a: u32, b: u32, verdict: Verdict) {
        if !verdict.is_match() {
            return;
        }
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number is the root, so the result does not depend on the order of the joins.
        self.parent.insert(a.max(b), a.min(b));
        self.joins.push((a.min(b), verdict));
    }

    /// The clusters, by their smallest member. `rank` orders members: the lowest is the origin, such as time, then
    /// length descending.
    pub fn finish<R: Ord>(mut self, mut rank: impl FnMut(u32) -> R) -> Vec<Cluster> {
        let documents: Vec<u32> = self.parent.keys().copied().collect();
        let mut clusters: BTreeMap<u32, Cluster> = BTreeMap::new();
        for document in documents {
            let root = self.root(document);
            clusters
                .entry(root)
                .or_insert_with(|| Cluster { members: Vec::new(), origin: root, verdicts: BTreeMap::new() })
                .members
                .push(document);
        }
        for (document, verdict) in core::mem::take(&mut self.joins) {
            let root = self.root(document);
            if let Some(cluster) = clusters.get_mut(&root) {
                *cluster.verdicts.entry(verdict.as_str()).or_default() += 1;
            }
        }
        let mut clusters: Vec<Cluster> = clusters.into_values().collect();
        for cluster in &mut clusters {
            let first = cluster.members.iter().copied().min_by_key(|member| rank(*member));
            cluster.origin = first.unwrap_or(cluster.origin);
        }
        clusters
    }
}
