//! Clusters of any matches: the same in every order, and of every match.

use arbitrary::{Arbitrary, Unstructured};
use wireprint::engine::{Cluster, Clusters, Credit, CreditKind, Join, Provenance};
use wireprint::{Part, Verdict};

const VERDICTS: [Verdict; 8] = [
    Verdict::Exact,
    Verdict::NearDuplicate,
    Verdict::Rewrite,
    Verdict::Excerpt { inner: Part::A },
    Verdict::Excerpt { inner: Part::B },
    Verdict::SharedQuotes,
    Verdict::Template,
    Verdict::None,
];

/// A match as an input spells it.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Match {
    documents: [u8; 2],
    verdict: u8,
    stretches: [u8; 4],
    scale: u8,
}

impl Match {
    fn join(self) -> Join {
        let Self { documents, verdict, stretches: [a, b, c, d], scale } = self;
        let place = |at: u8| usize::from(at) << (scale % 60);
        let known = |number: u8| scale >> (6 + number) & 1 == 0;
        let inside = [f64::from(a) / f64::from(b), f64::from(c) / 255.0];
        let stretches = [known(0).then(|| place(a)..place(b)), known(1).then(|| place(c)..place(d))];
        let verdict = VERDICTS[usize::from(verdict) % VERDICTS.len()];
        Join { documents: documents.map(u64::from), verdict, inside, stretches }
    }
}

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok(spread) = input.arbitrary::<u8>() else { return };
    let mut matches: Vec<Join> = Vec::new();
    while input.len() >= 8 {
        matches.extend(input.arbitrary().map(Match::join));
    }
    let clusters = of(&matches, spread);
    let backwards: Vec<Join> = matches.iter().rev().map(turned).collect();
    assert_eq!(of(&backwards, spread), clusters);

    for cluster in &clusters {
        let Cluster { members, origin, verdicts } = cluster;
        assert!(members.len() >= 2 && members.is_sorted_by(|a, b| a < b) && members.contains(&origin.document));
        assert!(!origin.reasons.is_empty() && verdicts.values().all(|count| *count > 0));
    }
    assert!(clusters.is_sorted_by(|a, b| a.members <= b.members));
    let counted = matches.iter().filter(|join| join.verdict.is_match() && join.documents[0] != join.documents[1]);
    let joined: u32 = clusters.iter().flat_map(|cluster| cluster.verdicts.values()).sum();
    assert_eq!(joined as usize, counted.clone().count());
    for join in counted {
        let holds = |cluster: &Cluster| join.documents.iter().all(|document| cluster.members.contains(document));
        assert!(clusters.iter().any(holds), "{join:?} is in no cluster");
    }
}

/// The same match, its documents exchanged.
fn turned(join: &Join) -> Join {
    let Join { documents: [a, b], verdict, inside: [x, y], stretches: [s, t] } = join.clone();
    let verdict = match verdict {
        Verdict::Excerpt { inner: Part::A } => Verdict::Excerpt { inner: Part::B },
        Verdict::Excerpt { inner: Part::B } => Verdict::Excerpt { inner: Part::A },
        other => other,
    };
    Join { documents: [b, a], verdict, inside: [y, x], stretches: [t, s] }
}

fn of(matches: &[Join], spread: u8) -> Vec<Cluster> {
    let mut clusters = Clusters::default();
    matches.iter().for_each(|join| clusters.join(join.clone()));
    clusters.finish(|document| provenance(document, spread)).collect()
}

fn provenance(document: u64, spread: u8) -> Provenance {
    let number = document.wrapping_mul(spread.into());
    let credit = |kind, source: &str| Credit { kind, source: source.into(), at: 0..5 };
    Provenance {
        time: (number % 5 != 0).then(|| [i64::MIN, 0, i64::MAX, number as i64 * 100][number as usize % 4]),
        host: (number % 3 != 0)
            .then(|| ["courier.example", "reuters.com", "post.example"][number as usize / 3 % 3].into()),
        credits: match number % 7 {
            0 => vec![credit(CreditKind::Agency, "reuters")],
            1 => vec![credit(CreditKind::Cited, "courier"), credit(CreditKind::Agency, "dpa")],
            _ => Vec::new(),
        },
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let chain = |n: u8, verdict: u8| (0..n).flat_map(move |i| [i, i + 1, verdict, i, i + 40, 0, 90, i % 3]);
    let star = |n: u8| (1..n).flat_map(move |i| [0, i, i % 8, i % 5 * 40, i % 5 * 40 + 39, i, 99, 2]);
    let all: [Vec<u8>; 4] = [chain(20, 2).collect(), chain(40, 0).collect(), star(40).collect(), chain(9, 7).collect()];
    all.into_iter().map(|matches| [&[3], &matches[..]].concat()).collect()
}
