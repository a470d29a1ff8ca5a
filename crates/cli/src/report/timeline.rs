//! The time-line: bars of documents and matches, and a lane for each of the largest clusters. All places are shares of the width, so
//! that the drawing fits every screen.

use anyhow::Result;

use super::axis::{self, Scale};
use super::choice::Listed;
use super::explain::{count, grouped};
use super::page::Name;
use super::times::Times;
use crate::corpus::Corpus;

/// Bars at most.
const BARS_MAX: i64 = 64;
/// Clusters that have a lane.
const LANES_MAX: usize = 24;
/// The bars' height, in the drawing's units.
const HEIGHT: f64 = 96.0;

#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) bars: Vec<Bar>,
    pub(super) marks: Vec<Mark>,
    pub(super) lanes: Vec<Lane>,
    /// Clusters listed that have no lane.
    pub(super) more_lanes: usize,
    /// How long a bar is, and the highest one.
    pub(super) bar: String,
    pub(super) highest: u64,
    /// What is not drawn.
    pub(super) notes: Vec<String>,
    /// All of it in a sentence, for those who do not see it.
    pub(super) told: String,
}

#[derive(Debug)]
pub(super) struct Mark {
    pub(super) x: String,
    pub(super) text: String,
    /// Near the right edge, where text stands before its mark.
    pub(super) is_last: bool,
}

#[derive(Debug)]
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) documents: Column,
    pub(super) matches: Column,
    pub(super) label: String,
}

/// A bar's part, from the ground up.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) y: String,
    pub(super) height: String,
}

#[derive(Debug)]
pub(super) struct Lane {
    /// Number of the cluster.
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) dots: Vec<Dot>,
    pub(super) told: String,
}

#[derive(Debug)]
pub(super) struct Dot {
    pub(super) x: String,
    pub(super) is_origin: bool,
    pub(super) label: String,
}

fn percent(share: f64) -> String {
    format!("{share:.2}%")
}

impl Timeline {
    /// Nothing where no document has a time.
    pub(super) fn new<'l>(
        times: &Times,
        clusters: impl ExactSizeIterator<Item = &'l Listed>,
        corpus: &Corpus,
    ) -> Result<Option<Self>> {
        let Some(range) = times.range() else { return Ok(None) };
        let step = axis::step(range.to.saturating_sub(range.from), BARS_MAX);
        // Whole bars.
        let from = range.from.div_euclid(step).saturating_mul(step);
        let bars = (range.to.saturating_sub(from) / step + 1).min(BARS_MAX + 1);
        let scale = Scale { from, to: from.saturating_add(bars.saturating_mul(step)) };
        let counts = times.bars(from, step, bars as usize);
        let highest = counts.iter().map(|count| count.documents.max(count.matches)).max().unwrap_or(0);
        let column = |n: u64| {
            let height = if n == 0 { 0.0 } else { (n as f64 / highest as f64 * HEIGHT).max(1.5) };
            Column { y: format!("{:.1}", HEIGHT - height), height: format!("{height:.1}") }
        };
        let width = 100.0 / bars as f64;
        let drawn = (0..).zip(&counts).filter(|(_, counted)| counted.documents + counted.matches > 0);
        let bars = drawn.map(|(at, counted)| Bar {
            x: percent(f64::from(at) * width + width * 0.08),
            width: percent(width * 0.84),
            documents: column(counted.documents),
            matches: column(counted.matches),
            label: [
                axis::moment(from + i64::from(at) * step).unwrap_or_default(),
                count(counted.documents, "document", "documents"),
                count(counted.matches, "match", "matches"),
            ]
            .join(", "),
        });
        let bars = bars.collect();
        let count_of_clusters = clusters.len();
        let lanes = lanes(scale, clusters, corpus)?;
        let marks =
            scale.marks().into_iter().map(|(x, text)| Mark { x: percent(x), text, is_last: x > 88.0 }).collect();
        let mut notes = Vec::new();
        if times.untimed > 0 {
            notes.push(format!("{} without a time", count(times.untimed, "document", "documents")));
        }
        if range.outside > 0 {
            notes.push(format!("{} far before or after the others", count(range.outside, "document", "documents")));
        }
        let ends = [range.from, range.to].map(|time| axis::moment(time).unwrap_or_default());
        Ok(Some(Self {
            bars,
            marks,
            more_lanes: count_of_clusters - lanes.len(),
            lanes,
            bar: axis::length(step.unsigned_abs()),
            highest,
            notes,
            told: format!(
                "Documents and matches from {} to {} UTC, at most {} in {}",
                ends[0],
                ends[1],
                grouped(highest),
                axis::length(step.unsigned_abs())
            ),
        }))
    }
}

fn lanes<'l>(scale: Scale, clusters: impl Iterator<Item = &'l Listed>, corpus: &Corpus) -> Result<Vec<Lane>> {
    let mut lanes = Vec::new();
    for (number, cluster) in (1..).zip(clusters).take(LANES_MAX * 4) {
        let names = Name::of_all(&cluster.members, corpus)?;
        let placed: Vec<(f64, bool, &Name)> = names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| Some((scale.percent(name.time?)?, at == 0, name)))
            .collect();
        let (first, last) =
            placed.iter().fold((f64::INFINITY, 0.0f64), |(first, last), dot| (first.min(dot.0), last.max(dot.0)));
        if placed.is_empty() {
            continue;
        }
        let dots = placed.iter().map(|(x, is_origin, name)| Dot {
            x: percent(*x),
            is_origin: *is_origin,
            label: [name.place().to_owned(), name.moment.clone()].join(", "),
        });
        let mut dots: Vec<Dot> = dots.collect();
        // The origin is drawn last, above the others.
        dots.sort_by_key(|dot| dot.is_origin);
        lanes.push(Lane {
            number,
            title: names.first().map_or_else(String::new, |name| name.title.clone()),
            from: percent(first),
            to: percent(last),
            dots,
            told: count(cluster.size as u64, "document", "documents"),
        });
        if lanes.len() == LANES_MAX {
            break;
        }
    }
    Ok(lanes)
}
