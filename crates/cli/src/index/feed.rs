//! Documents from files, read on a thread of their own while those before them are dealt with.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use wireprint_corpus::{Document, Line, Lines, Options, ProblemKind};
use wireprint_store::Decision;

use super::exported;
use crate::problems::Problems;
use crate::signals;

/// Documents that are dealt with together.
const DOCUMENTS: usize = 4096;
/// Bytes of their texts, but for the last.
const BYTES: usize = 4 << 20;
/// How often a signal is looked for where nothing comes.
const POLL: Duration = Duration::from_millis(100);

/// A document, and what was decided about it elsewhere.
pub(crate) type Fed = (Document<'static>, Option<Decision>);

/// What the reading thread sends.
enum Sent {
    Batch(Vec<Fed>),
    Problem(String),
}

/// Documents on their way.
pub(crate) struct Feed(Receiver<Sent>);

/// Where documents are gathered.
pub(crate) struct Gathering {
    to: SyncSender<Sent>,
    batch: Vec<Fed>,
    bytes: usize,
}

impl Gathering {
    pub(crate) fn document(&mut self, document: Document<'static>, decision: Option<Decision>) {
        self.bytes += document.text.len();
        self.batch.push((document, decision));
        if self.batch.len() >= DOCUMENTS || self.bytes >= BYTES {
            self.send();
        }
    }

    pub(crate) fn problem(&mut self, told: String) {
        // Nobody listens once the program ends.
        let _ = self.to.send(Sent::Problem(told));
    }

    fn send(&mut self) {
        self.bytes = 0;
        let _ = self.to.send(Sent::Batch(std::mem::take(&mut self.batch)));
    }
}

impl Feed {
    /// Documents that a thread of their own gathers.
    pub(crate) fn gather(work: impl FnOnce(&mut Gathering) + Send + 'static) -> Result<Self> {
        let (to, from) = sync_channel(1);
        let gather = move || {
            let mut gathering = Gathering { to, batch: Vec::new(), bytes: 0 };
            work(&mut gathering);
            gathering.send();
        };
        thread::Builder::new().name("input".into()).spawn(gather).context("cannot start threads")?;
        Ok(Self(from))
    }

    /// The documents of files and folders.
    pub(crate) fn documents(paths: &[PathBuf], options: Options) -> Result<Self> {
        let paths = paths.to_owned();
        Self::gather(move |gathering| {
            let gathering = std::cell::RefCell::new(gathering);
            wireprint_corpus::read(
                &paths,
                &options,
                &mut |document| gathering.borrow_mut().document(document.into_owned(), None),
                &mut |problem| gathering.borrow_mut().problem(problem.to_string()),
            );
        })
    }

    /// The documents of an export, with what was decided about them.
    pub(crate) fn exported(paths: &[PathBuf], options: Options) -> Result<Self> {
        let paths = paths.to_owned();
        Self::gather(move |gathering| {
            for path in &paths {
                match wireprint_corpus::open(path, &options) {
                    Ok(input) => lines(path, input, &options, gathering),
                    Err(error) => {
                        gathering.problem(format!("{}: {}", path.display(), ProblemKind::Open(error)));
                    }
                }
            }
        })
    }

    /// Hands batches to `each` until they end or a signal comes, and nothing where none has come for a while. Problems are reported as
    /// they are met.
    pub(crate) fn each(
        self,
        problems: &mut Problems,
        mut each: impl FnMut(Option<Vec<Fed>>) -> Result<()>,
    ) -> Result<()> {
        loop {
            signals::check()?;
            match self.0.recv_timeout(POLL) {
                Ok(Sent::Batch(batch)) if batch.is_empty() => {}
                Ok(Sent::Batch(batch)) => each(Some(batch))?,
                Ok(Sent::Problem(told)) => problems.report(told),
                Err(RecvTimeoutError::Timeout) => each(None)?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }
}

fn lines(path: &Path, input: impl std::io::BufRead, options: &Options, gathering: &mut Gathering) {
    let limit = options.max_document;
    let mut lines = Lines::new(input, limit);
    loop {
        let number = lines.number() + 1;
        let mut problems = Vec::new();
        let read = match lines.next_line() {
            Ok(None) => return,
            Ok(Some(Line::TooLong)) => {
                gathering.problem(format!("{}:{number}: {}", path.display(), ProblemKind::TooLong { limit }));
                continue;
            }
            Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => continue,
            Ok(Some(Line::Whole(line))) => exported::read(line, &options.fields, &mut |told| problems.push(told)),
            Err(error) => {
                gathering.problem(format!("{}:{number}: {}", path.display(), ProblemKind::Read(error)));
                return;
            }
        };
        for told in problems {
            gathering.problem(format!("{}:{number}: {told}", path.display()));
        }
        if let Some((document, decision)) = read {
            gathering.document(document, decision);
        }
    }
}
