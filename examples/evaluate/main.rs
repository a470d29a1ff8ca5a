//! How well it does on labelled corpora, beside what other tools do, all in one run.
//!
//! ```sh
//! cargo run --release --example evaluate -- ../shared/corpora [--json FILE] [--write-model]
//! ```
//!
//! Each corpus is a folder with `docs.jsonl.gz` and `pairs.jsonl` (`a`, `b`, `pos`); a folder that is not there is
//! named and passed over; a bar that is missed fails the run. docs/quality.md holds the output. `--write-model` writes the score's coefficients, fitted anew,
//! and the plot of their reliability.

mod bars;
mod boilerplate;
mod calibration;
mod corpora;
mod keys;
mod measures;
mod methods;
mod pages;
mod planted;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calibration::Calibration;
use corpora::Corpus;
use measures::Measures;
use methods::{METHODS, Prepared};

/// The invented corpus of this repository.
const BUNDLED: &str = "bundled";
/// Corpora whose pairs are labelled both ways.
const LABELLED: [&str; 7] =
    [BUNDLED, "seeds", "clough_stevenson", "reuters21578", "webis_neardup", "bible_nt", "bible_multi"];
/// The corpus that site boilerplate is appended to.
const NEWSWIRE: &str = "reuters21578";
/// Corpora whose planted pairs are to be found among all documents.
const PLANTED: [&str; 1] = ["mixed21k"];
/// Corpora without a true pair.
const NEGATIVE: [&str; 1] = ["basil_same_event"];

/// One figure, as `--json` writes it.
#[derive(Debug, serde::Serialize)]
struct Row {
    corpus: String,
    measure: String,
    value: f64,
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (mut root, mut json, mut is_model_written) = (None, None, false);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--json" => json = Some(args.next().ok_or("--json needs a file")?),
            "--write-model" => is_model_written = true,
            _ => root = Some(PathBuf::from(arg)),
        }
    }
    let root =
        root.ok_or("usage: evaluate FOLDER [--json FILE] [--write-model]; FOLDER holds a folder for each corpus")?;
    let (mut rows, mut calibration) = (Vec::new(), Calibration::default());
    for name in LABELLED {
        if let Some(corpus) = open(&root, name)? {
            calibration.add(name, &corpus)?;
            labelled(name, &corpus, &mut rows);
            if corpus.texts.len() < 10 {
                keys::run(name, &corpus, &mut rows);
            }
            if name == NEWSWIRE {
                boilerplate::run(name, &corpus, &mut rows)?;
            }
        }
    }
    for name in PLANTED.iter().chain(&NEGATIVE) {
        if let Some(corpus) = open(&root, name)? {
            calibration.add(name, &corpus)?;
            planted::run(name, &corpus, &mut rows)?;
            if PLANTED.contains(name) {
                pages::run(name, &corpus, &mut rows)?;
            }
        }
    }
    calibration.finish(is_model_written, &mut rows)?;
    if let Some(path) = json {
        std::fs::write(&path, serde_json::to_string_pretty(&rows)? + "\n").map_err(|e| format!("{path}: {e}"))?;
    }
    Ok(if bars::hold(&rows) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn open(root: &Path, name: &str) -> Result<Option<Corpus>, Box<dyn std::error::Error>> {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
    let folder = if name == BUNDLED { bundled } else { root.join(name) };
    if !folder.is_dir() {
        println!("{name}: not in {}, passed over\n", root.display());
        return Ok(None);
    }
    Ok(Some(Corpus::read(&folder)?))
}

/// Every method on every labelled pair.
fn labelled(name: &str, corpus: &Corpus, rows: &mut Vec<Row>) {
    println!("{name}: {} documents, {} pairs", corpus.texts.len(), corpus.pairs.len());
    println!("  {:34} {}", "", Measures::HEADER);
    let prepared = Prepared::new(corpus);
    for method in METHODS {
        let judged = method.judge(&prepared, corpus);
        tell(name, method.name, &Measures::of(&judged, &corpus.pairs, None), rows);
        if method.by_group {
            for group in corpus.groups() {
                tell(name, &format!("  {group}"), &Measures::of(&judged, &corpus.pairs, Some(&group)), rows);
            }
        }
    }
    println!();
}

fn tell(corpus: &str, method: &str, measures: &Measures, rows: &mut Vec<Row>) {
    println!("  {method:34} {measures}");
    rows.extend(measures.named().into_iter().map(|(measure, value)| Row {
        corpus: corpus.to_owned(),
        measure: format!("{} {measure}", method.trim()),
        value,
    }));
}
