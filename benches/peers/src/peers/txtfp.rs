//! txtfp, by its quick start: NFKC and casefolding, UAX 29 words, 5-shingles joined into strings, XXH3-128 of each, 128
//! MinHash slots by double hashing.

use anyhow::{Context, Result};
use txtfp::{
    Canonicalizer, Fingerprinter, MinHashFingerprinter, MinHashSig, ShingleTokenizer, Tokenizer, WordTokenizer,
};

/// The quick start's fingerprinter.
#[derive(Debug)]
pub struct Txtfp(MinHashFingerprinter<ShingleTokenizer<WordTokenizer>, 128>);

impl Txtfp {
    /// With the quick start's parameters.
    pub fn new() -> Self {
        Self(MinHashFingerprinter::new(Canonicalizer::default(), tokenizer()))
    }

    /// A document's signature.
    pub fn minhash(&self, text: &str) -> Result<MinHashSig<128>> {
        self.0.fingerprint(text).context("txtfp refuses a document")
    }
}

impl Default for Txtfp {
    fn default() -> Self {
        Self::new()
    }
}

fn tokenizer() -> ShingleTokenizer<WordTokenizer> {
    ShingleTokenizer { k: 5, inner: WordTokenizer }
}

/// How many shingles it makes of a document.
pub fn shingles(text: &str) -> usize {
    let mut count = 0;
    tokenizer().for_each_token(&Canonicalizer::default().canonicalize(text), &mut |_| count += 1);
    count
}
