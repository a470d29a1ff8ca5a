//! `wireprint scan`: all matches of a corpus.

use std::io::Write;

use anyhow::Result;
use wireprint::Rules;
use wireprint::engine::{Article, Candidate, Engine};
use wireprint::evidence::verify_by;
use wireprint::index::{self, Window};
use wireprint_corpus::{Stage, Stored};

use crate::args::ScanArgs;
use crate::corpus::{Corpus, IN_MEMORY_MAX, article, set_threads};
use crate::output::Output;
use crate::problems::Problems;
use crate::report::{Making, length};
use crate::stats::Stats;
use crate::summary::{Part, Summary};
use crate::terminal::{is_closed_pipe, safe, tell};
use crate::writer::Writer;
use crate::{progress, signals};

pub(crate) fn run(args: &ScanArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let mut problems = Problems::default();
    // Outputs first: a path that cannot be written is told before the corpus is read, not after.
    let mut writer = Writer::open(args)?;
    let mut stats = Stats::new(args.stats);
    let stages = stats.stages.clone();
    let summary = match scan(args, &mut writer, &mut stats, &mut problems) {
        Ok(summary) => summary,
        Err(error) => {
            // The outputs may be what failed.
            let left = writer.leave();
            left.unwrap_or_else(|also| {
                if !is_closed_pipe(&also) {
                    tell(format_args!("{also:#}"))
                }
            });
            return Err(error);
        }
    };
    writer.finish(&stages)?;
    if args.dry_run {
        tell_summary(args, &summary)?;
    }
    if args.stats {
        let stats = stats.report();
        let stats = if args.json { serde_json::to_string(&stats)? } else { stats.to_string() };
        progress::suspend(|| eprintln!("{stats}"));
    }
    Ok(problems)
}

/// Reads, compares and writes; what is written has not got its name yet.
fn scan(args: &ScanArgs, writer: &mut Writer, stats: &mut Stats, problems: &mut Problems) -> Result<Summary> {
    let stages = stats.stages.clone();
    let scheme = args.scheme.scheme();
    let corpus = Corpus::load(&args.paths, &args.read, scheme, texts_in_memory(args), &stages, problems)?;
    tracing::info!(documents = corpus.len(), bytes = corpus.bytes(), problems = problems.count(), "corpus read");
    let mut engine = Engine::new(Rules::default(), Window { memory: args.memory, span: None })?;
    let progress = progress::bar("comparing", corpus.len() as u64);
    for batch in corpus.batches() {
        signals::check()?;
        let (first, batch) = batch?;
        let documents: Vec<Stored<'_>> = batch.documents().collect();
        let articles: Vec<Article<'_>> = (first..).zip(&documents).map(|(n, d)| article(n, d)).collect();
        let pages = corpus.pages(&articles)?;
        writer.documents(&documents);
        // Two documents to be verified, the earlier first.
        let mut jobs: Vec<(usize, usize)> = Vec::new();
        stages.time(Stage::Index, || {
            (first..).zip(&articles).zip(&pages).try_for_each(|((b, article), page)| {
                let seen = engine.observe(&article.document(page))?;
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
        corpus.verify(&jobs, judge, |job, found, texts| writer.pair(args, rules, found, jobs[job], texts))?;
        progress.inc(batch.len() as u64);
        tracing::debug!(first, documents = batch.len(), candidates = jobs.len(), "batch compared");
    }
    progress.finish_and_clear();
    tell_what_was_dropped(&engine.stats());
    stats.documents = corpus.len();
    stats.bytes = corpus.bytes();
    stats.compared = engine.compared();
    let summary = writer.end(args, &corpus, &stages, &making(args, &engine.stats(), problems))?;
    stats.matches = summary.matches;
    tracing::info!(matches = summary.matches, clusters = summary.clusters, "corpus compared");
    let read = Part { documents: corpus.len() as u64, bytes: corpus.bytes() };
    Ok(Summary { read, problems: problems.count(), ..summary })
}

fn tell_summary(args: &ScanArgs, summary: &Summary) -> Result<()> {
    let mut out = Output::stdout();
    if args.json {
        out.json_line(summary)?;
    } else {
        writeln!(out, "{summary}")?;
    }
    out.finish()
}

/// Texts take a quarter of what fingerprints may take, as far as that is worth it; the rest goes to a temporary file.
fn texts_in_memory(args: &ScanArgs) -> usize {
    (args.memory / 4).min(IN_MEMORY_MAX)
}

/// A result that is less than complete says so.
fn tell_what_was_dropped(stats: &index::Stats) {
    if stats.crowded_out > 0 {
        let index::Stats { crowded_out, bytes_max, .. } = stats;
        tell(format_args!(
            "warning: {crowded_out} documents had to be forgotten before the end, the earliest first, and were not compared \
             with the later ones; give --memory more than {} MiB",
            bytes_max >> 20
        ));
    }
}

/// What a report tells of its making; nothing that another run would tell otherwise, and no seed, which may be a secret.
fn making(args: &ScanArgs, stats: &index::Stats, problems: &Problems) -> Making {
    let scheme = args.scheme.scheme();
    let paths: Vec<String> = args.paths.iter().take(8).map(|path| safe(&path.to_string_lossy())).collect();
    let more = args.paths.len().saturating_sub(paths.len());
    let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let window = args.window.map_or_else(
        || "documents of all times".to_owned(),
        |window| format!("documents at most {} apart", length(window.as_secs())),
    );
    let made = vec![
        ("Program", format!("wireprint {}", env!("CARGO_PKG_VERSION"))),
        ("Read", paths.join(", ") + &and_more),
        ("Compared", window),
        ("Scheme", scheme.id().to_string()),
        ("Least score", args.min_score.to_string()),
    ];
    let mut remarks = Vec::new();
    if stats.crowded_out > 0 {
        remarks.push(format!(
            "{} documents were forgotten before the end, the earliest first, and not compared with the later ones: \
             --memory was too small.",
            stats.crowded_out
        ));
    }
    if !problems.is_empty() {
        remarks.push(format!("{} of the input could not be used; standard error named each.", problems.told()));
    }
    Making { made, remarks }
}

/// Documents without a time are never too far apart.
fn is_in_window(args: &ScanArgs, candidate: &Candidate) -> bool {
    args.window.zip(candidate.apart).is_none_or(|(window, apart)| apart <= window.as_secs())
}
