//! The command line.

mod index;

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use wireprint::index::WINDOW_MEMORY_MIN;
use wireprint::kernel::Kernel;
use wireprint_corpus::{Fields, Form, Options, Stages};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::report::ReportArgs;
pub(crate) use index::{
    AddArgs, CheckArgs, CompactArgs, ExportArgs, ImportArgs, IndexArgs, IndexCommand, MergeArgs, NewIndexArgs,
    QueryArgs, ServeArgs, StatsArgs, StreamArgs,
};

/// Finds syndicated rewrites: which articles are copies, rewrites or excerpts of which.
#[derive(Debug, Parser)]
#[command(version, about, after_help = "Exit status: 0 done, 1 some input was bad (each named), 2 wrong usage.")]
pub(crate) struct Args {
    /// The hot loops' instructions, to compare them or to keep a CPU cool: scalar, portable, avx2, avx512, avx512vbmi2, neon;
    /// the fastest that the machine has unless said. Results are the same.
    #[arg(long, global = true, value_name = "NAME", value_parser = parse_kernel)]
    pub(crate) kernel: Option<Kernel>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(ScanArgs),
    Compare(CompareArgs),
    Score(ScoreArgs),
    Stream(StreamArgs),
    Serve(ServeArgs),
    Index(IndexArgs),
}

/// Which tokens make shingles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    /// Pairs of content words: finds rewrites.
    #[default]
    Rewrite,
    /// Triples of all words: finds near-exact copies.
    Strict,
}

impl From<ProfileName> for wireprint::Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Rewrite => Self::Rewrite,
            ProfileName::Strict => Self::Strict,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SchemeArgs {
    /// Which tokens make shingles.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) profile: ProfileName,
    /// Seed of all hashes; a secret one cannot be collided with on purpose.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
}

