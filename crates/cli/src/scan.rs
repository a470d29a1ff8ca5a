//! `wireprint scan`: all matches of a corpus.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Result;
use serde::Serialize;
use wireprint::engine::{Candidate, Cluster, Clusters, Engine, Join, Provenance, credits};
use wireprint::evidence::{Evidence, verify_by};
use wireprint::index::{self, Window};
use wireprint::{Rules, Verdict};
use wireprint_corpus::{Stage, Stages};

use crate::args::ScanArgs;
use crate::corpus::{Corpus, set_threads};
use crate::output::{Output, Pair, explain_passages, sentence};
use crate::problems::Problems;
use crate::progress;
use crate::stats::Stats;

/// Documents fingerprinted and verified together.
const BATCH: usize = 1024;

#[derive(Debug, Serialize)]
struct ClusterOut<'a> {
    cluster: String,
    members: Vec<&'a str>,
    origin: &'a str,
    /// What speaks for the origin.
    reasons: Vec<String>,
    verdicts: &'a BTreeMap<&'static str, u32>,
}

pub(crate) fn run(args: &ScanArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let mut problems = Problems::default();
    // Outputs first: a path that cannot be written is told before the corpus is read, not after.
    let mut writer = Writer::open(args)?;
    let mut stats = Stats::new(args.stats);
    let stages = stats.stages.clone();
    let corpus = Corpus::load(&args.paths, &args.read, args.scheme.scheme(), &stages, &mut problems)?;
    let mut engine = Engine::new(Rules::default(), Window { memory: args.memory, span: None })?;
    let progress = progress::bar("comparing", corpus.entries.len() as u64);
    let mut start = 0;
    while start < corpus.entries.len() {
        let batch = corpus.batch(start, BATCH);
        start = batch.end;
        let texts = corpus.texts(batch.clone())?;
        let pages = corpus.pages(batch.clone(), &texts)?;
        // Two documents to be verified, the earlier first.
        let mut jobs: Vec<(usize, usize)> = Vec::new();
        stages.time(Stage::Index, || {
            batch.clone().zip(&texts).zip(&pages).try_for_each(|((b, text), page)| {
                let seen = engine.observe(&corpus.article(b, text).document(page))?;
                let near = seen.candidates.iter().filter(|c| is_in_window(args, c));
                let from = jobs.len();
                jobs.extend(near.map(|c| (c.id as usize, b)));
                jobs[from..].sort_unstable();
                anyhow::Ok(())
            })
        })?;
        stats.verified += jobs.len() as u64;
        let rules = engine.rules();
        let judge = |a: &_, b: &_| verify_by(rules, a, b);
        corpus.verify(&jobs, judge, |job, found| writer.pair(args, &corpus, rules, found, jobs[job]))?;
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    tell_what_was_dropped(&engine.stats());
    stats.documents = corpus.entries.len();
    stats.bytes = corpus.entries.iter().map(|entry| entry.text.len() as u64).sum();
    stats.compared = engine.compared();
    stats.matches = writer.finish(&corpus, &stages)?;
    if args.stats {
        eprintln!("{stats}");
    }
    Ok(problems)
}

/// A result that is less than complete says so.
fn tell_what_was_dropped(stats: &index::Stats) {
    if stats.crowded_out > 0 {
        let index::Stats { crowded_out, bytes_max, .. } = stats;
        eprintln!(
            "warning: {crowded_out} documents had to be forgotten before the end, the earliest first, and were not compared \
             with the later ones; give --memory more than {} MiB",
            bytes_max >> 20
        );
    }
}

/// Documents without a time are never too far apart.
fn is_in_window(args: &ScanArgs, candidate: &Candidate) -> bool {
    args.window.zip(candidate.apart).is_none_or(|(window, apart)| apart <= window.as_secs())
}

/// The chosen outputs.
struct Writer {
    pairs: Option<Output>,
    clusters_out: Option<Output>,
    explained: Option<Output>,
    clusters: Clusters,
    matches: u64,
}

impl Writer {
    fn open(args: &ScanArgs) -> Result<Self> {
        let stdout = std::path::PathBuf::from("-");
        let default = (args.clusters.is_none() && !args.explain).then_some(stdout);
        let pairs = args.pairs.as_ref().or(default.as_ref());
        Ok(Self {
            pairs: pairs.map(|path| Output::create(path)).transpose()?,
            clusters_out: args.clusters.as_ref().map(|path| Output::create(path)).transpose()?,
            explained: args.explain.then(Output::stdout),
            clusters: Clusters::default(),
            matches: 0,
        })
    }

    fn pair(
        &mut self,
        args: &ScanArgs,
        corpus: &Corpus,
        rules: &Rules,
        found: &Evidence,
        (a, b): (usize, usize),
    ) -> Result<()> {
        let verdict = found.verdict(rules);
        let pair = Pair::of_evidence(&corpus.entries[a].id, &corpus.entries[b].id, found, rules);
        let wanted = verdict.is_match() || args.all_verdicts && verdict != Verdict::None;
        if !wanted || pair.score < args.min_score {
            return Ok(());
        }
        self.matches += u64::from(verdict.is_match());
        self.clusters.join(Join::of_evidence(a as u64, b as u64, found, rules));
        if let Some(out) = &mut self.explained {
            writeln!(out, "{}", sentence(&pair))?;
            explain_passages(out, found, &corpus.text(a)?, &corpus.text(b)?)?;
            writeln!(out)?;
        }
        if let Some(out) = &mut self.pairs {
            out.json_line(&pair)?;
        }
        Ok(())
    }

    /// Writes what is left to be written; gives the number of matches.
    fn finish(self, corpus: &Corpus, stages: &Stages) -> Result<u64> {
        let mut failed = None;
        let is_origin_wanted = self.clusters_out.is_some();
        let clusters: Vec<Cluster> = stages.time(Stage::Cluster, || {
            let clusters = self.clusters.finish(|document| {
                if !is_origin_wanted {
                    return Provenance::default();
                }
                let entry = &corpus.entries[document as usize];
                let text = corpus.text(document as usize).map_err(|error| failed = Some(error)).unwrap_or_default();
                Provenance { time: entry.time, host: entry.host.clone(), credits: credits(&text) }
            });
            clusters.collect()
        });
        if let Some(error) = failed {
            return Err(error);
        }
        stages.time(Stage::Write, || {
            if let Some(out) = self.clusters_out {
                write_clusters(out, &clusters, corpus)?;
            }
            if let Some(out) = self.pairs {
                out.finish()?;
            }
            if let Some(mut out) = self.explained {
                let documents = corpus.entries.len();
                writeln!(out, "{} matches in {} clusters of {documents} documents", self.matches, clusters.len())?;
                out.finish()?;
            }
            Ok(self.matches)
        })
    }
}

fn write_clusters(mut out: Output, clusters: &[Cluster], corpus: &Corpus) -> Result<()> {
    // A page may be the first member of several clusters.
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    for cluster in clusters {
        let id = |document: &u64| corpus.entries[*document as usize].id.as_str();
        let first = cluster.members.first().map_or("", id);
        let number = numbers.entry(first).or_default();
        *number += 1;
        let name = if *number == 1 { format!("c-{first}") } else { format!("c-{first}-{number}") };
        out.json_line(&ClusterOut {
            cluster: name,
            members: cluster.members.iter().map(id).collect(),
            origin: id(&cluster.origin.document),
            reasons: cluster.origin.reasons.iter().map(ToString::to_string).collect(),
            verdicts: &cluster.verdicts,
        })?;
    }
    out.finish()
}
