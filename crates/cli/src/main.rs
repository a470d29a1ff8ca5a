//! The program `wireprint`: argument parsing and exit codes; the work is in the modules.
#![forbid(unsafe_code)]

mod args;
mod clusters;
mod compare;
mod corpus;
mod first_pass;
mod index;
mod output;
mod problems;
mod progress;
mod report;
mod scan;
mod score;
mod service;
#[allow(dead_code, reason = "outputs will use the rest")]
mod signals;
mod stats;
mod terminal;
mod usage;
mod writer;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// Some input was bad; what was good has been processed.
const BAD_INPUT: u8 = 1;

fn main() -> ExitCode {
    let args = Args::parse(); // exits with 2 on wrong usage
    if matches!(&args.command, Command::Scan(scan) if scan.mixes_outputs()) {
        let message = "two outputs cannot go to one place; give --pairs, --clusters or --report another file";
        Args::command().error(ErrorKind::ArgumentConflict, message).exit();
    }
    if let Some(kernel) = args.kernel {
        kernel.force();
    }
    if let Err(error) = signals::watch() {
        terminal::tell(format_args!("Ctrl-C will end the program at once: {error}"));
    }
    let done = match &args.command {
        Command::Scan(args) => scan::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Score(args) => score::run(args),
        Command::Stream(args) => service::stream(args),
        Command::Serve(args) => service::serve(args),
        Command::Index(args) => index::run(args),
    };
    match done {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            problems.summarise();
            ExitCode::from(BAD_INPUT)
        }
        // A reader that closes the pipe, as `head` does, is no failure.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::tell(format_args!("{error:#}"));
            ExitCode::from(error.downcast_ref::<signals::Interrupted>().map_or(BAD_INPUT, |told| told.exit_code()))
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
