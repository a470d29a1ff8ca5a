//! wireprint's own contestants, one for each kernel that this machine runs. What of the library is measured is chosen
//! here and nowhere else.

use std::hint::black_box;

use wireprint::fingerprint::for_each_shingle;
use wireprint::kernel::Kernel;
use wireprint::sketch::SimHash;
use wireprint::{Fingerprint, Fingerprinter, Scheme};

/// The library on one kernel.
#[derive(Debug)]
pub struct Ours {
    /// The kernel's name.
    pub kernel: &'static str,
    fingerprinter: Fingerprinter<'static>,
}

impl Ours {
    /// One for each kernel, the slowest first; the last is what users get.
    pub fn every_kernel() -> Vec<Self> {
        let on = |kernel| Fingerprinter::new(&Scheme::REWRITE).with_kernel(kernel);
        Kernel::available().map(|kernel| Self { kernel: kernel.name(), fingerprinter: on(kernel) }).collect()
    }

    /// A document's fingerprint.
    pub fn fingerprint(&mut self, text: &str) -> Fingerprint {
        self.fingerprinter.push(text.as_bytes());
        self.fingerprinter.finish()
    }
}

/// A document's fingerprint by the kernel that users get.
pub fn fingerprint(text: &str) -> Fingerprint {
    wireprint::fingerprint(&Scheme::REWRITE, text.as_bytes())
}

/// The hashes of a document's shingles.
pub fn shingles(text: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    for_each_shingle(&Scheme::REWRITE, text.as_bytes(), |shingle| hashes.push(shingle.hash));
    hashes
}

/// The SimHash of shingle hashes.
pub fn simhash(hashes: &[u64]) -> u64 {
    let mut simhash = SimHash::new();
    simhash.extend(black_box(hashes));
    simhash.finish()
}
