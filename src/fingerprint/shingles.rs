//! A text's shingles, for whoever counts them.

use crate::kernel::{Blocks, Kernel};
use crate::scheme::Scheme;
use crate::shingle::{Batch, Joiner, Shingle, Shingler};
use crate::text::{Quotation, Token, TokenBlocks, TokenSink, Tokeniser};

/// Hands a text's shingles to `each`, in order and unfiltered: what a [`Learner`](crate::suppress::Learner) counts.
///
/// ```
/// use wireprint::Scheme;
/// use wireprint::fingerprint::for_each_shingle;
/// let mut shingles = 0;
/// for_each_shingle(&Scheme::REWRITE, b"Ferries to Kolmar resume", |_| shingles += 1);
/// assert_eq!(shingles, 2);
/// ```
pub fn for_each_shingle<const BINS: usize>(scheme: &Scheme<BINS>, text: &[u8], each: impl FnMut(Shingle)) {
    for_each_shingle_on(Kernel::best(), scheme, text, each);
}

pub(crate) fn for_each_shingle_on<const BINS: usize>(
    kernel: Kernel,
    scheme: &Scheme<BINS>,
    text: &[u8],
    each: impl FnMut(Shingle),
) {
    let mut tokeniser = Tokeniser::new(scheme);
    match kernel.blocks() {
        Some(blocks) if text.len() >= Tokeniser::WORTHWHILE => {
            let mut source = Batches { joiner: Joiner::new(scheme), blocks, batch: Batch::new(), each };
            tokeniser.push_blocks(blocks, text, &mut source);
            tokeniser.finish(&mut source);
            source.hand_over();
        }
        _ => {
            let mut source = Singles { shingler: Shingler::new(scheme), each };
            tokeniser.push(text, &mut source);
            tokeniser.finish(&mut source);
        }
    }
}

struct Singles<F> {
    shingler: Shingler,
    each: F,
}

impl<F: FnMut(Shingle)> TokenSink for Singles<F> {
    fn token(&mut self, token: Token) {
        self.shingler.token(&token, &mut self.each);
    }

    fn quotation(&mut self, event: Quotation) {
        self.shingler.quotation(event, &mut self.each);
    }
}

struct Batches<F> {
    joiner: Joiner,
    blocks: Blocks,
    batch: Batch,
    each: F,
}

impl<F: FnMut(Shingle)> Batches<F> {
    /// Hands over the settled ones; at a text's end, all are.
    fn hand_over(&mut self) {
        let (hashes, quoted) = self.batch.parts();
        let shingles = hashes.iter().zip(quoted);
        shingles.for_each(|(hash, quoted)| (self.each)(Shingle { hash: *hash, quoted: *quoted != 0 }));
        self.batch.clear_settled();
    }
}

impl<F: FnMut(Shingle)> TokenSink for Batches<F> {
    fn token(&mut self, token: Token) {
        if token.kept {
            self.kept(&[token.hash]);
        }
    }

    fn quotation(&mut self, event: Quotation) {
        self.batch.settle(self.joiner.quotation(event));
    }
}

impl<F: FnMut(Shingle)> TokenBlocks for Batches<F> {
    fn tokens(&mut self, _: &[u64]) {}

    fn kept(&mut self, hashes: &[u64]) {
        if !self.batch.has_room(hashes.len()) {
            self.hand_over();
        }
        self.batch.kept_tokens(self.blocks, &mut self.joiner, hashes);
    }
}
