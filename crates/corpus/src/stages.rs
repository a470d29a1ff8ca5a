//! Where a job's time goes: processor time by stage.
//!
//! The stages of a job follow one another, whatever number of threads each of them uses, so the processor time of the
//! whole process is looked at where one begins and where it ends. A stage inside another is not counted twice. That is
//! a look for every buffer and every batch, never for a document, and none at all where nobody asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A part of the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes from files and standard input.
    Read,
    /// Undoing gzip and zstd.
    Decompress,
    /// Lines and JSON, or text files, to documents.
    Parse,
    /// What is common in the corpus, and what each host repeats.
    Learn,
    /// Keeping texts for verification, and reading them back.
    Keep,
    /// Texts to fingerprints.
    Fingerprint,
    /// Looking up, comparing and adding fingerprints.
    Index,
    /// Exact overlap and passages of candidates.
    Verify,
    /// Matches to clusters and their origins.
    Cluster,
    /// Results to files.
    Write,
}

impl Stage {
    /// All of them, in the order of the job.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Decompress,
        Self::Parse,
        Self::Learn,
        Self::Keep,
        Self::Fingerprint,
        Self::Index,
        Self::Verify,
        Self::Cluster,
        Self::Write,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Decompress => "decompress",
            Self::Parse => "parse",
            Self::Learn => "learn",
            Self::Keep => "keep texts",
            Self::Fingerprint => "fingerprint",
            Self::Index => "index",
            Self::Verify => "verify",
            Self::Cluster => "cluster",
            Self::Write => "write",
        }
    }
}

/// Nanoseconds by stage; of all stages together in the last place, which is what makes the times exclusive.
type Nanoseconds = [AtomicU64; Stage::ALL.len() + 1];

/// The time spent in each stage; copies count together. The default counts nothing and costs nothing.
#[derive(Clone, Debug, Default)]
pub struct Stages(Option<Arc<Nanoseconds>>);

impl Stages {
    /// Counts from nothing.
    pub fn counting() -> Self {
        Self(Some(Arc::default()))
    }

    /// Does the work and counts its time for the stage, without that of stages inside.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let Some(nanoseconds) = &self.0 else { return work() };
        let all = &nanoseconds[Stage::ALL.len()];
        let (inside, start) = (all.load(Ordering::Relaxed), processor_time());
        let done = work();
        let elapsed = (processor_time() - start).as_nanos() as u64;
        let inside = all.load(Ordering::Relaxed) - inside;
        let own = elapsed.saturating_sub(inside);
        nanoseconds[stage as usize].fetch_add(own, Ordering::Relaxed);
        all.fetch_add(own, Ordering::Relaxed);
        done
    }

    /// The time of a stage so far.
    pub fn of(&self, stage: Stage) -> Duration {
        let nanoseconds = self.0.as_ref().map_or(0, |all| all[stage as usize].load(Ordering::Relaxed));
        Duration::from_nanos(nanoseconds)
    }
}

/// The processor time of all threads of this process.
#[cfg(unix)]
pub fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// Time by the clock, where the system is not asked for the processor's.
#[cfg(not(unix))]
pub fn processor_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Works until so much processor time has passed.
    fn work(milliseconds: u64) {
        let end = processor_time() + Duration::from_millis(milliseconds);
        while processor_time() < end {}
    }

    #[test]
    fn a_stage_inside_another_is_counted_once() {
        let stages = Stages::counting();
        let start = processor_time();
        stages.time(Stage::Parse, || {
            stages.time(Stage::Decompress, || {
                stages.time(Stage::Read, || work(2));
                work(2);
            });
            stages.time(Stage::Read, || work(2));
        });
        let whole = processor_time() - start;
        assert!(stages.of(Stage::Read) >= Duration::from_millis(4));
        assert!(stages.of(Stage::Decompress) >= Duration::from_millis(2));
        assert!(Stage::ALL.map(|stage| stages.of(stage)).iter().sum::<Duration>() <= whole);
    }

    #[test]
    fn nothing_is_counted_unless_asked() {
        let stages = Stages::default();
        assert_eq!(stages.time(Stage::Read, || 7), 7);
        assert_eq!(stages.of(Stage::Read), Duration::ZERO);
    }
}
