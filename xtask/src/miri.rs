//! `cargo xtask miri`: the tests of the kernels' items, interpreted, which sees reads and writes that no run would notice.
//!
//! It needs the nightly toolchain's component `miri`; where that cannot be had, it says so and is left out. Features that the
//! interpreter knows are switched on, so that the AVX2 kernel is among those that it detects.

use std::process::Command;

use anyhow::Result;

use crate::run::{run, succeeds};

const FEATURES: &str = "-Ctarget-feature=+avx2,+bmi1,+bmi2,+lzcnt,+popcnt,+movbe";

pub(crate) fn run_all() -> Result<()> {
    let mut add = Command::new("rustup");
    let is_there = succeeds(add.args(["component", "add", "--toolchain", "nightly", "miri", "rust-src"]));
    if !is_there {
        eprintln!("miri: the nightly toolchain does not have it here; left out");
        return Ok(());
    }
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "miri", "test", "--quiet", "--package", "wireprint", "--lib", "kernel::"]);
    // Its own folder, or both toolchains would build everything anew at every turn.
    command.args(["--target-dir", "target/miri"]).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    if cfg!(target_arch = "x86_64") {
        command.env("RUSTFLAGS", FEATURES);
    }
    run(&mut command)
}
