//! What the commands around an index take.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Args as ClapArgs, Subcommand};
use wireprint_store::Settings;

use super::{FieldArgs, LineArgs, ProfileName, ReadArgs, parse_duration, parse_memory};

/// What an index is made with, and keeps for life.
#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = "A new index (where there is one already, they must agree with it)")]
pub(crate) struct NewIndexArgs {
    /// Which tokens make shingles [default: rewrite]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileName>,
    /// Seed of all hashes; a secret one cannot be collided with on purpose [default: 0]
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Memory for the window, such as 512M or 4G; some 1,120 bytes a document. The earliest documents give way [default: 2G]
    #[arg(long, value_name = "BYTES", value_parser = parse_memory)]
    pub(crate) memory: Option<usize>,
    /// Compare only documents whose times lie at most this far apart, such as 36h or 7d [default: no bound]
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) window: Option<Duration>,
    /// Do not keep texts: a smaller file, no passages, and decisions by fingerprints alone.
    #[arg(long)]
    pub(crate) no_texts: bool,
    /// Names the index, so that another of the same name decides the same [default: drawn at random]
    #[arg(long, value_name = "NUMBER", value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    pub(crate) lineage: Option<u64>,
}

impl NewIndexArgs {
    pub(crate) fn settings(&self) -> Settings {
        let default = Settings::default();
        Settings {
            profile: self.profile.map_or(default.profile, Into::into),
            seed: self.seed.unwrap_or(default.seed),
            memory: self.memory.unwrap_or(default.memory),
            span: self.window.map(|window| window.as_secs()).or(default.span),
            texts: !self.no_texts,
            lineage: self.lineage.unwrap_or(default.lineage),
        }
    }

    /// An option that was given and contradicts what an index was made with.
    pub(crate) fn contradiction(&self, made: &Settings) -> Option<String> {
        let asked = self.settings();
        let span = |settings: &Settings| settings.span.map_or("no --window".into(), |s| format!("--window {s}s"));
        let texts = |settings: &Settings| if settings.texts { "texts kept" } else { "--no-texts" }.to_owned();
        let named = |name: &str, value: &dyn std::fmt::Debug| format!("--{name} {value:?}").to_lowercase();
        let both = |name: &str, asked: &dyn std::fmt::Debug, made: &dyn std::fmt::Debug| {
            (named(name, asked), named(name, made))
        };
        let options = [
            (self.profile.is_some(), both("profile", &asked.profile, &made.profile)),
            (self.seed.is_some(), both("seed", &asked.seed, &made.seed)),
            (self.memory.is_some(), both("memory", &asked.memory, &made.memory)),
            (self.window.is_some(), (span(&asked), span(made))),
            (self.no_texts, (texts(&asked), texts(made))),
            (self.lineage.is_some(), both("lineage", &asked.lineage, &made.lineage)),
        ];
        let (_, (asked, made)) = options.into_iter().find(|(is_given, (asked, made))| *is_given && asked != made)?;
        Some(format!(
            "{asked} was given, and the index was made with {made}; leave the option out, or export the index and import it into \
             another"
        ))
    }
}

/// Decide about documents as they come: JSON lines on standard input, one decision a line on standard output
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  crawler | wireprint stream --index seen/ | publisher
  wireprint stream --index seen/ --memory 512M --window 7d < day.jsonl > decisions.jsonl

A decision is durable when its line is written. After a crash send again what was not answered: what is known gets the same line.")]
pub(crate) struct StreamArgs {
    /// The folder of the index; made where there is none.
    #[arg(long, value_name = "DIR", env = "WIREPRINT_INDEX")]
    pub(crate) index: PathBuf,
    #[command(flatten)]
    pub(crate) read: LineArgs,
    #[command(flatten)]
    pub(crate) new: NewIndexArgs,
}

/// Decide about documents of many clients: the lines of `stream` over TCP or a Unix socket
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  wireprint serve --index seen/
  wireprint serve --index seen/ --unix /run/wireprint.sock --memory 4G --window 7d

