//! The bundled corpus knows what is true of it: a table of what was found, by kind of pair.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use wireprint_corpus::Document;

use crate::Found;

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    pos: u8,
    kind: String,
}

#[derive(Default)]
struct Row {
    pairs: u32,
    matched: u32,
    reuse: bool,
    wrong: Vec<String>,
}

/// Prints the table; whether every pair of texts that share reused text was matched, and no other.
pub(crate) fn table(
    pairs: &Path,
    documents: &[Document<'_>],
    found: &[Found],
) -> Result<bool, Box<dyn std::error::Error>> {
    let matches = found.iter().filter(|pair| pair.verdict.is_match());
    let mut matched: BTreeSet<[String; 2]> =
        matches.map(|pair| sorted(&documents[pair.a].id, &documents[pair.b].id)).collect();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for line in std::fs::read_to_string(pairs)?.lines() {
        let pair: Pair = serde_json::from_str(line)?;
        let row = rows.entry(pair.kind).or_default();
        let is_matched = matched.remove(&sorted(&pair.a, &pair.b));
        row.reuse = pair.pos == 1;
        row.pairs += 1;
        row.matched += u32::from(is_matched);
        if is_matched != row.reuse {
            row.wrong.push(format!("{} – {}", pair.a, pair.b));
        }
    }
    let strangers = matched.iter().map(|[a, b]| format!("{a} – {b}")).collect::<Vec<_>>();
    let total = documents.len() * (documents.len() - 1) / 2;
    let unlisted = total as u32 - rows.values().map(|row| row.pairs).sum::<u32>();
    rows.insert(
        "(unrelated)".into(),
        Row { pairs: unlisted, matched: strangers.len() as u32, reuse: false, wrong: strangers },
    );

    println!("\n{:12} {:>6} {:>8}   should", "kind", "pairs", "matched");
    let mut good = true;
    for (kind, row) in &rows {
        good &= row.wrong.is_empty();
        let should = if row.reuse { "match" } else { "not match" };
        println!("{kind:12} {:>6} {:>8}   {should}", row.pairs, row.matched);
        for pair in &row.wrong {
            println!("{:14}WRONG: {pair}", "");
        }
    }
    Ok(good)
}

fn sorted(a: &str, b: &str) -> [String; 2] {
    let mut pair = [a.to_owned(), b.to_owned()];
    pair.sort();
    pair
}
