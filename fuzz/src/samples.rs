//! Texts that seeds are made of: the repository's own, which are invented.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
struct Sample {
    /// Some golden texts are given otherwise.
    #[serde(default)]
    text: String,
}

const GOLDEN: &str = include_str!("../../tests/golden/texts.jsonl");
const ARTICLES: &str = include_str!("../../examples/corpus/docs.jsonl");

/// Bytes of a text that a seed takes at most: the fuzzer tries short inputs quickly, and makes long ones itself.
const SEED_BYTES: usize = 1500;

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = GOLDEN.lines().chain(ARTICLES.lines().step_by(7));
    let texts = lines.map(|line| serde_json::from_str::<Sample>(line).expect("a line of the samples").text);
    texts.filter(|text| !text.is_empty()).collect()
});

/// The texts, each cut to a seed's length.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|text| head(text, SEED_BYTES))
}

/// The beginning of a text, so many bytes or up to three less.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Texts of one story and others by turns, for what compares two.
pub(crate) fn pairs() -> impl Iterator<Item = (&'static str, String)> {
    texts().zip(texts().skip(1)).map(|(a, b)| {
        let after = head(a, a.len() / 4).len();
        (a, format!("{}\n\n{}", head(b, b.len() / 3), &a[after..].replace('e', "é")))
    })
}
