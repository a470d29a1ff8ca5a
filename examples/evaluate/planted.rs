//! All documents of a corpus against one another: are the planted pairs found, and is what is found right?

use std::collections::{BTreeMap, BTreeSet};

use wireprint::engine::{Background, Engine};
use wireprint::evidence::verify;
use wireprint::index::Window;
use wireprint::{Rules, Scheme};

use crate::Row;
use crate::corpora::Corpus;
use crate::methods::word_shingles;

/// A pair that nobody planted is right if this much of the smaller text's word 3-shingles is in the other.
pub(crate) const RIGHT: f64 = 0.15;

pub(crate) fn run(name: &str, corpus: &Corpus, rows: &mut Vec<Row>) -> Result<(), Box<dyn std::error::Error>> {
    let found = find(corpus, &Rules::default())?;
    println!("{name}: {} documents, {} pairs called a match", corpus.texts.len(), found.len());
    let mut tell = |measure: String, value: f64| {
        println!("  {measure:34} {value:.3}");
        rows.push(Row { corpus: name.to_owned(), measure, value });
    };
    let mut recall: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let planted: BTreeSet<(usize, usize)> =
        corpus.pairs.iter().filter(|pair| pair.is_reuse).map(|pair| sorted(pair.a, pair.b)).collect();
    for pair in corpus.pairs.iter().filter(|pair| pair.is_reuse) {
        let (hits, all) = recall.entry(pair.group.as_deref().unwrap_or("planted")).or_default();
        *hits += f64::from(u8::from(found.contains_key(&sorted(pair.a, pair.b))));
        *all += 1.0;
    }
    for (group, (hits, all)) in &recall {
        tell(format!("recall, {group}"), hits / all);
    }
    let is_right = |pair: &(usize, usize)| planted.contains(pair) || word_containment(corpus, *pair) >= RIGHT;
    let right = found.keys().filter(|pair| is_right(pair)).count();
    if !planted.is_empty() {
        tell("precision".into(), right as f64 / found.len() as f64);
    }
    if planted.is_empty() {
        for ((a, b), longest) in &found {
            println!("  {a} and {b}: the longest unquoted passage has {longest} words");
        }
    }
    let without_passage = found.values().filter(|longest| **longest < 8).count();
    tell("matches without 8 unquoted words".into(), without_passage as f64);
    println!();
    Ok(())
}

fn sorted(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// The matches, each with its longest unquoted passage.
pub(crate) fn find(
    corpus: &Corpus,
    rules: &Rules,
) -> Result<BTreeMap<(usize, usize), u32>, Box<dyn std::error::Error>> {
    let scheme = Scheme::REWRITE;
    let articles = corpus.articles();
    let background = Background::of(&scheme, &articles);
    let filter = background.filter();
    let analyse = |document: usize| background.analysis(&filter, &articles[document]);
    let mut engine = Engine::new(*rules, Window::default())?;
    let mut found = BTreeMap::new();
    for (b, page) in background.pages(&filter, &articles)?.iter().enumerate() {
        for candidate in engine.observe(&articles[b].document(page))?.candidates {
            let a = candidate.id as usize;
            let evidence = verify(&analyse(a), &analyse(b));
            if evidence.verdict(engine.rules()).is_match() {
                found.insert((a, b), evidence.summary().longest_narrative);
            }
        }
    }
    Ok(found)
}

pub(crate) fn word_containment(corpus: &Corpus, (a, b): (usize, usize)) -> f64 {
    let (a, b) = (word_shingles(&corpus.texts[a]), word_shingles(&corpus.texts[b]));
    a.intersection(&b).count() as f64 / a.len().min(b.len()).max(1) as f64
}
