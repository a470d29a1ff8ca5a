//! `cargo xtask emulate`: the golden fingerprints on machines that are not at hand: 64-bit Arm with NEON under QEMU, WebAssembly
//! with its vectors under Node.js. What is missing is installed where apt-get can; if it cannot be, that is a failure.

use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{cargo, run, succeeds};

struct Machine {
    target: &'static str,
    /// For the compiler.
    flags: &'static str,
    /// What runs its programs, a word of it that tells its version, and Debian's package.
    runner: &'static str,
    program: &'static str,
    package: &'static str,
}

const MACHINES: [Machine; 2] = [
    Machine {
        target: "aarch64-unknown-linux-musl",
        flags: "-Clinker=rust-lld",
        runner: "qemu-aarch64-static",
        program: "qemu-aarch64-static",
        package: "qemu-user-static",
    },
    Machine {
        target: "wasm32-wasip1",
        flags: "-Ctarget-feature=+simd128",
        runner: "node --no-warnings xtask/src/wasi.cjs",
        program: "node",
        package: "nodejs",
    },
];

pub(crate) fn run_all() -> Result<()> {
    MACHINES.iter().try_for_each(Machine::check)
}

impl Machine {
    fn check(&self) -> Result<()> {
        let Self { target, program, package, .. } = self;
        if !succeeds(Command::new("rustup").args(["target", "add", target])) {
            bail!("{target}: rustup cannot add the target; install it and run this again");
        }
        let is_there = || succeeds(Command::new(program).arg("--version"));
        if !is_there() {
            let _ = succeeds(Command::new("apt-get").args(["update", "-qq"]))
                && succeeds(Command::new("apt-get").args(["install", "-qq", "-y", package]));
            if !is_there() {
                bail!("{target}: {program} cannot be run; install the package {package} and run this again");
            }
        }
        let runner = format!("CARGO_TARGET_{}_RUNNER", target.replace('-', "_").to_uppercase());
        run(Command::new(cargo())
            .args(["run", "--quiet", "--release", "--package", "wireprint-everywhere", "--target", target])
            .env("RUSTFLAGS", self.flags)
            .env(runner, self.runner))
    }
}
