//! A device that remembers: articles of the bundled corpus come in 64-byte pieces, each is looked up among those before it, and
//! the verdicts must be those that the host came to. Then the fingerprints of the seed articles, whose three pairs it finds.
#![no_std]
#![no_main]

use wireprint::{Fingerprint, Fingerprinter, Scheme};
use wireprint_firmware::measure::PIECE;
use wireprint_firmware::watch::{Memory, matches};
use wireprint_firmware::{Outcome, board, program, say};

struct Article {
    name: &'static str,
    text: &'static str,
    /// As the host computed it.
    fingerprint: &'static [u8],
    /// The articles before it that it matches by the host's reckoning, and the verdicts.
    matches: &'static [(u32, &'static str)],
}

include!(concat!(env!("OUT_DIR"), "/articles.rs"));

/// Fingerprints of five real articles, which are not ours to pass on: `cargo xtask device` compares them with the texts where
/// these are at hand.
const SEEDS: &[u8] = include_bytes!("../../data/seeds.bin");
const SEED_PAIRS: [(u32, u32); 3] = [(0, 1), (0, 2), (1, 2)];

fn run() -> Outcome {
    let mut memory = Memory::new();
    observe_articles(&mut memory)?;
    find_seeds(&mut memory)?;
    if let Some(stack) = board::peak_stack() {
        say!("stack ", stack);
    }
    Ok(())
}

fn observe_articles(memory: &mut Memory) -> Outcome {
    let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
    for (number, article) in (0..).zip(&ARTICLES) {
        article.text.as_bytes().chunks(PIECE).for_each(|piece| fingerprinter.push(piece));
        let print = fingerprinter.finish();
        if Fingerprint::from_bytes(article.fingerprint).as_ref() != Ok(&print) {
            say!("wrong: ", article.name);
            return Err("not the host's fingerprint");
        }
        let (mut found, mut as_expected) = (0, true);
        matches(memory, &print, |of, verdict| {
            say!(article.name, ": ", verdict.as_str(), " of ", ARTICLES.get(of as usize).map_or("?", |a| a.name));
            as_expected &= article.matches.contains(&(of, verdict.as_str()));
            found += 1;
        });
        if !as_expected || found != article.matches.len() {
            say!("wrong: ", article.name);
            return Err("not the host's verdicts");
        }
        memory.insert(number, print);
    }
    say!("articles ", ARTICLES.len());
    Ok(())
}

fn find_seeds(memory: &mut Memory) -> Outcome {
    const FIRST: u32 = ARTICLES.len() as u32;
    let (mut found, mut wrong) = (0, 0);
    for (number, bytes) in (0..).zip(SEEDS.chunks_exact(Fingerprint::<512>::BYTES)) {
        let Ok(print) = Fingerprint::from_bytes(bytes) else { return Err("a seed is no fingerprint") };
        matches(memory, &print, |of, verdict| {
            let of = of.wrapping_sub(FIRST);
            say!("seed ", number, ": ", verdict.as_str(), " of seed ", of);
            *if SEED_PAIRS.contains(&(of, number)) { &mut found } else { &mut wrong } += 1;
        });
        memory.insert(FIRST + number, print);
    }
    say!("seed pairs ", found as u32);
    if (found, wrong) == (SEED_PAIRS.len(), 0) { Ok(()) } else { Err("not the seeds' three pairs") }
}

program!(run);
