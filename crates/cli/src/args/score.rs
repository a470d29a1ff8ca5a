//! What `score` takes.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::{ReadArgs, SchemeArgs};

/// Score given pairs of documents, whether they match or not
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  wireprint score --docs docs.jsonl.gz --pairs pairs.jsonl --out scores.jsonl.zst")]
pub(crate) struct ScoreArgs {
    /// The documents, as for scan: a file or folder.
    #[arg(long, value_name = "PATH", required = true)]
    pub(crate) docs: Vec<PathBuf>,
    /// The pairs: JSON lines with `a` and `b`.
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: PathBuf,
    /// Where the scores go, one JSON object a pair, in the order of the pairs; .gz and .zst are compressed.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) out: PathBuf,
    /// Score by fingerprints alone, without looking at the texts again.
    #[arg(long)]
    pub(crate) sketch: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
}
