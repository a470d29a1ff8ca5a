//! SimHash by shingle, beyond the cost of hashing: the hashes are there before the clock runs.

use std::hint::black_box;

use anyhow::Result;

use crate::peers::gaoya;
use crate::race::{Effort, Entrant, race};
use crate::report::Report;
use crate::table::{Table, figure, thousands, times};
use crate::{ours, stories};

/// Shingles of a document: a news flash, a notice, a long article, a book.
const SHINGLES: [usize; 4] = [32, 128, 600, 38_000];
/// Stories whose shingles are cut into documents.
const STORIES: u64 = 500;

/// A name, and the work on a document's hashes.
type Work<'a> = (&'static str, Box<dyn Fn(&[u64]) -> u64 + 'a>);

/// The table.
pub fn by_shingles(effort: Effort, report: &mut Report) -> Result<Table> {
    let hashes: Vec<u64> = stories::each(STORIES, |number| ours::shingles(&stories::held(number))).concat();
    let hasher = gaoya::sim_hasher();
    let mut table = Table::new(
        "SimHash",
        "Nanoseconds for each shingle, hashing apart: wireprint is given hashes; of gaoya's time for the same hashes, what \
         its SipHash of them takes is subtracted.",
        ["shingles of a document", "wireprint", "gaoya", "ratio"],
    );
    for count in SHINGLES {
        let documents: Vec<&[u64]> = hashes.chunks_exact(count).collect();
        let hasher = &hasher;
        let each: [Work; 3] = [
            ("wireprint", Box::new(ours::simhash)),
            ("gaoya", Box::new(|hashes| gaoya::simhash_of_hashes(hasher, hashes))),
            ("gaoya's hashing", Box::new(gaoya::hashing_alone)),
        ];
        let entrants = each.iter().map(|(name, work)| {
            let documents = &documents;
            Entrant::new(*name, move || {
                black_box(documents.iter().fold(0, |all, hashes| all ^ work(black_box(hashes))));
            })
        });
        let outcomes = race(entrants.collect(), effort);
        let (own, theirs) = (&outcomes[0], outcomes[1].without(&outcomes[2]));
        let each = |nanoseconds: f64| nanoseconds / (documents.len() * count) as f64;
        let (own_each, their_each) = (each(own.nanoseconds()), each(theirs.nanoseconds()));
        let ratio = own.times_quicker_than(&theirs);
        report.row(format!("simhash/{count}/wireprint"), own_each, "ns/shingle");
        report.row(format!("simhash/{count}/gaoya"), their_each, "ns/shingle");
        report.row(format!("simhash/{count}/ratio"), ratio, "times");
        table.row([thousands(count as i64), figure(own_each), figure(their_each), times(ratio)]);
    }
    Ok(table)
}
