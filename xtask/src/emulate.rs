//! `cargo xtask emulate`: the golden fingerprints on machines that are not at hand: 64-bit Arm with NEON, big-endian IBM Z and
//! 32-bit x86 under QEMU, WebAssembly with its vectors under Node.js, AVX-512 with VBMI2 under Bochs. What is missing is installed where
//! apt-get can; if it cannot be, that is a failure.

use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{cargo, run, succeeds};
use crate::{apt, bochs};

struct Machine {
    target: &'static str,
    /// For the compiler.
    flags: &'static str,
    /// What runs its programs.
    runner: &'static str,
    /// Programs that are needed, and Debian's packages that bring them.
    programs: &'static [&'static str],
    packages: &'static [&'static str],
}

const MACHINES: [Machine; 4] = [
    Machine {
        target: "aarch64-unknown-linux-musl",
        flags: "-Clinker=rust-lld",
        runner: "qemu-aarch64-static",
        programs: &["qemu-aarch64-static"],
        packages: &["qemu-user-static"],
    },
    Machine {
        target: "s390x-unknown-linux-gnu",
        flags: "-Clinker=s390x-linux-gnu-gcc",
        runner: "qemu-s390x-static -L /usr/s390x-linux-gnu",
        programs: &["qemu-s390x-static", "s390x-linux-gnu-gcc"],
        packages: &["qemu-user-static", "gcc-s390x-linux-gnu", "libc6-dev-s390x-cross"],
    },
    Machine {
        target: "wasm32-wasip1",
        flags: "-Ctarget-feature=+simd128",
        runner: "node --no-warnings xtask/src/wasi.cjs",
        programs: &["node"],
        packages: &["nodejs"],
    },
    Machine {
        target: "i686-unknown-linux-musl",
        flags: "-Clinker=rust-lld",
        runner: "qemu-i386-static",
        programs: &["qemu-i386-static"],
        packages: &["qemu-user-static"],
    },
];

pub(crate) fn run_all() -> Result<()> {
    MACHINES.iter().try_for_each(Machine::check)?;
    bochs::check()
}

impl Machine {
    fn check(&self) -> Result<()> {
        let Self { target, programs, packages, .. } = self;
        if !succeeds(Command::new("rustup").args(["target", "add", target])) {
            bail!("{target}: rustup cannot add the target; install it and run this again");
        }
        let is_there = || programs.iter().all(|program| succeeds(Command::new(program).arg("--version")));
        if !is_there() {
            apt::install(packages);
            if !is_there() {
                let (programs, packages) = (programs.join(", "), packages.join(", "));
                bail!("{target}: needed are {programs}; install the packages {packages} and run this again");
            }
        }
        let runner = format!("CARGO_TARGET_{}_RUNNER", target.replace('-', "_").to_uppercase());
        run(Command::new(cargo())
            .args(["run", "--quiet", "--release", "--package", "wireprint-everywhere", "--target", target])
            .env("RUSTFLAGS", self.flags)
            .env(runner, self.runner))
    }
}
