//! SimHash: its update, per shingle, and its end.

mod common;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wireprint::Scheme;
use wireprint::shingle::Shingle;
use wireprint::sketch::SimHash;

fn simhash(shingles: &[Shingle]) -> SimHash {
    let mut simhash = SimHash::new();
    shingles.iter().for_each(|shingle| simhash.shingle(shingle.hash));
    simhash
}

/// A document's shingles into an empty counter.
fn update(c: &mut Criterion) {
    let mut group = c.benchmark_group("simhash update");
    for size in common::SIZES {
        let text = common::document(common::Script::English, size);
        let shingles = common::shingles(&Scheme::REWRITE, &text);
        group.throughput(Throughput::Elements(shingles.len() as u64));
        group.bench_function(BenchmarkId::new("english", size), |b| {
            b.iter(|| {
                black_box(&simhash(black_box(&shingles)));
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
criterion_main!(benches);
