//! Overlap → what to call it.

use core::fmt;

use super::{Basis, Comparison, Estimate, Overlap, SHORT_TEXT_SHINGLES};

/// Standard errors granted to an estimate before a candidate is dismissed unverified.
const BENEFIT_OF_DOUBT: f64 = 2.5;

/// One of the two texts compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Part {
    /// The first.
    A,
    /// The second.
    B,
}

/// What two texts are to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Verdict {
    /// The same tokens in the same order.
    Exact,
    /// Nearly all of both is the same.
    NearDuplicate,
    /// Much of the narrative is the same, both texts being of like length.
    Rewrite,
    /// Much of one text stands in the other, at least twice as long one.
    Excerpt {
        /// The text that is inside the other.
        inner: Part,
    },
    /// Only quotations are the same: reports of one event.
    SharedQuotes,
    /// Only the frame is the same: bulletins of one host.
    Template,
    /// Nothing to speak of.
    None,
}

impl Verdict {
    /// Whether text was reused: the first four.
    pub fn is_match(self) -> bool {
        matches!(self, Self::Exact | Self::NearDuplicate | Self::Rewrite | Self::Excerpt { .. })
    }

    /// The name in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::NearDuplicate => "near-duplicate",
            Self::Rewrite => "rewrite",
            Self::Excerpt { .. } => "excerpt",
            Self::SharedQuotes => "shared-quotes",
            Self::Template => "template",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What the shared passages of two texts say beside their overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassageSummary {
    /// Kept tokens of the longest passage outside quotations.
    pub longest_narrative: u32,
    /// Tokens with digits inside the passages, on the side that has fewer of them.
    pub figures: u32,
    /// Of those, the ones that the other side has too.
    pub same_figures: u32,
}

/// Figures in the shared passages from which their change says something.
const FIGURES_MIN: u32 = 4;

impl PassageSummary {
    /// The share of figures that are not the same, 0 to 1; 0 where there are fewer than four.
    pub fn changed_figures(&self) -> f64 {
        if self.figures < FIGURES_MIN {
            return 0.0;
        }
        f64::from(self.figures - self.same_figures.min(self.figures)) / f64::from(self.figures)
    }
}

/// The thresholds of a verdict. The defaults are calibrated on news; docs/quality.md shows how they do.
///
/// ```
/// use wireprint::{Rules, Scheme, Verdict, compare, fingerprint};
/// let a = fingerprint(&Scheme::REWRITE, b"Ferries to Kolmar resume on Friday after a week of storms, officials said");
/// let b = fingerprint(&Scheme::REWRITE, b"FERRIES to Kolmar resume on Friday, after a week of storms; officials said.");
/// let found = compare(&a, &b).unwrap();
/// assert_eq!(Rules::default().of_comparison(&found, false), Verdict::Exact);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub struct Rules {
    /// Narrative containment from which texts of different hosts match.
    pub containment: f64,
    /// Narrative containment from which a match needs no long passage.
    pub sure_containment: f64,
    /// Kept tokens of the longest narrative passage that a match below `sure_containment` needs.
    pub passage_tokens: u32,
    /// Narrative containment from which texts of one host match: they share boilerplate.
    pub same_host_containment: f64,
    /// Shared narrative shingles that a match needs at least.
    pub min_shared: f64,
    /// Containment, quotations counted, from which a text that is nearly all quotation matches.
    pub quoted_containment: f64,
    /// Share of the figures in the shared passages that are not the same, above which texts of one host are a template.
    pub template_changed_figures: f64,
    /// Jaccard from which a match is a near-duplicate.
    pub near_duplicate: f64,
    /// Ratio of distinct shingles from which a match is an excerpt.
    pub excerpt_ratio: f64,
    /// SimHash bits in which near-duplicate short texts differ at most.
    pub short_text_bits: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            containment: 0.15,
            sure_containment: 0.25,
            passage_tokens: 16,
            same_host_containment: 0.5,
            min_shared: 10.0,
            quoted_containment: 0.8,
            template_changed_figures: 0.25,
            near_duplicate: 0.6,
            excerpt_ratio: 2.0,
            short_text_bits: 3,
        }
    }
}

