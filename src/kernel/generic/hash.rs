//! Tokens → hashes → shingles.
//!
//! 1. *One path for tokens of up to 16 bytes*, nearly all: they are loaded as two words, whatever stands behind them is masked
//!    away by a table or by shifts, and XXH3's arithmetic for 16 bytes follows; no branch, no call, no loop. AVX2 and AVX-512 do four and eight at a time.
//! 2. *Longer ones* are found by a mask for 64 tokens, and hashed afterwards.
//! 3. *Ideographs* get their first bytes back on the way, in a variant of the loop that other text does not run.
//! 4. *Kept tokens are packed* by storing each behind the last that was kept; AVX-512 has an instruction for it.

use crate::kernel::block::{Block, opaque};
use crate::kernel::folded::{FIRST_IDEOGRAPH, Folded, IDEOGRAPH_LEAD};
use crate::kernel::room::Room;
use crate::kernel::spans::Spans;
use crate::kernel::{PerToken, scalar};

/// The parts of XXH3's secret that inputs of 9 to 16 bytes meet, XORed in pairs: bytes 24–31 with 32–39, 40–47 with 48–55.
const SECRET: [u64; 2] = [0x1F67_B3B7_A4A4_4072 ^ 0x78E5_C0CC_4EE6_79CB, 0x2172_FFCC_7DD0_5A82 ^ 0x8E24_43F7_7446_08B8];
pub(in crate::kernel) const AVALANCHE: u64 = 0x1656_6791_9E37_79F9;
/// The length that a short token is padded to.
pub(in crate::kernel) const SHORT: usize = 16;

/// Masks of the first 0 to 16 bytes, as two words.
static MASKS: [[u64; 2]; SHORT + 1] = {
    const fn mask(bytes: usize) -> u64 {
        if bytes >= 8 { !0 } else { (1 << (8 * bytes)) - 1 }
    }
    const fn masks<const N: usize>(made: [[u64; 2]; N]) -> [[u64; 2]; N] {
        let mut masks = made;
        let (mut rest, mut len) = (masks.as_mut_slice(), 0usize);
        while let [first, behind @ ..] = rest {
            *first = [mask(len), mask(len.saturating_sub(8))];
            (rest, len) = (behind, len + 1);
        }
        masks
    }
    masks([[0; 2]; SHORT + 1])
};

/// XXH3-64 of a token of up to 16 bytes, padded to 16.
#[inline(always)]
pub(in crate::kernel) fn short<const IDEOGRAPHS: bool>(words: [u64; 2], len: usize, flips: [u64; 2]) -> u64 {
    // SAFETY: the index is at most SHORT.
    let masks = unsafe { MASKS.get_unchecked(len.min(SHORT)) };
    let (low, high) = (words[0] & masks[0], words[1] & masks[1]);
    let low = if IDEOGRAPHS { low.wrapping_sub(raised(low)) } else { low };
    let (low, high) = (opaque(low ^ flips[0]), high ^ flips[1]);
    let product = u128::from(low) * u128::from(high);
    let folded = product as u64 ^ (product >> 64) as u64;
    let sum = low.swap_bytes().wrapping_add(SHORT as u64).wrapping_add(high).wrapping_add(folded);
    let mixed = (sum ^ sum >> 37).wrapping_mul(AVALANCHE);
    mixed ^ mixed >> 32
}

/// Hashes all tokens; gives the length of the longest, if it is over 16.
///
/// # Safety
/// The instruction set of `B` must be there.
#[inline(always)]
pub(in crate::kernel) unsafe fn token_hashes<B: Block>(
    folded: &Folded,
    spans: &Spans,
    seed: u64,
    out: &mut PerToken,
) -> usize {
    // What the words of a short token are XORed with under a seed.
    let flips = [SECRET[0].wrapping_add(seed), SECRET[1].wrapping_sub(seed)];
    let tokens = spans.tokens.as_slice();
    // SAFETY: the caller's promise; tokens lie in the stretch, and 16 bytes can be read behind any of its places: SLACK.
    // Spare tokens follow them, and their hashes have a place, too: SPARE is less than what PLACES is more than tokens.
    unsafe {
        if spans.has_ideographs {
            B::short_hashes::<true>(folded.bytes.as_ptr(), spans.tokens.first(), tokens.len(), flips, out.start());
        } else {
            B::short_hashes::<false>(folded.bytes.as_ptr(), spans.tokens.first(), tokens.len(), flips, out.start());
        }
        out.set_len(tokens.len());
    }
    // SAFETY: the caller's promise.
    unsafe { long_hashes::<B>(folded, tokens, seed, out.as_mut_slice()) }
}

