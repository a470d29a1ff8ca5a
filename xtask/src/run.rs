//! Runs commands, telling each.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The cargo that runs us.
pub(crate) fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// Runs a command; fails if it does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    eprintln!("$ {shown}");
    let status = command.status().with_context(|| format!("cannot start: {shown}"))?;
    ensure!(status.success(), "failed ({status}): {shown}");
    Ok(())
}

/// Whether a command succeeds; says nothing.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// What a command prints, if it succeeds.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The folder of this workspace.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// Where cargo builds.
pub(crate) fn target_folder() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Runs cargo with arguments as they would be typed.
pub(crate) fn run_cargo(arguments: &str) -> Result<()> {
    run(Command::new(cargo()).args(arguments.split_whitespace()))
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The value of an option.
pub(crate) fn value<'a>(args: &'a [String], name: &str) -> Option<&'a String> {
    args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1))
}

/// A number by option, or what it is unless said.
pub(crate) fn number(args: &[String], name: &str, default: u64) -> Result<u64> {
    value(args, name)
        .map_or(Ok(default), |text| text.parse().with_context(|| format!("{name} takes a number, not {text}")))
}

/// The program wireprint: the one named by `--program`, else built for release.
pub(crate) fn program(args: &[String]) -> Result<PathBuf> {
    if let Some(program) = value(args, "--program") {
        return Path::new(program).canonicalize().with_context(|| format!("{program}: not there"));
    }
    run_cargo("build --quiet --release --package wireprint-cli")?;
    Ok(target_folder().join("release/wireprint"))
}

/// The program as the tests have it, so that nothing is compiled anew where they ran.
pub(crate) fn test_program() -> Result<PathBuf> {
    run_cargo("test --quiet --workspace --no-run --test suite")?;
    Ok(target_folder().join("debug/wireprint"))
}
