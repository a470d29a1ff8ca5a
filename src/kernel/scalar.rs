//! The reference: every other kernel equals this one, bit for bit.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::scheme::TOKEN_BYTES;

/// Bit 7 of a signature byte: the bin's minimum stands inside a quotation.
const QUOTED: u8 = 0x80;

/// Bytes to which a short token is padded.
pub(crate) const SHORT_TOKEN: usize = 16;

/// Hash of a token's folded bytes. Up to 16 bytes are padded with zeros to 16: one path through XXH3, no branch on the
/// length; tokens hold no NUL, so the padding is unambiguous.
#[inline]
pub(crate) fn token_hash(bytes: &[u8], seed: u64) -> u64 {
    let mut padded = [0u8; SHORT_TOKEN];
    match padded.get_mut(..bytes.len()) {
        Some(head) => {
            head.copy_from_slice(bytes);
            short_token_hash(&padded, seed)
        }
        // No token is longer; a compiler that knows it leaves out what XXH3 does with long input.
        None => xxh3_64_with_seed(bytes.get(..bytes.len().min(TOKEN_BYTES)).unwrap_or_default(), seed),
    }
}

/// The same for a short token that is padded already.
#[inline]
pub(crate) fn short_token_hash(padded: &[u8; SHORT_TOKEN], seed: u64) -> u64 {
    xxh3_64_with_seed(padded, seed)
}

/// Words of a filter of common shingles.
pub(crate) const FILTER_WORDS: usize = 4096;

/// What a token adds to the content sum: the product of its hash's halves, after its place in the text was added to it.
/// Source: the NH function of UMAC, Black et al., 1999.
#[inline]
pub(crate) fn content_term(token: u64, place: u64) -> u64 {
    let placed = token.wrapping_add(place.wrapping_add(1).wrapping_mul(LEFT));
    (placed >> 32) * (placed & 0xFFFF_FFFF)
}

/// The content hash, from the sum over all tokens and their number.
#[inline]
pub(crate) fn content_hash(sum: u64, tokens: u64, seed: u64) -> u64 {
    mix(sum, tokens ^ seed)
}

pub(super) const LEFT: u64 = 0x9E37_79B9_7F4A_7C15;
pub(super) const RIGHT: u64 = 0xC2B2_AE3D_27D4_EB4F;

/// One step of the shingle mix: the two halves of a 128-bit product, XORed. The constants differ, so order counts.
#[inline]
pub(super) fn mix(left: u64, right: u64) -> u64 {
    let product = u128::from(left ^ LEFT) * u128::from(right ^ RIGHT);
    (product >> 64) as u64 ^ product as u64
}

/// Hash of a shingle: the tokens' hashes, oldest first, mixed from the left.
#[inline]
pub(crate) fn shingle_hash(tokens: impl IntoIterator<Item = u64>) -> u64 {
    let mut tokens = tokens.into_iter();
    let first = tokens.next().unwrap_or(0);
    tokens.fold(first, mix)
}

/// The word of a filter that a shingle belongs to, and its four bits there.
#[inline]
pub(crate) fn filter_place(hash: u64) -> (usize, u32) {
    let bit = |shift: u32| 1u32 << (hash >> shift & 31);
    ((hash >> 31) as usize % FILTER_WORDS, bit(43) | bit(48) | bit(53) | bit(58))
}

/// Lowers the minimum of the shingle's bin. The bin is the hash's top bits; the value is its low 31 bits with the
/// quoted flag below them, so that of one shingle met inside and outside quotations the narrative one stays.
#[inline]
pub(crate) fn min_update<const BINS: usize>(minima: &mut [u32; BINS], hash: u64, quoted: bool) {
    let (bin, value) = min_place(BINS, hash, quoted);
    if let Some(minimum) = minima.get_mut(bin) {
        *minimum = (*minimum).min(value);
    }
}

/// A shingle's bin of `bins`, and the value that it has there.
#[inline]
pub(crate) fn min_place(bins: usize, hash: u64, quoted: bool) -> (usize, u32) {
    let bin = (hash >> (64 - bins.trailing_zeros())) as usize;
    (bin, (hash as u32) << 1 | u32::from(quoted))
}

/// Multiplier that spreads a minimum before it is truncated: small minima share their high bits.
const SPREAD: u32 = 0x9E37_79B1;

/// The byte of a signature for a bin's minimum: 0 if it is empty, else 1 to 127, and the quoted flag in bit 7.
#[inline]
pub(crate) fn signature_byte(minimum: u32) -> u8 {
    let spread = (minimum >> 1).wrapping_mul(SPREAD);
    let truncated = ((u64::from(spread) * 127) >> 32) as u8 + 1;
    if minimum == u32::MAX { 0 } else { truncated | (minimum as u8 & 1) << 7 }
}

