//! `cargo xtask fuzz [--seconds N] [TARGET…]`: attacks the parts that fuzz/src/lib.rs lists, and keeps what it learns.
//!
//! Each target starts from its seeds and its kept inputs; of all that a run leaves, a few small inputs that cover as much
//! are kept in fuzz/corpus. It needs the nightly toolchain and cargo-fuzz; the replay of what is kept, which `ci` runs, does
//! not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result, bail, ensure};

use crate::run::{cargo, root, run, succeeds, target_folder};

const SECONDS: u64 = 660;
/// What a target keeps at most.
const KEPT_FILES: usize = 100;
const KEPT_BYTES: u64 = 300_000;

/// The replay of all kept inputs, and the house's rules for the folder, on the toolchain that is at hand.
pub(crate) fn replay() -> Result<()> {
    run_here("test --quiet")?;
    run_here("fmt --check")?;
    run_here("clippy --quiet --all-targets -- -D warnings")
}

fn run_here(arguments: &str) -> Result<()> {
    run(Command::new(cargo()).args(arguments.split_whitespace()).current_dir(folder()))
}

fn folder() -> PathBuf {
    root().join("fuzz")
}

pub(crate) fn run_chore(args: &[String]) -> Result<()> {
    let (mut seconds, mut names) = (SECONDS, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--replay" => return replay(),
            "--seconds" => seconds = args.next().context("--seconds takes a number")?.parse()?,
            name => names.push(name.to_owned()),
        }
    }
    let all = targets()?;
    if let Some(other) = names.iter().find(|name| !all.contains(*name)) {
        bail!("there is no fuzz target {other}; there are {}", Vec::from_iter(all).join(", "));
    }
    ensure!(
        succeeds(cargo_fuzz().arg("--version")),
        "fuzzing needs the nightly toolchain and cargo-fuzz: rustup toolchain install nightly; cargo install cargo-fuzz"
    );
    let names = if names.is_empty() { Vec::from_iter(all) } else { names };
    names.iter().try_for_each(|name| fuzz(name, seconds))
}

/// The names of the programs.
fn targets() -> Result<BTreeSet<String>> {
    let names = fs::read_dir(folder().join("fuzz_targets"))?.map(|entry| {
        let path = entry?.path();
        Ok(path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
    });
    names.collect::<io::Result<_>>().map_err(Into::into)
}

fn cargo_fuzz() -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "fuzz"]).current_dir(folder());
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command
}

fn fuzz(name: &str, seconds: u64) -> Result<()> {
    let kept = folder().join("corpus").join(name);
    let all = target_folder().join("fuzz").join(name);
    fs::create_dir_all(&kept)?;
    let mut seeds = Command::new(cargo());
    seeds.args(["run", "--quiet", "--example", "seeds", "--", name]).arg(&all).current_dir(folder());
    run(&mut seeds)?;
    let mut fuzz = cargo_fuzz();
    fuzz.args(["run", name]).arg(&all).arg(&kept).arg("--").arg(format!("-max_total_time={seconds}"));
    run(fuzz.args(["-rss_limit_mb=2048", "-timeout=20", "-print_final_stats=1"]))?;

    let least = target_folder().join("fuzz").join(format!("{name}.least"));
    let _ = fs::remove_dir_all(&least);
    fs::create_dir_all(&least)?;
    run(cargo_fuzz().args(["run", name]).arg(&least).arg(&all).arg(&kept).args(["--", "-set_cover_merge=1"]))?;
    keep(&least, &kept)
}

/// Exchanges the kept inputs for the first of those that cover everything: they were written in the order of what they add.
fn keep(from: &Path, to: &Path) -> Result<()> {
    let files = fs::read_dir(from)?.map(|entry| {
        let entry = entry?;
        let about = entry.metadata()?;
        Ok((about.modified()?, entry.path(), about.len()))
    });
    let mut files = files.collect::<io::Result<Vec<_>>>()?;
    files.sort();
    let mut bytes = 0;
    let first = files.iter().filter(|(_, _, len)| {
        let fits = bytes + len <= KEPT_BYTES;
        bytes += if fits { *len } else { 0 };
        fits
    });
    let kept: Vec<&PathBuf> = first.take(KEPT_FILES).map(|(_, file, _)| file).collect();
    fs::remove_dir_all(to)?;
    fs::create_dir_all(to)?;
    for file in &kept {
        fs::copy(file, to.join(file.file_name().context("a file has a name")?))?;
    }
    eprintln!("kept {} inputs in {}", kept.len(), to.display());
    Ok(())
}
