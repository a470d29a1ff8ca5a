//! What must hold: a run that falls below a bar fails, and says which.

use crate::Row;

/// A corpus, a measure of it, and the least or the most that it may be.
const BARS: [(&str, &str, Bar); 14] = [
    ("seeds", "wireprint, verified precision", Bar::AtLeast(1.0)),
    ("seeds", "wireprint, verified recall", Bar::AtLeast(1.0)),
    ("clough_stevenson", "wireprint, verified AP", Bar::AtLeast(0.98)),
    ("reuters21578", "wireprint, verified AP", Bar::AtLeast(0.926)),
    ("reuters21578", "wireprint, fingerprints alone AP", Bar::AtLeast(0.915)),
    ("reuters21578", "boilerplate: fall without hosts", Bar::AtMost(0.01)),
    ("reuters21578", "boilerplate: fall with hosts", Bar::AtMost(0.01)),
    ("reuters21578", "boilerplate: of them, of different stories", Bar::AtMost(0.0)),
    ("mixed21k", "recall, light", Bar::AtLeast(1.0)),
    ("mixed21k", "recall, moderate", Bar::AtLeast(0.99)),
    ("mixed21k", "recall, excerpt", Bar::AtLeast(0.90)),
    ("mixed21k", "precision", Bar::AtLeast(0.98)),
    ("basil_same_event", "matches without 8 unquoted words", Bar::AtMost(0.0)),
    ("the first six", "verified calibration error, held out", Bar::AtMost(0.05)),
];

enum Bar {
    AtLeast(f64),
    AtMost(f64),
}

/// Tells every bar that is missed; whether there was none. Bars of corpora that are not there are passed over.
pub(crate) fn hold(rows: &[Row]) -> bool {
    let mut all_hold = true;
    for (corpus, measure, bar) in &BARS {
        let Some(row) = rows.iter().find(|row| row.corpus == *corpus && row.measure == *measure) else { continue };
        let (holds, asked) = match bar {
            Bar::AtLeast(least) => (row.value >= *least, format!("at least {least}")),
            Bar::AtMost(most) => (row.value <= *most, format!("at most {most}")),
        };
        if !holds {
            println!("MISSED: {corpus}, {measure}: {:.4}, asked for {asked}", row.value);
            all_hold = false;
        }
    }
    all_hold
}
