//! The signature: its update, per shingle, and what is read from it at the end of a document.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::shingle::Shingle;
use wireprint::sketch::MinHash;
use wireprint::{Profile, Scheme};

use crate::common;

fn minhash<const BINS: usize>(shingles: &[Shingle]) -> MinHash<BINS> {
    let mut minhash = MinHash::new();
    shingles.iter().for_each(|shingle| minhash.shingle(shingle.hash, shingle.quoted));
    minhash
}

/// A document's shingles into an empty sketch, which small documents pay for too.
fn update(c: &mut Criterion) {
    let mut group = c.benchmark_group("minhash update");
    for size in common::SIZES {
        let text = common::document(common::Script::English, size);
        let shingles = common::shingles(&Scheme::REWRITE, &text);
        group.throughput(Throughput::Elements(shingles.len() as u64));
        update_at::<256>(&mut group, size, &shingles);
        update_at::<512>(&mut group, size, &shingles);
        update_at::<1024>(&mut group, size, &shingles);
    }
    group.finish();
}

fn update_at<const BINS: usize>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize, shingles: &[Shingle]) {
    group.bench_function(BenchmarkId::new(format!("{BINS} bins, english"), size), |b| {
        b.iter(|| {
            black_box(&minhash::<BINS>(black_box(shingles)));
        });
    });
}

/// The three readings of a full sketch, once a document.
fn read(c: &mut Criterion) {
    let mut group = c.benchmark_group("minhash reading");
    read_at::<256>(&mut group);
    read_at::<512>(&mut group);
    read_at::<1024>(&mut group);
    group.finish();
}

fn read_at<const BINS: usize>(group: &mut BenchmarkGroup<'_, WallTime>) {
    let text = common::document(common::Script::English, 64 << 10);
    let full = minhash::<BINS>(&common::shingles(&Scheme::<BINS>::new(Profile::Rewrite), &text));
    group.throughput(Throughput::Elements(1));
    group.bench_function(BenchmarkId::new("signature", BINS), |b| b.iter(|| black_box(&full).signature()));
    group.bench_function(BenchmarkId::new("keys", BINS), |b| b.iter(|| black_box(&full).keys()));
    group.bench_function(BenchmarkId::new("distinct", BINS), |b| b.iter(|| black_box(&full).distinct()));
}

criterion_group! { name = benches; config = common::criterion(); targets = update, read }
