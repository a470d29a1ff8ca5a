//! Settings: the command line, else the environment, else a file, else what is built in.
//!
//! A setting is an option that names its environment variable. Its key in the file is its long name: at the top for all commands
//! that have it, or in a table of a command's name for that command. A file's values become the defaults of the command line, so
//! they are read by the same rules.

mod file;
mod place;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::args::{Args, ScanArgs};
use crate::terminal::tell;
pub(crate) use file::File;
pub(crate) use place::{candidates, find};

/// The arguments, and where settings were found.
pub(crate) struct Settings {
    pub(crate) args: Args,
    /// The file of settings, or why it could not be used, where the command can do without.
    pub(crate) file: Option<(PathBuf, Result<File>)>,
}

impl Settings {
    /// What a scan goes by where its command line says nothing.
    pub(crate) fn of_scan(&self) -> Result<ScanArgs> {
        let file = self.file.as_ref().and_then(|(_, file)| file.as_ref().ok());
        let command = file.map_or_else(command, |file| with_defaults(command(), file));
        let mut matches = command.try_get_matches_from(["wireprint", "scan", "-"])?;
        let mut scan = matches.remove_subcommand().map(|(_, scan)| scan).unwrap_or_default();
        Ok(ScanArgs::from_arg_matches_mut(&mut scan)?)
    }
}

/// Whether a file may set it: one that names its variable, but not the one that names the file.
fn is_setting(arg: &Arg) -> bool {
    arg.get_env().is_some() && arg.get_id() != "config"
}

/// The command line as it stands without settings.
pub(crate) fn command() -> Command {
    // A seed may be a secret, and help is pasted into reports.
    fn hide(command: Command) -> Command {
        command.mut_args(|arg| arg.hide_env_values(true)).mut_subcommands(hide)
    }
    hide(Args::command())
}

/// Reads the command line and the settings. Wrong usage ends the program.
pub(crate) fn read(line: &[OsString]) -> Result<Settings> {
    let command = command();
    let parse = |command: Command| -> Result<Args, clap::Error> {
        let matches = command.try_get_matches_from(line)?;
        Args::from_arg_matches(&matches)
    };
    let plain = parse(command.clone()).unwrap_or_else(|error| wrong_usage(&command, &error));
    let Some(path) = find(plain.config.as_deref()) else {
        return Ok(Settings { args: plain, file: None });
    };
    match File::read(&path, &command) {
        Ok(file) => {
            let args = parse(with_defaults(command.clone(), &file)).unwrap_or_else(|error| error.exit());
            Ok(Settings { args, file: Some((path, Ok(file))) })
        }
        Err(error) if plain.command.does_without_settings() => {
            Ok(Settings { args: plain, file: Some((path, Err(error))) })
        }
        Err(error) => Err(error),
    }
}

/// The command line with the file's values as its defaults.
fn with_defaults(command: Command, file: &File) -> Command {
    fn set(command: Command, table: Option<&str>, file: &File) -> Command {
        let command = command.mut_args(|arg| {
            let value = arg.get_long().filter(|_| is_setting(&arg)).and_then(|key| file.get(table, key));
            match value {
                Some(value) => arg.required(false).default_value(value.to_owned()),
                None => arg,
            }
        });
        command.mut_subcommands(|command| {
            let name = command.get_name().to_owned();
            set(command, Some(table.unwrap_or(&name)), file)
        })
    }
    set(command, None, file)
}

/// All options of a command, those of its own commands included.
fn all_args(command: &Command) -> Vec<&Arg> {
    command.get_arguments().chain(command.get_subcommands().flat_map(all_args)).collect()
}

/// Ends the program; where a value that will not do comes from the environment, the variable is named.
fn wrong_usage(command: &Command, error: &clap::Error) -> ! {
    let _ = error.print();
    if let Some(variable) = variable_of(command, error) {
        tell(format_args!("the value is that of the variable {variable}; set it anew, or unset it"));
    }
    std::process::exit(error.exit_code())
}

fn variable_of(command: &Command, error: &clap::Error) -> Option<String> {
    let of = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (named, wrong) = (of(ContextKind::InvalidArg)?, of(ContextKind::InvalidValue)?);
    let name = named.split([' ', '=', '[']).next()?.trim_start_matches('-');
    let arg = all_args(command).into_iter().find(|arg| is_setting(arg) && arg.get_long() == Some(name))?;
    let variable = arg.get_env()?;
    (std::env::var_os(variable)? == *wrong).then(|| variable.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A setting that cannot be said in the environment, or by a name that nobody would guess, is none.
    #[test]
    fn settings_can_be_said_everywhere() {
        let command = command();
        for arg in all_args(&command).into_iter().filter(|arg| arg.get_env().is_some()) {
            let name = arg.get_long().expect("a setting has a long name").to_uppercase().replace('-', "_");
            assert_eq!(arg.get_env(), Some(format!("WIREPRINT_{name}").as_ref()));
            assert!(arg.get_action().takes_values(), "--{name} could not be taken back on the command line");
        }
    }

    #[test]
    fn files_set_defaults_of_commands_and_of_all() {
        let text = "threads = 3\nlog = \"debug\"\n[scan]\nmemory = \"2M\"\nthreads = 5\n";
        let file = File::parse("wireprint.toml".as_ref(), text, &command()).expect("a good file");
        let parse = |line: &[&str]| {
            let matches = with_defaults(command(), &file).try_get_matches_from(line).expect("good usage");
            Args::from_arg_matches(&matches).expect("good usage")
        };
        let scan = |line: &[&str]| match parse(line).command {
            crate::args::Command::Scan(scan) => scan,
            other => panic!("{other:?}"),
        };
        let plain = scan(&["wireprint", "scan", "x"]);
        assert_eq!((plain.read.threads, plain.memory), (5, 2 << 20));
        assert_eq!(scan(&["wireprint", "scan", "x", "--memory", "3M"]).memory, 3 << 20);
        let score = parse(&["wireprint", "score", "--docs", "x", "--pairs", "y"]);
        assert_eq!(score.log, "debug");
        assert!(matches!(score.command, crate::args::Command::Score(score) if score.read.threads == 3));
    }

    #[test]
    fn what_a_command_needs_may_stand_in_the_file() {
        let file =
            File::parse("wireprint.toml".as_ref(), "[stream]\nindex = \"seen\"\n", &command()).expect("a good file");
        let index = |line: &[&str]| {
            let matches = with_defaults(command(), &file).try_get_matches_from(line).ok()?;
            match Args::from_arg_matches(&matches).expect("good usage").command {
                crate::args::Command::Stream(stream) => Some(stream.index),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(index(&["wireprint", "stream"]), Some("seen".into()));
        assert_eq!(index(&["wireprint", "stream", "--index", "other"]), Some("other".into()));
        assert_eq!(index(&["wireprint", "serve"]), None, "the file says nothing of serve");
    }
}
