//! A folder for one test, and runs of the program in it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The English original of the story in these tests.
pub(crate) const AGENCY: &str = "Officials of the port authority said on Tuesday that ferries to Kolmar resume on Friday \
    after a week of heavy storms, and that two of the five damaged piers remain closed until divers have inspected \
    every pillar. Engineers expect the inspection to take nine days. Travellers with older tickets may use them until \
    the end of March without paying any supplement, the authority added in a short statement.";
/// A rewrite of it.
pub(crate) const OUTLET: &str = "Good news for islanders waiting at home: ferries to Kolmar resume on Friday after a week of \
    heavy storms. Two of the five damaged piers remain closed until divers have inspected every pillar, which should \
    take nine days. Café owners are relieved. Travellers with older tickets may use them until the end of March \
    without paying any supplement.";
/// Another story.
pub(crate) const OTHER: &str = "The regional orchestra opens its autumn season with a symphony that was thought lost. A \
    librarian discovered the manuscript inside a box of hymn books, and scholars from three universities spent years \
    proving who composed it. Rehearsals begin next month under a conductor born in the same village.";

/// What a run of the program said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Run {
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        json_lines(&self.stdout)
    }

    /// The line of standard error that begins with this place.
    pub(crate) fn message(&self, place: &str) -> &str {
        let wanted = format!("wireprint: {place}: ");
        let found = self.stderr.lines().find_map(|line| line.strip_prefix(&wanted));
        found.unwrap_or_else(|| panic!("no message about {place} in:\n{}", self.stderr))
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code() }
    }
}

pub(crate) fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

/// Sends a signal, by its name with a dash.
#[cfg(unix)]
pub(crate) fn send_signal(child: &std::process::Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "{signal}");
}

/// A document as a JSON line.
pub(crate) fn line(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({ "id": id, "text": text }))
}

pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
        self
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wireprint"));
        command.args(args).current_dir(self.0.path());
        // Nobody's own settings reach a test.
        let is_own = |name: &str| name.starts_with("WIREPRINT_") || name.contains("COLOR");
        for (name, _) in std::env::vars().filter(|(name, _)| is_own(name)) {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", self.path("users"));
        command
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in the folder, in their order.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<_> =
            names.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.command(args).stdin(Stdio::null()).output().expect("the program runs").into()
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        // Input in these tests fits the buffer of a pipe; a program that exits early may not read it.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        child.wait_with_output().expect("the program ends").into()
    }
}
