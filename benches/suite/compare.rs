//! Two fingerprints → comparison, per pair.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::{Fingerprint, Profile, Rules, Scheme, compare, fingerprint};

use crate::common;

/// One pair of each kind.
fn one_pair(c: &mut Criterion) {
    let mut group = c.benchmark_group("compare one pair");
    group.throughput(Throughput::Elements(1));
    one_pair_at::<256>(&mut group);
    one_pair_at::<512>(&mut group);
    one_pair_at::<1024>(&mut group);
    group.finish();
}

fn one_pair_at<const BINS: usize>(group: &mut BenchmarkGroup<'_, WallTime>) {
    let agency = common::corpus_text("en-ferry-agency");
    let pairs = [
        ("rewrite", agency, common::corpus_text("en-ferry-harbourpost")),
        ("unrelated", agency, common::corpus_text("en-unrel-orchard")),
        ("same content", agency, agency),
        ("short text", agency, "Ferry runs aground off Skerra, all rescued"),
    ];
    let scheme = Scheme::<BINS>::new(Profile::Rewrite);
    for (name, a, b) in pairs {
        let (a, b) = (fingerprint(&scheme, a.as_bytes()), fingerprint(&scheme, b.as_bytes()));
        group.bench_function(BenchmarkId::new(name, format!("{BINS} bins")), |bencher| {
            bencher.iter(|| compare(black_box(&a), black_box(&b)).expect("both have one scheme"));
        });
    }
}

/// Every pair of the corpus, as where no index is used: what a pair costs on average, with its verdict and without.
fn all_pairs(c: &mut Criterion) {
    let prints: Vec<Fingerprint> =
        common::CORPUS.iter().map(|record| fingerprint(&Scheme::REWRITE, record.text.as_bytes())).collect();
    let pairs = || prints.iter().enumerate().flat_map(|(i, a)| prints[..i].iter().map(move |b| (a, b)));
    let found = |(a, b)| compare(a, b).expect("both have one scheme");

    let mut group = c.benchmark_group("compare all pairs of the corpus");
    group.throughput(Throughput::Elements(pairs().count() as u64));
    group.bench_function("estimates", |b| b.iter(|| pairs().map(|pair| found(pair).jaccard.value).sum::<f64>()));
    let rules = Rules::default();
    group.bench_function("estimates and verdict", |b| {
        b.iter(|| pairs().filter(|pair| rules.of_comparison(&found(*pair), false).is_match()).count());
    });
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = one_pair, all_pairs }
