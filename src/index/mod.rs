//! Many fingerprints, and the few among them that may match a given one.
//!
//! Two fingerprints are **candidates** if they share at least two of their 128 keys: at Jaccard .05 that finds 99 % of
//! pairs, at .03 90 %. [`FixedIndex`] has its size in its type and needs no allocator; [`WindowIndex`]
//! (feature `alloc`) grows up to a bound of memory and forgets the oldest documents first.

#[cfg(feature = "alloc")]
pub(crate) mod fields;
mod fixed;
mod fixed_bytes;
mod postings;
#[cfg(feature = "alloc")]
mod window;

pub use fixed::{FixedIndex, FixedMatch};
#[cfg(feature = "alloc")]
pub use window::{Document, Held, Hit, HostId, Kept, Lookup, Stats, WINDOW_MEMORY_MIN, Window, WindowIndex};
#[cfg(all(feature = "alloc", feature = "serde"))]
pub(crate) use window::{IndexHead, RecordsSide, RingsSide};

/// Keys that two fingerprints must share to be candidates.
pub const MIN_SHARED_KEYS: u8 = 2;
/// Documents remembered for one key; the oldest gives way. Bounds the cost of a key that everyone has.
pub const POSTINGS_PER_KEY: usize = 64;
