//! Which matches make one story, and who told it first.

use wireprint::engine::{Article, Background, Clusters, Engine, Join, Provenance, Reason, credits};
use wireprint::evidence::{Analysis, verify};
use wireprint::fingerprint::page_batch;
use wireprint::index::Window;
use wireprint::{Rules, Scheme, Verdict};

use crate::common::{Random, corpus};

fn text(id: &str) -> String {
    corpus().into_iter().find(|sample| sample.id == id).expect("a text of the bundled corpus").text
}

fn join(a: u64, b: u64, verdict: Verdict) -> Join {
    Join { documents: [a, b], verdict, inside: [0.5; 2], stretches: [Some(0..100), Some(0..100)] }
}

/// The members of the clusters of all pairs of texts.
fn members(texts: &[&str]) -> Vec<Vec<u64>> {
    let rules = Rules::default();
    let analyses: Vec<_> = texts.iter().map(|text| Analysis::new(&Scheme::REWRITE, None, text.as_bytes())).collect();
    let mut clusters = Clusters::default();
    for b in 0..texts.len() {
        for a in 0..b {
            clusters.join(Join::of_evidence(a as u64, b as u64, &verify(&analyses[a], &analyses[b]), &rules));
        }
    }
    clusters.finish(|_| Provenance::default()).map(|cluster| cluster.members).collect()
}

#[test]
fn clusters_do_not_depend_on_the_order_of_joins() {
    let joins = [
        join(3, 1, Verdict::Rewrite),
        join(5, 3, Verdict::Exact),
        join(9, 8, Verdict::Rewrite),
        join(8, 1, Verdict::SharedQuotes),
        join(9, 3, Verdict::Template),
    ];
    let of = |order: &[usize]| {
        let mut clusters = Clusters::default();
        order.iter().for_each(|i| clusters.join(joins[*i].clone()));
        clusters.finish(|_| Provenance::default()).collect::<Vec<_>>()
    };
    let found = of(&[0, 1, 2, 3, 4]);
    assert_eq!(found, of(&[4, 3, 2, 1, 0]));
    assert_eq!(found, of(&[2, 0, 4, 3, 1]));
    assert_eq!(found.iter().map(|c| c.members.clone()).collect::<Vec<_>>(), [vec![1, 3, 5], vec![8, 9]]);
    assert_eq!(found[0].verdicts.iter().map(|(v, n)| (*v, *n)).collect::<Vec<_>>(), [("exact", 1), ("rewrite", 1)]);
}

/// Two joins of one pair that rest on different stretches, in any order; and a document is no match of its own.
#[test]
fn joins_of_one_pair_are_taken_in_one_order() {
    let join = |documents, in_a, in_b| Join {
        documents,
        verdict: Verdict::Rewrite,
        inside: [0.5, 0.25],
        stretches: [Some(in_a), Some(in_b)],
    };
    let joins = [
        join([1, 5], 40..50, 20..50),
        join([5, 2], 0..30, 50..70),
        join([5, 2], 30..40, 40..70),
        join([5, 5], 0..90, 0..90),
    ];
    let of = |order: [usize; 4]| {
        let mut clusters = Clusters::default();
        order.iter().for_each(|i| clusters.join(joins[*i].clone()));
        clusters.finish(|_| Provenance::default()).collect::<Vec<_>>()
    };
    let found = of([0, 1, 2, 3]);
    for order in [[3, 2, 1, 0], [2, 0, 3, 1], [1, 2, 0, 3], [0, 2, 1, 3]] {
        assert_eq!(of(order), found, "{order:?}");
    }
    assert!(found.iter().all(|cluster| cluster.members.len() >= 2));
}

/// Three stories, each in two versions, and a digest that prints all of them: the digest is in three clusters, and no two
/// stories are in one. A copy of the digest changes nothing.
#[test]
fn a_page_of_several_stories_chains_none_of_them() {
    let stories = [
        ["en-ferry-agency", "en-ferry-harbourpost"],
        ["en-drug-agency", "en-drug-clarion"],
        ["en-strike-agency", "en-strike-weekly"],
    ]
    .map(|pair| pair.map(text));
    let digest = stories.iter().map(|[agency, _]| agency.as_str()).collect::<Vec<_>>().join("\n\n");
    let copy = format!("The week in three stories\n\n{digest}");
    let mut texts: Vec<&str> = stories.iter().flatten().map(String::as_str).collect();
    texts.extend([digest.as_str(), copy.as_str()]);
    assert_eq!(members(&texts), [vec![0, 1, 6, 7], vec![2, 3, 6, 7], vec![4, 5, 6, 7]]);
    texts.reverse();
    assert_eq!(members(&texts), [vec![0, 1, 2, 3], vec![0, 1, 4, 5], vec![0, 1, 6, 7]]);
}

