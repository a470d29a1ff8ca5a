//! How the window's index grows: nanoseconds per lookup and per insertion among 10⁴, 10⁵ and 10⁶ documents.
//!
//! ```sh
//! cargo run --release --example index_growth               # up to 1,000,000 documents, 1.6 GB
//! cargo run --release --example index_growth -- 100000
//! cargo run --release --example index_growth -- 100000 16  # the same in 16 tables, all of which a lookup reads
//! ```
//!
//! Documents are synthetic articles of some 120 words, a tenth of them rewrites of an earlier one. At each size a batch is
//! looked up and another one added, several times over; the median of the batches is told, and by how much a lookup
//! becomes dearer with each doubling of the documents: growth is logarithmic where that stays the same. Nothing but
//! lookups and insertions is timed. A lookup reads 128 rings of 256 bytes, which lie in the processor's caches or,
//! among more documents, do not. Several tables show what a table for each shard would cost.

mod zipf;

use std::error::Error;
use std::num::NonZeroUsize;
use std::time::Instant;

use wireprint::Scheme;
use wireprint::fingerprint::{Page, page_batch};
use wireprint::index::{Document, HostId, Lookup, Window, WindowIndex};
use zipf::{mixed, words};

const MOST: u64 = 1_000_000;
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
const BATCH: u64 = 512;
const BATCHES: usize = 9;
const WORDS: u64 = 120;

fn main() -> Result<(), Box<dyn Error>> {
    let most = std::env::args().nth(1).map_or(Ok(MOST), |n| n.parse())?;
    let count = std::env::args().nth(2).map_or(Ok(1), |n| n.parse::<NonZeroUsize>().map(usize::from))?;
    let tables: Result<Vec<_>, _> = (0..count).map(|_| WindowIndex::new(Window::default())).collect();
    let mut tables = tables?;
    let mut lookup = Lookup::new();
    let mut next = 0;
    let mut before: Option<(u64, f64)> = None;
    println!("{:>10} {:>10} {:>10} {:>10} {:>12}", "documents", "ns lookup", "ns insert", "bytes each", "ns/doubling");
    for size in SIZES.into_iter().filter(|size| *size <= most) {
        while next + BATCH <= size {
            insert(&mut tables, next, &pages(next)?)?;
            next += BATCH;
        }
        let (mut lookups, mut insertions) = (Vec::new(), Vec::new());
        for _ in 0..BATCHES {
            let unseen = pages(MOST + next)?;
            let clock = Instant::now();
            for (id, page) in (MOST + next..).zip(&unseen) {
                for index in &tables {
                    std::hint::black_box(index.candidates(&document(id, page), &mut lookup));
                }
            }
            lookups.push(clock.elapsed().as_nanos() as f64 / BATCH as f64);
            let new = pages(next)?;
            let clock = Instant::now();
            insert(&mut tables, next, &new)?;
            insertions.push(clock.elapsed().as_nanos() as f64 / BATCH as f64);
            next += BATCH;
        }
        let (looked_up, inserted) = (median(lookups), median(insertions));
        let growth = before.map(|(smaller, cost)| (looked_up - cost) / (size as f64 / smaller as f64).log2());
        let growth = growth.map_or_else(String::new, |nanoseconds| format!("{nanoseconds:+.0}"));
        let each = tables.iter().map(|index| index.stats().bytes_per_document()).sum::<usize>() / tables.len();
        println!("{size:>10} {looked_up:>10.0} {inserted:>10.0} {each:>10} {growth:>12}");
        before = Some((size, looked_up));
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A batch goes into one table, the next into the next.
fn insert(tables: &mut [WindowIndex], from: u64, pages: &[Page]) -> Result<(), Box<dyn Error>> {
    let table = (from / BATCH) as usize % tables.len();
    (from..).zip(pages).try_for_each(|(id, page)| tables[table].insert(&document(id, page)).map(drop))?;
    Ok(())
}

fn document(id: u64, page: &Page) -> Document<'_> {
    Document { id, page, host: HostId::UNKNOWN, time: None }
}

/// A batch of documents, by the number of the first.
fn pages(from: u64) -> Result<Vec<Page>, Box<dyn Error>> {
    let texts: Vec<String> = (from..from + BATCH).map(text).collect();
    Ok(page_batch(&Scheme::REWRITE, None, &texts)?)
}

/// Words of its own, or half of them those of an earlier one.
fn text(number: u64) -> String {
    let mut out = String::with_capacity(WORDS as usize * 8);
    let source = (number % 10 == 7).then(|| mixed(number) % number.min(MOST));
    words(source.unwrap_or(number), WORDS / 2, &mut out);
    words(number | 1 << 40, WORDS / 2, &mut out);
    out
}
