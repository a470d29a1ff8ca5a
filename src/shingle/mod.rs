//! Tokens → shingle hashes, and whether each stands in a quotation.
//!
//! A shingle is quoted if any of its tokens is. Inside an open quotation that is not known yet, so those shingles wait:
//! at most [`QUOTE_LIMIT`] of them, because the tokeniser gives up on a mark after as many
//! kept tokens. Source: Broder, "On the resemblance and containment of documents", 1997.

use heapless::{HistoryBuf, Vec};

use crate::kernel::shingle_hash;
use crate::scheme::{QUOTE_LIMIT, SHINGLE_TOKENS_MAX, Scheme};
use crate::text::{Quotation, Token};

/// A shingle of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shingle {
    /// Hash of its tokens, in order.
    pub hash: u64,
    /// Whether any of its tokens is quoted.
    pub quoted: bool,
}

/// Makes shingles of the kept tokens of one text. Constant size, about 1,330 bytes.
#[derive(Clone, Debug)]
pub struct Shingler {
    width: u8,
    ring: HistoryBuf<u64, SHINGLE_TOKENS_MAX>,
    /// Hashes that wait for the closing mark.
    waiting: Vec<u64, QUOTE_LIMIT>,
    open: bool,
    /// Whether a kept token came since the mark opened.
    holds_token: bool,
    /// Kept tokens to come whose shingles still hold a quoted token.
    quoted_tail: u8,
}

impl Shingler {
    /// A shingler at the start of a text.
    pub fn new<const BINS: usize>(scheme: &Scheme<BINS>) -> Self {
        Self {
            width: scheme.profile().shingle_tokens() as u8,
            ring: HistoryBuf::new(),
            waiting: Vec::new(),
            open: false,
            holds_token: false,
            quoted_tail: 0,
        }
    }

    /// Takes a token; those that are not kept change nothing.
    #[inline]
    pub fn token(&mut self, token: &Token, mut each: impl FnMut(Shingle)) {
        if !token.kept {
            return;
        }
        self.ring.write(token.hash);
        self.holds_token = true;
        let quoted = self.quoted_tail > 0;
        self.quoted_tail = self.quoted_tail.saturating_sub(1);
        let width = usize::from(self.width);
        let Some(older) = self.ring.len().checked_sub(width) else { return };
        let hash = shingle_hash(self.ring.oldest_ordered().skip(older).copied());
        if quoted || !self.open {
            each(Shingle { hash, quoted });
        } else if let Err(hash) = self.waiting.push(hash) {
            // The tokeniser abandons a mark before the list is full; should a caller's own events not, we do.
            self.release(false, &mut each);
            let _ = self.waiting.push(hash);
        }
    }

    /// Takes an event of the tokeniser; the shingles that waited for it are passed on.
    pub fn quotation(&mut self, event: Quotation, mut each: impl FnMut(Shingle)) {
        let quoted = matches!(event, Quotation::Closed | Quotation::Continued);
        self.release(quoted, &mut each);
        self.open = matches!(event, Quotation::Opened | Quotation::Continued);
        if quoted && self.holds_token {
            self.quoted_tail = self.width - 1;
        }
        self.holds_token = false;
    }

    fn release(&mut self, quoted: bool, each: &mut impl FnMut(Shingle)) {
        for &hash in &self.waiting {
            each(Shingle { hash, quoted });
        }
        self.waiting.clear();
    }
}
