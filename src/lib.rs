//! wireprint finds **syndicated rewrites**: agency copy that outlets trim, re-head, paraphrase, translate around or
//! bury in a longer page. It fingerprints articles in fixed memory, compares fingerprints with stated errors and
//! names what it found, with its direction: *most of A is inside B*.
//!
//! ```
//! use wireprint::{Scheme, compare, fingerprint};
//!
//! let scheme = Scheme::REWRITE;
//! let agency = "The harbour bridge at Kolmar will stay closed until Friday, the ministry said, after inspectors \
//!               found cracks in two of its eleven piers during a routine survey on Monday morning.";
//! let outlet = "Commuters face detours: the harbour bridge at Kolmar will stay closed until Friday. Inspectors \
//!               found cracks in two of its eleven piers during a routine survey, the town hall confirmed.";
//! let (a, b) = (fingerprint(&scheme, agency.as_bytes()), fingerprint(&scheme, outlet.as_bytes()));
//! let found = compare(&a, &b).unwrap();
//! assert!(found.a_in_b.value > 0.4);
//! assert!(found.jaccard.value < 0.6); // a tool that looks for Jaccard ≥ .7 sees nothing here
//! ```
//!
//! # The house, in the order of its layers
//! Each layer uses only those above it; a test reads the sources and enforces it.
//!
//! | layer | what it knows |
//! |---|---|
//! | [`scheme`] | the parameters that decide a fingerprint's bytes, and their id |
//! | [`error`] | what can be refused, with numbers |
//! | [`kernel`] | the hot loops, one sibling an instruction set; the only room that may hold `unsafe` |
//! | [`text`] | bytes → folded tokens, with the state of quotation |
//! | [`shingle`] | tokens → shingle hashes |
//! | [`suppress`] | the filter of common shingles, and the learner that makes one |
//! | [`sketch`] | one-permutation MinHash, keys, SimHash, distinct count |
//! | [`fingerprint`](mod@fingerprint) | all of them run over one document; the bytes |
//! | [`compare`](mod@compare) | two fingerprints → overlap with standard errors, and a verdict |
//! | [`index`] | many fingerprints: fixed capacity without an allocator, or a window of bounded memory |
//! | [`evidence`] | two texts → exact overlap and the aligned passages (`alloc`) |
//! | [`engine`] | a corpus or a stream: learn, observe, verify, cluster (`alloc`) |
//!
//! # Features
//! `std` (default) brings `alloc`, `alloc` the window's index, evidence and engine, `serde` the
//! serialised forms, `parallel` batches on all cores. With none of them the crate needs only `core`; see
//! `no_std-notes.md`.
#![no_std]
#![deny(unsafe_code, missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod scheme;

pub mod error;

#[allow(unsafe_code, reason = "the one room that may")]
pub mod kernel;

pub mod text;

pub mod shingle;

pub mod suppress;

pub mod sketch;

pub mod fingerprint;

pub mod compare;

pub mod index;

#[cfg(feature = "alloc")]
pub mod evidence;

#[cfg(feature = "alloc")]
pub mod engine;

pub use compare::{Comparison, Estimate, Part, Rules, Verdict, compare, compare_stored};
pub use error::{CompareError, DecodeError, FilterError, WindowError};
pub use fingerprint::{Fingerprint, Fingerprinter, fingerprint};
pub use scheme::{FilterId, Profile, Scheme, SchemeId};
