//! Bytes → words and the marks between them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::{Class, class, folded};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// A run of Chinese or Japanese: words without spaces, figures included.
    Sign,
    Open,
    Close,
    Dash,
    Slash,
    Comma,
    Stop,
    Quote,
    Line,
    /// Other marks, and ill-formed bytes.
    Other,
}

impl Kind {
    /// `None` of what stands between tokens and says nothing.
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '(' | '[' | '（' | '［' | '【' | '〔' => Self::Open,
            ')' | ']' | '）' | '］' | '】' | '〕' => Self::Close,
            '-' | '‐' | '–' | '—' | '―' | '−' => Self::Dash,
            '/' | '／' | '|' | '｜' => Self::Slash,
            ',' | '،' | '、' | '，' => Self::Comma,
            '.' | ':' | ';' | '!' | '?' | '。' | '：' | '؛' | '؟' => Self::Stop,
            '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' | '‹' | '›' | '「' | '」' | '『' | '』' => {
                Self::Quote
            }
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => Self::Line,
            _ if c.is_whitespace() => return None,
            _ => match class(c) {
                Class::Letter | Class::Digit => Self::Word,
                Class::Ideograph | Class::Unspaced => Self::Sign,
                Class::Ignored => return None,
                Class::Separator => Self::Other,
            },
        })
    }

    fn is_word(c: Option<char>) -> bool {
        c.is_some_and(|c| Self::of(c) == Some(Self::Word))
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Its first byte in the text.
    pub(super) at: usize,
    /// A word that an apostrophe or hyphen joins to the one before.
    pub(super) joined: bool,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    pub(super) fn is_small(&self) -> bool {
        self.text.starts_with(char::is_lowercase)
    }

    pub(super) fn is_capital(&self) -> bool {
        self.kind == Kind::Word && self.text.starts_with(char::is_uppercase)
    }

    pub(super) fn is_number(&self) -> bool {
        self.text.starts_with(char::is_numeric)
    }

    /// Whether it is one of these folded words.
    pub(super) fn is_in(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word && words.iter().any(|word| folds_to(self.text, word))
    }
}

/// The tokens of a text; of marks of one kind in a row, the first.
pub(super) fn tokens(text: &[u8]) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut base = 0;
    for chunk in text.utf8_chunks() {
        let (mut rest, mut at) = (chunk.valid(), base);
        let mut joined = false;
        while let Some(c) = rest.chars().next() {
            let kind = Kind::of(c);
            let len = match kind {
                Some(Kind::Word | Kind::Sign) => run(rest, kind),
                _ => c.len_utf8(),
            };
            let (token, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
            let last = tokens.last().filter(|last| last.end() == at && last.kind == Kind::Word);
            if last.is_some() && matches!(c, '-' | '‐' | '\'' | '’') && Kind::is_word(after.chars().next()) {
                joined = true;
            } else if let Some(kind) = kind {
                let is_run = matches!(kind, Kind::Word | Kind::Sign);
                if is_run || tokens.last().is_none_or(|last| last.kind != kind) {
                    tokens.push(Token { kind, text: token, at, joined: joined && is_run });
                }
                joined = false;
            }
            (rest, at) = (after, at + len);
        }
        base = at + chunk.invalid().len();
        if !chunk.invalid().is_empty() && tokens.last().is_none_or(|last| last.kind != Kind::Other) {
            tokens.push(Token { kind: Kind::Other, text: "", at, joined: false });
        }
    }
    tokens
}

/// Length of the word or run of signs that a text begins with; a word may have full stops inside ("gazette.example").
fn run(text: &str, kind: Option<Kind>) -> usize {
    // Most words are of these alone.
    let is_plain = |byte: &u8| kind == Some(Kind::Word) && byte.is_ascii_alphanumeric();
    let plain = text.bytes().take_while(is_plain).count();
    let mut before =
        plain.checked_sub(1).and_then(|last| text.as_bytes().get(last)).map_or(' ', |byte| char::from(*byte));
    let mut chars = text.get(plain..).unwrap_or_default().char_indices().map(|(at, c)| (plain + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let inside = Kind::of(c) == kind
            || class(c) == Class::Ignored
            || kind == Some(Kind::Sign) && c.is_numeric()
            || c == '.' && kind == Some(Kind::Word) && before != '.' && Kind::is_word(after)
                // "said.The": two sentences
                && !(before.is_lowercase() && after.is_some_and(char::is_uppercase));
        if !inside {
            return at;
        }
        before = c;
    }
    text.len()
}

/// Small letters without accents, as tokens are folded.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        folded(c as u32, |class, to| out.extend(char::from_u32(to).filter(|_| class != Class::Ignored)));
    }
    out
}

/// Whether a text folds to the word; a long Cyrillic one may have two letters more, for its case.
pub(super) fn folds_to(text: &str, word: &str) -> bool {
    let (mut left, mut more, mut same) = (word.chars(), 0, true);
    for c in text.chars() {
        folded(c as u32, |class, to| {
            if class != Class::Ignored {
                match left.next() {
                    Some(expected) => same &= expected as u32 == to,
                    None => more += 1,
                }
            }
        });
        if !same || more > 2 {
            return false;
        }
    }
    let declined = word.starts_with(|c| matches!(c, '\u{400}'..='\u{52F}')) && word.len() >= 8;
    left.next().is_none() && (more == 0 || declined)
}
