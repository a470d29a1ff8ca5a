//! Bytes → folded tokens, with the state of quotation. Streaming, without allocation.
//!
//! Text arrives in pieces of any length, split anywhere, inside a character too. Each code point is folded by a frozen
//! table (case, accents, width, Arabic and Greek letter forms; `docs/format.md` states every rule). Letters and digits
//! make words; scripts written without spaces make overlapping grams. Whatever is not UTF-8 separates tokens.

mod fold;
mod quotation;
mod stretch;
mod unicode_table;
mod utf8;
mod word;

#[cfg(feature = "alloc")]
pub(crate) use fold::folded;
pub use fold::{Class, class, is_covered};
pub use quotation::Quotation;

pub(crate) use stretch::TokenBlocks;

use crate::scheme::{Profile, Scheme};
use utf8::{Decoder, Step};
use word::{Gram, Word};

/// A normalised word or gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// XXH3-64 of the folded bytes, under the scheme's seed.
    pub hash: u64,
    /// Offset of the first byte in the text.
    pub start: u64,
    /// Offset after the last byte.
    pub end: u64,
    /// Whether the profile makes shingles of it.
    pub kept: bool,
    /// Whether it has a digit: a figure, a date, a price.
    pub has_digit: bool,
}

/// Receives what a [`Tokeniser`] finds, in the order of the text.
pub trait TokenSink {
    /// A token is complete.
    fn token(&mut self, token: Token);
    /// A quotation begins, ends or turns out to be none.
    fn quotation(&mut self, event: Quotation);
}

/// Finds the tokens of one text that arrives in pieces.
///
/// State: about 230 bytes, whatever the text. Time: linear. Source of the rules: `docs/format.md`.
///
/// ```
/// use wireprint::Scheme;
/// use wireprint::text::{Quotation, Token, TokenSink, Tokeniser};
///
/// #[derive(Default)]
/// struct Kept(Vec<(u64, u64)>);
/// impl TokenSink for Kept {
///     fn token(&mut self, t: Token) {
///         if t.kept {
///             self.0.push((t.start, t.end));
///         }
///     }
///     fn quotation(&mut self, _: Quotation) {}
/// }
///
/// let mut kept = Kept::default();
/// let mut tokeniser = Tokeniser::new(&Scheme::REWRITE);
/// tokeniser.push(b"A fer", &mut kept);
/// tokeniser.push(b"ry to Kolmar", &mut kept);
/// tokeniser.finish(&mut kept);
/// assert_eq!(kept.0, [(2, 7), (11, 17)]);
/// ```
#[derive(Clone, Debug)]
pub struct Tokeniser {
    seed: u64,
    profile: Profile,
    decoder: Decoder,
    word: Word,
    gram: Gram,
    quotes: quotation::Tracker,
    /// Bytes taken so far.
    offset: u64,
    /// Characters that the table lacks.
    #[cfg(not(feature = "full"))]
    uncovered: u32,
}

impl Tokeniser {
    /// A tokeniser at the start of a text.
    #[inline(always)]
    pub const fn new<const BINS: usize>(scheme: &Scheme<BINS>) -> Self {
        Self {
            seed: scheme.seed(),
            profile: scheme.profile(),
            decoder: Decoder::new(),
            word: Word::new(),
            gram: Gram::new(),
            quotes: quotation::Tracker::new(),
            offset: 0,
            #[cfg(not(feature = "full"))]
            uncovered: 0,
        }
    }

    /// Characters of this text so far that this build's table lacks; they separate tokens. Always 0 with the feature `full`.
    #[inline]
    pub fn uncovered(&self) -> u32 {
        #[cfg(not(feature = "full"))]
        return self.uncovered;
        #[cfg(feature = "full")]
        0
    }

    /// The scheme that it was made for, with bins.
    pub(crate) const fn scheme<const BINS: usize>(&self) -> Scheme<BINS> {
        Scheme::new(self.profile).with_seed(self.seed)
    }

