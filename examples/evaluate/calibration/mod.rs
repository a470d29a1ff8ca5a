//! The score's few coefficients: fitted on labelled news, and judged on stories they were not fitted on.
//!
//! Stories are split in two halves, by a hash: all versions of one story fall into one half. What is told comes from a
//! model that was fitted on the other half, for each half in turn; what is written was fitted on all. The pairs are
//! labelled ones and, of mixed21k, every pair that the engine would verify: right if it was planted, or if a share of
//! .15 of the smaller text's word 3-shingles stands in the other.

mod fit;
mod plot;
mod stories;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::error::Error;

use fit::{Model, fit};
use wireprint::compare::score::{EVIDENCE_FEATURES, SKETCH_FEATURES, evidence_features, sketch_features};
use wireprint::engine::{Article, Background, Engine};
use wireprint::evidence::verify;
use wireprint::fingerprint::Page;
use wireprint::index::Window;
use wireprint::{Rules, Scheme, compare};

use crate::Row;
use crate::corpora::Corpus;
use crate::methods::word_shingles;
use crate::planted::RIGHT;

/// Corpora that the model is fitted on: news, and answers that retell articles.
const FITTED: [&str; 6] = ["bundled", "seeds", "clough_stevenson", "reuters21578", "basil_same_event", "mixed21k"];
/// Corpora whose labels mean something else: versions of a chapter, sameness of web pages. The fit is told for them, too.
const OTHERS: [&str; 3] = ["webis_neardup", "bible_nt", "bible_multi"];
/// A pair as the fit sees it.
struct Example {
    corpus: &'static str,
    /// 0 or 1, or 2 for a pair whose documents' stories fell into different halves.
    half: u8,
    is_reuse: bool,
    evidence: [f64; EVIDENCE_FEATURES],
    sketch: [f64; SKETCH_FEATURES],
}

/// The pairs of all corpora that are there.
#[derive(Default)]
pub(crate) struct Calibration {
    examples: Vec<Example>,
}

impl Calibration {
    /// Takes a corpus in, if the model knows what its labels mean.
    pub(crate) fn add(&mut self, name: &str, corpus: &Corpus) -> Result<(), Box<dyn Error>> {
        match FITTED.iter().chain(&OTHERS).find(|known| **known == name) {
            Some(name) => prepare(name, corpus, &mut self.examples),
            None => Ok(()),
        }
    }

    /// Tells how well the score is calibrated; writes the model if told to.
    pub(crate) fn finish(&self, is_written: bool, rows: &mut Vec<Row>) -> Result<(), Box<dyn Error>> {
        let is_there = |corpus: &&str| self.examples.iter().any(|example| example.corpus == *corpus);
        if let Some(absent) = FITTED.iter().find(|corpus| !is_there(corpus)) {
            println!("calibration: passed over, since {absent} is not there");
            return if is_written { Err("the model is written from all corpora or not at all".into()) } else { Ok(()) };
        }
        let of_evidence = tell("verified", &self.examples, |example| example.evidence, rows);
        let of_sketch = tell("by fingerprints alone", &self.examples, |example| example.sketch, rows);
        if is_written {
            write::coefficients(&of_evidence.whole, &of_sketch.whole)?;
            plot::write(&[("verified", &of_evidence.judged), ("by fingerprints", &of_sketch.judged)])?;
        }
        Ok(())
    }
}

/// The features of every pair of a corpus.
fn prepare(name: &'static str, corpus: &Corpus, examples: &mut Vec<Example>) -> Result<(), Box<dyn Error>> {
    let scheme = Scheme::REWRITE;
    let articles = corpus.articles();
    let background = Background::of(&scheme, &articles);
    let filter = background.filter();
    let pages = background.pages(&filter, &articles)?;
    let mut pairs: Vec<(usize, usize, bool)> = corpus.pairs.iter().map(|p| (p.a, p.b, p.is_reuse)).collect();
    if name == "mixed21k" {
        add_candidates(corpus, &articles, &pages, &mut pairs)?;
    }
    let halves = stories::halves(name, corpus.texts.len(), &pairs);
    for (a, b, is_reuse) in pairs {
        let found = verify(&background.analysis(&filter, &articles[a]), &background.analysis(&filter, &articles[b]));
        let estimate = compare(&pages[a].fingerprint, &pages[b].fingerprint)?;
        examples.push(Example {
            corpus: name,
            half: if halves[a] == halves[b] { halves[a] } else { 2 },
            is_reuse,
            evidence: evidence_features(&found.overlap, &found.summary(), found.same_host),
            sketch: sketch_features(&estimate.overlap),
        });
    }
    Ok(())
}