Beside documents there are two questions: {\"query\": {\"text\": \"…\"}} decides without adding, {\"stats\": true} gives the index in
numbers.")]
pub(crate) struct ServeArgs {
    /// The folder of the index; made where there is none.
    #[arg(long, value_name = "DIR", env = "WIREPRINT_INDEX")]
    pub(crate) index: PathBuf,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7878", env = "WIREPRINT_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// A Unix socket to listen on instead; only its owner may connect.
    #[cfg(unix)]
    #[arg(long, value_name = "PATH", conflicts_with_all = ["listen", "allow_remote"])]
    pub(crate) unix: Option<PathBuf>,
    /// Listen on an address that other machines reach. There is no password and no encryption.
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Clients at a time; a further one is told so and sent away.
    #[arg(long, value_name = "N", default_value_t = 256, env = "WIREPRINT_MAX_CONNECTIONS",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=4096))]
    pub(crate) max_connections: usize,
    /// A client that sends nothing for so long is sent away.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = parse_duration, env = "WIREPRINT_IDLE_TIMEOUT")]
    pub(crate) idle_timeout: Duration,
    #[command(flatten)]
    pub(crate) read: LineArgs,
    #[command(flatten)]
    pub(crate) new: NewIndexArgs,
}

/// Make, fill, ask and look after an index
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  wireprint index create seen/ --memory 4G --window 30d
  wireprint index add seen/ archive.jsonl.gz
  wireprint index query seen/ article.txt
  wireprint index export seen/ --out seen.jsonl.zst")]
pub(crate) struct IndexArgs {
    #[command(subcommand)]
    pub(crate) command: IndexCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    Create(CreateArgs),
    Add(AddArgs),
    Query(QueryArgs),
    /// Tell the index in numbers
    Stats(FolderArgs),
    /// Read everything and tell whether it is sound; exit status 1 if it is not
    Check(FolderArgs),
    /// Give room that is free inside the file back to the system
    Compact(FolderArgs),
    Export(ExportArgs),
    Import(ImportArgs),
    Merge(MergeArgs),
}

/// Make an empty index
#[derive(Debug, ClapArgs)]
pub(crate) struct CreateArgs {
    /// Its folder.
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) new: NewIndexArgs,
}

/// Add documents without deciding about them
#[derive(Debug, ClapArgs)]
pub(crate) struct AddArgs {
    /// The folder of the index.
    pub(crate) dir: PathBuf,
    /// Files or folders; `-` is standard input.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// After each commit one JSON object: how many documents have been read, and how many of them were new. These are durable.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// Add documents with what was decided about them, as `index export` wrote them
#[derive(Debug, ClapArgs)]
pub(crate) struct ImportArgs {
    /// The folder of the index.
    pub(crate) dir: PathBuf,
    /// Files of JSON lines, plain or compressed; `-` is standard input.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// After each commit one JSON object, as for add.
    #[arg(long)]
    pub(crate) json: bool,
    /// Bytes of the longest line; longer ones are named and left out. A line holds a text and the passages of up to 64 matches.
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    pub(crate) max_document: usize,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
}

/// Tell what would be decided about documents, one decision a line, without adding them
#[derive(Debug, ClapArgs)]
pub(crate) struct QueryArgs {
    /// The folder of the index.
    pub(crate) dir: PathBuf,
    /// Files or folders; `-` is standard input.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// An index, and how to tell of it.
#[derive(Debug, ClapArgs)]
pub(crate) struct FolderArgs {
    /// The folder of the index.
    pub(crate) dir: PathBuf,
    /// One JSON object, for programs.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write the documents with what was decided about them, as JSON lines that `scan` and `index import` read
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportArgs {
    /// The folder of the index.
    pub(crate) dir: PathBuf,
    /// The file; .gz and .zst are compressed.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) out: PathBuf,
    /// Leave texts out: who came and what was decided.
    #[arg(long)]
    pub(crate) no_texts: bool,
    /// Leave out what has left the window.
    #[arg(long)]
    pub(crate) held: bool,
    /// Of an index that cannot be opened, export what can be read: its image is not looked at, damaged blocks of documents are named and passed over.
    #[arg(long, conflicts_with = "held")]
    pub(crate) damaged: bool,
}

/// Add the documents of other indexes, one after another, with what was decided about them
#[derive(Debug, ClapArgs)]
pub(crate) struct MergeArgs {
    /// The folder of the index that is added to.
    pub(crate) dir: PathBuf,
    /// The folders of the others; they must have kept their texts.
    #[arg(required = true, value_name = "SRC")]
    pub(crate) sources: Vec<PathBuf>,
    /// After each commit one JSON object, as for add.
    #[arg(long)]
    pub(crate) json: bool,
}
