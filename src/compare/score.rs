//! Overlap → one number: the probability that text was reused.
//!
//! A logistic model of few features, fitted on labelled news by `cargo run --release --example evaluate`; docs/quality.md
//! tells on which corpora, how well it holds on stories that it was not fitted on, and where it does not. The model has
//! a version of its own and is no part of any fingerprint: a later one changes scores, never bytes.

use super::coefficients::{EVIDENCE, SKETCH};
use super::{Overlap, PassageSummary};

pub use super::coefficients::SCORE_VERSION;

/// Kept tokens and shingles beyond which length says no more.
const LONGEST: f64 = 60.0;
const SMALLER: f64 = 400.0;
const LARGER: f64 = 4000.0;

/// Share of figures that an update of a story changes; more of them is a frame filled anew.
const CHANGED: f64 = 0.25;

/// What a score rests on, where passages are known: constant, containment, longest narrative passage, size of the smaller
/// text, ratio of sizes, and the share of figures, past a
/// quarter, that changed within one host.
pub const EVIDENCE_FEATURES: usize = 6;
/// The same without passages: constant, containment, size, ratio.
pub const SKETCH_FEATURES: usize = 4;

/// ln(p ÷ (1 − p)), with two hundredths to either side so that nothing and all are finite.
fn log_odds(share: f64) -> f64 {
    libm::log((share + 0.02) / (1.0 - share + 0.02))
}

/// Features of an overlap alone.
pub fn sketch_features(overlap: &Overlap) -> [f64; SKETCH_FEATURES] {
    let smaller = overlap.a.min(overlap.b).min(SMALLER) + 10.0;
    let larger = overlap.a.max(overlap.b).min(LARGER) + 10.0;
    // Narrative says more than quotation: it counts in both containments, quotation in one.
    let containment = 0.5 * (overlap.narrative_containment() + overlap.containment());
    [1.0, log_odds(containment), libm::log(smaller), libm::log(larger / smaller)]
}

/// Features of an overlap and the passages behind it.
pub fn evidence_features(overlap: &Overlap, passages: &PassageSummary, same_host: bool) -> [f64; EVIDENCE_FEATURES] {
    let [constant, containment, smaller, ratio] = sketch_features(overlap);
    let longest = libm::log1p(f64::from(passages.longest_narrative).min(LONGEST));
    let changed = if same_host { (passages.changed_figures() - CHANGED).max(0.0) } else { 0.0 };
    [constant, containment, longest, smaller, ratio, changed]
}

fn probability<const N: usize>(features: [f64; N], coefficients: &[f64; N]) -> f64 {
    let log_odds: f64 = features.iter().zip(coefficients).map(|(x, weight)| x * weight).sum();
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// The probability of reuse by an overlap alone, 0 to 1.
pub fn score_of_overlap(overlap: &Overlap) -> f64 {
    probability(sketch_features(overlap), &SKETCH)
}

/// The probability of reuse by an overlap and the passages behind it, 0 to 1.
pub fn score_of_evidence(overlap: &Overlap, passages: &PassageSummary, same_host: bool) -> f64 {
    probability(evidence_features(overlap, passages, same_host), &EVIDENCE)
}
