//! The index that grows: insertion, filling and lookup, per document.

mod common;

use std::cell::LazyCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use common::synthetic;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wireprint::Fingerprint;
use wireprint::index::{GrowableIndex, Lookup};

const DOCUMENTS: [usize; 3] = [1_000, 10_000, 100_000];

fn filled(prints: &[Fingerprint]) -> GrowableIndex {
    let mut index = GrowableIndex::new();
    for print in prints {
        index.insert(print.clone()).expect("the index has numbers left");
    }
    index
}

/// Into an index of that many documents: at most an eighth more, then into a fresh copy. A copy has no room to spare, so
/// that its first insertion moves all documents: that one is not timed. At these sizes the table does not double.
fn insert(c: &mut Criterion) {
    let prints = LazyCell::new(|| synthetic::fingerprints(DOCUMENTS[2] + DOCUMENTS[2] / 8 + 1));
    let mut group = c.benchmark_group("growable index, insert into documents");
    group.throughput(Throughput::Elements(1));
    for documents in DOCUMENTS {
        let held = LazyCell::new(|| filled(&prints[..documents]));
        group.bench_function(BenchmarkId::from_parameter(documents), |b| {
            b.iter_custom(|insertions| {
                let mut time = Duration::ZERO;
                let mut left = insertions as usize;
                while left > 0 {
                    let more = &prints[documents + 1..][..left.min(documents / 8)];
                    let (mut index, new) = (held.clone(), more.to_vec());
                    index.insert(prints[documents].clone()).expect("the index has numbers left");
                    let start = Instant::now();
                    for print in new {
                        black_box(index.insert(print)).expect("the index has numbers left");
                    }
                    time += start.elapsed();
                    left -= more.len();
                }
                time
            });
        });
    }
    group.finish();
}

/// From nothing to that many documents, every doubling of the table included; divided by the documents.
fn fill(c: &mut Criterion) {
    let mut group = c.benchmark_group("growable index, fill with documents");
    for documents in &DOCUMENTS[..2] {
        let prints = LazyCell::new(|| synthetic::fingerprints(*documents));
        group.throughput(Throughput::Elements(*documents as u64));
        group.bench_function(BenchmarkId::from_parameter(documents), |b| {
            b.iter_batched(|| (GrowableIndex::new(), prints.to_vec()), into_empty, BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn into_empty((mut index, prints): (GrowableIndex, Vec<Fingerprint>)) -> GrowableIndex {
    for print in prints {
        index.insert(print).expect("the index has numbers left");
    }
    index
}

/// The candidates of a further version of a story that is there, and of one that is not.
fn lookup(c: &mut Criterion) {
    let prints = LazyCell::new(|| synthetic::fingerprints(DOCUMENTS[2]));
    let mut group = c.benchmark_group("growable index, look up among documents");
    group.throughput(Throughput::Elements(1));
    for documents in DOCUMENTS {
        let index = LazyCell::new(|| filled(&prints[..documents]));
        for (name, related) in [("story is there", true), ("story is not there", false)] {
            let queries = LazyCell::new(|| synthetic::queries(documents, related));
            let mut lookup = Lookup::new();
            group.bench_function(BenchmarkId::new(name, documents), |b| {
                let mut query = queries.iter().cycle();
                b.iter(|| {
                    let query = query.next().expect("a cycle does not end");
                    index.candidates(black_box(query), &mut lookup).len()
                });
            });
        }
    }
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = insert, fill, lookup }
criterion_main!(benches);
