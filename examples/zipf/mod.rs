//! Words as often as in a language, for the examples that need millions of documents.

/// Appends words that `seed` decides: rank r with a frequency of about 1 / r, of some 160,000.
pub(crate) fn words(seed: u64, count: u64, out: &mut String) {
    for at in 0..count {
        let draw = (mixed(seed << 12 | at) >> 11) as f64 / (1u64 << 53) as f64;
        let mut letters = mixed((12.0 * draw).exp() as u64);
        for _ in 0..3 + letters % 6 {
            letters = letters.rotate_right(7);
            out.push(char::from(b'a' + (letters % 26) as u8));
        }
        out.push(' ');
    }
}

/// splitmix64.
pub(crate) fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}
