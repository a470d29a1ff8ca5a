//! A stream that learns says the same however it is batched, on however many threads.

use wireprint::engine::{Article, Observation, Stream};
use wireprint::index::{Stats, Window};
use wireprint::{Rules, Scheme, Verdict};

use crate::common::{Random, corpus};

const HOUR: i64 = 3600;

/// An article with its own text.
#[derive(Clone, Debug)]
struct Story {
    host: Option<String>,
    time: Option<i64>,
    text: String,
}

/// The bundled articles many times over, each time with other words around and in the middle, from many hosts, at times that
/// are not in order; and pages that all end in the same lines.
fn stories(count: usize) -> Vec<Story> {
    let samples = corpus();
    let mut random = Random(31);
    let boilerplate = "Follow our correspondents on all channels\nSubscribe to the morning newsletter of this house\n\
        All rights reserved, reproduction only with the written consent of the publisher";
    let words =
        |random: &mut Random, n: usize| (0..n).map(|_| format!("w{:x} ", random.next() >> 44)).collect::<String>();
    let story = |number: usize| {
        let sample = &samples[random.below(samples.len())];
        let paragraphs: Vec<&str> = sample.text.split("\n\n").filter(|_| random.below(4) > 0).collect();
        let text = format!(
            "{}\n{}\n{}\n{boilerplate}",
            words(&mut random, 12),
            paragraphs.join("\n\n"),
            words(&mut random, 12)
        );
        let host = (random.below(3) > 0).then(|| format!("host{}.example", random.below(20)));
        let time = (random.below(5) > 0).then(|| number as i64 * 60 - random.below(10) as i64 * HOUR);
        Story { host, time, text }
    };
    (0..count).map(story).collect()
}

fn article((id, story): (u64, &Story)) -> Article<'_> {
    Article { id, text: story.text.as_bytes(), host: story.host.as_deref(), time: story.time }
}

fn stream() -> Stream {
    let window = Window { memory: 8 << 20, span: Some(24 * HOUR as u64) };
    Stream::new(&Scheme::REWRITE, Rules::default(), window, 7).expect("room")
}

/// What a stream says of the stories, batches being as long as `batch` says next.
fn observed(stories: &[Story], mut batch: impl FnMut() -> usize) -> (Vec<Observation>, Stats, u32) {
    let articles: Vec<Article<'_>> = (0..).zip(stories).map(article).collect();
    let (mut stream, mut seen) = (stream(), Vec::new());
    while seen.len() < articles.len() {
        let end = (seen.len() + batch().max(1)).min(articles.len());
        seen.extend(stream.observe_batch(&articles[seen.len()..end]).expect("its own fingerprints"));
    }
    (seen, stream.stats(), stream.filter().id().generation)
}

#[test]
fn batches_and_threads_change_nothing() {
    let stories = stories(4000);
    let one_at_a_time = observed(&stories, || 1);
    let (seen, stats, generation) = &one_at_a_time;
    assert!(*generation >= 2, "the stream moved to generation {generation} only");
    assert!(stats.expired > 500, "{stats:?}");
    let candidates: usize = seen.iter().map(|seen| seen.candidates.len()).sum();
    assert!(candidates > 10_000, "{candidates} candidates");
    let mut random = Random(32);
    let by_chance = observed(&stories, || random.below(700));
    assert_eq!(by_chance, one_at_a_time);
    for threads in if cfg!(feature = "parallel") { &[1, 2, 7][..] } else { &[1] } {
        let on = |batch: usize| {
            #[cfg(feature = "parallel")]
            return rayon::ThreadPoolBuilder::new()
                .num_threads(*threads)
                .build()
                .expect("threads")
                .install(|| observed(&stories, || batch));
            #[cfg(not(feature = "parallel"))]
            return observed(&stories, || batch);
        };
        assert!(on(1024) == one_at_a_time, "{threads} threads");
    }
}

#[test]
fn a_generation_drops_what_the_one_before_dropped() {
    let stories = stories(3000);
    let mut stream = stream();
    let mut before = stream.filter().clone();
    for story in (0..).zip(&stories).map(article) {
        stream.observe(&story).expect("its own fingerprints");
        let now = stream.filter();
        if now.id() != before.id() {
            assert_eq!(now.id().lineage, before.id().lineage);
            assert_eq!(now.id().generation, before.id().generation + 1);
            let table = |filter: &wireprint::suppress::Filter| filter.to_bytes()[24..].to_vec();
            assert!(table(&before).iter().zip(table(now)).all(|(old, new)| old & new == *old), "a bit was lost");
            before = now.clone();
        }
    }
    assert!(before.id().generation >= 1);
}

/// However large the window, a stream has a filter after its first thousand documents.
#[test]
fn a_young_stream_has_learned_something() {
    let stories = stories(1500);
    let window = Window { memory: 64 << 20, span: None };
    let mut stream = Stream::new(&Scheme::REWRITE, Rules::default(), window, 7).expect("room");
    let articles: Vec<Article<'_>> = (0..).zip(&stories).map(article).collect();
    stream.observe_batch(&articles).expect("its own fingerprints");
    assert_eq!(stream.filter().id().generation, 1);
}

/// A story of the first generation is found by a copy of a later one.
#[test]
fn generations_find_one_another() {
    let stories = stories(2500);
    let sample = corpus().remove(0).text;
    let early = Article { time: Some(0), ..Article::new(9000, sample.as_bytes()) };
    let mut stream = stream();
    stream.observe(&early).expect("its own fingerprints");
    let mut generation = 0;
    for (id, story) in (0..).zip(&stories) {
        stream.observe(&Article { time: Some(0), ..article((id, story)) }).expect("its own fingerprints");
        if stream.filter().id().generation > generation {
            generation = stream.filter().id().generation;
            let copy = Article { id: 9001, ..early };
            let seen = stream.observe(&copy).expect("its own fingerprints");
            let found = seen.candidates.iter().find(|candidate| candidate.id == 9000).expect("the early copy");
            assert!(found.comparison.approximate);
            assert!(found.verdict(stream.rules()).is_match());
            assert_eq!(stream.verify(&early, &copy).verdict(stream.rules()), Verdict::Exact);
            assert!(stream.remove(9001));
        }
    }
    assert!(generation >= 1);
}
