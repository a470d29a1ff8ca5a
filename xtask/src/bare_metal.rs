//! `cargo xtask bare-metal`: builds the core for targets that have no `std`.
//!
//! A build on the host does not notice a use of `std`; these do. The targets come from rustup where it has them, else
//! `core` is built from Debian's sources (packages rustc-web, cargo-web and rust-web-src). If neither works, that is a
//! failure, not a skip.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::apt;
use crate::run::{cargo, output_of, run, succeeds, target_folder};

const TARGETS: [&str; 4] =
    ["thumbv7em-none-eabihf", "thumbv6m-none-eabi", "riscv32imc-unknown-none-elf", "wasm32-unknown-unknown"];

/// Features that a device may use.
const FEATURES: [&str; 4] = ["", "european", "full,serde", "alloc,serde"];

const DEBIAN: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
/// Where cargo looks for the sources of `core`, once rust-web-src is there.
const DEBIAN_SOURCES: &str = "/usr/lib/rustlib/src/rust/library/core";

pub(crate) fn run_all(from_source: bool) -> Result<()> {
    for target in TARGETS {
        let builder = Builder::of(target, from_source)?;
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

/// What builds for a target.
pub(crate) enum Builder {
    Rustup,
    Debian,
}

/// Where Debian's packages put their programs.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

impl Builder {
    /// With the target from rustup, or where there is none, or none is wanted, with `core` from Debian's sources.
    pub(crate) fn of(target: &str, from_source: bool) -> Result<Self> {
        if !from_source && has_target(target) { Ok(Self::Rustup) } else { Self::debian(target) }
    }

    fn debian(target: &str) -> Result<Self> {
        let is_there = || Path::new(DEBIAN_SOURCES).exists() && Path::new(DEBIAN_CARGO).exists();
        if !(is_there() || apt::install(&DEBIAN) && is_there()) {
            bail!(
                "{target}: rustup cannot add the target, and the Debian packages {} cannot be installed; \
                 install either and run this again",
                DEBIAN.join(", ")
            );
        }
        Ok(Self::Debian)
    }

    /// `cargo build` for the target, into a folder below `folder`.
    pub(crate) fn command(&self, target: &str, folder: &Path) -> Command {
        let mut command = match self {
            Self::Rustup => Command::new(cargo()),
            Self::Debian => Command::new(DEBIAN_CARGO),
        };
        command.args(["build", "--target", target, "--target-dir"]);
        match self {
            Self::Rustup => command.arg(folder),
            Self::Debian => {
                command.arg(folder.join("from-source"));
                // Building core takes unstable options, which the distribution's stable compiler grants by this variable.
                command.arg("-Zbuild-std=core,alloc").env("RUSTC_BOOTSTRAP", "1").env("RUSTC", DEBIAN_RUSTC);
                // It comes without a linker for devices; rustup's stable has one.
                if let Some(linker) = rustup_linker() {
                    let name = format!("CARGO_TARGET_{}_LINKER", target.replace('-', "_").to_uppercase());
                    command.env(name, linker);
                }
                command.env_remove("RUSTUP_TOOLCHAIN")
            }
        };
        command
    }

    fn build(&self, target: &str, features: &str) -> Result<()> {
        let mut command = self.command(target, &target_folder());
        command.args(["--package", "wireprint", "--no-default-features", "--features", features]);
        run(&mut command)
    }
}

fn rustup_linker() -> Option<PathBuf> {
    let sysroot = output_of(Command::new("rustc").args(["--print", "sysroot"]))?;
    let host = output_of(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let linker = Path::new(sysroot.trim()).join("lib/rustlib").join(host.trim()).join("bin/rust-lld");
    linker.exists().then_some(linker)
}
