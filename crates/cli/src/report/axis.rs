//! A scale of time: where on it a moment stands, its marks, and times in words.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// Steps of a scale and of bars, in seconds.
const STEPS: [i64; 17] = [
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
    365 * DAY,
    5 * 365 * DAY,
    50 * 365 * DAY,
    500 * 365 * DAY,
];
/// Steps of months from which marks stand at the beginning of one.
const MONTHS: [i32; 9] = [1, 3, 6, 12, 24, 60, 120, 600, 6000];
/// A Monday, from which weeks are counted.
const MONDAY: i64 = 4 * DAY;
/// Marks on a scale at most.
const MARKS_MAX: i64 = 6;

/// A stretch of time, drawn from 0 to 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) from: i64,
    pub(super) to: i64,
}

/// The least step of which no more than so many cover the stretch; the largest there is, where none does.
pub(super) fn step(seconds: i64, max: i64) -> i64 {
    STEPS.into_iter().find(|step| seconds / step < max).unwrap_or(STEPS[STEPS.len() - 1])
}

impl Scale {
    /// Where the time stands, in per cent of the width; nothing for times outside.
    pub(super) fn percent(&self, time: i64) -> Option<f64> {
        let inside = (self.from..=self.to).contains(&time);
        inside.then(|| (time - self.from) as f64 * 100.0 / self.seconds().max(1) as f64)
    }

    pub(super) fn seconds(&self) -> i64 {
        self.to.saturating_sub(self.from)
    }

    /// Marks: place in per cent, and what is written there.
    pub(super) fn marks(&self) -> Vec<(f64, String)> {
        let step = step(self.seconds(), MARKS_MAX);
        if step >= 28 * DAY { self.months() } else { self.steps(step) }
    }

    fn steps(&self, step: i64) -> Vec<(f64, String)> {
        let form = if step < DAY { "%-d %b %H:%M" } else { "%-d %b" };
        let first = (self.from - MONDAY).div_euclid(step) * step + MONDAY;
        let times = (0..=MARKS_MAX + 1).map(|n| first + n * step);
        times.filter_map(|time| Some((self.percent(time)?, written(time, form)?))).collect()
    }

    fn months(&self) -> Vec<(f64, String)> {
        let months =
            |time: i64| Some(date(time)?).map(|date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1);
        let (Some(from), Some(to)) = (months(self.from), months(self.to)) else { return Vec::new() };
        let step = MONTHS.into_iter().find(|step| (to - from) / step < MARKS_MAX as i32).unwrap_or(6000);
        let form = if step < 12 { "%b %Y" } else { "%Y" };
        let first = from.div_euclid(step) * step;
        let marks = (0..=MARKS_MAX as i32 + 1).filter_map(|n| {
            let month = first + n * step;
            let date = Date::new(i16::try_from(month.div_euclid(12)).ok()?, month.rem_euclid(12) as i8 + 1, 1).ok()?;
            let time = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
            Some((self.percent(time)?, written(time, form)?))
        });
        marks.collect()
    }
}

fn date(time: i64) -> Option<Date> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_second(time).ok()?).date())
}

fn written(time: i64, form: &str) -> Option<String> {
    jiff::fmt::strtime::format(form, Timestamp::from_second(time).ok()?).ok()
}

/// The day, for people.
pub(super) fn day(time: i64) -> Option<String> {
    written(time, "%-d %B %Y")
}

/// Day and minute, for people.
pub(super) fn moment(time: i64) -> Option<String> {
    written(time, "%-d %B %Y, %H:%M")
}

/// The same for programs.
pub(super) fn machine(time: i64) -> Option<String> {
    written(time, "%Y-%m-%dT%H:%M:%SZ")
}

/// A length of time in words, the larger of its units alone.
pub(crate) fn length(seconds: u64) -> String {
    const UNITS: [(u64, &str); 5] =
        [(365 * 86_400, "year"), (7 * 86_400, "week"), (86_400, "day"), (3600, "hour"), (60, "minute")];
    // Weeks and years only where they are whole, or many.
    let fits = |unit: u64, name: &str| match name {
        "year" => seconds >= 2 * unit || seconds == unit,
        "week" => seconds >= 8 * unit || seconds >= unit && seconds.is_multiple_of(unit),
        _ => seconds >= 2 * unit || seconds == unit,
    };
    match UNITS.into_iter().find(|(unit, name)| fits(*unit, name)) {
        Some((unit, name)) if seconds / unit == 1 => format!("1 {name}"),
        Some((unit, name)) => format!("{} {name}s", seconds / unit),
        None if seconds >= 60 => "1 minute".to_owned(),
        None => "less than a minute".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 March 2025, 00:00 UTC.
    const MARCH: i64 = 1_740_787_200;

    fn marks(from: i64, to: i64) -> Vec<String> {
        Scale { from, to }.marks().into_iter().map(|(_, mark)| mark).collect()
    }

    #[test]
    fn marks_stand_at_even_times() {
        assert_eq!(
            marks(MARCH, MARCH + 5 * HOUR),
            ["1 Mar 00:00", "1 Mar 01:00", "1 Mar 02:00", "1 Mar 03:00", "1 Mar 04:00", "1 Mar 05:00"]
        );
        // Mondays.
        assert_eq!(marks(MARCH, MARCH + 30 * DAY), ["3 Mar", "10 Mar", "17 Mar", "24 Mar", "31 Mar"]);
        assert_eq!(marks(MARCH, MARCH + 300 * DAY), ["Apr 2025", "Jul 2025", "Oct 2025"]);
        assert_eq!(marks(MARCH, MARCH + 7000 * DAY), ["2030", "2035", "2040"]);
        assert_eq!(marks(MARCH, MARCH).len(), 1);
    }

    #[test]
    fn places_are_shares_of_the_width() {
        let scale = Scale { from: 100, to: 300 };
        assert_eq!(
            [99, 100, 150, 300, 301].map(|time| scale.percent(time)),
            [None, Some(0.0), Some(25.0), Some(100.0), None]
        );
        assert_eq!(Scale { from: 5, to: 5 }.percent(5), Some(0.0));
        assert!(Scale { from: -377_705_023_201, to: 253_402_207_200 }.marks().len() > 1);
    }

    #[test]
    fn few_steps_cover_a_stretch() {
        for seconds in [0, 59, 3600, DAY, 400 * DAY, 631_107_230_401] {
            assert!(seconds / step(seconds, 60) < 60, "{seconds}");
        }
    }

    #[test]
    fn lengths_in_words() {
        let cases = [
            (59, "less than a minute"),
            (60, "1 minute"),
            (119, "1 minute"),
            (3599, "59 minutes"),
            (5400, "90 minutes"),
            (7200, "2 hours"),
            (86_400, "1 day"),
            (100_000, "27 hours"),
            (604_800, "1 week"),
            (864_000, "10 days"),
            (7_776_000, "12 weeks"),
            (31_536_000, "1 year"),
        ];
        cases.iter().for_each(|(seconds, words)| assert_eq!(length(*seconds), *words));
    }
}
