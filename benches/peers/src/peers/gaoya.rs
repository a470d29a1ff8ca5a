//! gaoya. MinHash by its README: the text in small letters, split at ASCII spaces and punctuation, FNV of each word, 42
//! bands of 3 hashes. SimHash as its own tests have it: the same words, SipHash of each, 64 bits. Where many documents
//! are to be told apart, of three words each, since single words of any two texts are too alike.

use std::hash::{Hash, Hasher};

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};
use gaoya::simhash::{SimHash, SimSipHasher64};
use gaoya::text::{shingle_tokens, whitespace_split};
use siphasher::sip::SipHasher;
use xxhash_rust::xxh3::xxh3_64;

/// Bands, hashes in a band, and the Jaccard similarity that a lookup asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Banding {
    pub bands: usize,
    pub width: usize,
    pub threshold: f64,
}

impl Banding {
    /// The README's.
    pub const README: Self = Self { bands: 42, width: 3, threshold: 0.5 };
    /// One that finds rewrites.
    pub const WIDE: Self = Self { bands: 64, width: 2, threshold: 0.2 };
    /// Both.
    pub const ALL: [Self; 2] = [Self::README, Self::WIDE];

    /// Hashes of a signature.
    pub fn hashes(self) -> usize {
        self.bands * self.width
    }

    /// An empty index.
    pub fn index(self) -> MinHashIndex<u32, u64> {
        MinHashIndex::new(self.bands, self.width, self.threshold)
    }

    /// As people write it.
    pub fn name(self) -> String {
        format!("gaoya {}×{}", self.bands, self.width)
    }
}

/// Its hasher for a banding.
pub fn min_hasher(banding: Banding) -> MinHasher32<impl std::hash::BuildHasher> {
    MinHasher32::new(banding.hashes())
}

/// A document's MinHash signature.
pub fn minhash(hasher: &MinHasher32<impl std::hash::BuildHasher>, text: &str) -> Vec<u32> {
    hasher.create_signature(whitespace_split(&text.to_lowercase()))
}

/// How many words it makes of a document, which are what it hashes.
pub fn shingles(text: &str) -> usize {
    whitespace_split(&text.to_lowercase()).count()
}

/// Words of a shingle where there are many documents.
const TRIPLE: usize = 3;

/// The sorted hashes of a document's different triples of words.
pub fn triples(text: &str) -> Vec<u64> {
    let text = text.to_lowercase();
    let words: Vec<&str> = whitespace_split(&text).collect();
    let mut hashes: Vec<u64> = shingle_tokens(&words, TRIPLE).map(|shingle| xxh3_64(shingle.as_bytes())).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The MinHash signature of a document's triples.
pub fn minhash_of_triples(hasher: &MinHasher32<impl std::hash::BuildHasher>, triples: &[u64]) -> Vec<u32> {
    hasher.create_signature(triples.iter())
}

/// Any two keys.
const SIP_KEYS: (u64, u64) = (1, 2);

/// Its SimHash.
pub type Sim = SimHash<SimSipHasher64, u64, 64>;

/// Its SimHash of 64 bits.
pub fn sim_hasher() -> Sim {
    SimHash::new(SimSipHasher64::new(SIP_KEYS.0, SIP_KEYS.1))
}

/// A document's SimHash.
pub fn simhash(hasher: &Sim, text: &str) -> u64 {
    hasher.create_signature(whitespace_split(&text.to_lowercase()))
}

/// The SimHash of shingle hashes, each of which it hashes again: its hasher cannot be exchanged.
pub fn simhash_of_hashes(hasher: &Sim, hashes: &[u64]) -> u64 {
    hasher.create_signature(hashes.iter())
}

/// What of [`simhash_of_hashes`] is hashing.
pub fn hashing_alone(hashes: &[u64]) -> u64 {
    hashes.iter().fold(0, |all, hash| {
        let mut sip = SipHasher::new_with_keys(SIP_KEYS.0, SIP_KEYS.1);
        hash.hash(&mut sip);
        all ^ sip.finish()
    })
}
