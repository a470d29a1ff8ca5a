//! Fingerprints of fixed texts, over all profiles, bins and scripts, as committed when the scheme was frozen: a change of any
//! byte is a change of the scheme, and wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use wireprint::suppress::Filter;
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme};

/// One line of the file: how the fingerprint is made, and its bytes.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Vector {
    name: String,
    text: String,
    profile: String,
    bins: usize,
    seed: u64,
    filtered: bool,
    fingerprint: String,
}

/// One line of `texts.jsonl`: hexadecimal where the bytes are not UTF-8.
#[derive(Debug, Deserialize)]
struct Text {
    name: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    hex: Option<String>,
    /// Repetitions of the text.
    #[serde(default)]
    times: Option<usize>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal")).collect()
}

fn texts() -> Vec<(String, Vec<u8>)> {
    let file = fs::read_to_string(folder().join("texts.jsonl")).expect("the golden texts are committed");
    let lines = file.lines().map(|line| serde_json::from_str::<Text>(line).expect("a golden text is JSON"));
    let bytes = |t: &Text| match (&t.text, &t.hex) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(digits)) => unhex(digits),
        (None, None) => panic!("{} has neither text nor hex", t.name),
    };
    lines.map(|t| (t.name.clone(), bytes(&t).repeat(t.times.unwrap_or(1)))).collect()
}

/// The filter of the golden vectors: every shingle of the first text that has an even hash.
fn filter<const BINS: usize>(scheme: &Scheme<BINS>, text: &[u8]) -> Filter {
    let mut hashes = Vec::new();
    wireprint::fingerprint::for_each_shingle(scheme, text, |shingle| hashes.push(shingle.hash));
    Filter::from_shingles(scheme, hashes.into_iter().filter(|hash| hash % 2 == 0))
}

fn fingerprint_hex<const BINS: usize>(scheme: Scheme<BINS>, filter: Option<&Filter>, text: &[u8]) -> String {
    let mut fingerprinter = match filter {
        Some(filter) => Fingerprinter::with_filter(&scheme, filter).expect("a filter of this scheme"),
        None => Fingerprinter::new(&scheme),
    };
    fingerprinter.push(text);
    let mut bytes = vec![0; Fingerprint::<BINS>::BYTES];
    fingerprinter.finish().write_to(&mut bytes).expect("room for a fingerprint");
    hex(&bytes)
}

fn vectors_of<const BINS: usize>(texts: &[(String, Vec<u8>)], out: &mut Vec<Vector>) {
    for profile in [Profile::Rewrite, Profile::Strict] {
        // Every text at the default size; a few at the others, with a seed, and with a filter.
        for (number, (name, text)) in texts.iter().enumerate() {
            for (seed, filtered) in [(0, false), (0x1234_5678_9ABC_DEF0, false), (0, true)] {
                if number >= 3 && (BINS != 512 || seed != 0 || filtered) {
                    continue;
                }
                let scheme = Scheme::<BINS>::new(profile).with_seed(seed);
                let filter = filtered.then(|| filter(&scheme, &texts[0].1));
                let fingerprint = fingerprint_hex(scheme, filter.as_ref(), text);
                let profile = if profile == Profile::Strict { "strict" } else { "rewrite" }.to_owned();
                out.push(Vector {
                    name: name.clone(),
                    text: hex(text),
                    profile,
                    bins: BINS,
                    seed,
                    filtered,
                    fingerprint,
                });
            }
        }
    }
}

#[test]
fn fingerprints_are_the_committed_ones() {
    let texts = texts();
    let mut vectors = Vec::new();
    vectors_of::<512>(&texts, &mut vectors);
    vectors_of::<256>(&texts, &mut vectors);
    vectors_of::<1024>(&texts, &mut vectors);
    let path = folder().join("vectors.jsonl");
    let stored = fs::read_to_string(&path).expect("the golden vectors are committed");
    let stored: Vec<Vector> = stored.lines().map(|l| serde_json::from_str(l).expect("a vector is JSON")).collect();
    assert_eq!(stored.len(), vectors.len(), "vectors were added or lost");
    for (stored, computed) in stored.iter().zip(&vectors) {
        assert_eq!(stored, computed, "{} {} {} bins", stored.name, stored.profile, stored.bins);
    }
}

/// The program written from docs/format.md alone computes the same bytes.
#[test]
fn the_independent_implementation_agrees() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format/reference.py");
    let has_python = Command::new("python3").args(["-c", "import xxhash"]).output().is_ok_and(|o| o.status.success());
    if !has_python {
        assert!(std::env::var_os("CI").is_none(), "CI must have python3 with the package xxhash: pip install xxhash");
        eprintln!("skipped: no python3 with the package xxhash");
        return;
    }
    let done = Command::new("python3").arg(&script).arg(folder().join("vectors.jsonl")).output().expect("python3 runs");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}
