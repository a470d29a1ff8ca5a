//! The whole pipeline over one document.

use core::fmt;

use xxhash_rust::xxh64::Xxh64;

use crate::error::FilterError;
use crate::scheme::{FilterId, Scheme};
use crate::shingle::{Shingle, Shingler};
use crate::sketch::{MinHash, SimHash};
use crate::suppress::Filter;
use crate::text::{Quotation, Token, TokenSink, Tokeniser};

use super::Fingerprint;

/// Fingerprints one document after another, each arriving in pieces.
///
/// State: 3,976 bytes at 512 bins (2,952 at 256, 6,024 at 1024) on a 64-bit machine, no allocation, no panic, whatever the text. Time: linear.
///
/// ```
/// use wireprint::{Fingerprinter, Scheme, fingerprint};
/// let text = "The harbour bridge at Kolmar will stay closed until Friday.".as_bytes();
/// let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
/// for piece in text.chunks(7) {
///     fingerprinter.push(piece);
/// }
/// assert_eq!(fingerprinter.finish(), fingerprint(&Scheme::REWRITE, text));
/// ```
#[derive(Clone, Debug)]
pub struct Fingerprinter<'f, const BINS: usize = 512> {
    scheme: Scheme<BINS>,
    tokeniser: Tokeniser,
    sketches: Sketches<'f, MinHash<BINS>>,
}

/// What takes the shingles that the filter let pass: the whole text's minima, or those of its segments, too.
pub(super) trait Minima<const BINS: usize>: Clone {
    fn new() -> Self;
    fn shingle(&mut self, hash: u64, quoted: bool);
}

impl<const BINS: usize> Minima<BINS> for MinHash<BINS> {
    fn new() -> Self {
        MinHash::new()
    }

    #[inline]
    fn shingle(&mut self, hash: u64, quoted: bool) {
        MinHash::shingle(self, hash, quoted);
    }
}

/// Everything behind the tokeniser.
#[derive(Clone)]
pub(super) struct Sketches<'f, M> {
    pub(super) filter: Option<&'f Filter>,
    shingler: Shingler,
    pub(super) minima: M,
    simhash: SimHash,
    content: Xxh64,
    tokens: u32,
}

impl<'f, M> Sketches<'f, M> {
    pub(super) fn new<const BINS: usize>(scheme: &Scheme<BINS>, filter: Option<&'f Filter>) -> Self
    where
        M: Minima<BINS>,
    {
        Self {
            filter,
            shingler: Shingler::new(scheme),
            minima: M::new(),
            simhash: SimHash::new(),
            content: Xxh64::new(scheme.seed()),
            tokens: 0,
        }
    }

    /// The fingerprint, given the minima of the whole text.
    pub(super) fn fingerprint<const BINS: usize>(
        &self,
        scheme: &Scheme<BINS>,
        whole: &MinHash<BINS>,
    ) -> Fingerprint<BINS> {
        let shingles = self.simhash.shingles();
        Fingerprint {
            scheme: scheme.id(),
            filter: self.filter.map_or(FilterId::NONE, Filter::id),
            tokens: self.tokens,
            shingles,
            distinct: whole.distinct().min(shingles),
            simhash: self.simhash.finish(),
            content: self.content.digest(),
            keys: whole.keys(),
            signature: whole.signature(),
        }
    }
}

/// An error if the filter was learned for other shingles than the scheme makes.
pub(super) fn check_filter<const BINS: usize>(scheme: &Scheme<BINS>, filter: &Filter) -> Result<(), FilterError> {
    if filter.shingles_id() == scheme.shingles_id() {
        return Ok(());
    }
    Err(FilterError { filter: filter.shingles_id(), scheme: scheme.shingles_id() })
}

impl<M> fmt::Debug for Sketches<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sketches").field("filter", &self.filter).field("tokens", &self.tokens).finish_non_exhaustive()
    }
}

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