/// Every pair that the engine would verify, labelled by its words.
fn add_candidates(
    corpus: &Corpus,
    articles: &[Article<'_>],
    pages: &[Page],
    pairs: &mut Vec<(usize, usize, bool)>,
) -> Result<(), Box<dyn Error>> {
    let known: BTreeSet<(usize, usize)> = pairs.iter().map(|(a, b, _)| (*a.min(b), *a.max(b))).collect();
    let mut engine = Engine::new(Rules::default(), Window::default())?;
    let mut shingles: BTreeMap<usize, HashSet<u64>> = BTreeMap::new();
    for (b, page) in pages.iter().enumerate() {
        for candidate in engine.observe(&articles[b].document(page))?.candidates {
            let a = candidate.id as usize;
            if known.contains(&(a, b)) {
                continue;
            }
            for document in [a, b] {
                shingles.entry(document).or_insert_with(|| word_shingles(&corpus.texts[document]));
            }
            let (x, y) = (&shingles[&a], &shingles[&b]);
            let share = x.intersection(y).count() as f64 / x.len().min(y.len()).max(1) as f64;
            pairs.push((a, b, share >= RIGHT));
        }
    }
    Ok(())
}

/// What a fit says: of pairs of the half that it did not see, and the model fitted on all.
struct Told<const N: usize> {
    judged: Vec<(f64, bool)>,
    whole: Model<N>,
}

fn tell<const N: usize>(
    name: &str,
    examples: &[Example],
    features: impl Fn(&Example) -> [f64; N],
    rows: &mut Vec<Row>,
) -> Told<N> {
    let chosen_rows = |use_it: &dyn Fn(&Example) -> bool| -> Vec<([f64; N], bool, f64)> {
        let chosen = |corpus: &str| examples.iter().filter(|e| e.corpus == corpus && use_it(e)).count() as f64;
        // The square root of a corpus's pairs is its weight: none drowns the others.
        let weights: BTreeMap<&str, f64> = FITTED.iter().map(|c| (*c, 1.0 / chosen(c).max(1.0).sqrt())).collect();
        let fitted = examples.iter().filter(|e| weights.contains_key(e.corpus) && use_it(e));
        fitted.map(|e| (features(e), e.is_reuse, weights[e.corpus])).collect()
    };
    let models = [0, 1].map(|half| fit(&chosen_rows(&|example| example.half == half)));
    println!("calibration of the score, {name}: pairs of stories that the model was not fitted on");
    println!("  {:20} {:>6} {:>6} {:>7}", "", "pairs", "reuse", "ECE");
    let judge = |corpora: &[&str]| -> Vec<(f64, bool)> {
        let chosen = examples.iter().filter(|e| e.half < 2 && corpora.contains(&e.corpus));
        chosen.map(|e| (models[1 - usize::from(e.half)].probability(&features(e)), e.is_reuse)).collect()
    };
    let mut line = |corpus: &str, judged: &[(f64, bool)]| {
        let reuse = judged.iter().filter(|(_, reuse)| *reuse).count();
        let value = fit::calibration_error(judged);
        println!("  {corpus:20} {:>6} {reuse:>6} {value:>7.3}", judged.len());
        rows.push(Row { corpus: corpus.to_owned(), measure: format!("{name} calibration error, held out"), value });
    };
    for corpus in FITTED.iter().chain(&OTHERS) {
        line(corpus, &judge(&[corpus]));
    }
    let judged = judge(&FITTED);
    line("the first six", &judged);
    let whole = fit(&chosen_rows(&|_| true));
    println!("  coefficients {:.3?}\n", whole.weights);
    Told { judged, whole }
}
