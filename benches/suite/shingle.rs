//! Tokens → shingle hashes, per shingle. The tokens are collected beforehand, so this is the shingler alone.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use wireprint::Scheme;
use wireprint::shingle::Shingler;
use wireprint::text::{Quotation, Token, TokenSink, Tokeniser};

use crate::common;

/// What the tokeniser says, in its order: quotations decide which shingles wait.
enum Event {
    Token(Token),
    Quotation(Quotation),
}

#[derive(Default)]
struct Events(Vec<Event>);

impl TokenSink for Events {
    fn token(&mut self, token: Token) {
        self.0.push(Event::Token(token));
    }

    fn quotation(&mut self, event: Quotation) {
        self.0.push(Event::Quotation(event));
    }
}

fn events(scheme: &Scheme, text: &str) -> Vec<Event> {
    let mut events = Events::default();
    let mut tokeniser = Tokeniser::new(scheme);
    tokeniser.push(text.as_bytes(), &mut events);
    tokeniser.finish(&mut events);
    events.0
}

/// The exclusive or of all hashes, and how many there were and were quoted.
fn shingles(scheme: &Scheme, events: &[Event]) -> (u64, u64, u64) {
    let (mut hashes, mut count, mut quoted) = (0, 0, 0);
    let mut shingler = Shingler::new(scheme);
    for event in events {
        let mut each = |shingle: wireprint::shingle::Shingle| {
            hashes ^= shingle.hash;
            count += 1;
            quoted += u64::from(shingle.quoted);
        };
        match event {
            Event::Token(token) => shingler.token(token, &mut each),
            Event::Quotation(event) => shingler.quotation(*event, &mut each),
        }
    }
    (hashes, count, quoted)
}

fn hashing(c: &mut Criterion) {
    for (profile, scheme) in [("pairs of kept tokens", Scheme::REWRITE), ("triples of all tokens", Scheme::STRICT)] {
        let mut group = c.benchmark_group(format!("shingle hashing, {profile}"));
        for (script, size) in common::points() {
            let events = events(&scheme, &common::document(script, size));
            let (_, count, _) = shingles(&scheme, &events);
            group.throughput(Throughput::Elements(count));
            group.bench_function(BenchmarkId::new(script.name(), size), |b| {
                b.iter(|| shingles(&scheme, black_box(&events)));
            });
        }
        group.finish();
    }
}

criterion_group! { name = benches; config = common::criterion(); targets = hashing }
