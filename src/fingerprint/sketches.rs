//! Everything behind the tokeniser: shingles, suppression, minima, SimHash and the content sum of one document.

use core::fmt;

use crate::error::FilterError;
use crate::kernel::{Blocks, Kernel, content_hash, content_term};
use crate::scheme::{FilterId, Scheme, Table};
use crate::shingle::{Batch, Joiner, Standing};
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
    /// Takes a shingle of an open quotation. Until it is settled, no others come.
    fn unsettled(&mut self, hash: u64);
    /// Says whether the unsettled ones are quoted.
    fn settle(&mut self, quoted: bool);
}

/// The state of a document's sketches.
#[derive(Clone)]
pub(super) struct Sketches<'f, M, const BINS: usize> {
    filter: Option<&'f Filter>,
    joiner: Joiner,
    pub(super) minima: M,
    simhash: SimHash,
    /// The sum that the content hash is made of, and the tokens in it.
    content: u64,
    tokens: u64,
}

impl<'f, M: Minima<BINS>, const BINS: usize> Sketches<'f, M, BINS> {
    #[inline(always)]
    pub(super) fn new(scheme: &Scheme<BINS>, filter: Option<&'f Filter>) -> Self {
        Self { filter, joiner: Joiner::new(scheme), minima: M::new(), simhash: SimHash::new(), content: 0, tokens: 0 }
    }

    /// Goes back to the start of a document.
    pub(super) fn reset(&mut self) {
        self.joiner.reset();
        self.minima.reset();
        self.simhash.reset();
        (self.content, self.tokens) = (0, 0);
    }

    /// Takes the next piece of the document.
    pub(super) fn push(&mut self, kernel: Kernel, tokeniser: &mut Tokeniser, piece: &[u8]) {
        match kernel.blocks() {
            Some(blocks) if piece.len() >= Tokeniser::WORTHWHILE => {
                let mut batches = Batches { sketches: self, blocks, batch: Batch::new() };
                tokeniser.push_blocks(blocks, piece, &mut batches);
                batches.finish();
            }
            _ => tokeniser.push(piece, &mut Singles(self)),
        }
    }

    /// Ends the document's text.
    pub(super) fn finish(&mut self, tokeniser: &mut Tokeniser) {
        tokeniser.finish(&mut Singles(self));
    }

    /// Writes the fingerprint, given the minima of the whole text and how many of its characters the table lacks.
    pub(super) fn write_fingerprint(
        &self,
        scheme: &Scheme<BINS>,
        uncovered: u32,
        whole: &MinHash<BINS>,
        print: &mut Fingerprint<BINS>,
    ) {
        print.scheme = if uncovered == 0 { scheme.id() } else { scheme.id_beyond(Table::HERE) };
        print.filter = self.filter.map_or(FilterId::NONE, Filter::id);
        print.tokens = u32::try_from(self.tokens).unwrap_or(u32::MAX);
        print.shingles = self.simhash.shingles();
        print.distinct = whole.distinct().min(print.shingles);
        print.simhash = self.simhash.finish();
        print.content = content_hash(self.content, self.tokens, scheme.seed());
        whole.write_keys(&mut print.keys);
        whole.write_signature(&mut print.signature);
    }

    #[inline]
    fn shingle(&mut self, hash: u64, standing: Standing) {
        if self.filter.is_some_and(|filter| filter.contains(hash)) {
            return;
        }
        self.simhash.shingle(hash);
        match standing {
            Standing::Unsettled => self.minima.unsettled(hash),
            settled => self.minima.shingle(hash, settled == Standing::Quoted),
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

impl<M: Minima<BINS>, const BINS: usize> TokenSink for Singles<'_, '_, M, BINS> {
    #[inline]
    fn token(&mut self, token: Token) {
        self.0.content(token.hash);
        if token.kept
            && let Some((hash, standing)) = self.0.joiner.kept_token(token.hash)
        {
            self.0.shingle(hash, standing);
        }
    }

    fn quotation(&mut self, event: Quotation) {
        self.0.minima.settle(self.0.joiner.quotation(event));
    }
}

/// Takes tokens by the hundred.
struct Batches<'s, 'f, M, const BINS: usize> {
    sketches: &'s mut Sketches<'f, M, BINS>,
    blocks: Blocks,
    batch: Batch,
}

impl<M: Minima<BINS>, const BINS: usize> Batches<'_, '_, M, BINS> {
    /// Sketches the settled shingles of the batch.
    fn flush(&mut self) {
        let Sketches { filter, minima, simhash, .. } = &mut *self.sketches;
        let (hashes, quoted) = self.batch.parts();
        let kept = filter.map_or(hashes.len(), |filter| filter.suppress(self.blocks, hashes, quoted));
        let (hashes, quoted) = (hashes.get(..kept).unwrap_or_default(), quoted.get(..kept).unwrap_or_default());
        minima.shingles(self.blocks, hashes, quoted);
        simhash.extend_in(self.blocks, hashes);
        self.batch.clear_settled();
    }

    /// Sketches all that there is. The batch is some 12 KB, too much to be moved.
    fn finish(&mut self) {
        self.flush();
        self.batch.unsettled().iter().for_each(|hash| self.sketches.shingle(*hash, Standing::Unsettled));
    }
}

impl<M: Minima<BINS>, const BINS: usize> TokenSink for Batches<'_, '_, M, BINS> {
    fn token(&mut self, token: Token) {
        self.sketches.content(token.hash);
        if token.kept {
            self.kept(&[token.hash]);
        }
    }

    fn quotation(&mut self, event: Quotation) {
        let quoted = self.sketches.joiner.quotation(event);
        self.batch.settle(quoted);
        self.sketches.minima.settle(quoted);
    }
}

impl<M: Minima<BINS>, const BINS: usize> TokenBlocks for Batches<'_, '_, M, BINS> {
    fn tokens(&mut self, hashes: &[u64]) {
        let sum = self.blocks.content_sum(hashes, self.sketches.tokens);
        self.sketches.content = self.sketches.content.wrapping_add(sum);
        self.sketches.tokens = self.sketches.tokens.wrapping_add(hashes.len() as u64);
    }

    fn kept(&mut self, hashes: &[u64]) {
        if !self.batch.has_room(hashes.len()) {
            self.flush();
        }
        self.batch.kept_tokens(self.blocks, &mut self.sketches.joiner, hashes);
    }
}
