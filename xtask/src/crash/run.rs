//! One index that is written and killed.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::documents::Documents;
use super::tally::Tally;
use crate::random::Random;

/// Milliseconds that a round is let run at most.
const LONGEST_MS: usize = 1500;
/// Acknowledged documents that are sent again at most.
const OVERLAP: usize = 300;
/// Room for all documents, so that none leaves the window.
const MEMORY: &str = "128M";
/// The same for all indexes, or they would not decide the same.
const LINEAGE: &str = "7";
/// Documents that are asked for where nothing was decided.
const ASKED: usize = 500;

/// How documents get into the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Stream,
    Add,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Add => "index add",
        }
    }
}

/// An index, and what was acknowledged of it.
pub(crate) struct Subject<'a> {
    program: &'a Path,
    folder: PathBuf,
    kind: Kind,
    documents: &'a Documents,
    /// What a run without kills answers: decisions, or the answers of the index afterwards.
    reference: Vec<String>,
    /// The answers of the documents from the first on; of `index add` they are empty.
    acknowledged: Vec<String>,
    /// Documents that may have come in.
    sent: usize,
}

/// When a run is killed.
#[derive(Clone, Copy)]
struct Limit {
    after: Duration,
    /// Counted from the first answer, not from the start.
    from_answer: bool,
}

/// What a run gave.
struct Ran {
    lines: Vec<String>,
    sent: usize,
    was_killed: bool,
}

impl<'a> Subject<'a> {
    /// Runs once without kills, and begins.
    pub(crate) fn new(program: &'a Path, folder: &Path, kind: Kind, documents: &'a Documents) -> Result<Self> {
        let folder = folder.join(kind.name());
        let mut subject =
            Self { program, folder, kind, documents, reference: Vec::new(), acknowledged: Vec::new(), sent: 0 };
        subject.begin()?;
        let ran = subject.run(0, None)?;
        subject.reference = match kind {
            Kind::Stream => ran.lines,
            Kind::Add => subject.ask()?,
        };
        subject.begin()?;
        Ok(subject)
    }

    fn begin(&mut self) -> Result<()> {
        let _ = std::fs::remove_dir_all(&self.folder);
        (self.acknowledged, self.sent) = (Vec::new(), 0);
        if self.kind == Kind::Add {
            let made = self.index(&["create"], &["--memory", MEMORY, "--lineage", LINEAGE])?;
            ensure!(made.status.success(), "no index: {}", String::from_utf8_lossy(&made.stderr));
        }
        Ok(())
    }

    fn index(&self, command: &[&str], options: &[&str]) -> Result<Output> {
        let mut run = Command::new(self.program);
        run.arg("index").args(command).arg(&self.folder).args(options).stdin(Stdio::null());
        run.output().context("the program does not start")
    }

    /// One round: run, kill, check.
    pub(crate) fn round(&mut self, random: &mut Random, tally: &mut Tally) -> Result<String> {
        let after = Duration::from_millis(random.below(LONGEST_MS) as u64);
        // Every fourth time from the start, so that opening is killed, too.
        let limit = Limit { after, from_answer: random.below(4) > 0 };
        let overlap = random.below(OVERLAP + 1).min(self.acknowledged.len());
        let from = self.acknowledged.len() - overlap;
        let ran = self.run(from, Some(limit))?;
        let (before, fresh) = (self.acknowledged.len(), self.take(from, &ran, tally));
        tally.rounds += 1;
        tally.killed += usize::from(ran.was_killed);
        tally.early += usize::from(ran.was_killed && ran.lines.is_empty());
        tally.again += overlap;
        tally.acknowledged += fresh;
        let ahead = self.check(tally)?;
        tally.ahead += ahead;
        let from = if limit.from_answer { "first answer" } else { "start" };
        let how = match ran.was_killed {
            true => format!("killed {:>4} ms after its {from:<12}", limit.after.as_millis()),
            false => "ended by itself".into(),
        };
        let told = format!(
            "{:<9} {how}, {fresh} acknowledged ({} in all), {overlap} sent again, {ahead} durable beyond",
            self.kind.name(),
            before + fresh
        );
        if self.acknowledged.len() == self.documents.len() {
            self.compare(tally)?;
            self.begin()?;
        }
        Ok(told)
    }

