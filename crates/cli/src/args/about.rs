//! What the commands about the program itself take.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap_complete::Shell;

/// Tell version, schemes, kernels, limits, settings and machine
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  wireprint doctor
  wireprint doctor --json | jq .kernels")]
pub(crate) struct DoctorArgs {
    /// One JSON object, for programs.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write what a shell needs to complete commands and options
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  wireprint completions bash > ~/.local/share/bash-completion/completions/wireprint
  wireprint completions zsh > ~/.zfunc/_wireprint
  wireprint completions fish > ~/.config/fish/completions/wireprint.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell.
    pub(crate) shell: Shell,
}

/// Write the manual: a page for the program, and one for each command
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  wireprint man | man -l -
  wireprint man --out ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// A folder for all pages; without it, they go to standard output one after another.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
}