impl Rules {
    /// The verdict on two fingerprints.
    pub fn of_comparison(&self, found: &Comparison, same_host: bool) -> Verdict {
        if found.same_content {
            return Verdict::Exact;
        }
        if found.basis == Basis::ShortText {
            let speaks = found.overlap.a.min(found.overlap.b) >= 3.0;
            let near = found.simhash_distance <= self.short_text_bits;
            return if speaks && near { Verdict::NearDuplicate } else { Verdict::None };
        }
        self.of_overlap(&found.overlap, same_host)
    }

    /// Whether exact counts could make a match of this: false only if the estimate is so low that
    /// 2.5 standard errors do not lift it over the thresholds.
    pub fn could_match(&self, found: &Comparison) -> bool {
        if found.same_content || found.basis == Basis::ShortText {
            return self.of_comparison(found, false).is_match();
        }
        let highest = |e: Estimate| e.value + BENEFIT_OF_DOUBT * e.error;
        highest(found.a_in_b).max(highest(found.b_in_a)) >= self.containment && highest(found.shared) >= self.min_shared
    }

    /// The verdict on exact counts and the passages behind them.
    ///
    /// Where the overlap is small, only text that runs on shows that it was not put together from stock phrases. Where
    /// two texts of one host share passages but not the figures in them, the passages are a frame that is filled anew.
    pub fn of_evidence(&self, overlap: &Overlap, passages: &PassageSummary, same_host: bool) -> Verdict {
        let verdict = self.of_overlap(overlap, same_host);
        if !verdict.is_match() {
            return verdict;
        }
        let carried = passages.longest_narrative >= self.passage_tokens
            || overlap.narrative_containment() >= self.sure_containment
            || overlap.containment() >= self.quoted_containment
            || verdict == Verdict::NearDuplicate;
        let filled_anew = passages.changed_figures() > self.template_changed_figures;
        match (carried, same_host && filled_anew) {
            (false, _) => Verdict::None,
            (true, true) => Verdict::Template,
            (true, false) => verdict,
        }
    }

    /// The verdict on an overlap, estimated or exact, of texts that are not the same.
    pub fn of_overlap(&self, overlap: &Overlap, same_host: bool) -> Verdict {
        if overlap.a.min(overlap.b) < f64::from(SHORT_TEXT_SHINGLES) {
            let near = overlap.shared >= 3.0 && overlap.jaccard() >= self.near_duplicate;
            return if near { Verdict::NearDuplicate } else { Verdict::None };
        }
        let needed = if same_host { self.same_host_containment } else { self.containment };
        let narrative = overlap.narrative_shared >= self.min_shared && overlap.narrative_containment() >= needed;
        let enough = overlap.shared >= self.min_shared;
        let quoted = enough && overlap.containment() >= self.quoted_containment.max(needed);
        if narrative || quoted {
            return self.kind(overlap);
        }
        match enough && overlap.containment() >= self.containment {
            true if same_host && overlap.narrative_containment() >= self.containment => Verdict::Template,
            true if overlap.narrative_shared * 2.0 <= overlap.shared => Verdict::SharedQuotes,
            _ => Verdict::None,
        }
    }

    fn kind(&self, overlap: &Overlap) -> Verdict {
        if overlap.jaccard() >= self.near_duplicate {
            Verdict::NearDuplicate
        } else if overlap.b >= overlap.a * self.excerpt_ratio {
            Verdict::Excerpt { inner: Part::A }
        } else if overlap.a >= overlap.b * self.excerpt_ratio {
            Verdict::Excerpt { inner: Part::B }
        } else {
            Verdict::Rewrite
        }
    }
}
