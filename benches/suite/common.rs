//! What the benchmarks share: documents of a given size and script, and how long criterion measures.

pub(crate) mod synthetic;

use std::fs;
use std::sync::LazyLock;
use std::time::Duration;

use criterion::Criterion;
use wireprint::Scheme;
use wireprint::fingerprint::for_each_shingle;
use wireprint::shingle::Shingle;

/// Document sizes in bytes: a news flash, a notice, an article, a long read, a page that never ends.
pub(crate) const SIZES: [usize; 5] = [256, 1 << 10, 4 << 10, 16 << 10, 256 << 10];
/// The size at which scripts are compared.
pub(crate) const ARTICLE: usize = 4 << 10;

/// Short enough that the whole suite can be run at a sitting, long enough for a few per cent.
pub(crate) fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .nresamples(20_000)
}

/// Languages, each standing for its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    English,
    German,
    French,
    Russian,
    Greek,
    Arabic,
    Chinese,
    Japanese,
    /// All of the others by turns, every few words.
    Mixed,
}

impl Script {
    pub(crate) const ALL: [Self; 9] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Russian,
        Self::Greek,
        Self::Arabic,
        Self::Chinese,
        Self::Japanese,
        Self::Mixed,
    ];

    /// The name in the ids of benchmarks.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "english",
            Self::German => "german",
            Self::French => "french",
            Self::Russian => "russian",
            Self::Greek => "greek",
            Self::Arabic => "arabic",
            Self::Chinese => "chinese",
            Self::Japanese => "japanese",
            Self::Mixed => "mixed",
        }
    }

    /// The field `lang` of the corpus; a mixed text has none.
    fn lang(self) -> Option<&'static str> {
        match self {
            Self::English => Some("en"),
            Self::German => Some("de"),
            Self::French => Some("fr"),
            Self::Russian => Some("ru"),
            Self::Greek => Some("el"),
            Self::Arabic => Some("ar"),
            Self::Chinese => Some("zh"),
            Self::Japanese => Some("ja"),
            Self::Mixed => None,
        }
    }
}

/// The points of most benchmarks: English at every size, and every script at the size of an article.
pub(crate) fn points() -> impl Iterator<Item = (Script, usize)> {
    let sizes = SIZES.into_iter().map(|size| (Script::English, size));
    let scripts = Script::ALL.into_iter().filter(|script| *script != Script::English);
    sizes.chain(scripts.map(|script| (script, ARTICLE)))
}

/// A document of the bundled corpus.
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) lang: String,
    pub(crate) text: String,
}

/// The bundled corpus, in its order.
pub(crate) static CORPUS: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/corpus/docs.jsonl");
    let lines = fs::read_to_string(path).expect("the corpus is part of the repository");
    lines.lines().map(record).collect()
});

fn record(line: &str) -> Record {
    let value: serde_json::Value = serde_json::from_str(line).expect("every line of the corpus is JSON");
    let field = |name: &str| value[name].as_str().expect("every record of the corpus has the field").to_owned();
    Record { id: field("id"), lang: field("lang"), text: field("text") }
}

/// The text of a corpus document.
pub(crate) fn corpus_text(id: &str) -> &'static str {
    &CORPUS.iter().find(|record| record.id == id).expect("the corpus has the document").text
}

/// The corpus's text in one script, from the start again as often as needed: at most `bytes` bytes, at most three fewer.
pub(crate) fn document(script: Script, bytes: usize) -> String {
    let once = match script.lang() {
        Some(lang) => one_language(lang),
        None => by_turns(),
    };
    let mut text = once.repeat(bytes.div_ceil(once.len()));
    let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.truncate(end);
    text
}

fn one_language(lang: &str) -> String {
    CORPUS.iter().filter(|record| record.lang == lang).fold(String::new(), |text, record| text + &record.text + "\n\n")
}

/// Three words, or eight characters where words are not spaced, of each language in turn until one runs out.
fn by_turns() -> String {
    let runs_of = |lang| {
        let text = one_language(lang);
        if matches!(lang, "zh" | "ja") {
            let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            characters.chunks(8).map(String::from_iter).collect()
        } else {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.chunks(3).map(|run| run.join(" ")).collect::<Vec<_>>()
        }
    };
    let languages: Vec<Vec<String>> = Script::ALL.into_iter().filter_map(Script::lang).map(runs_of).collect();
    let turns = languages.iter().map(Vec::len).min().unwrap_or(0);
    (0..turns)
        .flat_map(|turn| languages.iter().map(move |runs| &runs[turn]))
        .fold(String::new(), |text, run| text + run + " ")
}

/// The shingles of a text, in order.
pub(crate) fn shingles<const BINS: usize>(scheme: &Scheme<BINS>, text: &str) -> Vec<Shingle> {
    let mut shingles = Vec::new();
    for_each_shingle(scheme, text.as_bytes(), |shingle| shingles.push(shingle));
    shingles
}
