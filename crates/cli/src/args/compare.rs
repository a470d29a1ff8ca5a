//! What `compare` takes.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::{ReadArgs, SchemeArgs};

/// Compare two documents
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  wireprint compare agency.txt outlet.txt --explain")]
pub(crate) struct CompareArgs {
    /// A file with one document: text, a page, a line; plain or compressed; `-` is standard input.
    pub(crate) a: PathBuf,
    /// Another.
    pub(crate) b: PathBuf,
    /// Show the passages that both have.
    #[arg(long)]
    pub(crate) explain: bool,
    /// One JSON object, for programs.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
}
