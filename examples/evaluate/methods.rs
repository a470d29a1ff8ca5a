//! wireprint and what it is measured against. Each method is plain and complete, and sees the same texts.

use std::collections::HashSet;

use wireprint::engine::Background;
use wireprint::evidence::{Analysis, verify};
use wireprint::{Fingerprint, Rules, Scheme, compare};
use xxhash_rust::xxh3::xxh3_64;

use crate::corpora::Corpus;
use crate::measures::Judged;

/// Everything that the methods compute of a corpus once.
pub(crate) struct Prepared {
    prints: Vec<Fingerprint>,
    analyses: Vec<Analysis>,
    triples: Vec<HashSet<u64>>,
    minhashes: Vec<[u32; PERMUTATIONS]>,
}

pub(crate) struct Method {
    pub(crate) name: &'static str,
    /// Whether its figures are told by group, too.
    pub(crate) by_group: bool,
    judge: fn(&Prepared, usize, usize) -> Judged,
}

pub(crate) const METHODS: [Method; 5] = [
    Method { name: "wireprint, verified", by_group: true, judge: verified },
    Method { name: "wireprint, fingerprints alone", by_group: true, judge: by_fingerprints },
    Method { name: "exact containment (the ceiling)", by_group: false, judge: exact },
    Method { name: "word 3-shingle Jaccard >= .7", by_group: false, judge: word_triples },
    Method { name: "MinHash LSH, 128 permutations", by_group: false, judge: minhash },
];

impl Method {
    pub(crate) fn judge(&self, prepared: &Prepared, corpus: &Corpus) -> Vec<Judged> {
        corpus.pairs.iter().map(|pair| (self.judge)(prepared, pair.a, pair.b)).collect()
    }
}

impl Prepared {
    pub(crate) fn new(corpus: &Corpus) -> Self {
        let scheme = Scheme::REWRITE;
        let mut background = Background::new(&scheme);
        let articles = corpus.articles();
        for article in &articles {
            background.learn(article);
        }
        let filter = background.filter();
        let prints = background.pages(&filter, &articles).unwrap_or_default();
        let triples: Vec<HashSet<u64>> = corpus.texts.iter().map(|text| word_shingles(text)).collect();
        let permutations = permutations();
        Self {
            prints: prints.into_iter().map(|page| page.fingerprint).collect(),
            analyses: articles.iter().map(|article| background.analysis(&filter, article)).collect(),
            minhashes: triples.iter().map(|set| minima(set, &permutations)).collect(),
            triples,
        }
    }
}

fn shared_keys(a: &Fingerprint, b: &Fingerprint) -> usize {
    a.keys().iter().zip(b.keys()).filter(|(x, y)| x == y && **x != u32::MAX).count()
}

fn is_candidate(p: &Prepared, a: usize, b: usize) -> bool {
    shared_keys(&p.prints[a], &p.prints[b]) >= usize::from(wireprint::index::MIN_SHARED_KEYS)
        || p.prints[a].is_same_content(&p.prints[b])
}

/// As `wireprint scan` decides: candidates, then exact counts and passages.
fn verified(p: &Prepared, a: usize, b: usize) -> Judged {
    let found = verify(&p.analyses[a], &p.analyses[b]);
    let score = found.score();
    let is_candidate = is_candidate(p, a, b);
    Judged { score, is_candidate, is_match: is_candidate && found.verdict(&Rules::default()).is_match() }
}

fn by_fingerprints(p: &Prepared, a: usize, b: usize) -> Judged {
    let is_candidate = is_candidate(p, a, b);
    match compare(&p.prints[a], &p.prints[b]) {
        Ok(found) => Judged {
            score: found.score(),
            is_candidate,
            is_match: is_candidate && Rules::default().of_comparison(&found, false).is_match(),
        },
        Err(_) => Judged { score: 0.0, is_candidate, is_match: false },
    }
}

/// Exact containment of kept shingles, common ones dropped: what a perfect sketch of them would say.
fn exact(p: &Prepared, a: usize, b: usize) -> Judged {
    let overlap = p.analyses[a].overlap(&p.analyses[b]);
    let score = overlap.containment();
    Judged { score, is_candidate: true, is_match: score >= Rules::default().containment }
}

/// Casefolded words in threes, as the tools in use take them.
pub(crate) fn word_shingles(text: &str) -> HashSet<u64> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(3).map(|triple| xxh3_64(triple.join(" ").as_bytes())).collect()
}

fn word_triples(p: &Prepared, a: usize, b: usize) -> Judged {
    let (a, b) = (&p.triples[a], &p.triples[b]);
    let shared = a.intersection(b).count();
    let score = shared as f64 / (a.len() + b.len() - shared).max(1) as f64;
    Judged { score, is_candidate: true, is_match: score >= 0.7 }
}

const PERMUTATIONS: usize = 128;
/// Rows of a band: 16 bands of 8 put the threshold near Jaccard .7.
const BAND_ROWS: usize = 8;

/// Multipliers and offsets of universal hashing, from a fixed seed.
fn permutations() -> Vec<(u64, u64)> {
    let number = |i: usize, salt: u8| xxh3_64(&[i as u8, salt]);
    (0..PERMUTATIONS).map(|i| (number(i, 1) | 1, number(i, 2))).collect()
}

fn minima(set: &HashSet<u64>, permutations: &[(u64, u64)]) -> [u32; PERMUTATIONS] {
    let mut minima = [u32::MAX; PERMUTATIONS];
    for hash in set {
        for (minimum, (multiplier, offset)) in minima.iter_mut().zip(permutations) {
            *minimum = (*minimum).min((hash.wrapping_mul(*multiplier).wrapping_add(*offset) >> 32) as u32);
        }
    }
    minima
}

fn minhash(p: &Prepared, a: usize, b: usize) -> Judged {
    let (a, b) = (&p.minhashes[a], &p.minhashes[b]);
    let score = a.iter().zip(b).filter(|(x, y)| x == y).count() as f64 / PERMUTATIONS as f64;
    let is_candidate = a.chunks(BAND_ROWS).zip(b.chunks(BAND_ROWS)).any(|(x, y)| x == y);
    Judged { score, is_candidate, is_match: is_candidate && score >= 0.7 }
}
