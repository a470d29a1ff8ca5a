//! One-permutation MinHash, the lookup keys and the distinct count: three readings of one array of minima.

use crate::kernel::{Blocks, Kernel, min_place, min_update, signature_byte};
use crate::scheme::KEYS;

/// A bin that no shingle fell into.
const EMPTY: u32 = u32::MAX;
/// Values of a minimum: 31 bits, the 32nd is the quoted flag.
const VALUES: u64 = 1 << 31;

/// The minima of a document's shingles, one a bin. `4 × BINS` bytes.
///
/// Each shingle falls into the bin of its hash's top bits and lowers that bin's minimum: one hash function does the work
/// of `BINS`. Source: Li, Owen and Zhang, "One permutation hashing", 2012; truncation to b bits: Li and König, 2010.
/// Beside each minimum stands whether that shingle was quoted, so that one signature tells narrative from quotation.
#[derive(Clone, Debug)]
pub struct MinHash<const BINS: usize> {
    minima: [u32; BINS],
}

impl<const BINS: usize> MinHash<BINS> {
    /// Of nothing.
    #[inline(always)]
    pub const fn new() -> Self {
        Self { minima: [EMPTY; BINS] }
    }

    /// Adds a shingle. A shingle met inside and outside quotations counts as narrative.
    #[inline]
    pub fn shingle(&mut self, hash: u64, quoted: bool) {
        min_update(&mut self.minima, hash, quoted);
    }

    /// Adds shingles; `quoted` has a 1 for each that is quoted, else a 0.
    #[inline]
    pub(crate) fn shingles(&mut self, blocks: Blocks, hashes: &[u64], quoted: &[u8]) {
        blocks.minima(&mut self.minima, hashes, quoted);
    }

    /// Adds a shingle as a quoted one; its bin, if the minimum there is the shingle's now.
    #[inline]
    pub(crate) fn lower_quoted(&mut self, hash: u64) -> Option<usize> {
        let (bin, value) = min_place(BINS, hash, true);
        let minimum = self.minima.get_mut(bin).filter(|minimum| value <= **minimum)?;
        *minimum = value;
        Some(bin)
    }

    /// Makes the minimum of a bin narrative.
    pub(crate) fn unquote(&mut self, bin: usize) {
        if let Some(minimum) = self.minima.get_mut(bin).filter(|minimum| **minimum != EMPTY) {
            *minimum &= !1;
        }
    }

    /// Whether a part's minimum of a bin is not above ours.
    #[cfg(feature = "alloc")]
    pub(crate) fn is_lowered_by(&self, part: &Self, bin: usize) -> bool {
        self.minima.get(bin).zip(part.minima.get(bin)).is_some_and(|(ours, theirs)| theirs <= ours)
    }

    /// Goes back to nothing.
    pub(crate) fn reset(&mut self) {
        self.minima.fill(EMPTY);
    }

    /// Adds the shingles of another part of the same text.
    pub fn merge(&mut self, part: &Self) {
        for (minimum, other) in self.minima.iter_mut().zip(&part.minima) {
            *minimum = (*minimum).min(*other);
        }
    }

    /// The signature: 0 for an empty bin, else the minimum truncated to 7 bits, 1 to 127, with bit 7 set if quoted.
    pub fn signature(&self) -> [u8; BINS] {
        let mut signature = [0; BINS];
        self.write_signature(&mut signature);
        signature
    }

    /// The same, in place.
    pub(crate) fn write_signature(&self, signature: &mut [u8; BINS]) {
        match Kernel::best().blocks() {
            Some(blocks) => blocks.signature(&self.minima, signature),
            None => signature.iter_mut().zip(&self.minima).for_each(|(byte, minimum)| *byte = signature_byte(*minimum)),
        }
    }

    /// The keys: minima over groups of `BINS / 128` bins, at their full width of 31 bits; `u32::MAX` for an empty group.
    pub fn keys(&self) -> [u32; KEYS] {
        let mut keys = [EMPTY; KEYS];
        self.write_keys(&mut keys);
        keys
    }

    /// The same, in place.
    pub(crate) fn write_keys(&self, keys: &mut [u32; KEYS]) {
        for (key, group) in keys.iter_mut().zip(self.minima.chunks(BINS / KEYS)) {
            let least = group.iter().copied().min().unwrap_or(EMPTY);
            *key = if least == EMPTY { EMPTY } else { least >> 1 };
        }
    }

    /// How many different shingles there were, as the maximum-likelihood estimate from the minima: the occupied bins
    /// divided by the sum of all minima as fractions of their range, an empty bin counting 1.
    ///
    /// Repetition cannot inflate it. Relative standard error `1 / √BINS` (4.4 % at 512) for sets much larger than the bins,
    /// `1 / √(2 BINS)` (3.1 %) for smaller ones. Integer arithmetic: the same on every platform.
    pub fn distinct(&self) -> u32 {
        let (occupied, sum) = match Kernel::best().blocks() {
            Some(blocks) => blocks.occupancy(&self.minima),
            None => self.minima.iter().fold((0, 0), |(occupied, sum), &minimum| {
                (occupied + u64::from(minimum != EMPTY), sum + u64::from(minimum >> 1) + 1) // VALUES for an empty bin
            }),
        };
        let estimate = (BINS as u64 * occupied * VALUES + sum / 2) / sum.max(1);
        u32::try_from(estimate).unwrap_or(u32::MAX)
    }
}

impl<const BINS: usize> Default for MinHash<BINS> {
    fn default() -> Self {
        Self::new()
    }
}