/// Hashes the tokens of more than 16 bytes; gives the length of the longest.
///
/// # Safety
/// The instruction set of `B` must be there.
#[inline(always)]
unsafe fn long_hashes<B: Block>(folded: &Folded, tokens: &[[u16; 2]], seed: u64, hashes: &mut [u64]) -> usize {
    let mut longest = 0;
    for (tokens, hashes) in tokens.chunks(64).zip(hashes.chunks_mut(64)) {
        // Their flags first: one branch for 64 tokens, and one for each long one.
        let mut are_long = [0u8; 64];
        for (is_long, token) in are_long.iter_mut().zip(tokens) {
            *is_long = if usize::from(token[1].wrapping_sub(token[0])) > SHORT { 0x80 } else { 0 };
        }
        // SAFETY: the caller's promise; 64 bytes can be read.
        let flags = unsafe { B::load(are_long.as_ptr()).high() };
        let mut rest = flags;
        while rest != 0 {
            let at = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let (Some([start, end]), Some(hash)) = (tokens.get(at), hashes.get_mut(at)) else { break };
            let bytes = folded.bytes.get(usize::from(*start)..usize::from(*end)).unwrap_or_default();
            longest = longest.max(bytes.len());
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
    if is_ideograph { lead | ((lead << 24) * two) } else { 0 }
}

/// Hashes of the kept tokens of a range, packed.
///
/// # Safety
/// The instruction set of `B` must be there.
#[inline(always)]
pub(in crate::kernel) unsafe fn kept_hashes<B: Block>(
    spans: &Spans,
    hashes: &PerToken,
    from: usize,
    to: usize,
    out: &mut PerToken,
) {
    let hashes = hashes.as_slice().get(from..to).unwrap_or_default();
    let (start, mut len, mut at) = (out.start(), 0, from);
    for hashes in hashes.chunks(64) {
        // The flags of the next 64 tokens.
        let (word, shift) = (at / 64, at % 64);
        let flags = match spans.kept.get(word..word + 2) {
            Some([here, behind]) => here >> shift | (behind << 1) << (63 - shift),
            _ => 0,
        };
        at += 64;
        // SAFETY: the caller's promise; at most as many are kept as there are tokens, for each of which there is a place.
        len += unsafe { B::pack_hashes(hashes, flags, start.add(len)) };
    }
    // SAFETY: so many were written.
    unsafe { out.set_len(len) };
}

/// Appends the shingles of `width` tokens each, as many as the tokens allow and there is room for.
///
/// # Safety
/// The instruction set of `B` must be there.
#[inline(always)]
pub(in crate::kernel) unsafe fn shingle_hashes<B: Block, const N: usize>(
    tokens: &[u64],
    width: usize,
    out: &mut Room<u64, N>,
) {
    let len = (tokens.len() + 1).saturating_sub(width).min(N - out.len());
    // SAFETY: `len` more values fit, and each is written before the length is set; a shingle's last token is among the
    // tokens. The instruction set is there.
    unsafe {
        let to = out.start().add(out.len());
        if width == 2 {
            B::mix_neighbours(tokens.as_ptr(), len, to);
        } else {
            for at in 0..len {
                let pair = scalar::mix(opaque(*tokens.as_ptr().add(at)), *tokens.as_ptr().add(at + 1));
                to.add(at).write(scalar::mix(pair, *tokens.as_ptr().add(at + 2)));
            }
        }
        out.set_len(out.len() + len);
    }
}