    /// Takes the next piece of the text.
    pub fn push(&mut self, piece: &[u8], sink: &mut impl TokenSink) {
        let mut rest = piece;
        loop {
            if self.decoder.is_idle() {
                rest = self.push_ascii(rest, sink);
            }
            let Some((&byte, after)) = rest.split_first() else { return };
            rest = after;
            loop {
                let start = self.offset - u64::from(self.decoder.seen());
                match self.decoder.feed(byte) {
                    Step::Complete(cp) => self.code_point(cp, start, self.offset + 1, sink),
                    Step::Pending => {}
                    Step::IllFormed => self.ill_formed(sink),
                    Step::IllFormedBefore => {
                        self.ill_formed(sink);
                        continue;
                    }
                }
                break;
            }
            self.offset += 1;
        }
    }

    /// Takes the ASCII that `piece` begins with, most of most texts, without a look at the table; gives what is left.
    #[inline]
    fn push_ascii<'p>(&mut self, piece: &'p [u8], sink: &mut impl TokenSink) -> &'p [u8] {
        let mut rest = piece;
        while let Some(byte) = rest.first().filter(|byte| byte.is_ascii()) {
            let taken = if byte.is_ascii_alphanumeric() {
                self.end_gram(sink);
                self.quotes.ascii_word(|event| sink.quotation(event));
                self.word.push_ascii(rest, self.offset)
            } else {
                self.end_gram(sink);
                self.end_word(sink);
                self.quotes.ascii_separator(*byte, |event| sink.quotation(event));
                1
            };
            if taken == 0 {
                self.end_word(sink); // it is full
            }
            self.offset += taken as u64;
            rest = rest.get(taken..).unwrap_or_default();
        }
        rest
    }

    /// Ends the text. The tokeniser is then at the start of another.
    pub fn finish(&mut self, sink: &mut impl TokenSink) {
        if !self.decoder.is_idle() {
            self.ill_formed(sink);
            self.decoder = Decoder::new();
        }
        self.end_word(sink);
        self.end_gram(sink);
        self.quotes.finish(|event| sink.quotation(event));
        self.offset = 0;
        #[cfg(not(feature = "full"))]
        (self.uncovered = 0);
    }

    fn ill_formed(&mut self, sink: &mut impl TokenSink) {
        const REPLACEMENT: u32 = 0xFFFD;
        self.character(Class::Separator, REPLACEMENT, self.offset, self.offset, sink);
    }

    #[inline]
    fn code_point(&mut self, cp: u32, start: u64, end: u64, sink: &mut impl TokenSink) {
        #[cfg(not(feature = "full"))]
        if char::from_u32(cp).is_some_and(|c| !is_covered(c)) {
            self.uncovered = self.uncovered.saturating_add(1);
        }
        fold::folded(cp, |class, folded| self.character(class, folded, start, end, sink));
    }

    #[inline]
    fn character(&mut self, class: Class, cp: u32, start: u64, end: u64, sink: &mut impl TokenSink) {
        match class {
            Class::Ignored => {
                if !self.word.is_empty() {
                    self.word.extend_to(end);
                }
                return;
            }
            Class::Letter | Class::Digit => self.end_gram(sink),
            Class::Ideograph | Class::Unspaced => {
                self.end_word(sink);
                if self.gram.class() != class {
                    self.end_gram(sink);
                }
            }
            Class::Separator => {
                self.end_word(sink);
                self.end_gram(sink);
            }
        }
        self.quotes.character(class, cp, |event| sink.quotation(event));
        match class {
            Class::Letter | Class::Digit if self.word.push(class, cp, start, end) => {}
            Class::Letter | Class::Digit => {
                self.end_word(sink);
                self.word.push(class, cp, start, end);
            }
            Class::Ideograph | Class::Unspaced => {
                let token = self.gram.push(class, cp, start, end, self.seed);
                self.emit(token, sink);
            }
            _ => {}
        }
    }

    #[inline]
    fn end_word(&mut self, sink: &mut impl TokenSink) {
        if !self.word.is_empty() {
            let token = self.word.take(self.seed, self.profile.min_letters());
            self.emit(Some(token), sink);
        }
    }

    #[inline]
    fn end_gram(&mut self, sink: &mut impl TokenSink) {
        if !self.gram.is_empty() {
            let token = self.gram.finish(self.seed);
            self.emit(token, sink);
        }
    }

    #[inline]
    fn emit(&mut self, token: Option<Token>, sink: &mut impl TokenSink) {
        let Some(token) = token else { return };
        if let Some(event) = token.kept.then(|| self.quotes.kept_token()).flatten() {
            sink.quotation(event);
        }
        sink.token(token);
    }
}
