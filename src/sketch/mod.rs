//! Shingle hashes → sketches of fixed size.

mod minhash;
mod simhash;

pub use minhash::MinHash;
pub use simhash::SimHash;
