//! The same bytes everywhere: fingerprints every golden text with every kernel that this machine has, whole and in pieces,
//! and compares them with the committed vectors. `cargo xtask emulate` runs it on emulated machines.

use std::process::ExitCode;

use serde::Deserialize;
use wireprint::fingerprint::for_each_shingle;
use wireprint::kernel::Kernel;
use wireprint::suppress::Filter;
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme};

const VECTORS: &str = include_str!("../../../tests/golden/vectors.jsonl");
/// The machine's word, a block, what does not divide it, and a stretch.
const PIECES: [usize; 5] = [8, 64, 101, 1024, usize::MAX];

#[derive(Deserialize)]
struct Vector {
    name: String,
    text: String,
    profile: String,
    bins: usize,
    seed: u64,
    filtered: bool,
    fingerprint: String,
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs
        .map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or("not hexadecimal".to_owned()))
        .collect()
}

/// The filter of the golden vectors: every shingle of the first text that has an even hash.
fn filter<const BINS: usize>(scheme: &Scheme<BINS>, first: &[u8]) -> Filter {
    let mut hashes = Vec::new();
    for_each_shingle(scheme, first, |shingle| hashes.push(shingle.hash));
    Filter::from_shingles(scheme, hashes.into_iter().filter(|hash| hash % 2 == 0))
}

/// The fingerprint's bytes, by one kernel, from pieces of a size.
fn bytes_of<const BINS: usize>(
    vector: &Vector,
    first: &[u8],
    text: &[u8],
    kernel: Kernel,
    piece: usize,
) -> Result<Vec<u8>, String> {
    let profile = if vector.profile == "strict" { Profile::Strict } else { Profile::Rewrite };
    let scheme = Scheme::<BINS>::new(profile).with_seed(vector.seed);
    let filter = vector.filtered.then(|| filter(&scheme, first));
    let fingerprinter = match &filter {
        Some(filter) => Fingerprinter::with_filter(&scheme, filter).map_err(|error| error.to_string())?,
        None => Fingerprinter::new(&scheme),
    };
    let mut fingerprinter = fingerprinter.with_kernel(kernel);
    text.chunks(piece.min(text.len().max(1))).for_each(|piece| fingerprinter.push(piece));
    let mut bytes = vec![0; Fingerprint::<BINS>::BYTES];
    fingerprinter.finish().write_to(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn check(kernel: Kernel) -> Result<usize, String> {
    let mut checked = 0;
    let mut first = Vec::new();
    for line in VECTORS.lines() {
        let vector: Vector = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let (text, expected) = (unhex(&vector.text)?, unhex(&vector.fingerprint)?);
        if first.is_empty() {
            first.clone_from(&text);
        }
        for piece in PIECES {
            let found = match vector.bins {
                256 => bytes_of::<256>(&vector, &first, &text, kernel, piece)?,
                1024 => bytes_of::<1024>(&vector, &first, &text, kernel, piece)?,
                _ => bytes_of::<512>(&vector, &first, &text, kernel, piece)?,
            };
            if found != expected {
                return Err(format!(
                    "{} in pieces of {piece} bytes: another fingerprint than the golden one",
                    vector.name
                ));
            }
            checked += 1;
        }
    }
    Ok(checked)
}

fn main() -> ExitCode {
    let mut good = true;
    for kernel in Kernel::available() {
        match check(kernel) {
            Ok(checked) => println!("{}: {checked} fingerprints are the golden ones", kernel.name()),
            Err(error) => {
                println!("{}: {error}", kernel.name());
                good = false;
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