    /// Gives the index the rest of the documents and compares it.
    pub(crate) fn finish(&mut self, tally: &mut Tally) -> Result<()> {
        let from = self.acknowledged.len();
        if from > 0 {
            let ran = self.run(from, None)?;
            tally.acknowledged += self.take(from, &ran, tally);
            self.check(tally)?;
            self.compare(tally)?;
        }
        Ok(())
    }

    /// Feeds the documents from a number on, and kills after a time.
    fn run(&self, from: usize, limit: Option<Limit>) -> Result<Ran> {
        let mut command = Command::new(self.program);
        match self.kind {
            Kind::Stream => {
                command.args(["stream", "--memory", MEMORY, "--lineage", LINEAGE, "--index"]).arg(&self.folder)
            }
            Kind::Add => command.args(["index", "add", "--json"]).arg(&self.folder).arg("-"),
        };
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("the program does not start")?;
        let input = child.stdin.take().context("no pipe")?;
        let output = child.stdout.take().context("no pipe")?;
        let has_answered = Arc::new(AtomicBool::new(false));
        let answered = Arc::clone(&has_answered);
        let reader: JoinHandle<Vec<String>> = thread::spawn(move || {
            let (mut output, mut lines) = (BufReader::new(output), Vec::new());
            let mut line = String::new();
            // A line that a kill has cut acknowledges nothing.
            while output.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
                line.pop();
                answered.store(true, Ordering::Relaxed);
                lines.push(std::mem::take(&mut line));
            }
            lines
        });
        let killed = thread::scope(|threads| {
            let killer = threads.spawn(move || wait_or_kill(child, limit, &has_answered));
            let mut input = BufWriter::with_capacity(1 << 16, input);
            let mut sent = from;
            for line in self.documents.lines.iter().skip(from) {
                sent += 1;
                if writeln!(input, "{line}").is_err() {
                    break;
                }
            }
            drop(input);
            killer.join().map(|was_killed| (was_killed, sent))
        });
        let (was_killed, sent) = killed.map_err(|_| anyhow::anyhow!("a thread has panicked"))?;
        let lines = reader.join().map_err(|_| anyhow::anyhow!("a thread has panicked"))?;
        Ok(Ran { lines, sent, was_killed: was_killed? })
    }

    /// Takes note of the answers; how many documents they acknowledge that were not before.
    fn take(&mut self, from: usize, ran: &Ran, tally: &mut Tally) -> usize {
        let before = self.acknowledged.len();
        self.sent = self.sent.max(ran.sent);
        match self.kind {
            Kind::Stream => {
                for (number, line) in (from..).zip(&ran.lines) {
                    let id = self.documents.ids.get(number).map(String::as_str).unwrap_or_default();
                    let begin = format!("{{\"id\":{},", serde_json::Value::from(id));
                    if !line.starts_with(&begin) {
                        tally.violations.push(format!("document {number}, {id}, was answered by {line}"));
                    }
                    match self.acknowledged.get(number) {
                        Some(known) if known != line => {
                            tally.violations.push(format!("document {number}: first {known}, then {line}"));
                        }
                        Some(_) => {}
                        None => self.acknowledged.push(line.clone()),
                    }
                }
            }
            Kind::Add => {
                let last = ran.lines.last().and_then(|line| serde_json::from_str(line).ok());
                let read = last.map_or(0, |last: serde_json::Value| last["read"].as_u64().unwrap_or(0) as usize);
                self.acknowledged.resize(before.max(from + read), String::new());
            }
        }
        self.acknowledged.len() - before
    }

    /// Whether the index is sound and has all that was acknowledged, once; how many documents it has beyond.
    fn check(&self, tally: &mut Tally) -> Result<usize> {
        let name = self.kind.name();
        let check = self.index(&["check"], &["--json"])?;
        let (told, errors) = (String::from_utf8_lossy(&check.stdout), String::from_utf8_lossy(&check.stderr));
        if errors.contains("no index here") && self.acknowledged.is_empty() {
            return Ok(0);
        }
        let found: serde_json::Value = serde_json::from_str(&told).unwrap_or_default();
        if !check.status.success() || found["findings_count"] != 0 {
            tally.violations.push(format!("{name}: index check: {told}{errors}"));
            return Ok(0);
        }
        let export = self.index(&["export"], &["--no-texts"])?;
        if !export.status.success() {
            tally.violations.push(format!("{name}: index export: {}", String::from_utf8_lossy(&export.stderr)));
            return Ok(0);
        }
        let mut times = vec![0_usize; self.documents.len()];
        for line in String::from_utf8(export.stdout)?.lines() {
            let document: serde_json::Value = serde_json::from_str(line)?;
            let number = document["id"].as_str().and_then(|id| self.documents.numbers.get(id));
            let Some(number) = number.copied().filter(|number| *number < self.sent) else {
                tally.violations.push(format!("{name}: nobody sent {line}"));
                continue;
            };
            times[number] += 1;
            let decided = self.acknowledged.get(number).filter(|decided| !decided.is_empty());
            if let Some(decided) = decided.filter(|decided| !line.ends_with(&format!("\"decision\":{decided}}}"))) {
                tally.violations.push(format!("{name}: acknowledged {decided}, recorded {line}"));
            }
        }
        for (number, times) in times.iter().enumerate() {
            let is_acknowledged = number < self.acknowledged.len();
            if *times > 1 || is_acknowledged && *times == 0 {
                tally.violations.push(format!("{name}: document {number} is there {times} times"));
            }
        }
        tally.compared += self.acknowledged.len();
        Ok(times.iter().skip(self.acknowledged.len()).filter(|times| **times > 0).count())
    }

    /// Compares with the run that was never killed.
    fn compare(&self, tally: &mut Tally) -> Result<()> {
        let answers = match self.kind {
            Kind::Stream => self.acknowledged.clone(),
            Kind::Add => self.ask()?,
        };
        tally.indexes += 1;
        if answers.len() != self.reference.len() {
            let (got, wanted) = (answers.len(), self.reference.len());
            tally.violations.push(format!("{}: {got} answers instead of {wanted}", self.kind.name()));
        }
        for (answer, wanted) in answers.iter().zip(&self.reference).filter(|(answer, wanted)| answer != wanted) {
            tally.violations.push(format!("never killed: {wanted}; killed: {answer}"));
        }
        Ok(())
    }

    /// What the index answers about some of the documents.
    fn ask(&self) -> Result<Vec<String>> {
        let step = (self.documents.len() / ASKED).max(1);
        let lines: Vec<&str> = self.documents.lines.iter().step_by(step).map(String::as_str).collect();
        let file = self.folder.with_extension("asked.jsonl");
        std::fs::write(&file, lines.join("\n"))?;
        let file = file.to_string_lossy().into_owned();
        let asked = self.index(&["query"], &[&file])?;
        ensure!(asked.status.success(), "index query: {}", String::from_utf8_lossy(&asked.stderr));
        Ok(String::from_utf8(asked.stdout)?.lines().map(str::to_owned).collect())
    }
}

/// Whether it had to be killed. One that ends by itself must not fail.
fn wait_or_kill(mut child: Child, limit: Option<Limit>, has_answered: &AtomicBool) -> Result<bool> {
    let mut start = Instant::now();
    let mut is_running = limit.is_some_and(|limit| !limit.from_answer);
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "the program ended by itself with {status}");
            return Ok(false);
        }
        if limit.is_some() && !is_running && has_answered.load(Ordering::Relaxed) {
            (start, is_running) = (Instant::now(), true);
        }
        if limit.is_some_and(|limit| is_running && start.elapsed() >= limit.after) {
            child.kill()?; // SIGKILL
            child.wait()?;
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(1));
    }
}
