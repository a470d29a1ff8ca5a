//! Stories of words that nobody uses, so that no two are alike by chance.

use crate::random::Random;

const SYLLABLES: [&str; 32] = [
    "ba", "cor", "den", "fi", "gal", "hum", "jor", "kel", "lim", "mo", "nar", "ost", "pel", "qui", "ras", "sto", "tam",
    "ul", "ver", "wo", "xan", "yr", "zed", "bri", "cla", "dro", "fle", "gru", "pri", "sku", "tri", "vla",
];

/// A new story of some 100 words.
pub(crate) fn story(random: &mut Random) -> String {
    let mut text = String::new();
    for word in 0..80 + random.below(60) {
        if word > 0 {
            text.push_str(if word % 12 == 0 { ". " } else { " " });
        }
        for _ in 0..3 + random.below(2) {
            text.push_str(SYLLABLES[random.below(SYLLABLES.len())]);
        }
    }
    text + "."
}
