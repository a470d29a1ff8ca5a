//! Shingle hashes → minima; the suppression of common ones; minima → signature.
//!
//! 1. *Minima without a branch*: whether a shingle lowers its bin is as good as random, so the smaller is stored always.
//! 2. *Suppression packs in place*: each shingle is written behind the last that was kept, and the length grows by one or none.
//! 3. *Signatures* are plain loops over arrays of a known length, which every instruction set makes vectors of.

use crate::kernel::scalar::{FILTER_WORDS, filter_place};

/// Lowers the bins' minima.
#[inline(always)]
pub(in crate::kernel) fn minima<const BINS: usize>(minima: &mut [u32; BINS], hashes: &[u64], quoted: &[u8]) {
    for (&hash, &quoted) in hashes.iter().zip(quoted) {
        let bin = (hash >> (64 - BINS.trailing_zeros())) as usize;
        let value = (hash as u32) << 1 | u32::from(quoted);
        if let Some(minimum) = minima.get_mut(bin) {
            *minimum = (*minimum).min(value);
        }
    }
}

/// Drops the shingles that the filter has; the others move to the front. Gives their number.
#[inline(always)]
pub(in crate::kernel) fn suppress(words: &[u32; FILTER_WORDS], hashes: &mut [u64], quoted: &mut [u8]) -> usize {
    let len = hashes.len().min(quoted.len());
    let mut kept = 0;
    for at in 0..len {
        // SAFETY: `at` is below both lengths, and `kept` is at most `at`.
        unsafe {
            let (hash, flag) = (*hashes.get_unchecked(at), *quoted.get_unchecked(at));
            *hashes.get_unchecked_mut(kept) = hash;
            *quoted.get_unchecked_mut(kept) = flag;
            let (word, bits) = filter_place(hash);
            kept += usize::from(words.get_unchecked(word % FILTER_WORDS) & bits != bits);
        }
    }
    kept
}

/// The bytes of the signature: 0 for an empty bin, else the minimum truncated to 1–127, and its quoted flag in bit 7.
#[inline(always)]
pub(in crate::kernel) fn signature<const BINS: usize>(minima: &[u32; BINS], out: &mut [u8; BINS]) {
    for (out, &minimum) in out.iter_mut().zip(minima) {
        *out = crate::kernel::scalar::signature_byte(minimum);
    }
}

/// How many bins are not empty, and the sum of all minima less their quoted flags, each one higher; an empty bin counts 2^31.
#[inline(always)]
pub(in crate::kernel) fn occupancy<const BINS: usize>(minima: &[u32; BINS]) -> (u64, u64) {
    let occupied: u32 = minima.iter().map(|minimum| u32::from(*minimum != u32::MAX)).sum();
    let sum: u64 = minima.iter().map(|minimum| u64::from(minimum >> 1)).sum();
    (u64::from(occupied), sum + BINS as u64)
}
