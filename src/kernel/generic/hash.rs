//! Tokens → hashes.
//!
//! 1. *One path for tokens of up to 16 bytes*, nearly all: they are loaded as two words, whatever stands behind them is masked away
//!    by a table, and XXH3's arithmetic for 16 bytes follows; no branch, no call, no loop. Longer ones are noted without a branch and
//!    hashed afterwards.
//! 2. *Ideographs* get their first bytes back on the way, in a variant of the loop that other text does not run.

use crate::kernel::PerToken;
use crate::kernel::folded::{FIRST_IDEOGRAPH, Folded, IDEOGRAPH_LEAD};
use crate::kernel::scalar;
use crate::kernel::spans::{KEPT, PLACES, Spans};

/// The parts of XXH3's secret that inputs of 9 to 16 bytes meet, XORed in pairs: bytes 24–31 with 32–39, 40–47 with 48–55.
pub(in crate::kernel) const SECRET: [u64; 2] =
    [0x1F67_B3B7_A4A4_4072 ^ 0x78E5_C0CC_4EE6_79CB, 0x2172_FFCC_7DD0_5A82 ^ 0x8E24_43F7_7446_08B8];
pub(in crate::kernel) const AVALANCHE: u64 = 0x1656_6791_9E37_79F9;

/// Masks of the first 0 to 16 bytes, as two words; longer tokens are hashed elsewhere.
static MASKS: [[u64; 2]; 17] = {
    let mut masks = [[!0, !0]; 17];
    let mut len = 0;
    while len < 8 {
        masks[len] = [(1 << (8 * len)) - 1, 0];
        masks[len + 8] = [!0, (1 << (8 * len)) - 1];
        len += 1;
    }
    masks
};

/// XXH3-64 of the 16 bytes `low`, `high`.
#[inline(always)]
fn sixteen(low: u64, high: u64, flips: [u64; 2]) -> u64 {
    let (low, high) = (low ^ flips[0], high ^ flips[1]);
    let product = u128::from(low) * u128::from(high);
    let folded = product as u64 ^ (product >> 64) as u64;
    let sum = low.swap_bytes().wrapping_add(16).wrapping_add(high).wrapping_add(folded);
    let mixed = (sum ^ sum >> 37).wrapping_mul(AVALANCHE);
    mixed ^ mixed >> 32
}

/// What the words of a short token are XORed with under a seed.
#[inline(always)]
pub(in crate::kernel) fn flips(seed: u64) -> [u64; 2] {
    [SECRET[0].wrapping_add(seed), SECRET[1].wrapping_sub(seed)]
}

/// Hashes all tokens; gives the length of the longest.
#[inline(always)]
pub(in crate::kernel) fn token_hashes(folded: &Folded, spans: &Spans, seed: u64, out: &mut PerToken) -> usize {
    if spans.has_ideographs {
        hashes::<true>(folded, spans, seed, out)
    } else {
        hashes::<false>(folded, spans, seed, out)
    }
}

#[inline(always)]
fn hashes<const IDEOGRAPHS: bool>(folded: &Folded, spans: &Spans, seed: u64, out: &mut PerToken) -> usize {
    let flips = flips(seed);
    let len = spans.len.min(PLACES);
    let mut long = [0u16; PLACES];
    let mut long_len = 0;
    for at in 0..len {
        // SAFETY: `at` is below PLACES; starts and ends are places of the stretch, and 16 bytes can be read from each: SLACK.
        let (bytes, start, end) = unsafe {
            let start = usize::from(*spans.starts.get_unchecked(at));
            let end = usize::from(*spans.ends.get_unchecked(at) & !KEPT);
            (folded.bytes.as_ptr().add(start).cast::<[[u8; 8]; 2]>().read(), start, end)
        };
        let token_len = end.wrapping_sub(start);
        // SAFETY: the index is at most 16.
        let masks = unsafe { MASKS.get_unchecked(token_len.min(16)) };
        let (mut low, high) = (u64::from_le_bytes(bytes[0]) & masks[0], u64::from_le_bytes(bytes[1]) & masks[1]);
        if IDEOGRAPHS {
            low = low.wrapping_sub(raised(low));
        }
        // SAFETY: `at` and the number noted so far are below PLACES.
        unsafe {
            *out.0.get_unchecked_mut(at) = sixteen(low, high, flips);
            *long.get_unchecked_mut(long_len) = at as u16;
        }
        long_len += usize::from(token_len > 16);
    }
    let mut longest = 0;
    for &at in long.iter().take(long_len) {
        let at = usize::from(at);
        let (Some(start), Some(end)) = (spans.starts.get(at), spans.ends.get(at)) else { continue };
        let range = usize::from(*start)..usize::from(end & !KEPT);
        longest = longest.max(range.len());
        if let (Some(hash), Some(bytes)) = (out.0.get_mut(at), folded.bytes.get(range)) {
            *hash = scalar::token_hash(bytes, seed);
        }
    }
    longest
}

/// What is to be taken off a word that begins with one or two ideographs of three bytes.
#[inline(always)]
fn raised(low: u64) -> u64 {
    let lead = u64::from(IDEOGRAPH_LEAD);
    let is_ideograph = low & 0xFF >= u64::from(FIRST_IDEOGRAPH);
    let two = u64::from(low >> 24 & 0xFF != 0);
    if is_ideograph { lead | (lead << 24) * two } else { 0 }
}

/// Hashes of the kept tokens of a range, packed; gives their number.
#[inline(always)]
pub(in crate::kernel) fn kept_hashes(
    spans: &Spans,
    hashes: &PerToken,
    from: usize,
    to: usize,
    out: &mut PerToken,
) -> usize {
    let mut len = 0;
    for at in from..to.min(PLACES) {
        // SAFETY: `at` is below PLACES, and `len` is at most `at`.
        unsafe {
            *out.0.get_unchecked_mut(len) = *hashes.0.get_unchecked(at);
            len += usize::from(*spans.ends.get_unchecked(at) & KEPT != 0);
        }
    }
    len
}

/// Shingles of `width` tokens each: as many as the tokens allow; gives their number.
#[inline(always)]
pub(in crate::kernel) fn shingle_hashes(tokens: &[u64], width: usize, out: &mut [u64]) -> usize {
    if width == 2 {
        let pairs = tokens.iter().zip(tokens.iter().skip(1));
        pairs.zip(out).map(|((a, b), out)| *out = scalar::mix(*a, *b)).count()
    } else {
        let triples = tokens.iter().zip(tokens.iter().skip(1)).zip(tokens.iter().skip(2));
        triples.zip(out).map(|(((a, b), c), out)| *out = scalar::mix(scalar::mix(*a, *b), *c)).count()
    }
}
