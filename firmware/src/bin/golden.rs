//! Every golden vector: the text in 64-byte pieces, and the fingerprint must be the committed one, byte for byte.
#![no_std]
#![no_main]

use heapless::Vec;
use wireprint::fingerprint::for_each_shingle;
use wireprint::suppress::Filter;
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme};
use wireprint_firmware::measure::PIECE;
use wireprint_firmware::{Outcome, program, say};

struct Vector {
    name: &'static str,
    text: &'static [u8],
    strict: bool,
    bins: usize,
    seed: u64,
    filtered: bool,
    fingerprint: &'static [u8],
}

/// The bytes of a fingerprint of 1024 bins.
const LONGEST: usize = Fingerprint::<1024>::BYTES;

include!(concat!(env!("OUT_DIR"), "/golden.rs"));

fn run() -> Outcome {
    let mut wrong = 0usize;
    for vector in &VECTORS {
        let is_golden = match vector.bins {
            256 => is_golden::<256>(vector),
            512 => is_golden::<512>(vector),
            1024 => is_golden::<1024>(vector),
            _ => false,
        };
        if !is_golden {
            wrong += 1;
            let profile = if vector.strict { "strict" } else { "rewrite" };
            say!("wrong: ", vector.name, ", ", profile, ", ", vector.bins, " bins");
        }
    }
    say!("golden ", VECTORS.len() - wrong);
    if wrong == 0 { Ok(()) } else { Err("not the golden fingerprints") }
}

#[inline(never)]
fn is_golden<const BINS: usize>(vector: &Vector) -> bool {
    let profile = if vector.strict { Profile::Strict } else { Profile::Rewrite };
    let scheme = Scheme::<BINS>::new(profile).with_seed(vector.seed);
    let filter = vector.filtered.then(|| filter(&scheme)).flatten();
    if filter.is_some() != vector.filtered {
        return false;
    }
    let fingerprinter = match &filter {
        Some(filter) => Fingerprinter::with_filter(&scheme, filter),
        None => Ok(Fingerprinter::new(&scheme)),
    };
    let Ok(mut fingerprinter) = fingerprinter else { return false };
    vector.text.chunks(PIECE).for_each(|piece| fingerprinter.push(piece));
    let mut bytes = [0; LONGEST];
    let written = fingerprinter.finish().write_to(&mut bytes).unwrap_or(0);
    bytes.get(..written) == Some(vector.fingerprint)
}

/// The filter of the golden vectors: every shingle of the first text that has an even hash.
fn filter<const BINS: usize>(scheme: &Scheme<BINS>) -> Option<Filter> {
    let mut even = Vec::<u64, 2048>::new();
    let mut is_room = true;
    for_each_shingle(scheme, VECTORS[0].text, |shingle| {
        if shingle.hash % 2 == 0 {
            is_room &= even.push(shingle.hash).is_ok();
        }
    });
    is_room.then(|| Filter::from_shingles(scheme, even))
}

program!(run);
