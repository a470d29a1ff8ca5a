//! Which clusters and matches are shown: the largest clusters, and of each the matches with its origin first.
//!
//! Memory is bounded whatever the corpus: a number of clusters, of members of each, and of matches of each.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use wireprint::engine::Cluster;

use super::matches::Head;

/// Clusters listed at most.
pub(super) const CLUSTERS_MAX: usize = 1000;
/// Members of a cluster listed at most.
pub(super) const MEMBERS_MAX: usize = 50;
/// Matches of one cluster, or of none, that may be shown.
const MATCHES_MAX: usize = 200;
/// So many matches of each cluster are shown before more are of the first, and then so many.
const ROUNDS: [usize; 4] = [1, 3, 12, MATCHES_MAX];

/// A cluster that is listed.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    /// Documents in it.
    pub(super) size: usize,
    /// The origin, then others in the order in which they were observed.
    pub(super) members: Vec<usize>,
    pub(super) reasons: Vec<String>,
    pub(super) verdicts: BTreeMap<&'static str, u32>,
    /// The highest score of a match.
    pub(super) best: f64,
    matches: Best,
}

impl Listed {
    fn new(cluster: &Cluster, name: &str) -> Self {
        let origin = cluster.origin.document;
        let others = cluster.members.iter().filter(|member| **member != origin);
        let members = std::iter::once(&origin).chain(others).take(MEMBERS_MAX).map(|member| *member as usize);
        Self {
            name: name.to_owned(),
            size: cluster.members.len(),
            members: members.collect(),
            reasons: cluster.origin.reasons.iter().map(ToString::to_string).collect(),
            verdicts: cluster.verdicts.clone(),
            best: 0.0,
            matches: Best::default(),
        }
    }

    fn origin(&self) -> Option<usize> {
        self.members.first().copied()
    }

    /// Matches in it, shown or not.
    pub(super) fn matches(&self) -> u64 {
        self.verdicts.values().map(|count| u64::from(*count)).sum()
    }
}

/// Places of matches, the best first, after [`Best::sort`]: with the origin, then by score, then as they were found.
#[derive(Debug, Default)]
struct Best(Vec<(bool, Reverse<u64>, u64)>);

impl Best {
    fn push(&mut self, at: u64, with_origin: bool, score: f64) {
        self.0.push((!with_origin, Reverse((score * 1e9) as u64), at));
        if self.0.len() >= 2 * MATCHES_MAX {
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.truncate(MATCHES_MAX);
    }
}

/// Chooses among clusters, as they are made, those with the most members; of like ones the first.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    /// The smallest on top.
    heap: BinaryHeap<Reverse<Ranked>>,
    pub(super) count: usize,
}

#[derive(Debug)]
struct Ranked(usize, Reverse<usize>, Listed);

impl Ranked {
    fn key(&self) -> (usize, Reverse<usize>) {
        (self.0, self.1)
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl Clusters {
    pub(super) fn push(&mut self, cluster: &Cluster, name: &str) {
        self.count += 1;
        let (size, arrival) = (cluster.members.len(), Reverse(self.count));
        let smallest = self.heap.peek().map(|Reverse(smallest)| smallest.key());
        if self.heap.len() == CLUSTERS_MAX && smallest.is_some_and(|smallest| smallest >= (size, arrival)) {
            return;
        }
        self.heap.push(Reverse(Ranked(size, arrival, Listed::new(cluster, name))));
        if self.heap.len() > CLUSTERS_MAX {
            self.heap.pop();
        }
    }

    /// The largest first.
    pub(super) fn finish(self) -> Choice {
        let ranked = self.heap.into_sorted_vec();
        let listed: Vec<Listed> = ranked.into_iter().map(|Reverse(Ranked(_, _, listed))| listed).collect();
        let mut of: HashMap<usize, Vec<usize>> = HashMap::new();
        for (rank, cluster) in listed.iter().enumerate() {
            cluster.members.iter().for_each(|member| of.entry(*member).or_default().push(rank));
        }
        Choice { listed, of, related: Best::default(), related_count: 0 }
    }
}

/// Chooses among matches.
#[derive(Debug)]
pub(super) struct Choice {
    listed: Vec<Listed>,
    /// The clusters that a document is listed in, ascending.
    of: HashMap<usize, Vec<usize>>,
    related: Best,
    related_count: u64,
}

/// What is shown: places of matches with each cluster, and of pairs that are no matches.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) clusters: Vec<(Listed, Vec<u64>)>,
    pub(super) related: Vec<u64>,
    pub(super) related_count: u64,
}

impl Choice {
    pub(super) fn offer(&mut self, at: u64, head: &Head) {
        if !head.verdict.is_match() {
            self.related_count += 1;
            return self.related.push(at, false, head.score);
        }
        let Self { listed, of, .. } = self;
        let (Some(in_a), Some(in_b)) = (of.get(&head.a), of.get(&head.b)) else { return };
        let common = in_a.iter().find(|rank| in_b.contains(rank)).and_then(|rank| listed.get_mut(*rank));
        if let Some(cluster) = common {
            let with_origin = [head.a, head.b].iter().any(|document| cluster.origin() == Some(*document));
            cluster.best = cluster.best.max(head.score);
            cluster.matches.push(at, with_origin, head.score);
        }
    }

