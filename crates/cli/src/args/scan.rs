//! What `scan` takes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args as ClapArgs, ValueEnum};

use super::values::{parse_duration, parse_memory, parse_score};
use super::{ReadArgs, SchemeArgs};
use crate::report::ReportArgs;

/// What a corpus without copies keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keep {
    /// One document of each cluster, and all that are in none.
    Representatives,
}

/// What makes a document the representative of its cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepBy {
    /// The one that the others most likely come from, as the clusters name it.
    #[default]
    Origin,
    /// The one with the longest text.
    Longest,
    /// The one that was read first.
    First,
}

/// Find all matches in a corpus: text, HTML, JSON lines, CSV, Parquet, WARC, WET, folders; .gz and .zst too; `-` is standard input
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  wireprint scan articles/ --explain
  wireprint scan crawl.jsonl.gz --pairs pairs.jsonl --clusters clusters.jsonl
  wireprint scan crawl.jsonl.gz --pairs pairs.parquet --keep representatives --kept clean.jsonl.zst
  wireprint scan articles/ --report report.html
  wireprint scan crawl/*.warc.gz pages/ --pairs pairs.jsonl
  wireprint scan news.parquet --id-field url --text-field body --time-field published
  wireprint scan crawl.jsonl.gz --dry-run
  zcat crawl.jsonl.gz | wireprint scan - --window 7d > pairs.jsonl")]
pub(crate) struct ScanArgs {
    /// Files or folders.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Where pairs go: JSON lines, or CSV or Parquet where the name ends in .csv, .tsv or .parquet; all but Parquet also .gz and
    /// .zst [default: standard output, unless another output is chosen]
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: Option<PathBuf>,
    /// Where clusters go, likewise; CSV has a row for each member.
    #[arg(long, value_name = "FILE")]
    pub(crate) clusters: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    /// Write the corpus without copies: every document that is in no cluster, and the representatives of clusters.
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) keep: Option<Keep>,
    /// Where the documents that are kept go, likewise [default with --keep: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) kept: Option<PathBuf>,
    /// What makes a document the representative of its cluster.
    #[arg(long, value_enum, value_name = "RULE", default_value_t, env = "WIREPRINT_KEEP_BY")]
    pub(crate) keep_by: KeepBy,
    /// Count documents, matches, clusters and what --keep would keep, and write nothing else.
    #[arg(long, conflicts_with = "explain")]
    pub(crate) dry_run: bool,
    /// Tell --dry-run and --stats as JSON, for programs.
    #[arg(long)]
    pub(crate) json: bool,
    /// Tell each match on standard output for people to read, with the passages it rests on.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Compare only documents whose times lie at most this far apart, such as 36h or 7d.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, env = "WIREPRINT_WINDOW")]
    pub(crate) window: Option<Duration>,
    /// Memory for fingerprints, such as 512M or 4G; some 1,120 bytes a document. The earliest documents give way. Texts may take a
    /// quarter as much, up to 64M; the rest of them goes to a temporary file.
    #[arg(long, value_name = "BYTES", default_value = "4G", value_parser = parse_memory, env = "WIREPRINT_MEMORY")]
    pub(crate) memory: usize,
    /// Leave out pairs with a lower score.
    #[arg(long, value_name = "S", default_value_t = 0.0, value_parser = parse_score, env = "WIREPRINT_MIN_SCORE")]
    pub(crate) min_score: f64,
    /// Report pairs that only share quotations or a template, too; they never join clusters.
    #[arg(long, env = "WIREPRINT_ALL_VERDICTS", num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value = "false",
        action = ArgAction::Set, value_parser = BoolishValueParser::new(), value_name = "BOOL", hide_default_value = true,
        hide_possible_values = true)]
    pub(crate) all_verdicts: bool,
    /// Tell on standard error what each stage cost, how many pairs were compared, and the memory used.
    #[arg(long, env = "WIREPRINT_STATS", num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value = "false",
        action = ArgAction::Set, value_parser = BoolishValueParser::new(), value_name = "BOOL", hide_default_value = true,
        hide_possible_values = true)]
    pub(crate) stats: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
}

impl ScanArgs {
    /// Where the documents that are kept go, if that is asked for.
    pub(crate) fn kept(&self) -> Option<&Path> {
        self.kept.as_deref().or(self.keep.map(|Keep::Representatives| Path::new("-")))
    }

    /// What is wrong with options that are each right.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        let stdout = self.explain.then_some(Path::new("-"));
        let report = self.report.report.as_deref();
        let outputs = [self.pairs.as_deref(), self.clusters.as_deref(), self.kept(), report, stdout];
        let outputs: Vec<&Path> = outputs.into_iter().flatten().collect();
        if (1..outputs.len()).any(|at| outputs[..at].contains(&outputs[at])) {
            Some("two outputs cannot go to one place; give --pairs, --clusters, --report or --kept another file")
        } else if self.json && !self.dry_run && !self.stats {
            Some("--json is for --dry-run and --stats; pairs and clusters are JSON lines anyway")
        } else {
            None
        }
    }
}
