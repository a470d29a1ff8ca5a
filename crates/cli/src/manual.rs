//! `wireprint completions` and `wireprint man`: from the command line as it is parsed.

use std::io::Write;

use anyhow::{Context, Result};
use clap::Command;

use crate::args::{CompletionsArgs, ManArgs};
use crate::output::Output;
use crate::problems::Problems;
use crate::settings;

pub(crate) fn completions(args: &CompletionsArgs) -> Result<Problems> {
    // Written at once: clap_complete takes a closed pipe for a failure of its own.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut settings::command(), "wireprint", &mut script);
    to_stdout(&script)
}

pub(crate) fn man(args: &ManArgs) -> Result<Problems> {
    let mut command = settings::command().disable_help_subcommand(true);
    command.build();
    match &args.out {
        Some(folder) => {
            let write = || {
                std::fs::create_dir_all(folder)?;
                clap_mangen::generate_to(command, folder)
            };
            write().with_context(|| {
                format!("{}: cannot be written; check the path and the permissions", folder.display())
            })?;
            Ok(Problems::default())
        }
        None => {
            let mut pages = Vec::new();
            let commands: Vec<Command> = command.get_subcommands().cloned().collect();
            for page in std::iter::once(command).chain(commands) {
                clap_mangen::Man::new(page).render(&mut pages)?;
            }
            to_stdout(&pages)
        }
    }
}

fn to_stdout(bytes: &[u8]) -> Result<Problems> {
    let mut out = Output::stdout();
    out.write_all(bytes)?;
    out.finish()?;
    Ok(Problems::default())
}
