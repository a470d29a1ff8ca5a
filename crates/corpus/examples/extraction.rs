//! How much of an article the extraction from HTML finds, and how much else: tokens and runs of four of them, against texts that
//! people marked. `cargo run --release --package wireprint-corpus --example extraction -- FOLDER`, where FOLDER has `html/` and `ground-truth.json`.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use serde::Deserialize;
use wireprint_corpus::Options;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Truth {
    article_body: String,
}

/// Words as the article-extraction benchmark takes them.
fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|token| !token.is_empty()).collect()
}

/// How often each run of so many tokens occurs; of a shorter text, the whole of it.
fn runs<'a>(tokens: &[&'a str], len: usize) -> HashMap<Vec<&'a str>, usize> {
    let mut counts = HashMap::new();
    if tokens.is_empty() {
        return counts;
    }
    for run in tokens.windows(len.min(tokens.len())) {
        *counts.entry(run.to_vec()).or_default() += 1;
    }
    counts
}

/// Precision and recall of one text.
fn precision_and_recall(found: &str, wanted: &str, len: usize) -> [f64; 2] {
    let (found, wanted) = (tokens(found), tokens(wanted));
    let (found, wanted) = (runs(&found, len), runs(&wanted, len));
    let common: usize = found.iter().map(|(run, count)| *count.min(wanted.get(run).unwrap_or(&0))).sum();
    [&found, &wanted].map(|of| common as f64 / of.values().sum::<usize>().max(1) as f64)
}

fn f1([precision, recall]: [f64; 2]) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder with html/ and ground-truth.json")?);
    let truth = std::fs::read(folder.join("ground-truth.json"))?;
    let truth: BTreeMap<String, Truth> = serde_json::from_slice(&truth)?;
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    wireprint_corpus::read(
        &[folder.join("html")],
        &Options::default(),
        &mut |document| {
            let name = document.id.split('.').next().unwrap_or_default().to_owned();
            found.insert(name, document.text.into_owned());
        },
        &mut |problem| eprintln!("{problem}"),
    );
    println!("{} of {} pages read", found.len(), truth.len());
    for (name, len) in [("tokens", 1), ("runs of 4 tokens", 4)] {
        let each: Vec<(&str, [f64; 2])> = truth
            .iter()
            .map(|(page, truth)| {
                let text = found.get(page).map_or("", |text| text);
                (page.as_str(), precision_and_recall(text, &truth.article_body, len))
            })
            .collect();
        let mean = [0, 1].map(|at| each.iter().map(|(_, scores)| scores[at]).sum::<f64>() / each.len() as f64);
        let of_each = each.iter().map(|(_, scores)| f1(*scores)).sum::<f64>() / each.len() as f64;
        let [precision, recall] = mean;
        println!(
            "{name:<18} precision {precision:.3}  recall {recall:.3}  F1 {:.3}  mean of each page's F1 {of_each:.3}",
            f1(mean)
        );
        if len == 1 && std::env::args().any(|arg| arg == "--worst") {
            let mut worst = each.clone();
            worst.sort_by(|(_, a), (_, b)| f1(*a).total_cmp(&f1(*b)));
            for (page, [precision, recall]) in worst.iter().take(20) {
                println!("  {page}  precision {precision:.3}  recall {recall:.3}");
            }
        }
    }
    Ok(())
}
