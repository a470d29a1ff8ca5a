//! Fingerprints that share keys in every degree, made from a few bytes each.

use wireprint::Fingerprint;
use wireprint::fingerprint::Page;
use wireprint::scheme::KEYS;

/// The smallest that there are: the fuzzer's inputs are short.
pub(crate) const BINS: usize = 256;
pub(crate) const BYTES: usize = Fingerprint::<BINS>::BYTES;
pub(crate) type Print = Fingerprint<BINS>;

/// Offsets of docs/format.md.
const COUNTS_AT: usize = 20;
const CONTENT_AT: usize = 40;
const KEYS_AT: usize = 48;
const SIGNATURE_AT: usize = KEYS_AT + 4 * KEYS;

/// The byte form of a fingerprint of this kind: two of neighbouring numbers share half of their keys, and the number of
/// distinct shingles makes some of them short.
pub(crate) fn bytes(number: u8) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    let distinct = u32::from(number % 16) * 3;
    let counts = [distinct + 2, distinct + 1, distinct];
    bytes[COUNTS_AT..CONTENT_AT - 8].copy_from_slice(counts.map(u32::to_le_bytes).as_flattened());
    bytes[CONTENT_AT] = number / 2;
    for group in 0..KEYS {
        let key = match (number as usize + group) % 5 {
            0 => u32::MAX,
            kind => u32::from(number / kind as u8) * 7 + group as u32 % 3,
        };
        bytes[KEYS_AT + 4 * group..][..4].copy_from_slice(&key.to_le_bytes());
    }
    for (bin, to) in bytes[SIGNATURE_AT..].iter_mut().enumerate() {
        let value = (number as usize / (1 + bin % 3) + bin) as u8 % 0x7F;
        *to = if value == 0 { 0 } else { value | (number << 7) & (bin as u8) << 6 };
    }
    bytes
}

/// The same, decoded.
pub(crate) fn print(number: u8) -> Print {
    Fingerprint::from_bytes(&bytes(number)).expect("the bytes are a fingerprint's")
}

/// The same as a page of up to three segments.
pub(crate) fn page(number: u8) -> Page<BINS> {
    let segments = (0..number / 64).map(|segment| *print(number.wrapping_mul(segment + 3)).keys());
    Page { fingerprint: print(number), segments: segments.collect() }
}

/// Keys that both have in the same group.
pub(crate) fn shared_keys(a: &[u32; KEYS], b: &[u32; KEYS]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a == b && **a != u32::MAX).count()
}

/// A template with the input laid over it: short inputs change a sound value in few places.
pub(crate) fn over<const N: usize>(mut template: [u8; N], input: &[u8]) -> [u8; N] {
    template.iter_mut().zip(input).for_each(|(to, byte)| *to ^= byte);
    template
}
