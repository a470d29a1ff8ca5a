//! A whole document → its fingerprint, in bytes a second.

use std::collections::{HashMap, HashSet};
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::suppress::Filter;
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme};

use crate::common;

/// The shingles that stand in most documents of the corpus, as many as a filter is made for, but none of fewer than
/// three. It drops about one shingle in five of the corpus.
fn filter() -> Filter {
    let mut documents: HashMap<u64, u32> = HashMap::new();
    for record in common::CORPUS.iter() {
        let shingles = common::shingles(&Scheme::REWRITE, &record.text);
        let distinct: HashSet<u64> = shingles.iter().map(|shingle| shingle.hash).collect();
        distinct.iter().for_each(|hash| *documents.entry(*hash).or_default() += 1);
    }
    let mut common: Vec<(u32, u64)> =
        documents.into_iter().map(|(hash, count)| (count, hash)).filter(|(count, _)| *count >= 3).collect();
    common.sort_unstable_by(|a, b| b.cmp(a));
    Filter::from_shingles(&Scheme::REWRITE, common.into_iter().take(4_096).map(|(_, hash)| hash))
}

fn one<const BINS: usize>(fingerprinter: &mut Fingerprinter<'_, BINS>, text: &[u8]) -> Fingerprint<BINS> {
    fingerprinter.push(text);
    fingerprinter.finish()
}

/// Every size and script without a filter.
fn unfiltered(c: &mut Criterion) {
    let mut group = c.benchmark_group("fingerprint");
    let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
    every_point(&mut group, &mut fingerprinter);
    group.finish();
}

/// The same with a filter.
fn filtered(c: &mut Criterion) {
    let mut group = c.benchmark_group("fingerprint with a filter");
    let filter = filter();
    let mut fingerprinter =
        Fingerprinter::with_filter(&Scheme::REWRITE, &filter).expect("the filter is made for this scheme");
    every_point(&mut group, &mut fingerprinter);
    group.finish();
}

fn every_point(group: &mut BenchmarkGroup<'_, WallTime>, fingerprinter: &mut Fingerprinter<'_>) {
    for (script, size) in common::points() {
        let text = common::document(script, size);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new(script.name(), size), |b| {
            b.iter(|| one(fingerprinter, black_box(text.as_bytes())));
        });
    }
}

/// Other bins and the other profile, for an article.
fn schemes(c: &mut Criterion) {
    let mut group = c.benchmark_group("fingerprint of an english article by scheme");
    let text = common::document(common::Script::English, common::ARTICLE);
    group.throughput(Throughput::Bytes(text.len() as u64));
    scheme_at::<256>(&mut group, &text);
    scheme_at::<512>(&mut group, &text);
    scheme_at::<1024>(&mut group, &text);
    group.finish();
}

fn scheme_at<const BINS: usize>(group: &mut BenchmarkGroup<'_, WallTime>, text: &str) {
    for (name, profile) in [("rewrite", Profile::Rewrite), ("strict", Profile::Strict)] {
        let mut fingerprinter = Fingerprinter::new(&Scheme::<BINS>::new(profile));
        group.bench_function(BenchmarkId::new(name, format!("{BINS} bins")), |b| {
            b.iter(|| one(&mut fingerprinter, black_box(text.as_bytes())));
        });
    }
}

/// The bundled corpus, one article after another, as a program without threads does it.
fn corpus(c: &mut Criterion) {
    let mut group = c.benchmark_group("fingerprint the corpus");
    let bytes: usize = common::CORPUS.iter().map(|record| record.text.len()).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
    group.bench_function(BenchmarkId::new("documents", common::CORPUS.len()), |b| {
        b.iter(|| {
            common::CORPUS.iter().fold(0, |all, record| all ^ one(&mut fingerprinter, record.text.as_bytes()).content())
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = common::criterion();
    targets = unfiltered, filtered, schemes, corpus
}
