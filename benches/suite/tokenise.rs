//! Bytes → folded tokens, in bytes a second.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::Scheme;
use wireprint::text::{Quotation, Token, TokenSink, Tokeniser};

use crate::common;

/// Uses every field of every token, so that nothing can be left out.
#[derive(Default)]
struct Sum {
    hashes: u64,
    bytes: u64,
    kept: u32,
    quotations: u32,
}

impl TokenSink for Sum {
    fn token(&mut self, token: Token) {
        self.hashes ^= token.hash;
        self.bytes += token.end - token.start;
        self.kept += u32::from(token.kept);
    }

    fn quotation(&mut self, _: Quotation) {
        self.quotations += 1;
    }
}

fn tokens(scheme: &Scheme, text: &[u8], piece: usize) -> Sum {
    let mut sum = Sum::default();
    let mut tokeniser = Tokeniser::new(scheme);
    text.chunks(piece).for_each(|piece| tokeniser.push(piece, &mut sum));
    tokeniser.finish(&mut sum);
    sum
}

/// A whole text at once.
fn whole(c: &mut Criterion) {
    let mut group = c.benchmark_group("tokenise");
    for (script, size) in common::points() {
        let text = common::document(script, size);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new(script.name(), size), |b| {
            b.iter(|| tokens(&Scheme::REWRITE, black_box(text.as_bytes()), usize::MAX));
        });
    }
    group.finish();
}

/// The same text in pieces, as it comes off a wire: what a call of `push` costs.
fn pieces(c: &mut Criterion) {
    let mut group = c.benchmark_group("tokenise 16 KiB of english in pieces of bytes");
    let text = common::document(common::Script::English, 16 << 10);
    group.throughput(Throughput::Bytes(text.len() as u64));
    for piece in [1, 16, 64, 1_460] {
        group.bench_function(BenchmarkId::from_parameter(piece), |b| {
            b.iter(|| tokens(&Scheme::REWRITE, black_box(text.as_bytes()), piece));
        });
    }
    group.finish();
}

/// Bytes that are no text: the decoder's slow path.
fn noise(c: &mut Criterion) {
    let mut group = c.benchmark_group("tokenise bytes that are not UTF-8");
    let utf16: Vec<u8> =
        common::document(common::Script::Russian, 4 << 10).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let continuation = vec![0xBF; 4 << 10];
    for (name, bytes) in [("russian as UTF-16", utf16), ("continuation bytes", continuation)] {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(BenchmarkId::new(name, bytes.len()), |b| {
            b.iter(|| tokens(&Scheme::REWRITE, black_box(&bytes), usize::MAX));
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = common::criterion(); targets = whole, pieces, noise }
