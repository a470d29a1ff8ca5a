//! The benchmarks, one file a subject, in the order of the layers: `cargo bench`, or `cargo bench -- fingerprint/english`.

mod common;

mod batch;
mod compare;
mod evidence;
mod fingerprint;
mod index_fixed;
mod index_window;
mod minhash;
mod shingle;
mod simhash;
mod tokenise;

criterion::criterion_main!(
    tokenise::benches,
    shingle::benches,
    minhash::benches,
    simhash::benches,
    fingerprint::benches,
    batch::benches,
    compare::benches,
    index_fixed::benches,
    index_window::benches,
    evidence::benches,
);
