//! Times as documents state them → Unix seconds.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Unix seconds of a year that has four digits. Larger numbers are milliseconds, or a mistake.
pub(crate) fn of_seconds(seconds: i64) -> Option<i64> {
    Timestamp::from_second(seconds).ok().map(Timestamp::as_second)
}

/// A time as RFC 3339 or RFC 2822 write it, a date with or without a time of day, or Unix seconds. What names no zone is UTC.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let utc = |civil: DateTime| civil.to_zoned(TimeZone::UTC).ok().map(|zoned: Zoned| zoned.timestamp());
    let stamp = text.parse::<Timestamp>().ok();
    let stamp = stamp.or_else(|| utc(text.parse::<DateTime>().ok()?));
    let stamp = stamp.or_else(|| utc(text.parse::<Date>().ok()?.into()));
    let stamp = stamp.or_else(|| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp()));
    stamp.map(Timestamp::as_second).or_else(|| of_seconds(text.parse().ok()?))
}

/// A time as it is written for people and programs, such as 2026-03-01T06:00:00Z.
pub fn rfc3339(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_forms_that_occur() {
        let noon = Some(1_709_208_000);
        for text in [
            "2024-02-29T12:00:00Z",
            "2024-02-29T14:00:00.5+02:00",
            " 2024-02-29 12:00:00 ",
            "2024-02-29T12:00",
            "Thu, 29 Feb 2024 12:00:00 GMT",
            "1709208000",
        ] {
            assert_eq!(parse(text), noon, "{text}");
        }
        assert_eq!(parse("2024-02-29"), noon.map(|time| time - 12 * 3600));
        for text in ["", "NaN", "yesterday", "2024-02-30", "99999-01-01T00:00:00Z", "1700000000000", "-"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
