//! Two texts → exact overlap and aligned passages.

use std::hint::black_box;

use crate::common::synthetic::{UNRELATED, story};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::Scheme;
use wireprint::evidence::{Analysis, verify};

use crate::common;

fn analysis(text: &str) -> Analysis {
    Analysis::new(&Scheme::REWRITE, None, text.as_bytes())
}

/// One text taken apart, in bytes a second.
fn analyse(c: &mut Criterion) {
    let mut group = c.benchmark_group("evidence, analysis of one text");
    for (script, size) in common::points() {
        let text = common::document(script, size);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new(script.name(), size), |b| b.iter(|| analysis(black_box(&text))));
    }
    group.finish();
}

/// Pairs of each kind: their names, and the texts.
fn pairs() -> Vec<(String, String, String)> {
    let agency = || common::corpus_text("en-ferry-agency").to_owned();
    let named = |name: &str, a, b| (name.to_owned(), a, b);
    let mut pairs = vec![
        named("corpus rewrite/2000", agency(), common::corpus_text("en-ferry-harbourpost").to_owned()),
        named("corpus unrelated/2000", agency(), common::corpus_text("en-unrel-orchard").to_owned()),
        named("corpus same content/2000", agency(), agency()),
    ];
    pairs.extend(
        common::SIZES.map(|size| (format!("versions of a story/{size}"), story(0, 0, size), story(0, 1, size))),
    );
    let page = story(UNRELATED, 0, 128 << 10) + &story(0, 0, 4 << 10) + &story(UNRELATED + 1, 0, 128 << 10);
    pairs.push(("4 KiB inside a page/262144".to_owned(), story(0, 0, 4 << 10), page));
    let word = "harbour ".repeat((16 << 10) / 8);
    pairs.push(("one repeated word/16384".to_owned(), word.clone(), word + "bridge"));
    pairs
}

/// Two analysed texts compared and aligned, per pair.
fn alignment(c: &mut Criterion) {
    let mut group = c.benchmark_group("evidence, verify one pair");
    group.throughput(Throughput::Elements(1));
    for (name, a, b) in pairs() {
        let (a, b) = (analysis(&a), analysis(&b));
        group.bench_function(name, |bencher| bencher.iter(|| verify(black_box(&a), black_box(&b))));
    }
    group.finish();
}

/// Both steps, from two texts to the passages.
fn whole(c: &mut Criterion) {
    let mut group = c.benchmark_group("evidence, analyse and verify one pair");
    group.throughput(Throughput::Elements(1));
    for (name, a, b) in pairs() {
        group.bench_function(name, |bencher| {
            bencher.iter(|| verify(&analysis(black_box(&a)), &analysis(black_box(&b))));
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = analyse, alignment, whole }
