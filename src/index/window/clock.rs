//! What time it is in a stream of documents whose times may be wrong.

/// Documents whose times are looked at.
const RECENT: usize = 31;

/// The median of the latest documents' times. Half of them would have to be wrong to set it wrong, and when they stop it
/// is right again: it may go back.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Clock {
    recent: [i64; RECENT],
    seen: usize,
}

impl Clock {
    pub(super) const fn new() -> Self {
        Self { recent: [0; RECENT], seen: 0 }
    }

    /// A document states its time.
    pub(super) fn stated(&mut self, time: i64) {
        if let Some(place) = self.recent.get_mut(self.seen % RECENT) {
            *place = time;
        }
        self.seen = if self.seen + 1 == 2 * RECENT { RECENT } else { self.seen + 1 };
    }

    /// Whether it could have come to be so, where it was read back.
    #[cfg(feature = "serde")]
    pub(super) fn is_sound(&self) -> bool {
        self.seen < 2 * RECENT
    }

    /// The time, once a document has stated one.
    pub(super) fn now(&self) -> Option<i64> {
        let known = self.seen.min(RECENT);
        let mut times = self.recent;
        let times = times.get_mut(..known)?;
        times.sort_unstable();
        times.get(known.checked_sub(1)? / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_wrong_times_change_nothing() {
        let mut clock = Clock::new();
        assert_eq!(clock.now(), None);
        clock.stated(i64::MAX);
        for time in 0..100 {
            clock.stated(time);
            if time % 3 == 0 {
                clock.stated(i64::MAX - time);
            }
        }
        assert!((60..100).contains(&clock.now().expect("times were stated")));
    }

    #[test]
    fn it_comes_back_from_a_jump() {
        let mut clock = Clock::new();
        (0..40).for_each(|_| clock.stated(1_000_000));
        (0..40).for_each(|_| clock.stated(1_000));
        assert_eq!(clock.now(), Some(1_000));
    }

    #[test]
    fn it_is_the_median_of_the_latest() {
        let (mut clock, mut all, mut time) = (Clock::new(), alloc::vec::Vec::new(), 7i64);
        for _ in 0..200 {
            time = time.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            clock.stated(time);
            all.push(time);
            let mut latest = all[all.len().saturating_sub(RECENT)..].to_vec();
            latest.sort_unstable();
            assert_eq!(clock.now(), Some(latest[(latest.len() - 1) / 2]));
        }
    }
}
