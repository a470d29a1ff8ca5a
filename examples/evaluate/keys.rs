//! How often a true pair would not be looked up at all, over many seeds of the hash: a figure of the method, not of one
//! lucky seed. Half as many keys are the minima of neighbours.

use wireprint::index::MIN_SHARED_KEYS;
use wireprint::{Fingerprint, Scheme, fingerprint};

use crate::Row;
use crate::corpora::Corpus;

const SEEDS: u64 = 200;

pub(crate) fn run(name: &str, corpus: &Corpus, rows: &mut Vec<Row>) {
    let (mut all, mut missed, mut missed_by_half) = (0, 0, 0);
    for seed in 0..SEEDS {
        let scheme = Scheme::REWRITE.with_seed(seed);
        for pair in corpus.pairs.iter().filter(|pair| pair.is_reuse) {
            let [a, b] = [pair.a, pair.b].map(|document| fingerprint(&scheme, corpus.texts[document].as_bytes()));
            let is_missed = |a: &[u32], b: &[u32]| {
                let shared = a.iter().zip(b).filter(|(x, y)| x == y && **x != u32::MAX).count();
                u32::from(shared < usize::from(MIN_SHARED_KEYS))
            };
            all += 1;
            missed += is_missed(a.keys(), b.keys());
            missed_by_half += is_missed(&half(&a), &half(&b));
        }
    }
    println!(
        "{name}, over {SEEDS} seeds: of {all} lookups of a true pair {missed} failed; {missed_by_half} with half the keys\n"
    );
    for (measure, value) in [("lookups failed", missed), ("lookups failed with half the keys", missed_by_half)] {
        let value = f64::from(value) / f64::from(all);
        rows.push(Row { corpus: name.to_owned(), measure: measure.to_owned(), value });
    }
}

fn half(print: &Fingerprint) -> Vec<u32> {
    print.keys().chunks(2).map(|pair| pair.iter().copied().min().unwrap_or(u32::MAX)).collect()
}
