//! Everything behind the tokeniser: shingles, suppression, minima, SimHash and the content sum of one document.

use core::fmt;

use crate::error::FilterError;
use crate::kernel::{Blocks, Kernel, content_hash, content_term};
use crate::scheme::{FilterId, Scheme};
use crate::shingle::{Batch, Shingle, Shingler};
use crate::sketch::{MinHash, SimHash};
use crate::suppress::Filter;
use crate::text::{Quotation, Token, TokenBlocks, TokenSink, Tokeniser};

use super::Fingerprint;

/// What takes the shingles that the filter let pass: the whole text's minima, or those of its segments, too.
pub(super) trait Minima<const BINS: usize>: Clone {
    fn new() -> Self;
    fn reset(&mut self);
    fn shingle(&mut self, hash: u64, quoted: bool);
    fn shingles(&mut self, blocks: Blocks, hashes: &[u64], quoted: &[u8]);
}

impl<const BINS: usize> Minima<BINS> for MinHash<BINS> {
    fn new() -> Self {
        MinHash::new()
    }

    fn reset(&mut self) {
        MinHash::reset(self);
    }

    #[inline]
    fn shingle(&mut self, hash: u64, quoted: bool) {
        MinHash::shingle(self, hash, quoted);
    }

    fn shingles(&mut self, blocks: Blocks, hashes: &[u64], quoted: &[u8]) {
        MinHash::shingles(self, blocks, hashes, quoted);
    }
}

/// The state of a document's sketches.
#[derive(Clone)]
pub(super) struct Sketches<'f, M, const BINS: usize> {
    filter: Option<&'f Filter>,
    shingler: Shingler,
    pub(super) minima: M,
    simhash: SimHash,
    /// The sum that the content hash is made of, and the tokens in it.
    content: u64,
    tokens: u64,
}

impl<'f, M: Minima<BINS>, const BINS: usize> Sketches<'f, M, BINS> {
    pub(super) fn new(scheme: &Scheme<BINS>, filter: Option<&'f Filter>) -> Self {
        Self {
            filter,
            shingler: Shingler::new(scheme),
            minima: M::new(),
            simhash: SimHash::new(),
            content: 0,
            tokens: 0,
        }
    }

    /// Goes back to the start of a document.
    pub(super) fn reset(&mut self) {
        self.shingler.reset();
        self.minima.reset();
        self.simhash = SimHash::new();
        (self.content, self.tokens) = (0, 0);
    }

    /// Takes the next piece of the document.
    pub(super) fn push(&mut self, kernel: Kernel, tokeniser: &mut Tokeniser, piece: &[u8]) {
        match kernel.blocks() {
            Some(blocks) if piece.len() >= Tokeniser::WORTHWHILE => {
                let mut batches = Batches { sketches: self, blocks, batch: Batch::new() };
                tokeniser.push_blocks(blocks, piece, &mut batches);
                batches.flush();
            }
            _ => tokeniser.push(piece, &mut Singles(self)),
        }
    }

    /// Ends the document's text.
    pub(super) fn finish(&mut self, tokeniser: &mut Tokeniser) {
        tokeniser.finish(&mut Singles(self));
    }

    /// The fingerprint, given the minima of the whole text.
    pub(super) fn fingerprint(&self, scheme: &Scheme<BINS>, whole: &MinHash<BINS>) -> Fingerprint<BINS> {
        let shingles = self.simhash.shingles();
        Fingerprint {
            scheme: scheme.id(),
            filter: self.filter.map_or(FilterId::NONE, Filter::id),
            tokens: u32::try_from(self.tokens).unwrap_or(u32::MAX),
            shingles,
            distinct: whole.distinct().min(shingles),
            simhash: self.simhash.finish(),
            content: content_hash(self.content, self.tokens, scheme.seed()),
            keys: whole.keys(),
            signature: whole.signature(),
        }
    }

    #[inline]
    fn content(&mut self, token: u64) {
        self.content = self.content.wrapping_add(content_term(token, self.tokens));
        self.tokens = self.tokens.wrapping_add(1);
    }
}

