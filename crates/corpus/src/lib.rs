//! Documents in: text files, directories and JSON lines, plain, `.gz` or `.zst`.
//!
//! Whatever cannot be used is a [`Problem`] that names file, line and remedy; reading goes on with the next record.
//! Memory is bounded by the largest document that [`Options`] allow, not by lines, files or archives.
#![forbid(unsafe_code)]

mod document;
mod lines;
mod problem;
mod read;
mod stages;
mod texts;

pub use document::{Document, IdText};
pub use lines::{Line, Lines};
pub use problem::{Problem, ProblemKind, in_line};
pub use read::{Options, open, read};
pub use stages::{Stage, Stages, processor_time};
pub use texts::{Place, Texts};
