//! The index that grows: insertion, filling and lookup, per document.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::common::synthetic;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::Fingerprint;
use wireprint::index::{GrowableIndex, Lookup};

use crate::common;

const DOCUMENTS: [usize; 3] = [1_000, 10_000, 100_000];

/// The sizes to measure; a smoke run leaves out the largest, which takes most of the time to prepare.
fn sizes() -> &'static [usize] {
    let smoke = std::env::args().any(|argument| argument == "--test");
    &DOCUMENTS[..if smoke { 2 } else { 3 }]
}

static PRINTS: LazyLock<Vec<Fingerprint>> = LazyLock::new(|| {
    let most = sizes().iter().max().copied().unwrap_or(0);
    synthetic::fingerprints(most + most / 8 + 1)
});

/// Indexes of each size, made when first asked for.
static HELD: [LazyLock<GrowableIndex>; 3] = [
    LazyLock::new(|| filled(&PRINTS[..DOCUMENTS[0]])),
    LazyLock::new(|| filled(&PRINTS[..DOCUMENTS[1]])),
    LazyLock::new(|| filled(&PRINTS[..DOCUMENTS[2]])),
];

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
    let mut group = c.benchmark_group("growable index, insert into documents");
    group.throughput(Throughput::Elements(1));
    for (&documents, held) in sizes().iter().zip(&HELD) {
        group.bench_function(BenchmarkId::from_parameter(documents), |b| {
            b.iter_custom(|insertions| {
                let mut time = Duration::ZERO;
                let mut left = insertions as usize;
                while left > 0 {
                    let more = &PRINTS[documents + 1..][..left.min(documents / 8)];
                    let (mut index, new) = (GrowableIndex::clone(held), more.to_vec());
                    index.insert(PRINTS[documents].clone()).expect("the index has numbers left");
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
    for &documents in &DOCUMENTS[..2] {
        group.throughput(Throughput::Elements(documents as u64));
        group.bench_function(BenchmarkId::from_parameter(documents), |b| {
            let prints = &PRINTS[..documents];
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
    let mut group = c.benchmark_group("growable index, look up among documents");
    group.throughput(Throughput::Elements(1));
    for (&documents, held) in sizes().iter().zip(&HELD) {
        for (name, related) in [("story is there", true), ("story is not there", false)] {
            let queries = LazyLock::new(|| synthetic::queries(documents, related));
            let (mut number, mut lookup) = (0, Lookup::new());
            group.bench_function(BenchmarkId::new(name, documents), |b| {
                // Made before the clock runs, or criterion takes the first lookup for the cost of all.
                let (index, queries) = (LazyLock::force(held), LazyLock::force(&queries));
                b.iter(|| {
                    number = (number + 1) % queries.len();
                    index.candidates(black_box(&queries[number]), &mut lookup).len()
                });
            });
        }
    }
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = insert, fill, lookup }
