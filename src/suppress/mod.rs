//! Common shingles say nothing about reuse: "the united nations" is in every other article. Dropping the few thousand
//! most frequent ones before sketching is the largest single gain in precision.
//!
//! A [`Filter`] is 16 KiB of bits and is what a device carries; a [`Learner`] counts in fixed memory and makes one.

mod filter;
mod learner;

pub use filter::{FILTER_BYTES, Filter};
#[cfg(feature = "serde")]
pub use learner::CellStorage;
pub use learner::{Cell, Learner};
