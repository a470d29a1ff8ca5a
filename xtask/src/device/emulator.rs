//! Runs a program on its emulated board.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::board::{Board, firmware, folder};
use crate::apt;
use crate::run::succeeds;

/// The slowest program takes seconds; one that hangs is wrong.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a program did.
pub(super) struct Ran {
    pub(super) is_good: bool,
    pub(super) said: String,
}

impl Ran {
    /// The numbers among the lines, `name number`.
    pub(super) fn numbers(&self) -> BTreeMap<&str, u64> {
        let lines = self.said.lines().filter_map(|line| line.rsplit_once(' '));
        lines.filter_map(|(name, number)| Some((name, number.parse().ok()?))).collect()
    }
}

/// Runs an image; `input` is what it can read.
pub(super) fn run(board: &Board, image: &Path, input: &[u8]) -> Result<Ran> {
    let words = board.runner()?;
    let (program, rest) = words.split_first().context("a runner is a program")?;
    let mut command = emulator(board, program)?;
    command.args(rest).arg(image).current_dir(firmware());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {program}"))?;
    let mut stdin = child.stdin.take().context("a pipe was asked for")?;
    let id = child.id();
    let (done, wait) = mpsc::channel();
    let input = input.to_vec();
    thread::spawn(move || {
        let _ = stdin.write_all(&input); // a program that ends early has read enough
        drop(stdin);
        let _ = done.send(child.wait_with_output());
    });
    let Ok(output) = wait.recv_timeout(PATIENCE) else {
        let _ = Command::new("kill").arg(id.to_string()).status();
        bail!("{} does not end on {}", image.display(), board.title());
    };
    let output = output.with_context(|| format!("{program} cannot be waited for"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Ok(Ran { is_good: output.status.success(), said })
}

/// The emulator, which is installed if it is missing.
fn emulator(board: &Board, program: &str) -> Result<Command> {
    let starts = |command: &mut Command| succeeds(command.arg("--version"));
    if starts(&mut Command::new(program)) {
        return Ok(Command::new(program));
    }
    let unpacked = folder().join("emulators");
    if starts(&mut unpacked_in(&unpacked, program)) {
        return Ok(unpacked_in(&unpacked, program));
    }
    eprintln!("$ apt-get install {}", board.package);
    if apt::install(&[board.package]) && starts(&mut Command::new(program)) {
        return Ok(Command::new(program));
    }
    if apt::unpack(board.package, &unpacked) && starts(&mut unpacked_in(&unpacked, program)) {
        return Ok(unpacked_in(&unpacked, program));
    }
    bail!("{}: {program} cannot be run; install the package {} and run this again", board.title(), board.package)
}

/// A program that was unpacked, not installed.
fn unpacked_in(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(folder.join("usr/bin").join(program));
    let triple = format!("{}-linux-gnu", std::env::consts::ARCH);
    let libraries = ["usr/lib", "lib"].map(|lib| folder.join(lib).join(&triple).display().to_string());
    command.env("LD_LIBRARY_PATH", libraries.join(":"));
    if program.starts_with("qemu") {
        command.arg("-L").arg(folder.join("usr/share/qemu"));
    }
    command
}
