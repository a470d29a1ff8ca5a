//! `wireprint compare`: two documents.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use serde::Serialize;
use wireprint::compare::score::SCORE_VERSION;
use wireprint::evidence::{Analysis, Source, verify};
use wireprint::index::HostId;
use wireprint::{Estimate, Rules, fingerprint};
use wireprint_corpus::{Document, Stages};

use crate::args::CompareArgs;
use crate::explain::{explain_passages, sentence};
use crate::output::{Output, Pair};
use crate::problems::Problems;
use crate::signals;
use crate::terminal::Paint;

/// What fingerprints alone say, beside the exact pair.
#[derive(Debug, Serialize)]
struct Comparison<'a> {
    #[serde(flatten)]
    pair: Pair<'a>,
    scheme: String,
    estimate: wireprint::Comparison,
    /// The version of the model that the score comes from.
    score_version: u32,
}

pub(crate) fn run(args: &CompareArgs) -> Result<Problems> {
    let mut problems = Problems::default();
    let a = one_document(&args.a, args, &mut problems)?;
    let b = one_document(&args.b, args, &mut problems)?;
    let scheme = args.scheme.scheme();
    let rules = Rules::default();
    let estimate =
        wireprint::compare(&fingerprint(&scheme, a.text.as_bytes()), &fingerprint(&scheme, b.text.as_bytes()))?;
    let [analysis_a, analysis_b] = [&a, &b].map(|document| {
        let host = document.host.as_deref().map_or(HostId::UNKNOWN, HostId::of);
        let source = Source { host, time: document.time, repeated: &[] };
        Analysis::of_source(&scheme, None, document.text.as_bytes(), &source)
    });
    let found = verify(&analysis_a, &analysis_b);
    let pair = Pair::of_evidence(&a.id, &b.id, &found, &rules);

    let mut out = Output::stdout();
    if args.json {
        out.json_line(&Comparison { pair, scheme: scheme.id().to_string(), estimate, score_version: SCORE_VERSION })?;
        out.finish()?;
        return Ok(problems);
    }
    writeln!(out, "{}", sentence(&pair, Paint::stdout()))?;
    let row = |out: &mut Output, name: &str, exact: f64, e: Estimate| {
        writeln!(out, "  {name:<8} {exact:>8.3}   by fingerprint {:>8.3} ± {:.3}", e.value, e.error)
    };
    row(&mut out, "jaccard", found.overlap.jaccard(), estimate.jaccard)?;
    row(&mut out, "a in b", found.overlap.a_in_b(), estimate.a_in_b)?;
    row(&mut out, "b in a", found.overlap.b_in_a(), estimate.b_in_a)?;
    row(&mut out, "shared", found.overlap.shared, estimate.shared)?;
    if args.explain {
        explain_passages(&mut out, &found, a.text.as_bytes(), b.text.as_bytes())?;
    }
    out.finish()?;
    Ok(problems)
}

fn one_document(path: &Path, args: &CompareArgs, problems: &mut Problems) -> Result<Document<'static>> {
    let options = args.read.options(&Stages::default());
    let mut documents = Vec::new();
    let paths = [path.to_owned()];
    let mut read = |document: Document<'_>| documents.push(document.into_owned());
    signals::may_end(|| wireprint_corpus::read(&paths, &options, &mut read, &mut |p| problems.report(p)));
    let found = documents.len();
    match (documents.pop(), found) {
        (Some(document), 1) => Ok(document),
        (None, _) => bail!("{}: no document to compare; give a file with one text", path.display()),
        _ => bail!("{}: {found} documents where one is wanted; use `wireprint scan` for many", path.display()),
    }
}
