//! A match at a glance: both texts as bars, and bands that join their passages.

use std::ops::Range;

/// The drawing's width in its own units, the height of a bar, and where the lower one begins.
const WIDTH: f64 = 1000.0;
const BAR: f64 = 8.0;
const LOWER: f64 = 44.0;

#[derive(Debug)]
pub(super) struct Band {
    pub(super) points: String,
    pub(super) class: String,
}

/// A passage's band, given the lengths of the texts.
pub(super) fn band(a: &Range<usize>, b: &Range<usize>, [len_a, len_b]: [usize; 2], class: &str) -> Band {
    let place = |at: usize, len: usize| at.min(len) as f64 / len.max(1) as f64 * WIDTH;
    let (from_a, from_b) = (place(a.start, len_a), place(b.start, len_b));
    // The shortest passage of a long text can still be seen.
    let (to_a, to_b) = (place(a.end, len_a).max(from_a + 2.0), place(b.end, len_b).max(from_b + 2.0));
    let points = [
        (from_a, 0.0),
        (to_a, 0.0),
        (to_a, BAR),
        (to_b, LOWER),
        (to_b, LOWER + BAR),
        (from_b, LOWER + BAR),
        (from_b, LOWER),
        (from_a, BAR),
    ];
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    Band { points: points.join(" "), class: class.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_joins_shares_of_both_texts() {
        let band = band(&(50..100), &(0..25), [100, 100], "h1");
        assert_eq!(band.points, "500.0,0.0 1000.0,0.0 1000.0,8.0 250.0,44.0 250.0,52.0 0.0,52.0 0.0,44.0 500.0,8.0");
    }
}
