//! The command line: a file for each command, what several commands take, and values as people write them.

mod about;
mod compare;
mod index;
mod scan;
mod score;
mod shared;
mod values;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use wireprint::kernel::Kernel;

pub(crate) use about::{CompletionsArgs, DoctorArgs, ManArgs};
pub(crate) use compare::CompareArgs;
pub(crate) use index::{
    AddArgs, ExportArgs, FolderArgs, ImportArgs, IndexArgs, IndexCommand, MergeArgs, NewIndexArgs, QueryArgs,
    ServeArgs, StreamArgs,
};
pub(crate) use scan::{KeepBy, ScanArgs};
pub(crate) use score::ScoreArgs;
use shared::{FieldArgs, ProfileName};
pub(crate) use shared::{LineArgs, ReadArgs, SchemeArgs};
use values::{parse_duration, parse_kernel, parse_log, parse_memory};

/// Finds syndicated rewrites: which articles are copies, rewrites or excerpts of which.
#[derive(Debug, Parser)]
#[command(
    name = "wireprint",
    version,
    about,
    after_help = "Examples:
  wireprint scan articles/ --explain
  wireprint compare agency.txt outlet.txt
  wireprint doctor

Exit status: 0 done, 1 some input was bad (each named), 2 wrong usage or settings, 130 Ctrl-C, 143 SIGTERM."
)]
pub(crate) struct Args {
    /// The hot loops' instructions, to compare them or to keep a CPU cool: scalar, portable, avx2, avx512, avx512vbmi2, neon;
    /// the fastest that the machine has unless said. Results are the same.
    #[arg(long, global = true, value_name = "NAME", value_parser = parse_kernel, env = "WIREPRINT_KERNEL")]
    pub(crate) kernel: Option<Kernel>,
    /// A file of settings [default: wireprint.toml here, else wireprint/config.toml in the user's folder of settings]
    #[arg(long, global = true, value_name = "FILE", env = "WIREPRINT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// What is logged on standard error: off, error, warn, info, debug, trace, or a filter such as warn,wireprint=debug.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "warn", value_parser = parse_log, env = "WIREPRINT_LOG")]
    pub(crate) log: String,
    /// How it is logged; with json, messages are JSON lines, too.
    #[arg(long, global = true, value_enum, value_name = "FORM", default_value_t, env = "WIREPRINT_LOG_FORMAT")]
    pub(crate) log_format: LogFormat,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The form of logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(ScanArgs),
    Compare(CompareArgs),
    Score(ScoreArgs),
    Stream(StreamArgs),
    Serve(ServeArgs),
    Index(IndexArgs),
    Doctor(DoctorArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

impl Command {
    /// Whether a file of settings that is wrong does not keep the command from its work.
    pub(crate) fn does_without_settings(&self) -> bool {
        matches!(self, Self::Doctor(_) | Self::Completions(_) | Self::Man(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Args as clap::CommandFactory>::command().debug_assert();
    }
}
