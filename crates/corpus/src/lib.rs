//! Documents in: text, HTML, JSON lines, CSV, Parquet, web archives and folders of those, plain, `.gz` or `.zst`.
//!
//! Whatever cannot be used is a [`Problem`] that names file, line and remedy; reading goes on with the next record.
//! Memory is bounded by the largest document that [`Options`] allow, not by lines, files or archives, nor by the number of
//! documents: a second document of an id is told by a million hashes in memory and the rest in temporary files.
#![forbid(unsafe_code)]

mod archive;
mod batch;
mod document;
mod encoding;
mod fields;
mod forms;
#[cfg(feature = "html")]
mod html;
#[cfg(not(feature = "html"))]
#[path = "no_html.rs"]
mod html;
mod ids;
mod input;
mod json;
mod lines;
mod options;
mod page;
mod problem;
mod read;
mod reader;
mod spill;
mod stages;
mod store;
#[cfg(test)]
mod testing;
mod time;

pub use batch::{Batch, Stored};
pub use document::{Document, IdText};
pub use fields::Fields;
pub use forms::Form;
pub use input::open;
pub use lines::{Line, Lines};
pub use options::{BytesRead, Options};
pub use problem::{Place, Problem, ProblemKind, in_line};
pub use read::{read, read_bytes, total_bytes};
pub use spill::{Numbers, Sorter};
pub use stages::{Stage, Stages, processor_time};
pub use store::Store;
pub use time::rfc3339;

/// What is read, for people to read.
pub const FORMATS: &[&str] =
    &["text", "Markdown", "HTML", "JSON lines", "CSV", "TSV", "Parquet", "WARC", "WET", "ARC", "folders of those"];
