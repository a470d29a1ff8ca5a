//! The coefficients as a source file of the library.

use std::fmt::Write;
use std::path::Path;

use wireprint::compare::score::{EVIDENCE_FEATURES, SCORE_VERSION, SKETCH_FEATURES};

use super::fit::Model;

const HEAD: &str = "//! Written by `cargo run --release --example evaluate -- CORPORA --write-model`; do not edit.

use super::score::{EVIDENCE_FEATURES, SKETCH_FEATURES};
";

pub(crate) fn coefficients(
    evidence: &Model<EVIDENCE_FEATURES>,
    sketch: &Model<SKETCH_FEATURES>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = String::from(HEAD);
    writeln!(out, "\n/// The version of the score's model.\npub const SCORE_VERSION: u32 = {SCORE_VERSION};")?;
    let list = |weights: &[f64]| weights.iter().map(|w| format!("{w:.3}")).collect::<Vec<_>>().join(", ");
    writeln!(out, "\n/// Weights of the features of an overlap and its passages.")?;
    writeln!(out, "pub(super) const EVIDENCE: [f64; EVIDENCE_FEATURES] = [{}];", list(&evidence.weights))?;
    writeln!(out, "\n/// Weights of the features of an overlap alone.")?;
    writeln!(out, "pub(super) const SKETCH: [f64; SKETCH_FEATURES] = [{}];", list(&sketch.weights))?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compare/coefficients.rs");
    std::fs::write(&path, out).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("\nwrote src/compare/coefficients.rs; a changed model needs another SCORE_VERSION");
    Ok(())
}
