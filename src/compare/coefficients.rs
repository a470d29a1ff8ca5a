//! Written by `cargo run --release --example evaluate -- CORPORA --write-model`; do not edit.

use super::score::{EVIDENCE_FEATURES, SKETCH_FEATURES};

/// The version of the score's model.
pub const SCORE_VERSION: u32 = 1;

/// Weights of the features of an overlap and its passages.
pub(super) const EVIDENCE: [f64; EVIDENCE_FEATURES] = [6.856, 3.278, 1.331, -1.278, -0.296, -39.188];

/// Weights of the features of an overlap alone.
pub(super) const SKETCH: [f64; SKETCH_FEATURES] = [5.840, 3.298, -0.500, -0.091];
