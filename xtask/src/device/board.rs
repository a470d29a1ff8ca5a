//! The boards, and how a program for one is built and run.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

use crate::bare_metal::Builder;
use crate::run::{cargo, root, run, target_folder};

/// An emulated board.
pub(super) struct Board {
    /// In the table.
    pub(super) name: &'static str,
    pub(super) target: &'static str,
    /// Of the firmware package.
    pub(super) features: &'static str,
    /// Its emulator, with everything but the program; empty where firmware/.cargo/config.toml has it.
    pub(super) runner: &'static str,
    /// Debian's package of the emulator.
    pub(super) package: &'static str,
    /// Programs that run on it.
    pub(super) programs: &'static [&'static str],
}

const ALL: &[&str] = &["golden", "whole", "measure-tiny", "measure-default", "measure-strict", "device", "gateway"];

pub(super) const BOARDS: [Board; 7] = [
    M4,
    Board::plain("Cortex-M3", "thumbv7m-none-eabi", "qemu-system-arm"),
    Board::plain("Cortex-M0 code", "thumbv6m-none-eabi", "qemu-system-arm"),
    Board { name: "Cortex-M4, Latin", features: "", programs: PROFILES, ..M4 },
    MICROBIT,
    Board::plain("RISC-V", "riscv32imc-unknown-none-elf", "qemu-system-misc"),
    WASM,
];

pub(super) const WASM: Board = Board::plain("WebAssembly", "wasm32-unknown-unknown", "nodejs");
pub(super) const M4: Board = Board::plain("Cortex-M4", "thumbv7em-none-eabihf", "qemu-system-arm");

/// What is of interest where the folding table has Latin letters only.
const PROFILES: &[&str] = &["measure-tiny", "measure-default"];

/// A real Cortex-M0, with 16 KiB of RAM: the golden vectors alone are larger than its flash.
pub(super) const MICROBIT: Board = Board {
    name: "Cortex-M0, Latin",
    target: "thumbv6m-none-eabi",
    features: "microbit",
    runner: "qemu-system-arm -machine microbit -nodefaults -display none -icount shift=0 -semihosting-config enable=on,target=native -kernel",
    package: "qemu-system-arm",
    programs: PROFILES,
};

impl Board {
    const fn plain(name: &'static str, target: &'static str, package: &'static str) -> Self {
        Self { name, target, features: "full", runner: "", package, programs: ALL }
    }

    pub(super) fn levels(&self) -> [&'static str; 2] {
        ["3", "s"]
    }

    pub(super) fn is_wasm(&self) -> bool {
        self.target.starts_with("wasm32")
    }

    /// The command line of its emulator.
    pub(super) fn runner(&self) -> Result<Vec<String>> {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect();
        if !self.runner.is_empty() {
            return Ok(words(self.runner));
        }
        let path = firmware().join(".cargo/config.toml");
        let config = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let section = config.split_once(&format!("[target.{}]", self.target)).map(|(_, rest)| rest);
        let runner = section.and_then(|rest| rest.split_once("runner = \"")?.1.split('"').next());
        Ok(words(runner.with_context(|| format!("{} has no runner for {}", path.display(), self.target))?))
    }

    fn build_command(&self, level: &str, from_source: bool, programs: &[&str], fault: &str) -> Result<Command> {
        let mut command = Builder::of(self.target, from_source)?.command(self.target, &folder());
        command.args(["--release", "--message-format=json-render-diagnostics"]);
        command.args(programs.iter().flat_map(|program| ["--bin", program]));
        command.args(["--no-default-features", "--features", &format!("{},{fault}", self.features)]);
        command.current_dir(firmware()).env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level).env_remove("RUSTFLAGS");
        Ok(command)
    }

    /// Builds a program with a planted fault, or without one; what cargo said.
    pub(super) fn try_build(&self, program: &str, fault: &str) -> Result<Output> {
        let mut command = self.build_command("s", false, &[program], fault)?;
        command.stderr(Stdio::piped()).output().context("cannot start cargo")
    }

    /// Builds the board's programs.
    pub(super) fn build(&self, level: &str, from_source: bool) -> Result<Built> {
        eprintln!("$ firmware for {}, opt-level {level}", self.title());
        let mut command = self.build_command(level, from_source, self.programs, "")?;
        let output = command.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
        if !output.status.success() {
            bail!("the firmware does not build for {}, opt-level {level}", self.title());
        }
        Built::of(&output)
    }

    pub(super) fn title(&self) -> String {
        format!("{} ({})", self.name, self.target)
    }
}

/// What cargo built.
pub(super) struct Built {
    /// By the program's name.
    pub(super) images: BTreeMap<String, PathBuf>,
    /// Where the firmware's build script put what it wrote.
    pub(super) data: PathBuf,
}

impl Built {
    /// Reads cargo's messages.
    pub(super) fn of(output: &Output) -> Result<Self> {
        let (mut images, mut data) = (BTreeMap::new(), None);
        for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let message: serde_json::Value = serde_json::from_slice(line).context("cargo's messages are JSON")?;
            let is_ours = message["package_id"].as_str().is_some_and(|id| id.contains("firmware"));
            if let (true, Some(path)) = (is_ours, message["executable"].as_str()) {
                let name = message["target"]["name"].as_str().unwrap_or_default();
                images.insert(name.to_owned(), PathBuf::from(path));
            }
            if let (true, Some(path)) = (is_ours, message["out_dir"].as_str()) {
                data = Some(PathBuf::from(path));
            }
        }
        Ok(Self { images, data: data.context("the firmware's build script did not run")? })
    }
}

pub(super) fn firmware() -> PathBuf {
    root().join("firmware")
}

/// Where the firmware is built, apart from the workspace of the library.
pub(super) fn folder() -> PathBuf {
    target_folder().join("device")
}

/// Formatting and lints, the latter on each architecture: each has code of its own.
pub(super) fn check_sources() -> Result<()> {
    run(Command::new(cargo()).args(["fmt", "--check"]).current_dir(firmware()))?;
    for target in ["thumbv7em-none-eabihf", "riscv32imc-unknown-none-elf", "wasm32-unknown-unknown"] {
        Builder::of(target, false)?;
        let mut clippy = Command::new(cargo());
        clippy.args(["clippy", "--quiet", "--release", "--target", target, "--target-dir"]).arg(folder());
        run(clippy.args(["--", "-D", "warnings"]).current_dir(firmware()))?;
    }
    Ok(())
}
