//! The index of fixed size, full: insertion, which puts out the oldest document, and lookup, per document.

use std::hint::black_box;
use std::thread;

use crate::common::synthetic;
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::Fingerprint;
use wireprint::index::FixedIndex;

use crate::common;

/// A full index on the heap. It is made on a thread of its own because a value of this size passes through the stack.
fn full<const DOCS: usize, const SLOTS: usize>(prints: &[Fingerprint]) -> Box<FixedIndex<DOCS, SLOTS>> {
    const STACK: usize = 128 << 20;
    let empty = thread::Builder::new().stack_size(STACK).spawn(|| Box::new(FixedIndex::new()));
    let mut index = empty.expect("a thread can be started").join().expect("an empty index never panics");
    for (id, print) in (0..).zip(prints).take(DOCS) {
        index.insert(id, print.clone());
    }
    index
}

fn insert(c: &mut Criterion) {
    let prints = synthetic::fingerprints(20_000);
    let mut group = c.benchmark_group("fixed index, insert into a full one of documents");
    group.throughput(Throughput::Elements(1));
    insert_at::<100, 32_768>(&mut group, &prints);
    insert_at::<1_000, 262_144>(&mut group, &prints);
    insert_at::<10_000, 2_097_152>(&mut group, &prints);
    group.finish();
}

fn insert_at<const DOCS: usize, const SLOTS: usize>(group: &mut BenchmarkGroup<'_, WallTime>, prints: &[Fingerprint]) {
    let mut index = full::<DOCS, SLOTS>(prints);
    let mut ids = DOCS as u32..;
    let mut others = prints[..2 * DOCS].iter().cycle().skip(DOCS);
    group.bench_function(BenchmarkId::from_parameter(DOCS), |b| {
        b.iter_batched(
            || (ids.next(), others.next().cloned()),
            |(id, print)| index.insert(id.expect("ids do not run out"), print.expect("a cycle does not end")),
            BatchSize::SmallInput,
        );
    });
}

fn lookup(c: &mut Criterion) {
    let prints = synthetic::fingerprints(10_000);
    let mut group = c.benchmark_group("fixed index, look up among documents");
    group.throughput(Throughput::Elements(1));
    lookup_at::<100, 32_768>(&mut group, &prints);
    lookup_at::<1_000, 262_144>(&mut group, &prints);
    lookup_at::<10_000, 2_097_152>(&mut group, &prints);
    group.finish();
}

fn lookup_at<const DOCS: usize, const SLOTS: usize>(group: &mut BenchmarkGroup<'_, WallTime>, prints: &[Fingerprint]) {
    let index = full::<DOCS, SLOTS>(prints);
    for (name, related) in [("story is there", true), ("story is not there", false)] {
        let queries = synthetic::queries(DOCS, related);
        let mut query = queries.iter().cycle();
        group.bench_function(BenchmarkId::new(name, DOCS), |b| {
            b.iter(|| {
                let mut shared = 0u32;
                let query = query.next().expect("a cycle does not end");
                index.candidates(black_box(query), |found| shared += u32::from(found.shared_keys));
                shared
            });
        });
    }
}

criterion_group! { name = benches; config = common::criterion(); targets = insert, lookup }
