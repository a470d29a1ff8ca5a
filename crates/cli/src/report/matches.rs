//! Matches as they are found, kept in a temporary file until it is known which of them the report shows.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};

use serde::{Deserialize, Serialize};
use wireprint::compare::Overlap;
use wireprint::evidence::{Evidence, Passage};
use wireprint::{Rules, Verdict};

/// Passages of a match that are shown at most, the longest first.
const PASSAGES_MAX: usize = 200;

/// A match with all that the report tells of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Match {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) verdict: Verdict,
    pub(super) score: f64,
    pub(super) overlap: Overlap,
    pub(super) passages: Vec<Passage>,
    /// Shorter passages that are not among them.
    pub(super) more_passages: usize,
    pub(super) figures: u32,
    pub(super) same_figures: u32,
}

impl Match {
    pub(super) fn new(a: usize, b: usize, found: &Evidence, rules: &Rules) -> Self {
        let summary = found.summary();
        Self {
            a,
            b,
            verdict: found.verdict(rules),
            score: found.score(),
            overlap: found.overlap,
            passages: found.passages.iter().take(PASSAGES_MAX).cloned().collect(),
            more_passages: found.passages.len().saturating_sub(PASSAGES_MAX),
            figures: summary.figures,
            same_figures: summary.same_figures,
        }
    }
}

/// What decides whether a match is shown.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) verdict: Verdict,
    pub(super) score: f64,
}

/// Matches while they are found: one JSON object a line.
#[derive(Debug)]
pub(super) struct Matches(BufWriter<File>);

impl Matches {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self(BufWriter::new(tempfile::tempfile()?)))
    }

    pub(super) fn push(&mut self, found: &Match) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, found)?;
        self.0.write_all(b"\n")
    }

    pub(super) fn finish(self) -> io::Result<Kept> {
        Ok(Kept(BufReader::new(self.0.into_inner().map_err(io::IntoInnerError::into_error)?)))
    }
}

/// Matches to be read back.
#[derive(Debug)]
pub(super) struct Kept(BufReader<File>);

impl Kept {
    /// All of them in the order in which they were found, each with its place.
    pub(super) fn for_each(&mut self, mut each: impl FnMut(u64, &Head)) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(0))?;
        let (mut at, mut line) = (0, Vec::new());
        loop {
            line.clear();
            let len = self.0.read_until(b'\n', &mut line)?;
            if len == 0 {
                return Ok(());
            }
            each(at, &serde_json::from_slice(&line)?);
            at += len as u64;
        }
    }

    /// The match at this place.
    pub(super) fn get(&mut self, at: u64) -> io::Result<Match> {
        self.0.seek(SeekFrom::Start(at))?;
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line)?;
        Ok(serde_json::from_slice(&line)?)
    }
}
