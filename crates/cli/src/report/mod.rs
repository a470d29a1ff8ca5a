//! The report: one HTML file for people, that needs nothing else and runs nothing from the articles.
//!
//! Matches go to a temporary file as they are found; once the clusters are known, it is chosen what is shown, and the page is
//! written piece by piece with texts read back. Memory does not grow with the corpus, nor the page beyond its limits.

mod args;
mod axis;
mod choice;
mod csp;
mod explain;
mod matches;
mod page;
mod ribbon;
mod said;
mod shown;
mod text;
mod timeline;
mod times;
mod writing;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use wireprint::Rules;
use wireprint::engine::Cluster;
use wireprint::evidence::Evidence;
use wireprint_corpus::Stored;

pub(crate) use args::ReportArgs;
pub(crate) use axis::length;

use crate::corpus::Corpus;
use crate::output::Output;
use choice::{Chosen, Clusters};
use explain::{count, grouped};
use matches::{Match, Matches};
use page::{Head, VerdictRow};
use timeline::Timeline;
use times::Times;
use writing::Page;

/// The verdicts, with what they mean; the first four are matches.
const MEANINGS: [(&str, &str); 6] = [
    ("exact", "the same words in the same order"),
    ("near-duplicate", "nearly all of both is the same"),
    ("rewrite", "much of the narrative is the same, at like length"),
    ("excerpt", "much of one stands in the other, which is at least twice as long"),
    ("shared-quotes", "only quotations are the same: no reuse"),
    ("template", "only the frame is the same: no reuse"),
];

const UNKEPT: &str = "cannot keep matches for the report in a temporary file; set TMPDIR to a folder with room";

/// A report while the corpus is scanned.
pub(crate) struct Report {
    out: Output,
    matches_max: usize,
    bytes_max: u64,
    matches: Matches,
    verdicts: BTreeMap<&'static str, u64>,
    times: Times,
    clusters: Clusters,
}

/// What the report tells of its making.
#[derive(Debug, Default)]
pub(crate) struct Making {
    /// Names and values.
    pub(crate) made: Vec<(&'static str, String)>,
    /// What makes the result less than complete.
    pub(crate) remarks: Vec<String>,
}

impl Report {
    /// The report, if one is asked for.
    pub(crate) fn open(args: &ReportArgs) -> Result<Option<Self>> {
        let Some(path) = &args.report else { return Ok(None) };
        Ok(Some(Self {
            out: Output::create(path)?,
            matches_max: args.report_matches,
            bytes_max: args.report_bytes,
            matches: Matches::new().context(UNKEPT)?,
            verdicts: BTreeMap::new(),
            times: Times::default(),
            clusters: Clusters::default(),
        }))
    }

    /// Takes note of a document.
    pub(crate) fn document(&mut self, document: &Stored<'_>) {
        self.times.document(document.time());
    }

    /// Takes a match, or a pair that has another verdict.
    pub(crate) fn pair(
        &mut self,
        found: &Evidence,
        rules: &Rules,
        (a, b): (usize, usize),
        times: [Option<i64>; 2],
    ) -> Result<()> {
        let found = Match::new(a, b, found, rules);
        *self.verdicts.entry(found.verdict.as_str()).or_default() += 1;
        if let ([Some(a), Some(b)], true) = (times, found.verdict.is_match()) {
            self.times.matched(a.max(b));
        }
        self.matches.push(&found).context(UNKEPT)
    }

    /// Takes a cluster with the name that it has in other outputs.
    pub(crate) fn cluster(&mut self, cluster: &Cluster, name: &str) {
        self.clusters.push(cluster, name);
    }

    /// Writes the page.
    pub(crate) fn finish(self, corpus: &Corpus, making: &Making) -> Result<()> {
        let Self { out, matches_max, bytes_max, matches, verdicts, times, clusters } = self;
        let clusters_count = clusters.count;
        let mut kept = matches.finish().context(UNKEPT)?;
        let mut choice = clusters.finish();
        kept.for_each(|at, head| choice.offer(at, head)).context(UNKEPT)?;
        let chosen = choice.finish(matches_max);
        let matches = matches_of(&verdicts);
        let timeline = Timeline::new(&times, chosen.clusters.iter().map(|(cluster, _)| cluster), corpus)?;
        let head = Head {
            policy: csp::policy(),
            style: csp::style(),
            documents: count(corpus.len() as u64, "document", "documents"),
            matches: count(matches, "match", "matches"),
            clusters: count(clusters_count as u64, "cluster", "clusters"),
            span: times.ends.and_then(|(first, last)| Some([axis::day(first)?, axis::day(last)?])),
            verdicts: verdict_rows(&verdicts),
            timeline,
            made: &making.made,
            remarks: &making.remarks,
            shown: &left_out(&chosen, clusters_count, matches),
        };
        let mut page = Page::new(out, bytes_max, kept, corpus);
        page.part(&head)?;
        for (number, (cluster, places)) in (1..).zip(&chosen.clusters) {
            page.cluster(number, cluster, places)?;
        }
        page.related(&chosen)?;
        page.finish()
    }
}

fn matches_of(verdicts: &BTreeMap<&'static str, u64>) -> u64 {
    MEANINGS.iter().take(4).filter_map(|(name, _)| verdicts.get(name)).sum()
}

fn verdict_rows(verdicts: &BTreeMap<&'static str, u64>) -> Vec<VerdictRow> {
    let most = verdicts.values().copied().max().unwrap_or(0).max(1);
    let there = MEANINGS.iter().filter_map(|(name, means)| Some((*name, *means, *verdicts.get(name)?)));
    there
        .map(|(name, means, n)| VerdictRow {
            name,
            means,
            count: grouped(n),
            width: format!("{:.1}%", n as f64 * 100.0 / most as f64),
        })
        .collect()
}

/// What of the whole is shown.
fn left_out(chosen: &Chosen, clusters: usize, matches: u64) -> Vec<String> {
    let mut out = Vec::new();
    let listed = chosen.clusters.len();
    if listed < clusters {
        out.push(format!(
            "The {} largest of {} clusters are listed.",
            grouped(listed as u64),
            grouped(clusters as u64)
        ));
    }
    let shown: u64 = chosen.clusters.iter().map(|(_, places)| places.len() as u64).sum();
    if shown < matches {
        out.push(format!(
            "{} of {} matches are shown; --report-matches {} allows more.",
            grouped(shown),
            grouped(matches),
            grouped(matches).replace(',', "")
        ));
    }
    let related = chosen.related.len() as u64;
    if related < chosen.related_count {
        out.push(format!(
            "{} of {} pairs that are no matches are shown.",
            grouped(related),
            grouped(chosen.related_count)
        ));
    }
    out
}
