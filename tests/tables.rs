//! A build with a part of the folding table says the same as all others of texts that the part covers, and of others says that
//! it does not. Run with each table by `cargo xtask ci`.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use wireprint::error::CompareError;
use wireprint::scheme::Table;
use wireprint::text::is_covered;
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme, compare};

/// What matters here of a line of the golden vectors; bytes are in hexadecimal.
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

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal")).collect()
}

#[test]
fn golden_fingerprints_are_told_or_disowned() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/vectors.jsonl");
    let file = fs::read_to_string(path).expect("the golden vectors are committed");
    let vectors = file.lines().map(|line| serde_json::from_str::<Vector>(line).expect("a vector is JSON"));
    let (mut told, mut disowned) = (0, 0);
    for vector in vectors.filter(|vector| !vector.filtered && vector.bins == 512) {
        let profile = if vector.profile == "strict" { Profile::Strict } else { Profile::Rewrite };
        let scheme = Scheme::<512>::new(profile).with_seed(vector.seed);
        let text = unhex(&vector.text);
        let mut fingerprinter = Fingerprinter::new(&scheme);
        text.chunks(64).for_each(|piece| fingerprinter.push(piece));
        // Ill-formed sequences are read as U+FFFD, which every table has.
        let lacking = String::from_utf8_lossy(&text).chars().filter(|c| !is_covered(*c)).count();
        assert_eq!(fingerprinter.uncovered() as usize, lacking, "{}", vector.name);
        let print = fingerprinter.finish();
        let expected: Fingerprint = Fingerprint::from_bytes(&unhex(&vector.fingerprint)).expect("a fingerprint");
        if lacking == 0 {
            told += 1;
            assert_eq!(print, expected, "{}", vector.name);
        } else {
            disowned += 1;
            assert_eq!(print.scheme(), scheme.id_beyond(Table::HERE));
            let refused = CompareError::Scheme { left: print.scheme(), right: scheme.id() };
            assert_eq!(compare(&print, &expected).err(), Some(refused), "{}", vector.name);
            assert!(compare(&print, &print).is_ok(), "devices of one table understand one another");
        }
        fingerprinter.push(b"Ferries to Kolmar resume on Friday");
        assert_eq!(fingerprinter.finish().scheme(), scheme.id(), "the next text is another");
    }
    let [least_told, least_disowned] = match Table::HERE {
        Table::Full => [60, 0],
        Table::European => [20, 20],
        _ => [10, 20],
    };
    assert!(told >= least_told && disowned >= least_disowned, "{told} told, {disowned} disowned");
    assert!(Table::HERE != Table::Full || disowned == 0);
}
