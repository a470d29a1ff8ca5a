//! How many documents and matches there are at what time: sparse counts that grow coarser, so that a million days take no more than
//! one, and one wrong clock does not squeeze all others into one bar.

use std::collections::BTreeMap;

/// Times told apart at most.
const BINS_MAX: usize = 8192;
/// Seconds in which times are one at first.
const WIDTH: i64 = 60;
/// Documents in a thousand, at either end, that may be left out where they alone make the range this many times longer.
const TAIL: u64 = 10;
const STRETCH: i64 = 8;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) documents: u64,
    pub(super) matches: u64,
}

/// Counts by time.
#[derive(Debug)]
pub(super) struct Times {
    width: i64,
    bins: BTreeMap<i64, Count>,
    /// Documents without a time.
    pub(super) untimed: u64,
    timed: u64,
    /// The first and the last time of a document.
    pub(super) ends: Option<(i64, i64)>,
}

/// What is drawn.
#[derive(Debug, PartialEq)]
pub(super) struct Range {
    pub(super) from: i64,
    pub(super) to: i64,
    /// Documents before and after it.
    pub(super) outside: u64,
}

impl Default for Times {
    fn default() -> Self {
        Self { width: WIDTH, bins: BTreeMap::new(), untimed: 0, timed: 0, ends: None }
    }
}

impl Times {
    pub(super) fn document(&mut self, time: Option<i64>) {
        match time {
            Some(time) => {
                self.timed += 1;
                let (first, last) = self.ends.unwrap_or((time, time));
                self.ends = Some((first.min(time), last.max(time)));
                self.bin(time).documents += 1;
            }
            None => self.untimed += 1,
        }
    }

    /// A match, at the time of its later document.
    pub(super) fn matched(&mut self, time: i64) {
        self.bin(time).matches += 1;
    }

    fn bin(&mut self, time: i64) -> &mut Count {
        while self.bins.len() >= BINS_MAX && !self.bins.contains_key(&time.div_euclid(self.width)) {
            self.width *= 2;
            let mut coarser: BTreeMap<i64, Count> = BTreeMap::new();
            for (bin, count) in std::mem::take(&mut self.bins) {
                let sum = coarser.entry(bin.div_euclid(2)).or_default();
                sum.documents += count.documents;
                sum.matches += count.matches;
            }
            self.bins = coarser;
        }
        self.bins.entry(time.div_euclid(self.width)).or_default()
    }

    /// The time from which, counted from one end, so many documents have passed.
    fn after<'a>(bins: impl Iterator<Item = (&'a i64, &'a Count)>, mut documents: u64) -> Option<i64> {
        for (bin, count) in bins {
            if count.documents > documents {
                return Some(*bin);
            }
            documents -= count.documents;
        }
        None
    }

    /// All times, or those of nearly all documents where the others are far away; nothing where there are no times.
    pub(super) fn range(&self) -> Option<Range> {
        let (first, last) = self.ends?;
        let tail = self.timed * TAIL / 1000;
        // Among few documents one with a wrong clock is more than its share.
        let tail = if self.timed >= 8 { tail.max(1) } else { tail };
        let low = Self::after(self.bins.iter(), tail)?.saturating_mul(self.width).max(first);
        let high = Self::after(self.bins.iter().rev(), tail)?.saturating_add(1).saturating_mul(self.width).min(last);
        let (whole, most) = (last.saturating_sub(first), high.saturating_sub(low).max(self.width));
        if whole.saturating_sub(most) / STRETCH < most {
            return Some(Range { from: first, to: last, outside: 0 });
        }
        let (low_bin, high_bin) = (low.div_euclid(self.width), high.div_euclid(self.width));
        let outside = self.bins.iter().filter(|(bin, _)| !(low_bin..=high_bin).contains(*bin));
        Some(Range { from: low, to: high, outside: outside.map(|(_, count)| count.documents).sum() })
    }

    /// Counts by bars of this width, the first of which begins at `from`.
    pub(super) fn bars(&self, from: i64, width: i64, bars: usize) -> Vec<Count> {
        let mut out = vec![Count::default(); bars];
        for (bin, count) in &self.bins {
            let middle = bin.saturating_mul(self.width).saturating_add(self.width / 2);
            let bar = middle.saturating_sub(from).div_euclid(width);
            if let Some(sum) = usize::try_from(bar).ok().and_then(|bar| out.get_mut(bar)) {
                sum.documents += count.documents;
                sum.matches += count.matches;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn counts_grow_coarser_and_stay_complete() {
        let mut times = Times::default();
        let start = -4000 * DAY;
        (0..100_000).for_each(|n| times.document(Some(start + n * 7000)));
        (0..1000).for_each(|n| times.matched(start + n * 700_000));
        times.document(None);
        assert!(times.bins.len() <= BINS_MAX && times.width > WIDTH);
        let bars = times.bars(start - DAY, 100_000_000, 20);
        let sum = |of: fn(&Count) -> u64| bars.iter().map(of).sum::<u64>();
        assert_eq!((sum(|c| c.documents), sum(|c| c.matches), times.untimed), (100_000, 1000, 1));
        assert_eq!(times.range(), Some(Range { from: start, to: start + 99_999 * 7000, outside: 0 }));
    }

    #[test]
    fn one_wrong_clock_is_left_out() {
        let mut times = Times::default();
        (0..50).for_each(|n| times.document(Some(20_000 * DAY + n * 3600)));
        times.document(Some(0));
        times.document(Some(250_000_000_000));
        let range = times.range().expect("times");
        assert_eq!((range.from, range.outside), (20_000 * DAY, 2));
        assert!((range.to - range.from - 49 * 3600).abs() <= 60, "{range:?}");
    }

    #[test]
    fn the_ends_of_time_are_no_overflow() {
        let mut times = Times::default();
        for time in [i64::MIN, i64::MAX, 0, -1, 1] {
            times.document(Some(time));
            times.matched(time);
        }
        assert!(times.range().is_some());
        assert_eq!(times.bars(i64::MIN, i64::MAX, 4).len(), 4);
        assert_eq!(Times::default().range(), None);
    }
}
