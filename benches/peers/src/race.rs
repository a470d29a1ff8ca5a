//! Races: everybody works by turns in one thread, round after round, so that a noisy machine hurts all alike. What is
//! told is the median over the rounds of the thread's own time; a ratio is the median of the rounds' ratios.

use std::fmt;
use std::time::Duration;

/// How long a race takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    pub rounds: usize,
    /// The least time of a turn; a quick piece of work is repeated.
    pub turn: Duration,
}

impl Effort {
    /// For figures that are published.
    pub const FULL: Self = Self { rounds: 31, turn: Duration::from_millis(3) };
    /// For a first look.
    pub const QUICK: Self = Self { rounds: 9, turn: Duration::from_millis(1) };
}

/// One who works, always on the same.
pub struct Entrant<'a> {
    name: String,
    work: Box<dyn FnMut() + 'a>,
}

impl<'a> Entrant<'a> {
    pub fn new(name: impl Into<String>, work: impl FnMut() + 'a) -> Self {
        Self { name: name.into(), work: Box::new(work) }
    }
}

impl fmt::Debug for Entrant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entrant").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What one entrant's work took, round by round.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub name: String,
    /// Nanoseconds of the work done once, by round.
    nanoseconds: Vec<f64>,
}

impl Outcome {
    /// From measured rounds.
    pub fn new(name: impl Into<String>, nanoseconds: Vec<f64>) -> Self {
        Self { name: name.into(), nanoseconds }
    }

    /// Nanoseconds of the work done once.
    pub fn nanoseconds(&self) -> f64 {
        median(self.nanoseconds.iter().copied())
    }

    /// How many times as long the other took.
    pub fn times_quicker_than(&self, other: &Self) -> f64 {
        median(other.nanoseconds.iter().zip(&self.nanoseconds).map(|(other, own)| other / own))
    }

    /// What is left of the work without a part of it, which ran in the same rounds.
    pub fn without(&self, part: &Self) -> Self {
        let left = self.nanoseconds.iter().zip(&part.nanoseconds).map(|(all, part)| all - part);
        Self { name: self.name.clone(), nanoseconds: left.collect() }
    }
}

/// Runs a race.
pub fn race(mut entrants: Vec<Entrant<'_>>, effort: Effort) -> Vec<Outcome> {
    let repeats: Vec<u32> = entrants.iter_mut().map(|entrant| repeats(entrant, effort.turn)).collect();
    let mut outcomes: Vec<Outcome> =
        entrants.iter().map(|entrant| Outcome::new(entrant.name.clone(), Vec::new())).collect();
    for _ in 0..effort.rounds {
        for ((entrant, outcome), &repeats) in entrants.iter_mut().zip(&mut outcomes).zip(&repeats) {
            let start = thread_time();
            (0..repeats).for_each(|_| (entrant.work)());
            outcome.nanoseconds.push((thread_time() - start).as_nanos() as f64 / f64::from(repeats));
        }
    }
    outcomes
}

/// How often the work must be done to last for a turn; it has then been done twice, which warms it up.
fn repeats(entrant: &mut Entrant<'_>, turn: Duration) -> u32 {
    (entrant.work)();
    let start = thread_time();
    (entrant.work)();
    let once = (thread_time() - start).as_nanos().max(1);
    turn.as_nanos().div_ceil(once).clamp(1, 1_000_000) as u32
}

/// What this thread has worked so far; other programs on its core do not count.
#[cfg(target_os = "linux")]
pub fn thread_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}

/// The time by the clock, where the thread's own is not to be had.
#[cfg(not(target_os = "linux"))]
pub fn thread_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// The value in the middle; NaN of none.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_turn_in_every_round() {
        let (mut a, mut b) = (0, 0);
        let effort = Effort { rounds: 3, turn: Duration::from_nanos(1) };
        let outcomes = race(vec![Entrant::new("a", || a += 1), Entrant::new("b", || b += 1)], effort);
        assert_eq!((a, b), (5, 5), "twice before the rounds, then once a round");
        assert_eq!(outcomes.iter().map(|outcome| outcome.nanoseconds.len()).collect::<Vec<_>>(), [3, 3]);
    }

    #[test]
    fn ratios_are_those_of_the_rounds() {
        let ours = Outcome::new("ours", vec![1.0, 10.0, 2.0]);
        let theirs = Outcome::new("theirs", vec![4.0, 40.0, 10.0]);
        assert_eq!(ours.times_quicker_than(&theirs), 4.0);
        assert_eq!(theirs.without(&ours).nanoseconds(), 8.0);
        assert_eq!(ours.nanoseconds(), 2.0);
    }
}
