//! A verified match, as clusters take it.

use core::cmp::Ordering;
use core::ops::Range;

use crate::compare::{Part, Rules, Verdict};
use crate::evidence::{Evidence, Passage};
use crate::index::fields::{Fields, joined};

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

/// What clusters keep of a match, the document of the smaller id first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Link {
    pub(super) documents: [u64; 2],
    stretches: [Stretch; 2],
    /// Whether more of the first is in the second, or the other way round.
    pub(super) inside: Ordering,
    /// The place in [`MATCHES`].
    verdict: u8,
}

/// What a match rests on in one of its documents: one more than where it begins, and where it ends; zeros where that is not known.
pub(super) type Stretch = [u32; 2];

/// Verdicts that are matches, in the order of their names. Which text of an excerpt is inside does not matter to clusters.
const MATCHES: [Verdict; 4] =
    [Verdict::Exact, Verdict::Excerpt { inner: Part::A }, Verdict::NearDuplicate, Verdict::Rewrite];

impl Link {
    /// Bytes of a link; their order is one of links, so that the order in which those came does not matter.
    pub(super) const BYTES: usize = 34;

    /// None if the verdict is no match or a document would match itself.
    pub(super) fn new(join: Join) -> Option<Self> {
        let Join { documents: [a, b], verdict, inside: [a_in_b, b_in_a], stretches } = join;
        let verdict = MATCHES.iter().position(|known| known.as_str() == verdict.as_str())? as u8;
        let [in_a, in_b] = stretches.map(|known| known.map_or(Stretch::default(), stretch));
        let inside = a_in_b.partial_cmp(&b_in_a).unwrap_or(Ordering::Equal);
        match a.cmp(&b) {
            Ordering::Less => Some(Self { documents: [a, b], stretches: [in_a, in_b], inside, verdict }),
            Ordering::Equal => None,
            Ordering::Greater => {
                Some(Self { documents: [b, a], stretches: [in_b, in_a], inside: inside.reverse(), verdict })
            }
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        MATCHES.get(usize::from(self.verdict)).copied().unwrap_or(Verdict::Rewrite)
    }

    /// Each document and what the match rests on in it.
    pub(super) fn ends(&self) -> [(u64, Stretch); 2] {
        let ([a, b], [in_a, in_b]) = (self.documents, self.stretches);
        [(a, in_a), (b, in_b)]
    }

    pub(super) fn to_bytes(self) -> [u8; Self::BYTES] {
        let Self { documents: [a, b], stretches: [in_a, in_b], inside, verdict } = self;
        let inside = (inside as i8 + 1) as u8;
        joined([&a.to_be_bytes(), &b.to_be_bytes(), &flat(in_a), &flat(in_b), &[inside, verdict]])
    }

    pub(super) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let mut fields = Fields(bytes);
        let documents = [u64::from_be_bytes(fields.take()), u64::from_be_bytes(fields.take())];
        let mut place = || u32::from_be_bytes(fields.take());
        let stretches = [[place(), place()], [place(), place()]];
        let [inside, verdict] = fields.take();
        Self { documents, stretches, inside: inside.cmp(&1), verdict }
    }
}

/// Places beyond 4 GiB count as one.
fn stretch(range: Range<usize>) -> Stretch {
    if range.start > range.end {
        return Stretch::default();
    }
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    [place(range.start).saturating_add(1), place(range.end)]
}

/// The range of a stretch that is known.
pub(super) fn known([start, end]: Stretch) -> Option<Range<u32>> {
    let start = start.checked_sub(1)?;
    Some(start..end.max(start))
}

pub(super) fn flat([start, end]: Stretch) -> [u8; 8] {
    joined([&start.to_be_bytes(), &end.to_be_bytes()])
}
