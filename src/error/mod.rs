//! What can be refused, with the numbers that explain why.

use thiserror::Error;

use crate::scheme::{FilterId, SchemeId, ShinglesId};

/// Two fingerprints that cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CompareError {
    /// They were made with different parameters: their bytes mean different things.
    #[error(
        "fingerprints of different schemes cannot be compared: {left} and {right}; fingerprint both with one scheme"
    )]
    Scheme {
        /// Scheme of the first fingerprint.
        left: SchemeId,
        /// Scheme of the second fingerprint.
        right: SchemeId,
    },
    /// They were made with filters that have nothing to do with one another: each dropped other shingles.
    #[error(
        "fingerprints of different filters cannot be compared: {left} and {right}; fingerprint both with one filter"
    )]
    Filter {
        /// Filter of the first fingerprint.
        left: FilterId,
        /// Filter of the second fingerprint.
        right: FilterId,
    },
}

/// Bytes that are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The wrong number of bytes.
    #[error("expected {expected} bytes, got {actual}")]
    Length {
        /// What the type takes.
        expected: usize,
        /// What was given.
        actual: usize,
    },
    /// A field holds a value that no encoder writes.
    #[error("the byte at offset {offset} holds {value}, which no encoder writes")]
    Field {
        /// Offset of the field from the start.
        offset: usize,
        /// The value found.
        value: u64,
    },
}

/// A filter that does not belong to the scheme it was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the filter was learned for shingles {filter}, the scheme makes shingles {scheme}; learn a filter with this scheme"
)]
pub struct FilterError {
    /// What the filter was learned for.
    pub filter: ShinglesId,
    /// What the scheme makes.
    pub scheme: ShinglesId,
}

/// A window that would hold next to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a window of {given} bytes is too small; grant at least {needed}")]
pub struct WindowError {
    /// Bytes granted.
    pub given: usize,
    /// Bytes needed at least.
    pub needed: usize,
}

/// An image of a stream that cannot be read back.
#[cfg(feature = "serde")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ImageError {
    /// It was made with other parameters.
    #[error("the image is of scheme {image}, and {wanted} is wanted; open it with its own scheme")]
    Scheme {
        /// The image's.
        image: SchemeId,
        /// The caller's.
        wanted: SchemeId,
    },
    /// A part contradicts the rest, or what the caller asks for.
    #[error("the image is damaged or of another window: the {part} is {actual} where {expected} would fit")]
    Part {
        /// Which part.
        part: &'static str,
        /// What it is.
        actual: u64,
        /// What it should be, or could be at most.
        expected: u64,
    },
}
