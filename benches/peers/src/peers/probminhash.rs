//! probminhash, by its README: weighted sets in an IndexMap with FNV, ProbMinHash3a with FNV. It takes sets, not texts;
//! the text is split at white space here, a word is a hash, and its weight how often it occurs.

use fnv::{FnvBuildHasher, FnvHasher};
use indexmap::IndexMap;
use probminhash::probminhasher::ProbMinHash3a;
use xxhash_rust::xxh3::xxh3_64;

/// As many as the other peers have.
const HASHES: usize = 128;

/// A document's signature.
pub fn minhash(text: &str) -> Vec<u64> {
    let mut weights: IndexMap<u64, f64, FnvBuildHasher> = IndexMap::default();
    for word in text.split_whitespace() {
        *weights.entry(xxh3_64(word.as_bytes())).or_default() += 1.0;
    }
    let mut hasher = ProbMinHash3a::<u64, FnvHasher>::new(HASHES, 0);
    hasher.hash_weigthed_idxmap(&weights);
    hasher.get_signature().clone()
}
