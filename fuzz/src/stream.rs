//! A stream of a few articles with times and ids from anywhere: the same one at a time, and true of what it holds.

use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Unstructured};
use wireprint::engine::{Article, Clusters, Join, Observation, Provenance, Stream, credits};
use wireprint::index::{Kept, Window};
use wireprint::{Rules, Scheme};

use crate::samples;

/// What stands between articles: no byte of UTF-8.
const BETWEEN: u8 = 0xFF;
const ARTICLES_MAX: usize = 24;
const HOSTS: [Option<&str>; 4] = [None, Some("courier.example"), Some("post.example"), Some("")];
const TIMES: [Option<i64>; 6] = [None, Some(i64::MIN), Some(i64::MAX), Some(0), Some(-1), Some(1_741_910_400)];

#[derive(Arbitrary, Clone, Copy, Debug)]
struct Head {
    id: u8,
    host: u8,
    time: u8,
    removes: u8,
}

pub(crate) fn run(data: &[u8]) {
    let Some((span, data)) = data.split_first() else { return };
    let mut articles = Vec::new();
    for part in data.split(|byte| *byte == BETWEEN).take(ARTICLES_MAX) {
        let mut input = Unstructured::new(part);
        let Ok(head) = input.arbitrary::<Head>() else { continue };
        let time = TIMES.get(usize::from(head.time)).copied();
        let time = time.unwrap_or(Some(1_741_910_400 + i64::from(head.time) * 3600));
        let host = HOSTS[usize::from(head.host) % HOSTS.len()];
        articles.push((Article { id: head.id.into(), text: input.take_rest(), host, time }, head.removes));
    }
    let span = if span & 1 == 0 { None } else { Some(u64::from(*span) * 1800) };
    let stream = || {
        let window = Window { memory: 1 << 20, span };
        Stream::<256>::new(&Scheme::new(wireprint::Profile::Rewrite), Rules::default(), window, 7)
            .expect("enough memory")
    };
    let (mut one, mut held, mut seen) = (stream(), BTreeMap::new(), Vec::new());
    for (article, removes) in &articles {
        let observed = one.observe(article).expect("a stream's own fingerprints");
        candidates_are_true(&one, article, &observed, &held);
        if matches!(observed.kept, Kept::New | Kept::Replaced) {
            held.insert(article.id, *article);
        }
        seen.push(observed);
        if *removes >= 0x80 {
            let id = u64::from(removes & 0x7F);
            assert!(!one.remove(id) || held.remove(&id).is_some());
        }
        let stats = one.stats();
        assert!(stats.bytes <= stats.bytes_max && stats.documents <= held.len(), "{stats}");
    }
    if articles.iter().all(|(_, removes)| *removes < 0x80) {
        let all: Vec<Article<'_>> = articles.iter().map(|(article, _)| *article).collect();
        let mut batch = stream();
        assert_eq!(batch.observe_batch(&all).expect("a stream's own fingerprints"), seen);
        assert_eq!(batch.stats(), one.stats());
    }
}

fn candidates_are_true(
    stream: &Stream<256>,
    article: &Article<'_>,
    observed: &Observation,
    held: &BTreeMap<u64, Article<'_>>,
) {
    let mut clusters = Clusters::default();
    for candidate in &observed.candidates {
        let other = held.get(&candidate.id).expect("a candidate was observed, and not removed");
        assert!(candidate.id != article.id && candidate.shared_keys >= 2);
        assert_eq!(candidate.apart, other.time.zip(article.time).map(|(a, b)| a.abs_diff(b)));
        assert_eq!(candidate.same_host, other.host_id().is_same(article.host_id()));
        let found = stream.verify(other, article);
        clusters.join(Join::of_evidence(other.id, article.id, &found, stream.rules()));
    }
    for cluster in clusters.finish(|id| {
        let text = if id == article.id { article.text } else { held[&id].text };
        Provenance { time: None, host: None, credits: credits(text) }
    }) {
        assert!(cluster.members.contains(&article.id));
    }
    let texts = stream.evidence(article, &observed.candidates, |id| held.get(&id).copied());
    assert_eq!(texts.len(), observed.candidates.len());
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let article = |id: u8, text: &str| [&[id, id % 4, 10 + id, 0], text.as_bytes(), &[BETWEEN]].concat();
    let stories = samples::pairs().step_by(5).enumerate().map(|(span, (a, b))| {
        let bodies = [article(1, a), article(2, &b), article(3, a), article(4, &b), article(1, &b)];
        [&[span as u8], &bodies.concat()[..]].concat()
    });
    stories.collect()
}
