//! The index of a window: insertion, filling and lookup, per document.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::common::synthetic;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::fingerprint::Page;
use wireprint::index::{Document, HostId, Lookup, Window, WindowIndex};

use crate::common;

const DOCUMENTS: [usize; 3] = [1_000, 10_000, 100_000];

/// The sizes to measure; a smoke run has the smaller ones alone. `examples/index_growth.rs` goes on to a million.
fn sizes() -> &'static [usize] {
    let smoke = std::env::args().any(|argument| argument == "--test");
    &DOCUMENTS[..if smoke { 2 } else { 3 }]
}

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let most = sizes().iter().max().copied().unwrap_or(0);
    pages(synthetic::fingerprints(most + most / 8 + 1))
});

/// Indexes of each size, made when first asked for.
static HELD: [LazyLock<WindowIndex>; 3] = [
    LazyLock::new(|| filled(&PAGES[..DOCUMENTS[0]])),
    LazyLock::new(|| filled(&PAGES[..DOCUMENTS[1]])),
    LazyLock::new(|| filled(&PAGES[..DOCUMENTS[2]])),
];

fn pages(prints: Vec<wireprint::Fingerprint>) -> Vec<Page> {
    prints.into_iter().map(|fingerprint| Page { fingerprint, segments: Vec::new() }).collect()
}

fn document(id: usize, page: &Page) -> Document<'_> {
    Document { id: id as u64, page, host: HostId::UNKNOWN, time: None }
}

fn filled(pages: &[Page]) -> WindowIndex {
    let mut index = WindowIndex::new(Window::default()).expect("the default has room");
    for (id, page) in pages.iter().enumerate() {
        index.insert(&document(id, page)).expect("one scheme");
    }
    index
}

/// Into an index of that many documents: at most an eighth more, then into a fresh copy.
fn insert(c: &mut Criterion) {
    let mut group = c.benchmark_group("window index, insert into documents");
    group.throughput(Throughput::Elements(1));
    for (&documents, held) in sizes().iter().zip(&HELD) {
        group.bench_function(BenchmarkId::from_parameter(documents), |b| {
            // Made before the clock runs, or criterion takes the preparation for the cost of one insertion.
            LazyLock::force(held);
            b.iter_custom(|insertions| {
                let mut time = Duration::ZERO;
                let mut left = insertions as usize;
                while left > 0 {
                    let more = &PAGES[documents..][..left.min(documents / 8)];
                    let mut index = WindowIndex::clone(held);
                    let start = Instant::now();
                    for (id, page) in (documents..).zip(more) {
                        black_box(index.insert(&document(id, page))).expect("one scheme");
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

/// From nothing to that many documents, every doubling of the rings included; divided by the documents.
fn fill(c: &mut Criterion) {
    let mut group = c.benchmark_group("window index, fill with documents");
    for &documents in sizes().iter().take(2) {
        group.throughput(Throughput::Elements(documents as u64));
        group.bench_function(BenchmarkId::from_parameter(documents), |b| b.iter(|| filled(&PAGES[..documents])));
    }
    group.finish();
}

/// The candidates of a further version of a story that is there, and of one that is not.
fn lookup(c: &mut Criterion) {
    let mut group = c.benchmark_group("window index, look up among documents");
    group.throughput(Throughput::Elements(1));
    for (&documents, held) in sizes().iter().zip(&HELD) {
        for (name, related) in [("story is there", true), ("story is not there", false)] {
            let queries = LazyLock::new(|| pages(synthetic::queries(documents, related)));
            let (mut number, mut lookup) = (0, Lookup::new());
            group.bench_function(BenchmarkId::new(name, documents), |b| {
                // Made before the clock runs, or criterion takes the first lookup for the cost of all.
                let (index, queries) = (LazyLock::force(held), LazyLock::force(&queries));
                b.iter(|| {
                    number = (number + 1) % queries.len();
                    index.candidates(&document(usize::MAX, black_box(&queries[number])), &mut lookup).len()
                });
            });
        }
    }
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = insert, fill, lookup }
