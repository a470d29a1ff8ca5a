//! The server under test.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Memory of its window: some 14,000 documents.
const MEMORY: &str = "16M";

pub(crate) struct Server {
    child: Child,
    /// Open as long as it runs, so that it can speak.
    errors: BufReader<ChildStderr>,
    program: PathBuf,
    folder: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(program: PathBuf, folder: &Path) -> Result<Self> {
        let folder = folder.join("index");
        let mut command = Command::new(&program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--memory", MEMORY, "--idle-timeout", "5s", "--index"]);
        let child = command.arg(&folder).stderr(Stdio::piped()).spawn();
        let mut child = child.context("the program does not start")?;
        let mut errors = BufReader::new(child.stderr.take().context("no pipe")?);
        let mut line = String::new();
        errors.read_line(&mut line)?;
        let address = line.trim().rsplit(' ').next().and_then(|address| address.parse().ok());
        let address = address.with_context(|| format!("the server does not tell where it listens: {line}"))?;
        Ok(Self { child, errors, program, folder, address })
    }

    /// Megabytes that it has in memory.
    pub(crate) fn resident(&self) -> Result<f64> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).context("the server has gone")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024.0 / 1e6)
    }

    /// What has become of it, where a client was left without an answer, and what it said.
    pub(crate) fn last_words(mut self) -> String {
        let state = match self.child.try_wait() {
            Ok(Some(status)) => format!("the server had ended with {status}"),
            Ok(None) => "the server was running".to_owned(),
            Err(error) => format!("the state of the server is not known: {error}"),
        };
        let _ = self.child.kill();
        let mut said = String::new();
        let _ = std::io::Read::read_to_string(&mut self.errors, &mut said);
        format!("{state}; it said: {said:?}")
    }

    /// Ends it as a service manager does; the index must be sound.
    pub(crate) fn stop(mut self) -> Result<()> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        ensure!(told.success(), "the server cannot be told to end");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.errors, &mut said)?;
        let status = self.child.wait()?;
        ensure!(status.code() == Some(143), "the server ended with {status}: {said}");
        let check = Command::new(&self.program).args(["index", "check"]).arg(&self.folder).status()?;
        ensure!(check.success(), "the index is not sound");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
