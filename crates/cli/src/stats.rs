//! What a scan cost, told at its end.

use std::fmt;
use std::time::Instant;

use serde::Serialize;
use wireprint_corpus::{Stage, Stages, processor_time};

/// Counts of a scan, for people.
#[derive(Debug)]
pub(crate) struct Stats {
    pub(crate) stages: Stages,
    start: Instant,
    pub(crate) documents: usize,
    /// Bytes of their texts.
    pub(crate) bytes: u64,
    /// Pairs of fingerprints that shared keys and were compared.
    pub(crate) compared: u64,
    /// Of those, the pairs whose texts were compared.
    pub(crate) verified: u64,
    /// Of those, the matches.
    pub(crate) matches: u64,
}

impl Stats {
    /// Counts from now on, times included where they are asked for.
    pub(crate) fn new(is_asked_for: bool) -> Self {
        let stages = if is_asked_for { Stages::counting() } else { Stages::default() };
        Self { stages, start: Instant::now(), documents: 0, bytes: 0, compared: 0, verified: 0, matches: 0 }
    }
}

/// What is told, once it is all there.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    stages: Vec<StageReport>,
    documents: usize,
    bytes: u64,
    compared: u64,
    verified: u64,
    matches: u64,
    /// By the clock.
    seconds: f64,
    /// Bytes of memory at most, where the system tells.
    memory: Option<u64>,
}

#[derive(Debug, Serialize)]
struct StageReport {
    stage: &'static str,
    cpu_seconds: f64,
    /// Of the whole, 0 to 1.
    share: f64,
}

impl Stats {
    pub(crate) fn report(&self) -> Report {
        let all = processor_time();
        let each = Stage::ALL.map(|stage| (stage.name(), self.stages.of(stage)));
        let rest = all.saturating_sub(each.iter().map(|(_, time)| *time).sum());
        let stages = each.into_iter().chain([("other", rest), ("all", all)]).map(|(stage, time)| {
            let cpu_seconds = time.as_secs_f64();
            StageReport { stage, cpu_seconds, share: cpu_seconds / all.as_secs_f64().max(1e-9) }
        });
        Report {
            stages: stages.collect(),
            documents: self.documents,
            bytes: self.bytes,
            compared: self.compared,
            verified: self.verified,
            matches: self.matches,
            seconds: self.start.elapsed().as_secs_f64(),
            memory: peak_memory(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { documents, bytes, compared, verified, matches, seconds, .. } = self;
        let megabytes = *bytes as f64 / 1e6;
        writeln!(f, "{:<12} {:>8} {:>7} {:>8}", "stage", "CPU s", "share", "MB/s")?;
        for StageReport { stage, cpu_seconds, share } in &self.stages {
            // Nobody wants to know the throughput of nothing.
            let (percent, speed) = (100.0 * share, megabytes / cpu_seconds.max(1e-3));
            writeln!(f, "{stage:<12} {cpu_seconds:>8.3} {percent:>5.1} % {speed:>8.0}")?;
        }
        writeln!(f, "{documents} documents, {megabytes:.1} MB of text")?;
        writeln!(f, "{compared} pairs compared by fingerprints, {verified} of them by texts, {matches} matches")?;
        write!(f, "{seconds:.2} s by the clock")?;
        if let Some(peak) = self.memory {
            write!(f, ", {:.1} MB of memory at most", peak as f64 / 1e6)?;
        }
        Ok(())
    }
}

/// Bytes that the process had in memory at most, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
