//! One shingle after another, each when it is known where it stands.

use heapless::Vec;

use crate::scheme::{QUOTE_LIMIT, Scheme};
use crate::text::{Quotation, Token};

use super::{Joiner, Shingle, Standing};

/// Makes shingles of the kept tokens of one text; those in an open quotation wait for its end. Constant size, about 1,320 bytes.
#[derive(Clone, Debug)]
pub struct Shingler {
    joiner: Joiner,
    /// Hashes that wait for the closing mark.
    waiting: Vec<u64, QUOTE_LIMIT>,
}

impl Shingler {
    /// A shingler at the start of a text.
    pub fn new<const BINS: usize>(scheme: &Scheme<BINS>) -> Self {
        Self { joiner: Joiner::new(scheme), waiting: Vec::new() }
    }

    /// Takes a token; those that are not kept change nothing.
    #[inline]
    pub fn token(&mut self, token: &Token, mut each: impl FnMut(Shingle)) {
        if !token.kept {
            return;
        }
        match self.joiner.kept_token(token.hash) {
            Some((hash, Standing::Unsettled)) => {
                if let Err(hash) = self.waiting.push(hash) {
                    // The tokeniser abandons a mark before the list is full; should a caller's own events not, we do.
                    self.release(false, &mut each);
                    let _ = self.waiting.push(hash);
                }
            }
            Some((hash, standing)) => each(Shingle { hash, quoted: standing == Standing::Quoted }),
            None => {}
        }
    }

    /// Takes an event of the tokeniser; the shingles that waited for it are passed on.
    pub fn quotation(&mut self, event: Quotation, mut each: impl FnMut(Shingle)) {
        let quoted = self.joiner.quotation(event);
        self.release(quoted, &mut each);
    }

    fn release(&mut self, quoted: bool, each: &mut impl FnMut(Shingle)) {
        for &hash in &self.waiting {
            each(Shingle { hash, quoted });
        }
        self.waiting.clear();
    }
}
