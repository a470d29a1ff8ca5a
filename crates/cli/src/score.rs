//! `wireprint score`: given pairs, scored in their order.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::Deserialize;
use wireprint::fingerprint::fingerprint_batch;
use wireprint::{Fingerprint, Rules, compare};
use wireprint_corpus::{IdText, Line, Lines};

use crate::args::ScoreArgs;
use crate::corpus::{Corpus, set_threads};
use crate::output::{Output, Pair};
use crate::problems::Problems;
use crate::progress;

#[derive(Deserialize)]
struct Labelled<'a> {
    #[serde(borrow)]
    a: IdText<'a>,
    #[serde(borrow)]
    b: IdText<'a>,
}

/// Pairs scored together.
const BATCH: usize = 4096;

pub(crate) fn run(args: &ScoreArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let mut problems = Problems::default();
    let corpus = Corpus::load(&args.docs, &args.read, args.scheme.scheme(), &mut problems)?;
    let pairs = read_pairs(&args.pairs, &corpus, args.read.max_document, &mut problems)?;
    let scorer = if args.sketch { Scorer::by_sketch(&corpus)? } else { Scorer::ByTexts };
    let mut out = Output::stdout();
    let progress = progress::bar("scoring", pairs.len() as u64);
    for batch in pairs.chunks(BATCH) {
        let scored = batch.par_iter().map(|&(a, b)| scorer.score(&corpus, a, b)).collect::<Result<Vec<_>>>()?;
        for pair in &scored {
            out.json_line(pair)?;
        }
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    out.finish()?;
    Ok(problems)
}

enum Scorer {
    ByTexts,
    BySketch(Vec<Fingerprint>),
}

impl Scorer {
    fn by_sketch(corpus: &Corpus) -> Result<Self> {
        let mut prints = Vec::with_capacity(corpus.entries.len());
        for start in (0..corpus.entries.len()).step_by(BATCH) {
            let batch = start..corpus.entries.len().min(start + BATCH);
            let texts = batch.map(|document| corpus.text(document)).collect::<Result<Vec<_>>>()?;
            prints.extend(fingerprint_batch(&corpus.scheme, Some(&corpus.filter), &texts)?);
        }
        Ok(Self::BySketch(prints))
    }

    fn score<'c>(&self, corpus: &'c Corpus, a: usize, b: usize) -> Result<Pair<'c>> {
        let (id_a, id_b) = (&corpus.entries[a].id, &corpus.entries[b].id);
        let same_host = corpus.is_same_host(a, b);
        let rules = Rules::default();
        Ok(match self {
            Self::ByTexts => Pair::of_evidence(id_a, id_b, &corpus.verify(a, b)?, &rules, same_host),
            Self::BySketch(prints) => {
                let found = compare(&prints[a], &prints[b])?;
                Pair::of_overlap(id_a, id_b, rules.of_comparison(&found, same_host), &found.overlap)
            }
        })
    }
}

/// The pairs whose documents are both there, as numbers; the others are problems.
fn read_pairs(path: &Path, corpus: &Corpus, limit: usize, problems: &mut Problems) -> Result<Vec<(usize, usize)>> {
    let numbers: HashMap<&str, usize> = corpus.entries.iter().enumerate().map(|(i, e)| (e.id.as_str(), i)).collect();
    let input = wireprint_corpus::open(path)
        .with_context(|| format!("{}: cannot be opened; check the path and the permissions", path.display()))?;
    let mut lines = Lines::new(input, limit);
    let mut pairs = Vec::new();
    loop {
        let at = lines.number() + 1;
        let mut problem = |what: String| problems.report(format!("{}:{at}: {what}", path.display()));
        match lines.next_line().with_context(|| format!("{}:{at}: cannot be read further", path.display()))? {
            None => return Ok(pairs),
            Some(Line::TooLong) => problem(format!("longer than {limit} bytes; a pair needs `a` and `b` alone")),
            Some(Line::Whole(line)) if line.trim_ascii().is_empty() => {}
            Some(Line::Whole(line)) => match serde_json::from_slice::<Labelled<'_>>(line) {
                Err(error) => problem(format!("not a pair: {error}; write one object a line with \"a\" and \"b\"")),
                Ok(pair) => {
                    let (a, b) = (pair.a.to_string(), pair.b.to_string());
                    match (numbers.get(a.as_str()), numbers.get(b.as_str())) {
                        (Some(&a), Some(&b)) => pairs.push((a, b)),
                        (None, _) => problem(format!("no document \"{a}\"; check the id, or add it to --docs")),
                        (_, None) => problem(format!("no document \"{b}\"; check the id, or add it to --docs")),
                    }
                }
            },
        }
    }
}
