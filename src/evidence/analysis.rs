//! One text, taken apart.

use alloc::vec::Vec;
use core::num::NonZeroU64;

use crate::compare::Overlap;
use crate::kernel::shingle_hash;
use crate::scheme::Scheme;
use crate::suppress::Filter;
use crate::text::{Quotation, Token, TokenSink, Tokeniser};

/// A kept token's place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) quoted: bool,
    /// The hash of a token that has a digit.
    pub(super) figure: Option<NonZeroU64>,
}

/// A text's kept tokens and shingles: about 64 bytes a token.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Kept tokens in order.
    pub(super) places: Vec<Place>,
    /// Tokens in a shingle.
    pub(super) width: usize,
    /// The shingles that the filter let pass, in order: hash, and number of their first kept token.
    pub(super) shingles: Vec<(u64, u32)>,
    /// The same as a set: sorted by hash; whether every occurrence is quoted.
    distinct: Vec<(u64, bool)>,
    narrative: usize,
    /// All tokens' hashes, folded into one; and their number.
    content: (u64, usize),
}

#[derive(Default)]
struct Collector {
    hashes: Vec<u64>,
    places: Vec<Place>,
    /// Kept tokens from here on wait for the closing mark.
    open_from: Option<usize>,
    content: (u64, usize),
}

impl TokenSink for Collector {
    fn token(&mut self, token: Token) {
        self.content = (shingle_hash([self.content.0, token.hash]), self.content.1 + 1);
        if token.kept {
            self.hashes.push(token.hash);
            self.places.push(Place {
                start: token.start as usize,
                end: token.end as usize,
                quoted: false,
                figure: NonZeroU64::new(token.hash).filter(|_| token.has_digit),
            });
        }
    }

    fn quotation(&mut self, event: Quotation) {
        if let (Quotation::Closed | Quotation::Continued, Some(from)) = (event, self.open_from) {
            self.places.iter_mut().skip(from).for_each(|place| place.quoted = true);
        }
        let open = matches!(event, Quotation::Opened | Quotation::Continued);
        self.open_from = open.then_some(self.places.len());
    }
}

impl Analysis {
    /// Takes a text apart. The same tokens, shingles and quotation as a [`Fingerprinter`](crate::Fingerprinter) sees.
    pub fn new<const BINS: usize>(scheme: &Scheme<BINS>, filter: Option<&Filter>, text: &[u8]) -> Self {
        let mut found = Collector::default();
        let mut tokeniser = Tokeniser::new(scheme);
        tokeniser.push(text, &mut found);
        tokeniser.finish(&mut found);

        let width = scheme.profile().shingle_tokens();
        let mut shingles = Vec::new();
        let mut distinct = Vec::new();
        let windows = found.hashes.windows(width).zip(found.places.windows(width));
        for (first, (hashes, places)) in windows.enumerate() {
            let hash = shingle_hash(hashes.iter().copied());
            if filter.is_none_or(|f| !f.contains(hash)) {
                shingles.push((hash, first as u32));
                distinct.push((hash, places.iter().any(|place| place.quoted)));
            }
        }
        // Narrative sorts before quoted: an occurrence outside quotations decides.
        distinct.sort_unstable();
        distinct.dedup_by_key(|(hash, _)| *hash);
        let narrative = distinct.iter().filter(|(_, quoted)| !quoted).count();
        Self { places: found.places, width, shingles, distinct, narrative, content: found.content }
    }

    /// Distinct shingles that the filter let pass.
    pub fn distinct(&self) -> usize {
        self.distinct.len()
    }

    /// Whether the other text has the same tokens in the same order; never true of texts without tokens.
    pub fn is_same_content(&self, other: &Self) -> bool {
        self.content.1 > 0 && self.content == other.content
    }

    /// Exact set sizes and intersections.
    pub fn overlap(&self, other: &Self) -> Overlap {
        let (mut shared, mut narrative) = (0u32, 0u32);
        let (mut left, mut right) = (self.distinct.iter().peekable(), other.distinct.iter().peekable());
        while let (Some((a, a_quoted)), Some((b, b_quoted))) = (left.peek(), right.peek()) {
            match a.cmp(b) {
                core::cmp::Ordering::Less => drop(left.next()),
                core::cmp::Ordering::Greater => drop(right.next()),
                core::cmp::Ordering::Equal => {
                    shared += 1;
                    narrative += u32::from(!a_quoted && !b_quoted);
                    left.next();
                    right.next();
                }
            }
        }
        Overlap {
            a: self.distinct.len() as f64,
            b: other.distinct.len() as f64,
            shared: f64::from(shared),
            narrative_a: self.narrative as f64,
            narrative_b: other.narrative as f64,
            narrative_shared: f64::from(narrative),
        }
    }
}