/// A chain of rewrites of one story is one cluster, though its ends share next to nothing.
#[test]
fn versions_of_one_story_are_one_cluster() {
    let mut random = Random(12);
    let words =
        |random: &mut Random, n: usize| (0..n).map(|_| format!("w{:x} ", random.next() >> 34)).collect::<String>();
    let whole: Vec<String> = (0..6).map(|_| words(&mut random, 60)).collect();
    // Each has three parts of the story and one of its own.
    let versions: Vec<String> = (0..4).map(|n| whole[n..n + 3].concat() + &words(&mut random, 60)).collect();
    let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
    assert_eq!(members(&versions), [vec![0, 1, 2, 3]]);
}

#[test]
fn quotations_and_templates_join_nothing() {
    let quotes = ["en-weather-0310", "en-weather-0311", "en-weather-0319"].map(text);
    let mut clusters = Clusters::default();
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
        let analyse = |at: usize| {
            let source =
                wireprint::evidence::Source { host: wireprint::index::HostId::of("h.example"), ..Default::default() };
            Analysis::of_source(&Scheme::REWRITE, None, quotes[at].as_bytes(), &source)
        };
        clusters.join(Join::of_evidence(a as u64, b as u64, &verify(&analyse(a), &analyse(b)), &Rules::default()));
    }
    assert_eq!(clusters.finish(|_| Provenance::default()).count(), 0);
}

fn origin(members: [(&str, Option<i64>, &str); 3]) -> (u64, Vec<Reason>) {
    let mut clusters = Clusters::default();
    [(0, 1), (1, 2), (0, 2)].into_iter().for_each(|(a, b)| clusters.join(join(a, b, Verdict::Rewrite)));
    let found = clusters.finish(|document| {
        let (host, time, text) = members[document as usize];
        Provenance { time, host: Some(host.to_owned()), credits: credits(text.as_bytes()) }
    });
    let found: Vec<_> = found.collect();
    (found[0].origin.document, found[0].origin.reasons.clone())
}

#[test]
fn the_origin_is_named_with_reasons() {
    let plain = "The ferry is late.";
    let earliest =
        origin([("a.example", Some(9000), plain), ("b.example", Some(1800), plain), ("c.example", None, plain)]);
    assert_eq!(earliest, (1, vec![Reason::Earliest { ahead: 7200 }]));

    let signed = "KOLMAR (Reuters) - The ferry is late.";
    let cited = "The ferry is late, according to The Kolmar Gazette.";
    let named = origin([
        ("a.example", Some(0), cited),
        ("kolmargazette.example", Some(300), plain),
        ("c.example", None, cited),
    ]);
    assert_eq!(named, (1, vec![Reason::Named { by: 2 }]));

    let unsigned = origin([("a.example", None, signed), ("b.example", None, signed), ("c.example", None, plain)]);
    assert_eq!(unsigned, (2, vec![Reason::OthersAreSigned { members: 2 }]));

    let agency = origin([("a.example", None, signed), ("b.example", None, signed), ("www.reuters.com", None, signed)]);
    assert_eq!(agency, (2, vec![Reason::Named { by: 2 }, Reason::OthersAreSigned { members: 2 }]));

    let nothing = origin([("a.example", Some(0), plain), ("b.example", Some(30), plain), ("c.example", None, plain)]);
    assert_eq!(nothing, (0, vec![Reason::FirstObserved]));
}

#[test]
fn the_origin_holds_what_others_trim_and_stands_in_long_pages() {
    let story = text("en-ferry-agency");
    let paragraphs: Vec<&str> = story.split("\n\n").collect();
    let trim = paragraphs[..paragraphs.len() * 2 / 3].join("\n\n");
    let page = format!("{}\n\n{story}\n\n{}", text("en-museum-roundup"), text("en-unrel-orchard"));
    let texts = [page.as_str(), trim.as_str(), story.as_str()];
    let pages = page_batch(&Scheme::REWRITE, None, &texts).expect("no filter");
    let background = Background::new(&Scheme::REWRITE);
    let filter = background.filter();
    let mut engine = Engine::new(Rules::default(), Window::default()).expect("room");
    let mut clusters = Clusters::default();
    let articles: Vec<Article<'_>> = (0..).zip(texts).map(|(id, text)| Article::new(id, text.as_bytes())).collect();
    for (article, page) in articles.iter().zip(&pages) {
        for candidate in engine.observe(&article.document(page)).expect("one scheme").candidates {
            let earlier = background.analysis(&filter, &articles[candidate.id as usize]);
            let found = verify(&earlier, &background.analysis(&filter, article));
            clusters.join(Join::of_evidence(candidate.id, article.id, &found, engine.rules()));
        }
    }
    let found: Vec<_> = clusters.finish(|_| Provenance::default()).collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].origin.document, &found[0].origin.reasons[..]), (2, &[Reason::Holds { members: 2 }][..]));
}
