//! Documents of a language and a size, from the bundled corpus and, for languages that it lacks, from `texts/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Document sizes in bytes: from a news flash to a page that never ends.
pub const SIZES: [usize; 6] = [256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10];
/// The size at which languages are compared.
pub const ARTICLE: usize = 4 << 10;

/// Bytes of a set of documents: enough different ones that no branch predictor knows them by heart.
const SET: usize = 64 << 10;
/// Documents of a set at most.
const SET_DOCUMENTS: usize = 64;

/// Where a language's text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The bundled corpus, by its field `lang`.
    Corpus(&'static str),
    /// The same, but typed as on a typewriter: no character outside ASCII, for which some have a quick way.
    Typed(&'static str),
    /// A page of `texts/`.
    Page(&'static str),
    /// All of the others by turns, every few words.
    ByTurns,
}

/// A language, standing for its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its English name.
    pub name: &'static str,
    source: Source,
}

impl Language {
    const fn new(name: &'static str, source: Source) -> Self {
        Self { name, source }
    }

    pub const ENGLISH: Self = Self::new("English", Source::Corpus("en"));
    pub const TYPED: Self = Self::new("English, ASCII", Source::Typed("en"));
    pub const FRENCH: Self = Self::new("French", Source::Corpus("fr"));
    pub const RUSSIAN: Self = Self::new("Russian", Source::Corpus("ru"));
    pub const ARABIC: Self = Self::new("Arabic", Source::Corpus("ar"));
    pub const CHINESE: Self = Self::new("Chinese", Source::Corpus("zh"));

    /// Every language, the worst case last.
    pub const ALL: [Self; 13] = [
        Self::ENGLISH,
        Self::TYPED,
        Self::new("German", Source::Corpus("de")),
        Self::FRENCH,
        Self::RUSSIAN,
        Self::new("Greek", Source::Corpus("el")),
        Self::ARABIC,
        Self::new("Hebrew", Source::Page(include_str!("../texts/he.txt"))),
        Self::CHINESE,
        Self::new("Japanese", Source::Corpus("ja")),
        Self::new("Korean", Source::Page(include_str!("../texts/ko.txt"))),
        Self::new("Hindi", Source::Page(include_str!("../texts/hi.txt"))),
        Self::new("mixed", Source::ByTurns),
    ];

    /// Whether it stands for a script that no other one stands for.
    fn is_script(self) -> bool {
        !matches!(self.source, Source::ByTurns | Source::Typed(_))
    }

    fn is_spaced(self) -> bool {
        !matches!(self.name, "Chinese" | "Japanese")
    }
}

/// A record of the bundled corpus.
#[derive(Debug)]
struct Record {
    lang: String,
    text: String,
}

/// All texts that documents are cut from.
#[derive(Debug)]
pub struct Library {
    corpus: Vec<Record>,
}

impl Library {
    /// Reads the bundled corpus.
    pub fn open() -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/corpus/docs.jsonl");
        let lines = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self { corpus: lines.lines().map(record).collect::<Result<_>>()? })
    }

    /// Different documents of that language, each of at most `bytes` bytes and at most three fewer.
    pub fn documents(&self, language: Language, bytes: usize) -> Vec<String> {
        let text = self.text(language);
        let count = (SET / bytes).clamp(1, SET_DOCUMENTS);
        (0..count).map(|number| cut(&text, number * bytes, bytes)).collect()
    }

    fn text(&self, language: Language) -> String {
        match language.source {
            Source::Corpus(lang) => self.written(lang),
            Source::Typed(lang) => typed(&self.written(lang)),
            Source::Page(text) => text.to_owned(),
            Source::ByTurns => self.by_turns(),
        }
    }

    fn written(&self, lang: &str) -> String {
        let texts = self.corpus.iter().filter(|record| record.lang == lang);
        texts.flat_map(|record| [record.text.as_str(), "\n\n"]).collect()
    }

    /// Three words, or eight characters where words are not spaced, of each language in turn until one runs out.
    fn by_turns(&self) -> String {
        let languages = Language::ALL.into_iter().filter(|language| language.is_script());
        let runs: Vec<Vec<String>> = languages.map(|language| runs(language, &self.text(language))).collect();
        let turns = runs.iter().map(Vec::len).min().unwrap_or(0);
        let in_turn = (0..turns).flat_map(|turn| runs.iter().map(move |of_one| of_one[turn].as_str()));
        in_turn.flat_map(|run| [run, " "]).collect()
    }
}

fn record(line: &str) -> Result<Record> {
    let value: serde_json::Value = serde_json::from_str(line).context("a line of the corpus is not JSON")?;
    let field =
        |name: &str| value[name].as_str().map(str::to_owned).with_context(|| format!("a record without {name}"));
    Ok(Record { lang: field("lang")?, text: field("text")? })
}

/// Typographic characters as a typewriter has them; it leaves out what it does not have.
fn typed(text: &str) -> String {
    let key = |c| match c {
        '“' | '”' => Some('"'),
        '‘' | '’' => Some('\''),
        '–' | '—' => Some('-'),
        '\u{a0}' => Some(' '),
        c => c.is_ascii().then_some(c),
    };
    text.chars().filter_map(key).collect()
}

fn runs(language: Language, text: &str) -> Vec<String> {
    if language.is_spaced() {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.chunks(3).map(|run| run.join(" ")).collect()
    } else {
        let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        characters.chunks(8).map(String::from_iter).collect()
    }
}

/// Whole characters from about `start` on, from the beginning again where the text ends.
fn cut(text: &str, start: usize, bytes: usize) -> String {
    let mut document = text[character_at(text, start % text.len())..].to_owned();
    while document.len() < bytes {
        document.push_str(text);
    }
    document.truncate(character_at(&document, bytes));
    document
}

/// Where the character at that byte begins.
fn character_at(text: &str, byte: usize) -> usize {
    (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_their_size_and_differ() -> Result<()> {
        let library = Library::open()?;
        for language in Language::ALL {
            for size in SIZES {
                let documents = library.documents(language, size);
                assert!(documents.iter().all(|text| (size - 3..=size).contains(&text.len())), "{language:?} {size}");
            }
            let articles = library.documents(language, ARTICLE);
            assert!(articles.windows(2).all(|pair| pair[0] != pair[1]), "{language:?}");
        }
        Ok(())
    }
}
