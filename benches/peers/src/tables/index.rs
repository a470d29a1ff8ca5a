//! An index that grows: insertion, lookup and memory by the documents that it holds.

use std::ops::Range;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::indexes::{Index, Sketches, everybody};
use crate::peers::gaoya::Banding;
use crate::plot::{Plot, Series};
use crate::race::{Effort, Entrant, Outcome, race, thread_time};
use crate::report::Report;
use crate::sibling;
use crate::stories;
use crate::table::{Table, figure, thousands};

/// Different questions asked of an index.
const QUERIES: usize = 512;
/// Rounds of insertion; together they add an eighth to the index.
const INSERTIONS: usize = 16;

/// The table, and the plot of insertion and lookup together.
pub fn by_documents(sizes: &[usize], effort: Effort, report: &mut Report) -> Result<(Table, Plot)> {
    let most = sizes.iter().max().copied().context("no sizes")?;
    eprintln!("indexes: sketches of {most} stories");
    let mut indexes = everybody(&Sketches::of(most + most / 8, stories::held))?;
    let mut table = Table::new(
        "Index",
        "Nanoseconds to insert a document and to look one up (candidates found and compared; half of the questions have an \
         answer), and bytes that the index takes for each document. wireprint's is the window's index; gaoya's bandings are \
         its README's, for Jaccard ≥ .5, and one that finds rewrites, both of triples of words. The last column is insertion and lookup together, against wireprint's.",
        ["documents", "index", "insert", "look up", "bytes a document", "of wireprint's"],
    );
    let mut series: Vec<Series> =
        indexes.iter().map(|index| Series { name: index.name(), points: Vec::new() }).collect();
    let mut held = 0;
    for &size in sizes {
        eprintln!("indexes: {size} documents");
        (held..size).try_for_each(|number| indexes.iter_mut().try_for_each(|index| index.insert(number)))?;
        let bytes: Vec<usize> = indexes.iter().map(|index| bytes(index.as_ref(), size)).collect::<Result<_>>()?;
        let lookups = lookups(&mut indexes, size, effort);
        held = size + size / 8;
        let insertions = insertions(&mut indexes, size..held)?;
        let both: Vec<f64> = insertions
            .iter()
            .zip(&lookups)
            .map(|(insert, lookup)| insert.nanoseconds() + lookup.nanoseconds())
            .collect();
        for (number, (insert, lookup)) in insertions.iter().zip(&lookups).enumerate() {
            let name = format!("index/{size}/{}", insert.name);
            report.row(format!("{name}/insert"), insert.nanoseconds(), "ns");
            report.row(format!("{name}/look up"), lookup.nanoseconds(), "ns");
            report.row(format!("{name}/memory"), bytes[number] as f64, "bytes/document");
            series[number].points.push((size as f64, both[number]));
            let cells = [insert.nanoseconds(), lookup.nanoseconds(), bytes[number] as f64].map(figure);
            let mut row = vec![thousands(size as i64), insert.name.clone()];
            row.extend(cells);
            row.push(figure(both[number] / both[0]));
            table.row(row);
        }
    }
    let plot = Plot {
        title: "Cost of a document against corpus size: insertion and lookup",
        x_label: "documents in the index",
        y_label: "ns a document",
        x_ticks: sizes.iter().map(|size| (*size as f64, thousands(*size as i64))).collect(),
        series,
    };
    Ok((table, plot))
}

/// Nanoseconds a lookup.
fn lookups(indexes: &mut [Box<dyn Index>], documents: usize, effort: Effort) -> Vec<Outcome> {
    let queries = Sketches::of(QUERIES, |number| stories::query(number, documents as u64));
    indexes.iter_mut().for_each(|index| index.ask(&queries));
    let entrants = indexes.iter_mut().map(|index| {
        let mut query = 0;
        Entrant::new(index.name(), move || {
            query = (query + 1) % QUERIES;
            std::hint::black_box(index.lookup(query));
        })
    });
    race(entrants.collect(), effort)
}

/// Nanoseconds an insertion of these documents.
fn insertions(indexes: &mut [Box<dyn Index>], numbers: Range<usize>) -> Result<Vec<Outcome>> {
    let mut rounds = vec![Vec::new(); indexes.len()];
    let step = (numbers.len() / INSERTIONS).max(1);
    for start in numbers.clone().step_by(step) {
        let some = start..(start + step).min(numbers.end);
        for (index, rounds) in indexes.iter_mut().zip(&mut rounds) {
            let (clock, count) = (thread_time(), some.len());
            some.clone().try_for_each(|number| index.insert(number))?;
            rounds.push((thread_time() - clock).as_nanos() as f64 / count as f64);
        }
    }
    Ok(indexes.iter().zip(rounds).map(|(index, rounds)| Outcome::new(index.name(), rounds)).collect())
}

/// What an index takes for a document: by its own account, or counted by a program with a counting allocator, which would
/// slow everybody down in this one.
fn bytes(index: &dyn Index, documents: usize) -> Result<usize> {
    if let Some(bytes) = index.bytes_per_document() {
        return Ok(bytes);
    }
    let banding = Banding::ALL.into_iter().find(|banding| banding.name() == index.name());
    let Banding { bands, width, .. } = banding.context("an index that nobody can weigh")?;
    let arguments = [documents, bands, width].map(|number| number.to_string());
    let output = Command::new(sibling::program("index-memory")?).args(arguments).output()?;
    ensure!(output.status.success(), "index-memory failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse()?)
}
