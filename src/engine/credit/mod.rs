//! Where a text says that it comes from.
//!
//! The head and the last line are read for the fixed forms in which agencies sign their copy. Everywhere else a cue
//! ("according to", "berichtete") is looked for, and beside it a name that is listed here or looks like a
//! publication's; people and offices, who are cited far more often, are no source of text. A look around is bounded by
//! a few tokens, so the time is linear.

mod cited;
mod host;
mod lexicon;
mod signed;
mod token;

pub use host::is_host_of;

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use self::lexicon::{AGENCIES, OUTLETS, SMALL};
use self::token::{Kind, Token, fold, folds_to, tokens};

/// Credits of one text, at most.
const CREDITS_MAX: usize = 32;
/// Words of a name of the lexicon, at most.
const WORDS_MAX: usize = 5;

/// Where a text says that it, or its news, comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Whether it is copy or cited.
    pub kind: CreditKind,
    /// The source's name: small letters without accents, without a leading article, agencies by one Latin name each.
    pub source: String,
    /// Where the name stands, in bytes of the text.
    pub at: Range<usize>,
}

/// How a text names a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CreditKind {
    /// In the form in which an agency's own copy is signed: "KOLMAR (Reuters) -", a last line "dpa".
    Agency,
    /// As the one who said it first: "according to The Intercept", "told Reuters".
    Cited,
}

/// The credits in a text, in its order; at most 32. Any bytes will do, in linear time.
///
/// ```
/// use wireprint::engine::{CreditKind, credits};
/// let text = "KOLMAR (Reuters) - The ferry is late, its captain told the Kolmar Gazette.";
/// let found = credits(text.as_bytes());
/// assert_eq!((found[0].kind, found[0].source.as_str()), (CreditKind::Agency, "reuters"));
/// assert_eq!((found[1].kind, found[1].source.as_str()), (CreditKind::Cited, "kolmar gazette"));
/// assert_eq!(&text[found[1].at.clone()], "Kolmar Gazette");
/// ```
pub fn credits(text: &[u8]) -> Vec<Credit> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    signed::credits(&tokens, &mut found);
    cited::credits(&tokens, &mut found);
    found.sort_by_key(|credit| credit.at.start);
    found
}

/// Adds a credit, unless there are enough or its place has one.
fn push(found: &mut Vec<Credit>, credit: Credit) {
    let overlaps = |other: &Credit| other.at.start < credit.at.end && credit.at.start < other.at.end;
    if found.len() < CREDITS_MAX && !found.iter().any(overlaps) {
        found.push(credit);
    }
}

/// A name of the lexicon.
#[derive(Clone, Debug)]
struct Known {
    source: &'static str,
    is_agency: bool,
    /// How many tokens it is.
    tokens: usize,
    at: Range<usize>,
}

impl Known {
    fn credit(self, kind: CreditKind) -> Credit {
        Credit { kind, source: String::from(self.source), at: self.at }
    }
}

/// The longest name of the lexicon that the tokens begin with. In a fixed form, everyday words count too.
fn known(tokens: &[Token], fixed: bool) -> Option<Known> {
    let first = tokens.first()?;
    if first.kind == Kind::Sign {
        return known_in_sign(first, fixed).filter(|known| known.at.start == first.at);
    }
    // Most words are small: nothing to look up.
    let is_large = |token: &Token| !token.is_small() && !token.is_number();
    if !fixed && !SMALL.contains(&first.text) && !tokens.iter().take(WORDS_MAX).any(is_large) {
        return None;
    }
    // Arabic writes "to", "by" and "and" together with the name.
    let bare = first.text.strip_prefix(['ل', 'ب', 'و']).filter(|bare| bare.len() > 4);
    let named = |word| named(tokens, word, fixed);
    named(first.text).or_else(|| named(bare?)).filter(|_| first.kind == Kind::Word)
}

/// The same, the first token read as `word`, with which it ends.
fn named(tokens: &[Token], word: &str, fixed: bool) -> Option<Known> {
    let (first, rest) = tokens.split_first()?;
    let mut initial = fold(word.get(..word.chars().next()?.len_utf8())?);
    initial.truncate(initial.chars().next()?.len_utf8());
    // Publications' names are common words when they are written small.
    let is_name = |count: usize| {
        SMALL.contains(&word) || tokens.iter().take(count).any(|token| !token.is_small() && !token.is_number())
    };
    let count = |name: &str| {
        let mut words = name.split(' ');
        let fits = words.next().is_some_and(|first| folds_to(word, first));
        let count = fits.then(|| follow(rest, words, folds_to)).flatten()?;
        is_name(count).then_some(count)
    };
    // Nearly all names are ruled out by their first letter.
    let begins = |name: &&&str| name.starts_with(initial.as_str());
    let exactly = |name: &str| {
        let mut words = name.split(' ');
        let fits = words.next() == Some(word);
        let count = fits.then(|| follow(rest, words, |text, word| text == word)).flatten()?;
        tokens.get(count).is_none_or(|next| !next.joined).then_some(count)
    };
    let agencies = AGENCIES.iter().flat_map(|(source, open, shy)| {
        let counts = open
            .iter()
            .filter(begins)
            .filter_map(|name| count(name))
            .chain(shy.iter().filter(|_| fixed).filter_map(|name| exactly(name)));
        counts.map(|count| (count, *source, true))
    });
    let outlets = OUTLETS.iter().filter(begins).filter_map(|entry| {
        let (name, source) = entry.split_once('=').unwrap_or((entry, entry));
        Some((count(name)?, source, false))
    });
    let (count, source, is_agency) = agencies.chain(outlets).max_by_key(|(count, ..)| *count)?;
    let end = tokens.get(count - 1)?.end();
    Some(Known { source, is_agency, tokens: count, at: first.end() - word.len()..end })
}

/// How many tokens a name has whose further words the tokens are.
fn follow<'a>(
    tokens: &[Token],
    words: impl Iterator<Item = &'a str>,
    same: impl Fn(&str, &str) -> bool,
) -> Option<usize> {
    let mut tokens = tokens.iter();
    let mut count = 1;
    for word in words {
        tokens.next().filter(|token| token.kind == Kind::Word && same(token.text, word))?;
        count += 1;
    }
    Some(count)
}

/// The first name in a run of Chinese or Japanese.
fn known_in_sign(token: &Token, fixed: bool) -> Option<Known> {
    let is_sign = |name: &&str| name.starts_with(|c| c >= '\u{3040}');
    let agencies = AGENCIES.iter().flat_map(|(source, open, shy)| {
        let shy = shy.iter().filter(|_| fixed);
        open.iter().chain(shy).copied().filter(is_sign).map(|name| (name, *source, true))
    });
    let outlets = OUTLETS.iter().filter(|entry| is_sign(entry)).filter_map(|entry| {
        let (name, source) = entry.split_once('=')?;
        Some((name, source, false))
    });
    let found = agencies.chain(outlets).filter_map(|name| Some((token.text.find(name.0)?, name)));
    let (at, (name, source, is_agency)) = found.min_by_key(|(at, (name, ..))| (*at, core::cmp::Reverse(name.len())))?;
    Some(Known { source, is_agency, tokens: 1, at: token.at + at..token.at + at + name.len() })
}
