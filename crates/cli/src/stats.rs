//! What a scan cost, told at its end.

use std::fmt;
use std::time::Instant;

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

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = processor_time();
        let each = Stage::ALL.map(|stage| (stage.name(), self.stages.of(stage)));
        let rest = all.saturating_sub(each.iter().map(|(_, time)| *time).sum());
        writeln!(f, "{:<12} {:>8} {:>7} {:>8}", "stage", "CPU s", "share", "MB/s")?;
        for (name, time) in each.into_iter().chain([("other", rest), ("all", all)]) {
            let (seconds, share) = (time.as_secs_f64(), 100.0 * time.as_secs_f64() / all.as_secs_f64());
            // Nobody wants to know the throughput of nothing.
            let speed = self.bytes as f64 / 1e6 / seconds.max(1e-3);
            writeln!(f, "{name:<12} {seconds:>8.3} {share:>5.1} % {speed:>8.0}")?;
        }
        let Self { documents, bytes, compared, verified, matches, .. } = self;
        writeln!(f, "{documents} documents, {:.1} MB of text", *bytes as f64 / 1e6)?;
        writeln!(f, "{compared} pairs compared by fingerprints, {verified} of them by texts, {matches} matches")?;
        write!(f, "{:.2} s by the clock", self.start.elapsed().as_secs_f64())?;
        if let Some(peak) = peak_memory() {
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
