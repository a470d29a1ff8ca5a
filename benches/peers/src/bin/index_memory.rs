//! Bytes that gaoya's index takes for each document: `index-memory DOCUMENTS BANDS WIDTH`. A program of its own, because
//! an allocator that counts slows down what it counts.

use std::alloc::System;

use anyhow::{Context, Result};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use wireprint_peers::peers::gaoya::{self, Banding};
use wireprint_peers::stories;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [documents, bands, width] = numbers[..].try_into().context("usage: index-memory DOCUMENTS BANDS WIDTH")?;
    let banding = Banding { bands, width, ..Banding::README };
    let hasher = gaoya::min_hasher(banding);
    // The vocabulary of the stories is made with the first of them and does not count.
    drop(stories::held(0));
    let before = in_use();
    let mut index = banding.index();
    for number in 0..documents as u64 {
        index.insert(number, gaoya::minhash_of_triples(&hasher, &gaoya::triples(&stories::held(number))));
    }
    println!("{}", (in_use() - before) / documents.max(1));
    drop(index);
    Ok(())
}

/// Bytes allocated and not freed.
fn in_use() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}
