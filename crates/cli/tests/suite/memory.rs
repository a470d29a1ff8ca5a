//! Memory does not grow with the corpus. Linux tells how much was used.

use std::fmt::Write;

use crate::common::Folder;

/// Documents of the smaller corpus; the larger one has four times as many, both many times more than a window of 1 MiB.
const DOCUMENTS: usize = 8_000;

/// What a document may take: its id among those met takes some 8 bytes, up to a million of them.
const BYTES: f64 = 40.0;

/// Documents of words that hardly any other has, but for so many copies one after the other.
fn corpus(documents: usize, copies: usize) -> String {
    let mut lines = String::new();
    for number in 0..documents {
        let (story, host) = (number / copies, number % 500);
        let _ = write!(lines, r#"{{"id": "https://www.host-{host}.example/news/{number:09}", "#);
        let _ = write!(lines, r#""host": "www.host-{host}.example", "time": {}, "text": "No {number}."#, number * 60);
        for word in 0..24u64 {
            let draw = (story as u64 * 24 + word).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 24;
            let _ = write!(lines, " w{draw:x}");
        }
        lines += "\"}\n";
    }
    lines
}

/// Megabytes that a scan had in memory at most, and the matches that it found.
fn scan(documents: usize, copies: usize, output: &[&str]) -> (f64, usize) {
    let folder = Folder::new().with("docs.jsonl", corpus(documents, copies));
    let run = folder
        .run(&[&["scan", "docs.jsonl", "--memory", "1M", "--threads", "1", "--stats"], output, &["out"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let figure = |after: &str| {
        let before = run.stderr.split(after).next().unwrap_or_default();
        before.rsplit([' ', '\n']).next().unwrap_or_default()
    };
    let megabytes = figure(" MB of memory at most").parse().expect("a number of megabytes");
    (megabytes, figure(" matches").parse().expect("a number of matches"))
}

#[track_caller]
fn assert_growth(copies: usize, output: &[&str]) {
    let ((few, _), (many, matches)) = (scan(DOCUMENTS, copies, output), scan(4 * DOCUMENTS, copies, output));
    assert_eq!(matches, 4 * DOCUMENTS * (copies - 1) / 2);
    let each = (many - few) * 1e6 / (3 * DOCUMENTS) as f64;
    assert!(each < BYTES, "{few} MB, {many} MB for four times the documents: {each:.0} bytes a document");
}

#[test]
fn memory_does_not_grow_with_documents() {
    assert_growth(1, &["--pairs"]);
}

#[test]
fn memory_does_not_grow_with_matches() {
    assert_growth(2, &["--pairs"]);
}

/// Eight copies make 28 matches, so that all that is kept of matches is more than stays in memory.
#[test]
fn memory_does_not_grow_with_clusters() {
    assert_growth(8, &["--clusters"]);
    assert_growth(8, &["--keep", "representatives", "--kept"]);
}
