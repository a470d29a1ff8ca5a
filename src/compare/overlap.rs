//! Set sizes and intersections, estimated or exact, narrative and quotation apart.

use crate::fingerprint::Sketch;
use crate::kernel::MatchedBins;

use super::Estimate;

/// The chance that two different minima agree once truncated to 1…127.
const ACCIDENT: f64 = 1.0 / 127.0;

/// How many distinct shingles two texts have, and share. Estimates are fractional; exact counts are whole.
///
/// A shingle is narrative if it stands outside quotations in its text, and a shared one if it does so in both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Overlap {
    /// Distinct shingles of `a`.
    pub a: f64,
    /// Distinct shingles of `b`.
    pub b: f64,
    /// Distinct shingles of both.
    pub shared: f64,
    /// Of `a`, the narrative ones.
    pub narrative_a: f64,
    /// Of `b`, the narrative ones.
    pub narrative_b: f64,
    /// Of the shared, the ones that are narrative in both.
    pub narrative_shared: f64,
}

/// A share of a whole, 0 to 1; 0 of nothing.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// Bins that match for a reason: the accidental matches among those that could are taken off.
fn true_matches(matched: u32, both: u32) -> f64 {
    ((f64::from(matched) - f64::from(both) * ACCIDENT) / (1.0 - ACCIDENT)).max(0.0)
}

fn estimated_jaccard(bins: &MatchedBins) -> f64 {
    (true_matches(bins.matched, bins.both) / f64::from(bins.occupied).max(1.0)).min(1.0)
}

impl Overlap {
    /// Texts that are not known to share anything. Narrative counts are left at 0, as by all that follow but the last.
    pub(super) fn none(a: &Sketch<'_>, b: &Sketch<'_>) -> Self {
        Self { a: f64::from(a.distinct), b: f64::from(b.distinct), ..Self::default() }
    }

    pub(super) fn complete(a: &Sketch<'_>) -> Self {
        Self { shared: f64::from(a.distinct), ..Self::none(a, a) }
    }

    pub(super) fn estimate(a: &Sketch<'_>, b: &Sketch<'_>, bins: &MatchedBins) -> Self {
        let sizes = Self::none(a, b);
        let jaccard = estimated_jaccard(bins);
        Self { shared: (jaccard * sizes.union(jaccard)).min(sizes.a).min(sizes.b), ..sizes }
    }

    /// Shingles of either, given the Jaccard.
    fn union(&self, jaccard: f64) -> f64 {
        (self.a + self.b) / (1.0 + jaccard)
    }

    /// The same with narrative counts; those of what is shared rest on bins, or follow the sizes where all is shared.
    pub(super) fn with_narrative(self, a: &Sketch<'_>, b: &Sketch<'_>, bins: Option<&MatchedBins>) -> Self {
        let narrative = |f: &Sketch<'_>| f64::from(f.distinct) * (1.0 - f64::from(f.quoted_share()));
        let (narrative_a, narrative_b) = (narrative(a), narrative(b));
        let narrative_shared = match bins {
            Some(bins) => {
                let matches = true_matches(bins.matched - bins.matched_quoted, bins.both - bins.both_quoted);
                let narrative = matches / f64::from(bins.occupied).max(1.0);
                let shared = narrative * self.union(estimated_jaccard(bins));
                shared.min(self.shared).min(narrative_a).min(narrative_b)
            }
            None if self.shared > 0.0 => narrative_a,
            None => 0.0,
        };
        Self { narrative_a, narrative_b, narrative_shared, ..self }
    }

    /// Shared ÷ either, 0 to 1.
    pub fn jaccard(&self) -> f64 {
        share(self.shared, self.a + self.b - self.shared)
    }

    /// The share of `a` that is in `b`, 0 to 1.
    pub fn a_in_b(&self) -> f64 {
        share(self.shared, self.a)
    }

    /// The share of `b` that is in `a`, 0 to 1.
    pub fn b_in_a(&self) -> f64 {
        share(self.shared, self.b)
    }

    /// The larger of the two containments: how much of the smaller text is in the other, 0 to 1.
    pub fn containment(&self) -> f64 {
        self.a_in_b().max(self.b_in_a())
    }

    /// The same of the narrative alone, 0 to 1.
    pub fn narrative_containment(&self) -> f64 {
        share(self.narrative_shared, self.narrative_a.min(self.narrative_b))
    }

    /// The same overlap with `a` and `b` exchanged.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { a: self.b, b: self.a, narrative_a: self.narrative_b, narrative_b: self.narrative_a, ..self }
    }

    /// Shared count and containments with standard errors, from those of the Jaccard estimate and the distinct counts.
    pub(super) fn errors(&self, jaccard: Estimate, bins: usize) -> [Estimate; 3] {
        // shared = (a + b) · j / (1 + j), so d shared / dj = (a + b) / (1 + j)²
        let slope = (self.a + self.b) / ((1.0 + jaccard.value) * (1.0 + jaccard.value));
        let of_jaccard = slope * jaccard.error;
        let count_error = |n: f64| n * distinct_error(n, bins as f64);
        let (error_a, error_b) = (count_error(self.a), count_error(self.b));
        let exact = jaccard.error == 0.0;
        let of_counts = jaccard.value / (1.0 + jaccard.value) * libm::sqrt(error_a * error_a + error_b * error_b);
        let combined = |x: f64, y: f64| if exact { 0.0 } else { libm::sqrt(x * x + y * y) };
        // a_in_b = (1 + b/a) · j / (1 + j): the counts enter by their ratio
        let of_ratio = |own: f64, other: f64, own_error: f64, other_error: f64| {
            let ratio = share_unbounded(other, own);
            let relative = libm::sqrt(sum_of_squares(share(own_error, own), share(other_error, other)));
            combined(share_unbounded(of_jaccard, own), jaccard.value / (1.0 + jaccard.value) * ratio * relative)
        };
        [
            Estimate { value: self.shared, error: combined(of_jaccard, of_counts) },
            Estimate { value: self.a_in_b(), error: of_ratio(self.a, self.b, error_a, error_b) },
            Estimate { value: self.b_in_a(), error: of_ratio(self.b, self.a, error_b, error_a) },
        ]
    }
}

/// Relative standard error of a distinct count: the information in the minima under Poisson occupancy, less the part
/// that is the variation of the count itself. From 1/√(2 BINS) for small sets to 1/√BINS for large ones.
fn distinct_error(n: f64, bins: f64) -> f64 {
    let load = n / bins;
    let spread = if load < 1e-3 { 0.5 } else { 1.0 / (1.0 - libm::exp(-load)) - 1.0 / load };
    libm::sqrt(spread / bins)
}

fn share_unbounded(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn sum_of_squares(x: f64, y: f64) -> f64 {
    x * x + y * y
}

/// Standard error of the Jaccard estimate: sampling of bins, and accidental matches. Half a match is added so that no
/// estimate claims to be certain.
pub(super) fn jaccard_error(bins: &MatchedBins) -> f64 {
    let occupied = f64::from(bins.occupied).max(1.0);
    let j = ((true_matches(bins.matched, bins.both) + 0.5) / (occupied + 1.0)).min(1.0);
    let accidents = f64::from(bins.both - bins.matched) * ACCIDENT / (occupied * occupied);
    libm::sqrt(j * (1.0 - j) / occupied + accidents)
}
