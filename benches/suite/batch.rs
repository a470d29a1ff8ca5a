//! Many documents at once: on all cores with the feature `parallel`, one after another without.

use std::hint::black_box;

use crate::common::synthetic;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::Scheme;
use wireprint::fingerprint::fingerprint_batch;

use crate::common;

fn batch(c: &mut Criterion) {
    let how = if cfg!(feature = "parallel") { "on all cores" } else { "on one core" };
    let mut group = c.benchmark_group("fingerprint a batch");
    for documents in [16, 256, 4_096] {
        let texts: Vec<String> =
            (0..documents).map(|story| synthetic::story(story, 0, synthetic::STORY_BYTES)).collect();
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        group.bench_function(BenchmarkId::new(how, documents), |b| {
            b.iter(|| fingerprint_batch(&Scheme::REWRITE, None, black_box(&texts)).expect("there is no filter"));
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = batch }