/// An error if the filter was learned for other shingles than the scheme makes.
pub(super) fn check_filter<const BINS: usize>(scheme: &Scheme<BINS>, filter: &Filter) -> Result<(), FilterError> {
    if filter.shingles_id() == scheme.shingles_id() {
        return Ok(());
    }
    Err(FilterError { filter: filter.shingles_id(), scheme: scheme.shingles_id() })
}

impl<M, const BINS: usize> fmt::Debug for Sketches<'_, M, BINS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sketches").field("filter", &self.filter).field("tokens", &self.tokens).finish_non_exhaustive()
    }
}

/// Takes one token after another.
struct Singles<'s, 'f, M, const BINS: usize>(&'s mut Sketches<'f, M, BINS>);

#[inline]
fn sketch<const BINS: usize>(
    filter: Option<&Filter>,
    minima: &mut impl Minima<BINS>,
    simhash: &mut SimHash,
    shingle: Shingle,
) {
    if filter.is_none_or(|f| !f.contains(shingle.hash)) {
        minima.shingle(shingle.hash, shingle.quoted);
        simhash.shingle(shingle.hash);
    }
}

impl<M: Minima<BINS>, const BINS: usize> TokenSink for Singles<'_, '_, M, BINS> {
    #[inline]
    fn token(&mut self, token: Token) {
        self.0.content(token.hash);
        let Sketches { filter, shingler, minima, simhash, .. } = &mut *self.0;
        shingler.token(&token, |shingle| sketch(*filter, minima, simhash, shingle));
    }

    fn quotation(&mut self, event: Quotation) {
        let Sketches { filter, shingler, minima, simhash, .. } = &mut *self.0;
        shingler.quotation(event, |shingle| sketch(*filter, minima, simhash, shingle));
    }
}

/// Takes tokens by the hundred.
struct Batches<'s, 'f, M, const BINS: usize> {
    sketches: &'s mut Sketches<'f, M, BINS>,
    blocks: Blocks,
    batch: Batch,
}

impl<M: Minima<BINS>, const BINS: usize> Batches<'_, '_, M, BINS> {
    /// Sketches the shingles of the batch.
    fn flush(&mut self) {
        let Sketches { filter, minima, simhash, .. } = &mut *self.sketches;
        flush(self.blocks, *filter, minima, simhash, &mut self.batch);
    }
}

fn flush<const BINS: usize>(
    blocks: Blocks,
    filter: Option<&Filter>,
    minima: &mut impl Minima<BINS>,
    simhash: &mut SimHash,
    batch: &mut Batch,
) {
    let (hashes, quoted) = batch.parts();
    let kept = filter.map_or(hashes.len(), |filter| filter.suppress(blocks, hashes, quoted));
    let (hashes, quoted) = (hashes.get(..kept).unwrap_or_default(), quoted.get(..kept).unwrap_or_default());
    minima.shingles(blocks, hashes, quoted);
    simhash.extend_in(blocks, hashes);
    batch.clear();
}

impl<M: Minima<BINS>, const BINS: usize> TokenSink for Batches<'_, '_, M, BINS> {
    fn token(&mut self, token: Token) {
        self.sketches.content(token.hash);
        if token.kept {
            self.kept(&[token.hash]);
        }
    }

    fn quotation(&mut self, event: Quotation) {
        let Self { sketches, blocks, batch } = self;
        let Sketches { filter, shingler, minima, simhash, .. } = &mut **sketches;
        shingler.quotation_in(event, batch, |batch| flush(*blocks, *filter, minima, simhash, batch));
    }
}

impl<M: Minima<BINS>, const BINS: usize> TokenBlocks for Batches<'_, '_, M, BINS> {
    fn tokens(&mut self, hashes: &[u64]) {
        let sum = self.blocks.content_sum(hashes, self.sketches.tokens);
        self.sketches.content = self.sketches.content.wrapping_add(sum);
        self.sketches.tokens = self.sketches.tokens.wrapping_add(hashes.len() as u64);
    }

    fn kept(&mut self, hashes: &[u64]) {
        let Self { sketches, blocks, batch } = self;
        let Sketches { filter, shingler, minima, simhash, .. } = &mut **sketches;
        shingler.kept_tokens(*blocks, hashes, batch, |batch| flush(*blocks, *filter, minima, simhash, batch));
    }
}
