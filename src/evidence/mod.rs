//! Two texts at hand → exact overlap and the passages they share.
//!
//! An [`Analysis`] holds a text's tokens and shingles; [`verify`] intersects two of them and aligns what they share.

mod align;
mod analysis;
mod speech;

pub use align::Passage;
pub use analysis::{Analysis, RepeatedLine, Source};

use alloc::vec::Vec;

use crate::compare::score::score_of_evidence;
use crate::compare::{Overlap, PassageSummary, Rules, Verdict};

/// What two texts share, exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Exact counts of distinct shingles, without common ones and the lines that hosts repeat.
    pub overlap: Overlap,
    /// The same with the lines that hosts repeat.
    pub whole_overlap: Overlap,
    /// Whether the texts have the same tokens in the same order.
    pub same_content: bool,
    /// Whether both are known to come from one host.
    pub same_host: bool,
    /// Seconds between their times, where both are known.
    pub apart: Option<u64>,
    /// The shared passages, longest first, none inside another.
    pub passages: Vec<Passage>,
}

impl Evidence {
    /// The verdict by exact counts and passages.
    ///
    /// Texts that would match by the lines that their hosts repeat, and by nothing else, are a template.
    pub fn verdict(&self, rules: &Rules) -> Verdict {
        if self.same_content {
            return Verdict::Exact;
        }
        let verdict = rules.of_evidence(&self.overlap, &self.summary(), self.same_host);
        let is_framed = || {
            let summary = summary(&self.passages, |_| true);
            rules.of_evidence(&self.whole_overlap, &summary, self.same_host).is_match()
        };
        if verdict.is_match() || self.overlap == self.whole_overlap || !is_framed() {
            verdict
        } else {
            Verdict::Template
        }
    }

    /// Whether passages may still give it a verdict: the overlap alone does not rule out all but [`Verdict::None`].
    fn may_have_verdict(&self, rules: &Rules) -> bool {
        let of = |overlap| rules.of_overlap(overlap, self.same_host);
        self.same_content || of(&self.overlap) != Verdict::None || of(&self.whole_overlap).is_match()
    }

    /// The probability of reuse, 0 to 1; 1 for the same content. See [`score`](crate::compare::score).
    pub fn score(&self) -> f64 {
        if self.same_content { 1.0 } else { score_of_evidence(&self.overlap, &self.summary(), self.same_host) }
    }

    /// What the passages say beside the overlap.
    pub fn summary(&self) -> PassageSummary {
        summary(&self.passages, |passage| !passage.repeated)
    }
}

fn summary(passages: &[Passage], counts: impl Fn(&Passage) -> bool) -> PassageSummary {
    passages.iter().filter(|passage| counts(passage)).fold(PassageSummary::default(), |sum, passage| PassageSummary {
        longest_narrative: sum.longest_narrative.max(if passage.quoted { 0 } else { passage.tokens }),
        figures: sum.figures.saturating_add(passage.figures),
        same_figures: sum.same_figures.saturating_add(passage.same_figures),
    })
}

/// Compares two texts exactly and aligns their shared passages.
///
/// Linear in the number of shingles, but for sorting; texts of one repeated word included.
///
/// ```
/// use wireprint::evidence::{Analysis, verify};
/// use wireprint::Scheme;
/// let (a, b) = (
///     "Officials said ferries to Kolmar resume on Friday after a week of storms.",
///     "Good news for islanders: ferries to Kolmar resume on Friday after a week of storms, at last.",
/// );
/// let scheme = Scheme::REWRITE;
/// let found = verify(&Analysis::new(&scheme, None, a.as_bytes()), &Analysis::new(&scheme, None, b.as_bytes()));
/// let passage = &found.passages[0];
/// assert_eq!(&a[passage.a.clone()], "ferries to Kolmar resume on Friday after a week of storms");
/// assert_eq!(&a[passage.a.clone()], &b[passage.b.clone()]);
/// ```
pub fn verify(a: &Analysis, b: &Analysis) -> Evidence {
    Evidence { passages: align::passages(a, b), ..counted(a, b) }
}

/// The same for pairs that have a verdict by these rules; nothing for the others, most of which are seen to have none before
/// their passages are aligned, the larger part of the work.
pub fn verify_by(rules: &Rules, a: &Analysis, b: &Analysis) -> Option<Evidence> {
    let found = counted(a, b);
    let aligned = |found| Evidence { passages: align::passages(a, b), ..found };
    let found = Some(found).filter(|found| found.may_have_verdict(rules)).map(aligned)?;
    (found.verdict(rules) != Verdict::None).then_some(found)
}

/// All but the passages.
fn counted(a: &Analysis, b: &Analysis) -> Evidence {
    let overlap = a.own_overlap(b);
    Evidence {
        overlap,
        whole_overlap: if a.has_repeated() || b.has_repeated() { a.overlap(b) } else { overlap },
        same_content: a.is_same_content(b),
        same_host: a.is_same_host(b),
        apart: a.time.zip(b.time).map(|(a, b)| a.abs_diff(b)),
        passages: Vec::new(),
    }
}