/// Sketches of a known number of bins, as the tokeniser feeds them.
pub(super) struct Sink<'s, 'f, M, const BINS: usize>(pub(super) &'s mut Sketches<'f, M>);

impl<M: Minima<BINS>, const BINS: usize> TokenSink for Sink<'_, '_, M, BINS> {
    #[inline]
    fn token(&mut self, token: Token) {
        let Sketches { filter, shingler, minima, simhash, content, tokens } = &mut *self.0;
        *tokens = tokens.saturating_add(1);
        content.update(&token.hash.to_le_bytes());
        shingler.token(&token, |shingle| sketch(*filter, minima, simhash, shingle));
    }

    fn quotation(&mut self, event: Quotation) {
        let Sketches { filter, shingler, minima, simhash, .. } = &mut *self.0;
        shingler.quotation(event, |shingle| sketch(*filter, minima, simhash, shingle));
    }
}

impl<const BINS: usize> Fingerprinter<'static, BINS> {
    /// A fingerprinter that keeps every shingle.
    pub fn new(scheme: &Scheme<BINS>) -> Self {
        Self { scheme: *scheme, tokeniser: Tokeniser::new(scheme), sketches: Sketches::new(scheme, None) }
    }
}

impl<'f, const BINS: usize> Fingerprinter<'f, BINS> {
    /// A fingerprinter that drops the filter's common shingles.
    ///
    /// # Errors
    /// [`FilterError`] if the filter was learned for other shingles than the scheme makes.
    pub fn with_filter(scheme: &Scheme<BINS>, filter: &'f Filter) -> Result<Self, FilterError> {
        check_filter(scheme, filter)?;
        Ok(Self { scheme: *scheme, tokeniser: Tokeniser::new(scheme), sketches: Sketches::new(scheme, Some(filter)) })
    }

    /// Takes the next piece of the document: UTF-8, split anywhere. Ill-formed sequences separate tokens.
    pub fn push(&mut self, piece: &[u8]) {
        self.tokeniser.push(piece, &mut Sink(&mut self.sketches));
    }

    /// Ends the document. The fingerprinter is then at the start of another.
    pub fn finish(&mut self) -> Fingerprint<BINS> {
        self.tokeniser.finish(&mut Sink(&mut self.sketches));
        let fingerprint = self.sketches.fingerprint(&self.scheme, &self.sketches.minima);
        self.sketches = Sketches::new(&self.scheme, self.sketches.filter);
        fingerprint
    }
}

const _: () = assert!(size_of::<Fingerprinter<'static, 512>>() <= 3976, "the stated size of the state has grown");

/// The fingerprint of a whole document, every shingle kept.
///
/// ```
/// use wireprint::{Scheme, fingerprint};
/// let print = fingerprint(&Scheme::REWRITE, "Ferries to Kolmar resume on Friday".as_bytes());
/// assert_eq!((print.tokens(), print.shingles()), (6, 3)); // ferries-kolmar, kolmar-resume, resume-friday
/// ```
pub fn fingerprint<const BINS: usize>(scheme: &Scheme<BINS>, text: &[u8]) -> Fingerprint<BINS> {
    let mut fingerprinter = Fingerprinter::new(scheme);
    fingerprinter.push(text);
    fingerprinter.finish()
}

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
    let mut source = ShingleSource { shingler: Shingler::new(scheme), each };
    let mut tokeniser = Tokeniser::new(scheme);
    tokeniser.push(text, &mut source);
    tokeniser.finish(&mut source);
}

struct ShingleSource<F> {
    shingler: Shingler,
    each: F,
}

impl<F: FnMut(Shingle)> TokenSink for ShingleSource<F> {
    fn token(&mut self, token: Token) {
        self.shingler.token(&token, &mut self.each);
    }

    fn quotation(&mut self, event: Quotation) {
        self.shingler.quotation(event, &mut self.each);
    }
}
