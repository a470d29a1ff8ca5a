//! `cargo xtask bare-metal`: builds the core for targets that have no `std`.
//!
//! A build on the host does not notice a use of `std`; these do. The targets come from rustup where it has them, else
//! `core` is built from Debian's sources (packages rustc-web, cargo-web and rust-web-src). If neither works, that is a
//! failure, not a skip.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{cargo, run, succeeds};

const TARGETS: [&str; 4] =
    ["thumbv7em-none-eabihf", "thumbv6m-none-eabi", "riscv32imc-unknown-none-elf", "wasm32-unknown-unknown"];

/// Features that a device may use.
const FEATURES: [&str; 4] = ["", "european", "full,serde", "alloc,serde"];

const DEBIAN: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
/// Where cargo looks for the sources of `core`, once rust-web-src is there.
const DEBIAN_SOURCES: &str = "/usr/lib/rustlib/src/rust/library/core";

pub(crate) fn run_all(from_source: bool) -> Result<()> {
    for target in TARGETS {
        let builder = if !from_source && has_target(target) { Builder::Rustup } else { Builder::debian(target)? };
        for features in FEATURES {
            builder.build(target, features)?;
        }
    }
    Ok(())
}

pub(crate) fn run_chore(args: &[String]) -> Result<()> {
    run_all(args.iter().any(|arg| arg == "--from-source"))
}

fn has_target(target: &str) -> bool {
    succeeds(Command::new("rustup").args(["target", "add", target]))
}

enum Builder {
    Rustup,
    Debian,
}

/// Where Debian's packages put their programs.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

impl Builder {
    fn debian(target: &str) -> Result<Self> {
        let is_there = || Path::new(DEBIAN_SOURCES).exists() && Path::new(DEBIAN_CARGO).exists();
        if !is_there() {
            let installed = succeeds(Command::new("apt-get").args(["update", "-qq"]))
                && succeeds(Command::new("apt-get").args(["install", "-qq", "-y"]).args(DEBIAN));
            if !installed || !is_there() {
                bail!(
                    "{target}: rustup cannot add the target, and the Debian packages {} cannot be installed; \
                     install either and run this again",
                    DEBIAN.join(", ")
                );
            }
        }
        Ok(Self::Debian)
    }

    fn build(&self, target: &str, features: &str) -> Result<()> {
        let mut command = match self {
            Self::Rustup => Command::new(cargo()),
            Self::Debian => Command::new(DEBIAN_CARGO),
        };
        command.args(["build", "--package", "wireprint", "--no-default-features", "--features", features]);
        command.args(["--target", target]);
        if matches!(self, Self::Debian) {
            // Building core takes unstable options, which the distribution's stable compiler grants by this variable.
            command.args(["-Zbuild-std=core,alloc", "--target-dir", "target/from-source"]);
            command.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", DEBIAN_RUSTC).env_remove("RUSTUP_TOOLCHAIN");
        }
        run(&mut command)
    }
}