impl SchemeArgs {
    pub(crate) fn scheme(&self) -> wireprint::Scheme {
        wireprint::Scheme::new(self.profile.into()).with_seed(self.seed)
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ReadArgs {
    /// Bytes of the largest document, JSON line, row, page or archived response; longer ones are named and left out.
    #[arg(long, value_name = "BYTES", default_value_t = Options::default().max_document)]
    pub(crate) max_document: usize,
    /// How many times its size a compressed file may become; what becomes larger is taken for a bomb and left from there on. The first
    /// 64 MiB are free.
    #[arg(long, value_name = "N", default_value_t = Options::default().max_expansion,
        value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    pub(crate) max_expansion: u64,
    /// What files named themselves hold: text, jsonl, csv, parquet, html, warc or arc; told by content and name unless said. What
    /// comes through a pipe as CSV needs it.
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    pub(crate) input_format: Option<Form>,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    /// Threads; 0 for one a core.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = RangedU64ValueParser::<usize>::new().range(..=1024))]
    pub(crate) threads: usize,
}

/// What the fields of documents are called in JSON lines, CSV and Parquet.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Field names")]
pub(crate) struct FieldArgs {
    /// What names a document.
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub(crate) id_field: String,
    /// The article.
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_field: String,
    /// When it appeared: RFC 3339, a date, or Unix seconds.
    #[arg(long, value_name = "NAME", default_value = "time")]
    pub(crate) time_field: String,
    /// Where it was found.
    #[arg(long, value_name = "NAME", default_value = "url")]
    pub(crate) url_field: String,
    /// The host that published it; that of the URL where there is none.
    #[arg(long, value_name = "NAME", default_value = "host")]
    pub(crate) host_field: String,
    /// The headline.
    #[arg(long, value_name = "NAME", default_value = "title")]
    pub(crate) title_field: String,
}

impl ReadArgs {
    /// How documents are read; the time of reading is counted for the stages.
    pub(crate) fn options(&self, stages: &Stages) -> Options {
        let FieldArgs { id_field, text_field, time_field, url_field, host_field, title_field } = &self.fields;
        let [id, text, time, url, host, title] =
            [id_field, text_field, time_field, url_field, host_field, title_field].map(String::clone);
        let fields = Fields { id, text, time, url, host, title };
        Options {
            max_document: self.max_document,
            max_expansion: self.max_expansion,
            fields,
            form: self.input_format,
            stages: stages.clone(),
        }
    }
}

/// Find all matches in a corpus: text, HTML, JSON lines, CSV, Parquet, WARC, WET, folders; .gz and .zst too; `-` is standard input
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  wireprint scan articles/ --explain
  wireprint scan crawl.jsonl.gz --pairs pairs.jsonl --clusters clusters.jsonl
  wireprint scan articles/ --report report.html
  wireprint scan crawl/*.warc.gz pages/ --pairs pairs.jsonl
  wireprint scan news.parquet --id-field url --text-field body --time-field published
  zcat crawl.jsonl.gz | wireprint scan - --window 7d > pairs.jsonl")]
pub(crate) struct ScanArgs {
    /// Files or folders.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Where pairs go, one JSON object a line [default: standard output, unless another output is chosen]
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: Option<PathBuf>,
    /// Where clusters go, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) clusters: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    /// Tell each match on standard output for people to read, with the passages it rests on.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Compare only documents whose times lie at most this far apart, such as 36h or 7d.
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) window: Option<Duration>,
    /// Memory for fingerprints, such as 512M or 4G; some 1,120 bytes a document. The earliest documents give way. Texts may take a
    /// quarter as much, up to 64M; the rest of them goes to a temporary file.
    #[arg(long, value_name = "BYTES", default_value = "4G", value_parser = parse_memory)]
    pub(crate) memory: usize,
    /// Leave out pairs with a lower score.
    #[arg(long, value_name = "S", default_value_t = 0.0, value_parser = parse_score)]
    pub(crate) min_score: f64,
    /// Report pairs that only share quotations or a template, too; they never join clusters.
    #[arg(long)]
    pub(crate) all_verdicts: bool,
    /// Tell on standard error what each stage cost, how many pairs were compared, and the memory used.
    #[arg(long)]
    pub(crate) stats: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
}

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

/// Score given pairs of documents, whether they match or not
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  wireprint score --docs docs.jsonl.gz --pairs pairs.jsonl > scores.jsonl")]
pub(crate) struct ScoreArgs {
    /// The documents, as for scan: a file or folder.
    #[arg(long, value_name = "PATH", required = true)]
    pub(crate) docs: Vec<PathBuf>,
    /// The pairs: JSON lines with `a` and `b`.
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: PathBuf,
    /// Score by fingerprints alone, without looking at the texts again.
    #[arg(long)]
    pub(crate) sketch: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
}

impl ScanArgs {
    /// Whether two outputs would be written over each other; --explain goes to standard output.
    pub(crate) fn mixes_outputs(&self) -> bool {
        let stdout = self.explain.then_some(std::path::Path::new("-"));
        let files = [self.pairs.as_deref(), self.clusters.as_deref(), self.report.report.as_deref(), stdout];
        let files: Vec<_> = files.into_iter().flatten().collect();
        files.iter().enumerate().any(|(at, file)| files[..at].contains(file))
    }
}

fn parse_score(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err("a score lies between 0 and 1".into()),
    }
}

fn parse_memory(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match &text[digits.len()..] {
        "" => 0,
        "K" | "KiB" => 10,
        "M" | "MiB" => 20,
        "G" | "GiB" => 30,
        _ => return Err("write a number and K, M or G, such as 512M".into()),
    };
    let number: usize = digits.parse().map_err(|_| "write a whole number and a unit, such as 512M".to_owned())?;
    let bytes = number.checked_mul(1 << shift).ok_or("more than this machine can address")?;
    if bytes < WINDOW_MEMORY_MIN { Err(format!("at least {}K is needed", WINDOW_MEMORY_MIN >> 10)) } else { Ok(bytes) }
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match &text[digits.len()..] {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return Err("write a number and s, m, h, d or w, such as 7d".into()),
    };
    let number: u64 = digits.parse().map_err(|_| "write a whole number and a unit, such as 7d".to_owned())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| "too long".into())
}

fn parse_form(name: &str) -> Result<Form, String> {
    let found = Form::ALL.into_iter().find(|(own, _)| *own == name).map(|(_, form)| form);
    found.ok_or_else(|| format!("there are {}", Form::ALL.map(|(name, _)| name).join(", ")))
}

/// A kernel of this machine.
fn parse_kernel(name: &str) -> Result<Kernel, String> {
    Kernel::named(name).ok_or_else(|| {
        let names: Vec<&str> = Kernel::available().map(Kernel::name).collect();
        format!("this machine has {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Args as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn memory() {
        assert_eq!(parse_memory("512M"), Ok(512 << 20));
        assert_eq!(parse_memory("2GiB"), Ok(2 << 30));
        assert_eq!(parse_memory("1048576"), Ok(1 << 20));
        for bad in ["", "M", "1", "1000K", "1T", "-1M", "99999999999G", "1.5G"] {
            assert!(parse_memory(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn durations() {
        assert_eq!(parse_duration("7d"), Ok(Duration::from_secs(604_800)));
        assert_eq!(parse_duration("90s"), Ok(Duration::from_secs(90)));
        for bad in ["", "d", "7", "7y", "-1d", "99999999999999999999d", "9999999999999999w", "1.5h"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
    }
}
