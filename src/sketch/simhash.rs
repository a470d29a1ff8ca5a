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
#[repr(C)] // a number before the array keeps compilers from making it together with its neighbour, elsewhere than in place
pub struct SimHash {
    /// At most 2^32 − 1.
    shingles: u64,
    counts: PositionalCount,
}

impl SimHash {
    /// Of nothing; its hash is 0.
    #[inline(always)]
    pub const fn new() -> Self {
        Self { counts: PositionalCount::new(), shingles: 0 }
    }

    /// Goes back to nothing.
    pub(crate) fn reset(&mut self) {
        self.shingles = 0;
        self.counts.reset();
    }

    /// Adds a shingle. The first 2^32 − 1 count, further ones change nothing.
    #[inline]
    pub fn shingle(&mut self, hash: u64) {
        if self.shingles < u64::from(u32::MAX) {
            self.shingles += 1;
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
        let shingles = self.shingles.saturating_add(hashes.len() as u64);
        if shingles <= u64::from(u32::MAX) {
            self.shingles = shingles;
            blocks.positional_count(&mut self.counts, hashes);
        } else {
            hashes.iter().for_each(|hash| self.shingle(*hash));
        }
    }

    /// Shingles added.
    pub fn shingles(&self) -> u32 {
        self.shingles as u32
    }

    /// The hash.
    pub fn finish(&self) -> u64 {
        self.counts.above(self.shingles() / 2, self.shingles())
    }
}

impl Default for SimHash {
    fn default() -> Self {
        Self::new()
    }
}
