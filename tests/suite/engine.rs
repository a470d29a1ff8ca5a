//! The engine over a whole corpus: what is learned, what is looked up, what is refused.

use wireprint::engine::{Clusters, CommonShingles, Engine};
use wireprint::evidence::{Analysis, verify};
use wireprint::fingerprint::{fingerprint_batch, for_each_shingle};
use wireprint::suppress::Filter;
use wireprint::{CompareError, FilterId, Fingerprinter, Rules, Scheme, Verdict, fingerprint};

use crate::common::{Random, corpus};

/// Matches of a corpus of (host, text), as the program finds them.
fn matches(documents: &[(String, String)]) -> Vec<(usize, usize, Verdict)> {
    let scheme = Scheme::REWRITE;
    let mut common = CommonShingles::new(&scheme);
    for (host, text) in documents {
        common.document(text.as_bytes(), known(host));
    }
    let filter = common.filter();
    let texts: Vec<&String> = documents.iter().map(|(_, text)| text).collect();
    let prints = fingerprint_batch(&scheme, Some(&filter), &texts).expect("the filter is of this scheme");
    let analyse = |at: usize| Analysis::new(&scheme, Some(&filter), texts[at].as_bytes());
    let mut engine = Engine::new(Rules::default());
    let mut found = Vec::new();
    for (b, print) in prints.into_iter().enumerate() {
        for candidate in engine.observe(print, known(&documents[b].0)).expect("one scheme").candidates {
            let a = candidate.document as usize;
            let verdict = verify(&analyse(a), &analyse(b)).verdict(engine.rules(), candidate.same_host);
            if verdict.is_match() {
                found.push((a, b, verdict));
            }
        }
    }
    found
}

/// An empty host is one that nobody knows.
fn known(host: &str) -> Option<&str> {
    Some(host).filter(|host| !host.is_empty())
}

fn background() -> Vec<(String, String)> {
    corpus().into_iter().enumerate().map(|(i, sample)| (format!("host{i}.example"), sample.text)).collect()
}

/// A story that forty outlets reprint under headlines of their own does not suppress itself.
#[test]
fn a_viral_story_is_found_in_every_outlet() {
    let agency = corpus().into_iter().find(|s| s.id == "en-ferry-agency").expect("the agency's text").text;
    for hosts_are_known in [true, false] {
        let mut random = Random(21);
        let mut documents = background();
        let first = documents.len();
        for outlet in 0..40 {
            let own: String = (0..40).map(|_| format!("w{:x} ", random.next() >> 30)).collect();
            let host = if hosts_are_known { format!("outlet{outlet}.example") } else { String::new() };
            documents.push((host, format!("{own}\n\n{agency}")));
        }
        let found = matches(&documents);
        let among = found.iter().filter(|(a, b, _)| *a >= first && *b >= first).count();
        assert_eq!(among, 40 * 39 / 2, "of the outlets' pairs, hosts known: {hosts_are_known}");
    }
}

/// What one host repeats on each of its pages is learned, though it makes the pages alike.
#[test]
fn boilerplate_is_learned_and_does_not_match() {
    let mut random = Random(22);
    let boilerplate = "Subscribe to our newsletter for the latest headlines every morning. Follow our correspondents on \
        all channels. This page was printed from the archive of the Northern Courier. All rights reserved by the publisher.";
    let story = |random: &mut Random| (0..90).map(|_| format!("w{:x} ", random.next() >> 30)).collect::<String>();
    let pages = (0..60).map(|_| ("courier.example".to_owned(), format!("{}\n{boilerplate}", story(&mut random))));
    let pages: Vec<_> = pages.collect();
    assert_eq!(matches(&pages), []);

    let mut common = CommonShingles::new(&Scheme::REWRITE);
    for (host, text) in &pages {
        assert!(common.document(text.as_bytes(), Some(host)), "a page of the same host is another story");
    }
    let (filter, mut kept) = (common.filter(), 0);
    for_each_shingle(&Scheme::REWRITE, boilerplate.as_bytes(), |shingle| {
        kept += u32::from(!filter.contains(shingle.hash))
    });
    assert_eq!(kept, 0, "shingles of the boilerplate are still kept");
}

#[test]
fn a_stranger_is_refused_though_it_is_nobodys_candidate() {
    let mut engine = Engine::new(Rules::default());
    let first = fingerprint(&Scheme::REWRITE, b"Ferries to the outer islands resume on Friday");
    engine.observe(first.clone(), None).expect("the first decides");
    let strict = fingerprint(&Scheme::STRICT, b"An unrelated text about the price of lime trees");
    let error = engine.observe(strict.clone(), None).expect_err("another scheme");
    assert_eq!(error, CompareError::Scheme { left: first.scheme(), right: strict.scheme() });
    let filter = Filter::from_shingles(&Scheme::REWRITE, [1]);
    let mut filtered = Fingerprinter::with_filter(&Scheme::REWRITE, &filter).expect("of this scheme");
    filtered.push(b"An unrelated text about the price of lime trees");
    let error = engine.observe(filtered.finish(), None).expect_err("another filter");
    assert_eq!(error, CompareError::Filter { left: FilterId::NONE, right: filter.id() });
    assert_eq!(engine.index().len(), 1);
}

#[test]
fn equal_short_texts_find_one_another() {
    let texts =
        ["Ferry cancelled", "ok no", "Trains late again tonight", "FERRY cancelled!", "ok, no", "Trains late tonight"];
    let documents: Vec<_> = texts.iter().enumerate().map(|(i, t)| (format!("h{i}.example"), (*t).to_owned())).collect();
    let found = matches(&documents);
    assert_eq!(found, [(0, 3, Verdict::Exact), (1, 4, Verdict::Exact)]);
}

/// Chains of matches make one cluster, whatever the order; verdicts that are no matches make none.
#[test]
fn clusters_do_not_depend_on_the_order_of_joins() {
    let joins =
        [(3, 1, Verdict::Rewrite), (5, 3, Verdict::Exact), (9, 8, Verdict::Rewrite), (8, 1, Verdict::SharedQuotes)];
    let of = |order: &[usize]| {
        let mut clusters = Clusters::default();
        order.iter().for_each(|i| clusters.join(joins[*i].0, joins[*i].1, joins[*i].2));
        clusters.finish(|document| document)
    };
    let found = of(&[0, 1, 2, 3]);
    assert_eq!(found, of(&[3, 2, 1, 0]));
    assert_eq!(found.iter().map(|c| c.members.clone()).collect::<Vec<_>>(), [vec![1, 3, 5], vec![8, 9]]);
    assert_eq!(found[0].verdicts.iter().map(|(v, n)| (*v, *n)).collect::<Vec<_>>(), [("exact", 1), ("rewrite", 1)]);
}