    /// Shares out the number of matches that may be shown: one to each cluster, then some more to each, the largest first.
    pub(super) fn finish(mut self, limit: usize) -> Chosen {
        self.related.sort();
        self.listed.iter_mut().for_each(|cluster| cluster.matches.sort());
        let mut taken = vec![0; self.listed.len()];
        let mut left = limit;
        for round in ROUNDS {
            for (cluster, taken) in self.listed.iter().zip(&mut taken) {
                let more = cluster.matches.0.len().min(round).saturating_sub(*taken).min(left);
                *taken += more;
                left -= more;
            }
        }
        let places = |best: &Best, count: usize| best.0.iter().take(count).map(|(_, _, at)| *at).collect();
        let related = places(&self.related, left);
        let clusters = self.listed.into_iter().zip(taken).map(|(cluster, taken)| {
            let chosen = places(&cluster.matches, taken);
            (cluster, chosen)
        });
        Chosen { clusters: clusters.collect(), related, related_count: self.related_count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wireprint::Verdict;
    use wireprint::engine::Origin;

    fn cluster(members: std::ops::Range<u64>) -> Cluster {
        let verdicts = BTreeMap::from([("rewrite", members.clone().count() as u32 - 1)]);
        Cluster {
            origin: Origin { document: members.end - 1, reasons: Vec::new() },
            members: members.collect(),
            verdicts,
        }
    }

    fn head(a: usize, b: usize, score: f64) -> Head {
        Head { a, b, verdict: Verdict::Rewrite, score }
    }

    #[test]
    fn the_largest_clusters_stay_in_their_order() {
        let mut clusters = Clusters::default();
        for number in 0..3 * CLUSTERS_MAX as u64 {
            let size = 2 + number % 3;
            clusters.push(&cluster(number * 10..number * 10 + size), &number.to_string());
        }
        assert_eq!((clusters.count, clusters.heap.len()), (3 * CLUSTERS_MAX, CLUSTERS_MAX));
        let listed = clusters.finish().listed;
        let names: Vec<usize> = listed.iter().map(|cluster| cluster.name.parse().expect("a number")).collect();
        assert!(listed.iter().all(|cluster| cluster.size == 4));
        assert_eq!(names, (0..CLUSTERS_MAX).map(|n| n * 3 + 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_large_cluster_lists_its_origin_and_the_first_members() {
        let mut clusters = Clusters::default();
        clusters.push(&cluster(0..5000), "c");
        let listed = clusters.finish().listed;
        assert_eq!((listed[0].size, listed[0].members.len()), (5000, MEMBERS_MAX));
        assert_eq!(listed[0].members[..3], [4999, 0, 1]);
    }

    /// Places of the shown matches of a cluster of five documents and one of ten, and of pairs that are none.
    fn shown(limit: usize) -> [Vec<u64>; 3] {
        let mut clusters = Clusters::default();
        clusters.push(&cluster(0..5), "small");
        clusters.push(&cluster(10..20), "large");
        let mut choice = clusters.finish();
        // The origins are 4 and 19.
        let pairs =
            [(0, 1, 0.9), (0, 4, 0.2), (10, 11, 0.9), (10, 19, 0.3), (11, 19, 0.4), (12, 13, 0.95), (0, 19, 1.0)];
        for (at, (a, b, score)) in (0..).zip(pairs) {
            choice.offer(at, &head(a, b, score));
        }
        choice.offer(7, &Head { verdict: Verdict::Template, ..head(0, 1, 0.5) });
        let Chosen { clusters, related, related_count } = choice.finish(limit);
        assert_eq!(related_count, 1);
        let [(_, large), (_, small)] = <[_; 2]>::try_from(clusters).expect("two clusters");
        [large, small, related]
    }

    #[test]
    fn matches_are_shared_out_and_those_with_the_origin_come_first() {
        assert_eq!(shown(0), [const { Vec::<u64>::new() }; 3]);
        assert_eq!(shown(2), [vec![4], vec![1], vec![]]);
        assert_eq!(shown(4), [vec![4, 3, 5], vec![1], vec![]]);
        assert_eq!(shown(99), [vec![4, 3, 5, 2], vec![1, 0], vec![7]]);
    }

    #[test]
    fn one_cluster_of_many_matches_takes_bounded_memory() {
        let mut best = Best::default();
        (0..10_000).for_each(|at| best.push(at, at % 1000 == 999, at as f64 / 1e4));
        assert!(best.0.len() < 2 * MATCHES_MAX);
        best.sort();
        let places: Vec<u64> = best.0.iter().map(|(_, _, at)| *at).take(12).collect();
        assert_eq!(places, [9999, 8999, 7999, 6999, 5999, 4999, 3999, 2999, 1999, 999, 9998, 9997]);
    }
}
