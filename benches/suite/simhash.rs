//! SimHash: its update, per shingle, and its end.

use std::hint::black_box;

use crate::common::synthetic::{STORY_BYTES, UNRELATED, story};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::Scheme;
use wireprint::shingle::Shingle;
use wireprint::sketch::SimHash;

use crate::common;

fn simhash(shingles: &[Shingle]) -> SimHash {
    let mut simhash = SimHash::new();
    shingles.iter().for_each(|shingle| simhash.shingle(shingle.hash));
    simhash
}

/// Documents' shingles into empty counters, another document each time: of one small document repeated, the branch
/// predictor learns every carry, and the update seems twice as quick as it is.
fn update(c: &mut Criterion) {
    const SHINGLES: [usize; 4] = [32, 128, 600, 38_000];
    let text: String = (0..1_000).map(|number| story(UNRELATED + number, 0, STORY_BYTES)).collect();
    let shingles = common::shingles(&Scheme::REWRITE, &text);
    let mut group = c.benchmark_group("simhash update, documents of shingles");
    for count in SHINGLES {
        let mut documents = shingles.chunks_exact(count).cycle();
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| {
                let document = documents.next().expect("a cycle does not end");
                black_box(&simhash(black_box(document)));
            });
        });
    }
    group.finish();
}

/// The majorities, once a document.
fn finish(c: &mut Criterion) {
    let text = common::document(common::Script::English, common::ARTICLE);
    let counted = simhash(&common::shingles(&Scheme::REWRITE, &text));
    let mut group = c.benchmark_group("simhash finish");
    group.throughput(Throughput::Elements(1));
    group.bench_function("english/4096", |b| b.iter(|| black_box(&counted).finish()));
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = update, finish }
