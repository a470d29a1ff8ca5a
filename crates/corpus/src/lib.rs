//! Documents in: text files, directories and JSON lines, plain, `.gz` or `.zst`.
//!
//! Whatever cannot be used is a [`Problem`] that names file, line and remedy; reading goes on with the next record.
//! Memory is bounded by the largest document that [`Options`] allow, not by lines, files or archives; and an id takes 8 bytes,
//! by which a second document of that id is told.
#![forbid(unsafe_code)]

mod batch;
mod document;
mod ids;
mod lines;
mod problem;
mod read;
mod stages;
mod store;

pub use batch::{Batch, Stored};
pub use document::{Document, IdText, rfc3339};
pub use lines::{Line, Lines};
pub use problem::{Problem, ProblemKind, in_line};
pub use read::{Options, open, read};
pub use stages::{Stage, Stages, processor_time};
pub use store::Store;

/// What is read, for people to read.
pub const FORMATS: &[&str] = &["text", "Markdown", "folders of those", "JSON lines"];
