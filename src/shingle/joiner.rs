//! Kept tokens → shingle hashes, and what is known of each when it is made.

use crate::kernel::shingle_hash;
use crate::scheme::{SHINGLE_TOKENS_MAX, Scheme};
use crate::text::Quotation;

/// Where a shingle stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Narrative,
    Quoted,
    /// In a quotation that has not closed: the next event tells.
    Unsettled,
}

/// Joins kept tokens to shingles.
#[derive(Clone, Debug)]
pub(crate) struct Joiner {
    /// The tokens that the next one makes a shingle with, oldest first, and how many there are.
    last: [u64; SHINGLE_TOKENS_MAX - 1],
    len: u8,
    /// Tokens in a shingle, less one.
    older: u8,
    open: bool,
    /// Whether a kept token came since the mark opened.
    holds_token: bool,
    /// Kept tokens to come whose shingles still hold a quoted token.
    quoted_tail: u8,
}

impl Joiner {
    pub(crate) fn new<const BINS: usize>(scheme: &Scheme<BINS>) -> Self {
        Self {
            last: [0; SHINGLE_TOKENS_MAX - 1],
            len: 0,
            older: scheme.profile().shingle_tokens() as u8 - 1,
            open: false,
            holds_token: false,
            quoted_tail: 0,
        }
    }

    /// Goes back to the start of a text.
    pub(crate) fn reset(&mut self) {
        (self.len, self.open, self.holds_token, self.quoted_tail) = (0, false, false, 0);
    }

    /// Tokens in a shingle, less one.
    pub(super) fn older(&self) -> usize {
        self.older.into()
    }

    /// Where a shingle stands that holds no token of the text before.
    pub(super) fn standing(&self) -> Standing {
        if self.open { Standing::Unsettled } else { Standing::Narrative }
    }

    /// Takes a kept token; the shingle that it ends, if there are tokens enough.
    #[inline]
    pub(crate) fn kept_token(&mut self, token: u64) -> Option<(u64, Standing)> {
        self.holds_token = true;
        let standing = if self.quoted_tail > 0 { Standing::Quoted } else { self.standing() };
        self.quoted_tail = self.quoted_tail.saturating_sub(1);
        let [first, second] = self.last;
        let hash = match self.older {
            _ if self.len < self.older => None,
            1 => Some(shingle_hash([first, token])),
            _ => Some(shingle_hash([first, second, token])),
        };
        self.remember(token);
        hash.map(|hash| (hash, standing))
    }

    #[inline]
    fn remember(&mut self, token: u64) {
        let [first, second] = self.last;
        self.last = match (self.older, self.len) {
            (1, _) | (_, 0) => [token, 0],
            (_, 1) => [first, token],
            _ => [second, token],
        };
        self.len = (self.len + 1).min(self.older);
    }

    /// Notes kept tokens whose shingles others have made.
    pub(super) fn note(&mut self, tokens: &[u64]) {
        let newest = tokens.iter().skip(tokens.len().saturating_sub(self.older()));
        newest.for_each(|token| self.remember(*token));
    }

    /// Takes an event of the tokeniser; whether what was unsettled is quoted.
    #[inline]
    pub(crate) fn quotation(&mut self, event: Quotation) -> bool {
        let quoted = matches!(event, Quotation::Closed | Quotation::Continued);
        self.open = matches!(event, Quotation::Opened | Quotation::Continued);
        if quoted && self.holds_token {
            self.quoted_tail = self.older;
        }
        self.holds_token = false;
        quoted
    }
}
