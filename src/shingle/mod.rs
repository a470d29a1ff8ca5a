//! Tokens → shingle hashes, and whether each stands in a quotation.
//!
//! A shingle is quoted if any of its tokens is. Inside an open quotation that is not known yet, so those shingles wait:
//! at most [`QUOTE_LIMIT`] of them, because the tokeniser gives up on a mark after as many
//! kept tokens. Source: Broder, "On the resemblance and containment of documents", 1997.

mod batch;

pub(crate) use batch::Batch;

use heapless::Vec;

use crate::kernel::{Blocks, shingle_hash};
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

/// Makes shingles of the kept tokens of one text. Constant size, about 1,320 bytes.
#[derive(Clone, Debug)]
pub struct Shingler {
    /// Tokens in a shingle, less one.
    older: u8,
    /// The tokens that the next one makes a shingle with, oldest first, and how many there are.
    last: [u64; SHINGLE_TOKENS_MAX - 1],
    len: u8,
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
            older: scheme.profile().shingle_tokens() as u8 - 1,
            last: [0; SHINGLE_TOKENS_MAX - 1],
            len: 0,
            waiting: Vec::new(),
            open: false,
            holds_token: false,
            quoted_tail: 0,
        }
    }

    /// Goes back to the start of a text.
    pub(crate) fn reset(&mut self) {
        self.waiting.clear();
        (self.len, self.open, self.holds_token, self.quoted_tail) = (0, false, false, 0);
    }

    /// Takes a token; those that are not kept change nothing.
    #[inline]
    pub fn token(&mut self, token: &Token, mut each: impl FnMut(Shingle)) {
        if token.kept {
            self.kept_token(token.hash, &mut each);
        }
    }

    #[inline]
    pub(crate) fn kept_token(&mut self, token: u64, mut each: impl FnMut(Shingle)) {
        self.holds_token = true;
        let quoted = self.quoted_tail > 0;
        self.quoted_tail = self.quoted_tail.saturating_sub(1);
        let older = self.last.get(..usize::from(self.len)).unwrap_or_default();
        let hash = shingle_hash(older.iter().copied().chain([token]));
        let is_whole = self.len == self.older;
        self.remember(&[token]);
        if !is_whole {
            return;
        }
        if quoted || !self.open {
            each(Shingle { hash, quoted });
        } else if let Err(hash) = self.waiting.push(hash) {
            // The tokeniser abandons a mark before the list is full; should a caller's own events not, we do.
            self.release(false, &mut each);
            let _ = self.waiting.push(hash);
        }
    }

    /// Takes kept tokens with no event between them; their shingles go to the batch, which `flush` makes room in.
    pub(crate) fn kept_tokens(
        &mut self,
        blocks: Blocks,
        tokens: &[u64],
        batch: &mut Batch,
        mut flush: impl FnMut(&mut Batch),
    ) {
        // The first ones make shingles with what came before, and with a quotation that has just ended.
        let older = usize::from(self.older);
        let (first, rest) = tokens.split_at_checked(older).unwrap_or((tokens, &[]));
        if !batch.has_room(tokens.len() + QUOTE_LIMIT) {
            flush(batch);
        }
        first.iter().for_each(|token| self.kept_token(*token, |shingle| batch.push(shingle)));
        if rest.is_empty() {
            return;
        }
        let before = batch.hashes.len();
        blocks.shingle_hashes(tokens, older + 1, &mut batch.hashes);
        let new = batch.hashes.as_slice().get(before..).unwrap_or_default();
        if self.open && self.waiting.extend_from_slice(new).is_ok() {
            batch.hashes.truncate(before);
        } else {
            batch.quoted.fill(0, new.len()); // where too many wait, not from our tokeniser, they are narrative
        }
        self.remember(rest);
    }

    #[inline]
    fn remember(&mut self, tokens: &[u64]) {
        for &token in tokens.iter().skip(tokens.len().saturating_sub(usize::from(self.older))) {
            if self.len == self.older {
                self.last.rotate_left(1);
                self.len -= 1;
            }
            // A shingle of two remembers one, in the first place.
            let at = usize::from(self.len);
            if let Some(last) = self.last.get_mut(at) {
                *last = token;
                self.len += 1;
            }
        }
    }

    /// Takes an event of the tokeniser; the shingles that waited for it are passed on.
    pub fn quotation(&mut self, event: Quotation, mut each: impl FnMut(Shingle)) {
        let quoted = matches!(event, Quotation::Closed | Quotation::Continued);
        self.release(quoted, &mut each);
        self.open = matches!(event, Quotation::Opened | Quotation::Continued);
        if quoted && self.holds_token {
            self.quoted_tail = self.older;
        }
        self.holds_token = false;
    }

    /// The same, with a batch that `flush` makes room in.
    pub(crate) fn quotation_in(&mut self, event: Quotation, batch: &mut Batch, mut flush: impl FnMut(&mut Batch)) {
        if !batch.has_room(QUOTE_LIMIT) {
            flush(batch);
        }
        self.quotation(event, |shingle| batch.push(shingle));
    }

    fn release(&mut self, quoted: bool, each: &mut impl FnMut(Shingle)) {
        for &hash in &self.waiting {
            each(Shingle { hash, quoted });
        }
        self.waiting.clear();
    }
}
