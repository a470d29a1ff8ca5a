//! `cargo xtask peers` and `cargo xtask instructions`: builds the programs of benches/peers and runs the one that is
//! asked for, with the arguments given.

use std::process::Command;

use anyhow::Result;

use crate::run::{cargo, run, run_cargo};

pub(crate) fn run_peers(args: &[String]) -> Result<()> {
    match args.split_first() {
        Some((first, rest)) if first == "--whole" => {
            run_cargo("build --quiet --release --package wireprint-cli")?;
            run_program("whole-job", rest)
        }
        _ => run_program("peers", args),
    }
}

pub(crate) fn run_instructions(args: &[String]) -> Result<()> {
    run_program("count-instructions", args)
}

/// All of them are built, because some start others.
fn run_program(name: &str, args: &[String]) -> Result<()> {
    run_cargo("build --quiet --release --package wireprint-peers --bins")?;
    let mut command = Command::new(cargo());
    command.args(["run", "--quiet", "--release", "--package", "wireprint-peers", "--bin", name, "--"]);
    run(command.args(args))
}
