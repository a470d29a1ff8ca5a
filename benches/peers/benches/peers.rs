//! The contestants under criterion: `cargo bench --package wireprint-peers`. The tables by turns are those of
//! `cargo xtask peers`.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wireprint_peers::contestants::Contestant;
use wireprint_peers::documents::{ARTICLE, Language, Library, SIZES};
use wireprint_peers::indexes::{Sketches, everybody};
use wireprint_peers::peers::gaoya;
use wireprint_peers::{ours, stories};

/// Documents in an index.
const DOCUMENTS: usize = 10_000;
/// The same in a smoke run.
const DOCUMENTS_SMOKE: usize = 500;
const QUERIES: usize = 256;
/// Shingles of a document whose SimHash is taken.
const SHINGLES: usize = 600;

fn is_smoke() -> bool {
    std::env::args().any(|argument| argument == "--test")
}

fn config() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .nresamples(20_000)
}

fn fingerprints(c: &mut Criterion) {
    let library = Library::open().expect("the corpus is part of the repository");
    let languages = Language::ALL.into_iter().map(|language| (language, ARTICLE));
    let sizes = SIZES.into_iter().filter(|size| *size != ARTICLE).map(|size| (Language::ENGLISH, size));
    for (language, size) in languages.chain(sizes) {
        let documents = library.documents(language, size);
        let bytes: usize = documents.iter().map(String::len).sum();
        let mut group = c.benchmark_group(format!("fingerprint/{}/{size}", language.name));
        group.throughput(Throughput::Bytes((bytes / documents.len()) as u64));
        for mut contestant in Contestant::everybody() {
            let mut number = 0;
            group.bench_function(BenchmarkId::from_parameter(contestant.name.clone()), |b| {
                b.iter(|| {
                    number = (number + 1) % documents.len();
                    contestant.work(&documents[number]);
                });
            });
        }
        group.finish();
    }
}

fn simhashes(c: &mut Criterion) {
    let hashes: Vec<u64> = (0..40).flat_map(|number| ours::shingles(&stories::held(number))).collect();
    let hasher = gaoya::sim_hasher();
    let mut group = c.benchmark_group("simhash of hashes");
    group.throughput(Throughput::Elements(SHINGLES as u64));
    let mut bench = |name: &str, work: &dyn Fn(&[u64]) -> u64| {
        let mut documents = hashes.chunks_exact(SHINGLES).cycle();
        group.bench_function(name, |b| b.iter(|| documents.next().map(|hashes| work(black_box(hashes)))));
    };
    bench("wireprint", &ours::simhash);
    bench("gaoya", &|hashes| gaoya::simhash_of_hashes(&hasher, hashes));
    bench("gaoya, its hashing alone", &gaoya::hashing_alone);
    group.finish();
}

fn lookups(c: &mut Criterion) {
    let documents = if is_smoke() { DOCUMENTS_SMOKE } else { DOCUMENTS };
    let held = Sketches::of(documents, stories::held);
    let queries = Sketches::of(QUERIES, |number| stories::query(number, documents as u64));
    let mut group = c.benchmark_group("index, look up");
    for mut index in everybody(&held).expect("the default window has room") {
        (0..documents).try_for_each(|number| index.insert(number)).expect("one scheme");
        index.ask(&queries);
        let mut query = 0;
        group.bench_function(BenchmarkId::new(index.name(), documents), |b| {
            b.iter(|| {
                query = (query + 1) % QUERIES;
                index.lookup(query)
            });
        });
    }
    group.finish();
}

/// From nothing to all documents.
fn insertions(c: &mut Criterion) {
    let documents = if is_smoke() { DOCUMENTS_SMOKE } else { DOCUMENTS };
    let held = Sketches::of(documents, stories::held);
    let mut group = c.benchmark_group("index, fill");
    group.throughput(Throughput::Elements(documents as u64));
    for kind in 0..everybody(&held).map_or(0, |all| all.len()) {
        let empty = || everybody(&held).expect("the default window has room").swap_remove(kind);
        group.bench_function(BenchmarkId::new(empty().name(), documents), |b| {
            b.iter_batched(
                empty,
                |mut index| {
                    (0..documents).try_for_each(|number| index.insert(number)).expect("one scheme");
                    index
                },
                criterion::BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = config(); targets = fingerprints, simhashes, lookups, insertions }
criterion_main!(benches);
