//! The hot loops. One file per instruction set, siblings with identical items; this file chooses.
//!
//! Only here may `unsafe` stand, each block with its argument. So far there is the scalar reference alone.

mod scalar;

pub(crate) use scalar::{MatchedBins, PositionalCount, matched_bins, min_update, shingle_hash, token_hash};
