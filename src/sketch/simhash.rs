//! SimHash: 64 bits of which near-exact copies share nearly all.

use crate::kernel::{Blocks, Kernel, PositionalCount};

/// Builds a SimHash: bit `i` is set where more than half of the shingle hashes have it. 264 bytes.
///
/// Every occurrence of a shingle counts. Source: Charikar, "Similarity estimation techniques from rounding algorithms",
/// 2002; poor at rewrites (average precision .86 on newswire), good at near-exact copies and at short texts.
///
/// ```
/// use wireprint::sketch::SimHash;
/// let mut simhash = SimHash::new();
/// for hash in [0b110, 0b011, 0b010] {
///     simhash.shingle(hash);
/// }
/// assert_eq!(simhash.finish(), 0b010);
/// ```
#[derive(Clone, Debug)]
pub struct SimHash {
    counts: PositionalCount,
    shingles: u32,
}

impl SimHash {
    /// Of nothing; its hash is 0.
    pub const fn new() -> Self {
        Self { counts: PositionalCount::new(), shingles: 0 }
    }

    /// Adds a shingle. The first 2^32 − 1 count, further ones change nothing.
    #[inline]
    pub fn shingle(&mut self, hash: u64) {
        if let Some(shingles) = self.shingles.checked_add(1) {
            self.shingles = shingles;
            self.counts.add(hash);
        }
    }

    /// Adds many shingles: a fraction of a nanosecond each where the machine has a block kernel.
    ///
    /// ```
    /// use wireprint::sketch::SimHash;
    /// let mut simhash = SimHash::new();
    /// simhash.extend(&[0b110, 0b011, 0b010]);
    /// assert_eq!(simhash.finish(), 0b010);
    /// ```
    pub fn extend(&mut self, hashes: &[u64]) {
        match Kernel::best().blocks() {
            Some(blocks) => self.extend_in(blocks, hashes),
            None => hashes.iter().for_each(|hash| self.shingle(*hash)),
        }
    }

    #[inline]
    pub(crate) fn extend_in(&mut self, blocks: Blocks, hashes: &[u64]) {
        match u32::try_from(hashes.len()).ok().and_then(|len| self.shingles.checked_add(len)) {
            Some(shingles) => {
                self.shingles = shingles;
                blocks.positional_count(&mut self.counts, hashes);
            }
            None => hashes.iter().for_each(|hash| self.shingle(*hash)),
        }
    }

    /// Shingles added.
    pub fn shingles(&self) -> u32 {
        self.shingles
    }

    /// The hash.
    pub fn finish(&self) -> u64 {
        self.counts.above(self.shingles / 2, self.shingles)
    }
}

impl Default for SimHash {
    fn default() -> Self {
        Self::new()
    }
}
