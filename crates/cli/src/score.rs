//! `wireprint score`: given pairs, scored in their order.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use wireprint::evidence::verify;
use wireprint::index::HostId;
use wireprint::{Fingerprint, Rules, compare};
use wireprint_corpus::{IdText, Line, Lines, Options, Stages, Stored, in_line};

use crate::args::ScoreArgs;
use crate::corpus::{Corpus, IN_MEMORY_MAX, article, set_threads};
use crate::output::{Output, Pair};
use crate::problems::Problems;
use crate::{progress, signals};

#[derive(Deserialize)]
struct Labelled<'a> {
    #[serde(borrow)]
    a: IdText<'a>,
    #[serde(borrow)]
    b: IdText<'a>,
}

pub(crate) fn run(args: &ScoreArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let mut problems = Problems::default();
    let scheme = args.scheme.scheme();
    let corpus = Corpus::load(&args.docs, &args.read, scheme, IN_MEMORY_MAX, &Stages::default(), &mut problems)?;
    let pairs = read_pairs(&args.pairs, &corpus, args.read.max_document, &mut problems)?;
    let rules = Rules::default();
    let mut out = Output::create(&args.out)?;
    let progress = progress::bar("scoring", pairs.len() as u64);
    if args.sketch {
        let prints = fingerprints(&corpus)?;
        for &(a, b) in &pairs {
            signals::check()?;
            let ((in_a, host_a), (in_b, host_b)) = (&prints[a], &prints[b]);
            let found = compare(in_a, in_b)?;
            let verdict = rules.of_comparison(&found, host_a.is_same(*host_b));
            let (a, b) = (corpus.get(a)?, corpus.get(b)?);
            out.json_line(&Pair::new(a.id(), b.id(), verdict, found.score(), &found.overlap))?;
            progress.inc(1);
        }
    } else {
        corpus.verify(
            &pairs,
            |a, b| Some(verify(a, b)),
            |_, found, [a, b]| {
                out.json_line(&Pair::of_evidence(a.id(), b.id(), found, &rules))?;
                progress.inc(1);
                Ok(())
            },
        )?;
    }
    progress.finish_and_clear();
    out.finish()?;
    Ok(problems)
}

/// Each document's fingerprint and host.
fn fingerprints(corpus: &Corpus) -> Result<Vec<(Fingerprint, HostId)>> {
    let mut prints = Vec::with_capacity(corpus.len());
    for batch in corpus.batches() {
        let (first, batch) = batch?;
        let documents: Vec<Stored<'_>> = batch.documents().collect();
        let articles: Vec<_> = (first..).zip(&documents).map(|(n, d)| article(n, d)).collect();
        let pages = corpus.pages(&articles)?;
        prints.extend(pages.into_iter().zip(&articles).map(|(page, article)| (page.fingerprint, article.host_id())));
    }
    Ok(prints)
}

/// The number of each id.
fn numbers(corpus: &Corpus) -> Result<HashMap<String, usize>> {
    let mut numbers = HashMap::with_capacity(corpus.len());
    for batch in corpus.batches() {
        let (first, batch) = batch?;
        numbers.extend(batch.documents().zip(first..).map(|(document, number)| (document.id().to_owned(), number)));
    }
    Ok(numbers)
}

/// The pairs whose documents are both there, as numbers; the others are problems.
fn read_pairs(path: &Path, corpus: &Corpus, limit: usize, problems: &mut Problems) -> Result<Vec<(usize, usize)>> {
    let numbers = numbers(corpus)?;
    let input = wireprint_corpus::open(path, &Options::default())
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
                    match (numbers.get(&a), numbers.get(&b)) {
                        (Some(&a), Some(&b)) => pairs.push((a, b)),
                        (None, _) => problem(format!("no document \"{a}\"; check the id, or add it to --docs")),
                        (_, None) => problem(format!("no document \"{b}\"; check the id, or add it to --docs")),
                    }
                }
            },
        }
    }
}