/// How two signatures meet, bin by bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MatchedBins {
    /// Bins that are not empty in both.
    pub(crate) occupied: u32,
    /// Bins that are occupied in both signatures.
    pub(crate) both: u32,
    /// Of those, the ones whose minimum is quoted in either document.
    pub(crate) both_quoted: u32,
    /// Bins whose truncated minima are equal, and not empty.
    pub(crate) matched: u32,
    /// Of those, the ones whose minimum is quoted in either document.
    pub(crate) matched_quoted: u32,
}

/// Compares two signatures of equal length.
///
/// Counts of a stretch of 128 bins fit bytes, so a compiler can keep all five in byte lanes: five times as fast as
/// counting in words.
#[inline]
pub(crate) fn matched_bins(a: &[u8], b: &[u8]) -> MatchedBins {
    const STRETCH: usize = 128;
    let mut out = MatchedBins::default();
    for (a, b) in a.chunks(STRETCH).zip(b.chunks(STRETCH)) {
        let (mut occupied, mut both_here, mut both_quoted, mut matched, mut matched_quoted) = (0u8, 0u8, 0u8, 0u8, 0u8);
        for (&x, &y) in a.iter().zip(b) {
            let quoted = (x | y) >> 7;
            let both = u8::from(x != 0) & u8::from(y != 0);
            let equal = both & u8::from((x ^ y) & !QUOTED == 0);
            occupied += u8::from((x | y) != 0);
            both_here += both;
            both_quoted += both & quoted;
            matched += equal;
            matched_quoted += equal & quoted;
        }
        out.occupied += u32::from(occupied);
        out.both += u32::from(both_here);
        out.both_quoted += u32::from(both_quoted);
        out.matched += u32::from(matched);
        out.matched_quoted += u32::from(matched_quoted);
    }
    out
}

/// Counts, for each of 64 bit positions, how many of the added words have the bit.
///
/// The counts stand upright: plane `i` holds bit `i` of all 64 counts, and adding a word is a ripple of half adders
/// that ends as soon as nothing is carried. 2^32 − 1 words fit; further ones wrap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PositionalCount {
    planes: [u64; 32],
}

impl PositionalCount {
    pub(crate) const fn new() -> Self {
        Self { planes: [0; 32] }
    }

    pub(crate) fn reset(&mut self) {
        self.planes.fill(0);
    }

    #[inline]
    pub(crate) fn add(&mut self, word: u64) {
        let mut carry = word;
        for plane in &mut self.planes {
            let sum = *plane ^ carry;
            carry &= *plane;
            *plane = sum;
            if carry == 0 {
                break;
            }
        }
    }

    /// Adds counts that stand upright in the same way.
    #[inline]
    pub(super) fn add_planes(&mut self, counts: &[u64]) {
        let mut carry = 0;
        let mut counts = counts.iter();
        for plane in &mut self.planes {
            let count = match counts.next() {
                Some(count) => *count,
                None if carry == 0 => break,
                None => 0,
            };
            let either = *plane ^ count;
            let sum = either ^ carry;
            carry = *plane & count | either & carry;
            *plane = sum;
        }
    }

    /// The positions whose count is above `threshold`, of at most `most` words: a comparison of all 64 counts at once, from the
    /// highest plane that can have a bit down.
    pub(crate) fn above(&self, threshold: u32, most: u32) -> u64 {
        let (mut greater, mut equal) = (0u64, !0u64);
        let planes = u32::BITS - most.leading_zeros();
        for (i, plane) in self.planes.iter().enumerate().take(planes as usize).rev() {
            let bit = if threshold >> i & 1 == 1 { !0 } else { 0 };
            greater |= equal & plane & !bit;
            equal &= !(plane ^ bit);
        }
        greater
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_the_documented_one() {
        assert_eq!(token_hash(b"harbour", 3), xxh3_64_with_seed(b"harbour\0\0\0\0\0\0\0\0\0", 3));
        assert_eq!(token_hash(b"seventeen letters", 3), xxh3_64_with_seed(b"seventeen letters", 3));
    }

    #[test]
    fn order_counts_in_a_shingle() {
        assert_ne!(shingle_hash([1, 2]), shingle_hash([2, 1]));
        assert_ne!(shingle_hash([1, 2, 3]), shingle_hash([1, 3, 2]));
    }

    #[test]
    fn positional_count_equals_counting() {
        let words: [u64; 100] = core::array::from_fn(|i| token_hash(&[i as u8], 0));
        let mut count = PositionalCount::new();
        words.iter().for_each(|w| count.add(*w));
        for threshold in [0, 1, 40, 49, 50, 51, 99, 100] {
            let naive = (0..64)
                .filter(|bit| words.iter().filter(|w| **w >> bit & 1 == 1).count() > threshold)
                .fold(0, |acc, bit| acc | 1u64 << bit);
            assert_eq!(count.above(threshold as u32, 100), naive, "threshold {threshold}");
        }
    }
}
