//! Written by `cargo run --release --example evaluate -- CORPORA --write-model`; do not edit.

use super::score::{EVIDENCE_FEATURES, SKETCH_FEATURES};

/// The version of the score's model.
pub const SCORE_VERSION: u32 = 1;

/// Weights of the features of an overlap and its passages.
pub(super) const EVIDENCE: [f64; EVIDENCE_FEATURES] = [6.768, 3.250, 1.330, -1.270, -0.283, -134.555];

/// Weights of the features of an overlap alone.
pub(super) const SKETCH: [f64; SKETCH_FEATURES] = [5.840, 3.298, -0.500, -0.091];
