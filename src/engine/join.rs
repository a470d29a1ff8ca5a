//! A verified match, as clusters take it.

use core::cmp::Ordering;
use core::ops::Range;

use crate::compare::{Rules, Verdict};
use crate::evidence::{Evidence, Passage};

/// Kept tokens of a passage that can begin or end a stretch, unless there is no longer one: less may be a stock phrase.
const PASSAGE_TOKENS: u32 = 8;

/// A verified match of two documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Their ids.
    pub documents: [u64; 2],
    /// What they are to one another.
    pub verdict: Verdict,
    /// How much of each is in the other, 0 to 1.
    pub inside: [f64; 2],
    /// The stretch of each that the match rests on, in bytes; none where that is not known, and nothing else can rest on it.
    pub stretches: [Option<Range<usize>>; 2],
}

impl Join {
    /// A match that texts have shown.
    pub fn of_evidence(a: u64, b: u64, found: &Evidence, rules: &Rules) -> Self {
        let counts = |quoted: bool| {
            let counted = found.passages.iter().filter(move |p| !p.repeated && (quoted || !p.quoted));
            let longest = counted.clone().map(|passage| passage.tokens).max().unwrap_or(0);
            counted.filter(move |passage| passage.tokens >= PASSAGE_TOKENS.min(longest))
        };
        // A speech that is copied whole rests on quotation alone.
        let has_narrative = counts(false).next().is_some();
        let stretch = |range: fn(&Passage) -> &Range<usize>| {
            let passages = || counts(!has_narrative).map(range);
            Some(passages().map(|r| r.start).min()?..passages().map(|r| r.end).max()?)
        };
        Self {
            documents: [a, b],
            verdict: found.verdict(rules),
            inside: [found.overlap.a_in_b(), found.overlap.b_in_a()],
            stretches: [stretch(|passage| &passage.a), stretch(|passage| &passage.b)],
        }
    }
}

/// What clusters keep of a match, the document of the smaller id first: 40 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) documents: [u64; 2],
    stretches: [[u32; 2]; 2],
    pub(super) verdict: Verdict,
    /// Whether more of the first is in the second, or the other way round.
    pub(super) inside: Ordering,
}

/// The stretch that is not known: it ends before it begins.
const UNKNOWN: [u32; 2] = [1, 0];

impl Link {
    pub(super) fn new(join: Join) -> Self {
        let Join { documents: [a, b], verdict, inside: [a_in_b, b_in_a], stretches } = join;
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let [in_a, in_b] = stretches.map(|known| known.map_or(UNKNOWN, |known| [place(known.start), place(known.end)]));
        let inside = a_in_b.partial_cmp(&b_in_a).unwrap_or(Ordering::Equal);
        if a <= b {
            Self { documents: [a, b], stretches: [in_a, in_b], verdict, inside }
        } else {
            Self { documents: [b, a], stretches: [in_b, in_a], verdict, inside: inside.reverse() }
        }
    }

    /// The stretch of each document, in its order.
    pub(super) fn stretches(&self) -> [Option<Range<u32>>; 2] {
        self.stretches.map(|[start, end]| (start <= end).then_some(start..end))
    }

    /// One order of links, so that the order they came in does not matter.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let key = |link: &Self| {
            let stretches = link.stretches().map(|stretch| stretch.map(|stretch| (stretch.start, stretch.end)));
            (link.documents, stretches, link.inside, link.verdict.as_str())
        };
        key(self).cmp(&key(other))
    }
}
