//! A persistent index: what a stream of documents has shown, in two files that survive kill -9 at any instant.
//!
//! The hot path works in memory, as `wireprint::engine::Stream` does; behind it one file, kept by redb, holds every document
//! with what was decided about it, the other images of the stream. A batch of documents is one commit: when
//! [`Store::decide`] returns, its decisions are durable. An image is written in pieces while documents come, so that none of
//! them takes long; opening reads the last image and adds the documents that came after it again, which
//! gives the stream that was there, bit by bit. docs/store.md draws the bytes.
//!
//! One process writes; within it, many threads may ask ([`Store::query`]). Other processes open the file to read while
//! nobody writes.
//!
//! ```
//! use wireprint_store::{Incoming, Settings, Store};
//!
//! let folder = tempfile::tempdir()?;
//! let mut store = Store::create(folder.path(), &Settings { memory: 2 << 20, ..Settings::default() })?;
//! let agency = Incoming::new("agency", "Ferries to Kolmar resume on Friday after a week of storms, the port authority said, \
//!     adding that two of the five piers remain closed until divers have inspected them.");
//! let outlet = Incoming::new("outlet", "Good news: ferries to Kolmar resume on Friday after a week of storms. Two of the five \
//!     piers remain closed until divers have inspected them.");
//! store.decide(&[agency])?;
//! drop(store); // or kill -9
//!
//! let mut store = Store::open(folder.path())?;
//! let decided = store.decide(&[outlet])?;
//! assert_eq!(decided[0].matches[0].a, "agency");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod adding;
mod backing;
mod blocks;
mod changes;
mod check;
mod compact;
mod decide;
mod decision;
mod error;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod image;
mod open;
mod query;
mod row;
mod salvage;
mod settings;
mod store;
mod tables;
mod transfer;
mod worker;

pub use adding::Adding;
pub use check::{Check, StoreStats};
pub use decision::{Decision, Match, PassageOf};
pub use error::StoreError;
pub use row::{Incoming, Row};
pub use settings::Settings;
pub use store::{Counts, Store};
pub use tables::FORMAT;
pub use transfer::{Exported, Imported};
