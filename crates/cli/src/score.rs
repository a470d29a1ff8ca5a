//! `wireprint score`: given pairs, scored in their order.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use wireprint::evidence::verify;
use wireprint::{Fingerprint, Rules, compare};
use wireprint_corpus::{IdText, Line, Lines, Stages, in_line};

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

/// Documents fingerprinted together.
const BATCH: usize = 1024;

pub(crate) fn run(args: &ScoreArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let mut problems = Problems::default();
    let corpus = Corpus::load(&args.docs, &args.read, args.scheme.scheme(), &Stages::default(), &mut problems)?;
    let pairs = read_pairs(&args.pairs, &corpus, args.read.max_document, &mut problems)?;
    let (rules, entries) = (Rules::default(), &corpus.entries);
    let mut out = Output::stdout();
    let progress = progress::bar("scoring", pairs.len() as u64);
    if args.sketch {
        let prints = fingerprints(&corpus)?;
        for &(a, b) in &pairs {
            let found = compare(&prints[a], &prints[b])?;
            let verdict = rules.of_comparison(&found, corpus.is_same_host(a, b));
            out.json_line(&Pair::new(&entries[a].id, &entries[b].id, verdict, found.score(), &found.overlap))?;
            progress.inc(1);
        }
    } else {
        corpus.verify(
            &pairs,
            |a, b| Some(verify(a, b)),
            |pair, found| {
                let (a, b) = pairs[pair];
                out.json_line(&Pair::of_evidence(&entries[a].id, &entries[b].id, found, &rules))?;
                progress.inc(1);
                Ok(())
            },
        )?;
    }
    progress.finish_and_clear();
    out.finish()?;
    Ok(problems)
}

fn fingerprints(corpus: &Corpus) -> Result<Vec<Fingerprint>> {
    let mut prints = Vec::with_capacity(corpus.entries.len());
    while prints.len() < corpus.entries.len() {
        let batch = corpus.batch(prints.len(), BATCH);
        let texts = corpus.texts(batch.clone())?;
        prints.extend(corpus.pages(batch, &texts)?.into_iter().map(|page| page.fingerprint));
    }
    Ok(prints)
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
        match lines.next_line() {
            Ok(None) => return Ok(pairs),
            Err(error) => {
                problem(format!(
                    "cannot be read further: {error}; the pairs before this were scored, the rest is lost"
                ));
                return Ok(pairs);
            }
            Ok(Some(Line::TooLong)) => problem(format!("longer than {limit} bytes; a pair needs `a` and `b` alone")),
            Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => {}
            Ok(Some(Line::Whole(line))) => match serde_json::from_slice::<Labelled<'_>>(line) {
                Err(error) => {
                    problem(format!("not a pair: {}; write one object a line with \"a\" and \"b\"", in_line(&error)))
                }
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
