//! The program `wireprint`: argument parsing and exit codes; the work is in the modules.
#![forbid(unsafe_code)]

mod args;
mod clusters;
mod compare;
mod corpus;
mod doctor;
mod explain;
mod first_pass;
mod index;
mod keep;
mod logs;
mod manual;
mod output;
mod problems;
mod progress;
mod report;
mod scan;
mod score;
mod scratch;
mod service;
mod settings;
mod signals;
mod stats;
mod summary;
mod terminal;
mod usage;
mod writer;

use std::process::ExitCode;

use anyhow::Result;
use clap::error::ErrorKind;

use args::Command;
use problems::Problems;
use settings::Settings;
use signals::Interrupted;

/// Some input was bad; what was good has been processed.
const BAD_INPUT: u8 = 1;

/// The command line or the settings are wrong; nothing has been done.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    let line: Vec<_> = std::env::args_os().collect();
    let settings = match settings::read(&line) {
        Ok(settings) => settings,
        Err(error) => {
            terminal::tell(format_args!("{error:#}"));
            return ExitCode::from(WRONG_USAGE);
        }
    };
    match run(&settings) {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            problems.summarise();
            ExitCode::from(BAD_INPUT)
        }
        // A reader that closes the pipe, as `head` does, is no failure.
        Err(error) if terminal::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::tell(format_args!("{error:#}"));
            ExitCode::from(error.downcast_ref::<Interrupted>().map_or(BAD_INPUT, |told| told.exit_code()))
        }
    }
}

fn run(settings: &Settings) -> Result<Problems> {
    let args = &settings.args;
    if let Command::Scan(scan) = &args.command
        && let Some(message) = scan.contradiction()
    {
        settings::command().error(ErrorKind::ArgumentConflict, message).exit();
    }
    logs::start(&args.log, args.log_format)?;
    if let Some((path, Ok(_))) = &settings.file {
        tracing::info!(file = %path.display(), "settings read");
    }
    if let Some(kernel) = args.kernel {
        kernel.force();
    }
    wireprint_guard::quiet_guarded_panics();
    if let Err(error) = signals::watch() {
        terminal::tell(format_args!("Ctrl-C will end the program at once: {error}"));
    }
    match &args.command {
        Command::Scan(args) => scan::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Score(args) => score::run(args),
        Command::Stream(args) => service::stream(args),
        Command::Serve(args) => service::serve(args),
        Command::Index(args) => index::run(args),
        Command::Doctor(args) => doctor::run(args, settings),
        Command::Completions(args) => manual::completions(args),
        Command::Man(args) => manual::man(args),
    }
}
