//! Memory does not grow with the corpus, but for a few bytes a document. Linux tells how much was used.

use std::fmt::Write;

use crate::common::Folder;

/// Documents of the smaller corpus; the larger one has four times as many, both many times more than a window of 1 MiB.
const DOCUMENTS: usize = 8_000;

/// What a document may take: its id among those met takes some 8 bytes, and its match 48 where clusters are asked for.
const BYTES_ALONE: f64 = 40.0;
const BYTES_WITH_CLUSTERS: f64 = 60.0;

/// Documents of words that hardly any other has; where `twins` are wanted every second one repeats the one before it.
fn corpus(documents: usize, twins: bool) -> String {
    let mut lines = String::new();
    for number in 0..documents {
        let (story, host) = (if twins { number / 2 } else { number }, number % 500);
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
fn scan(documents: usize, twins: bool, output: &str) -> (f64, usize) {
    let folder = Folder::new().with("docs.jsonl", corpus(documents, twins));
    let run = folder.run(&["scan", "docs.jsonl", "--memory", "1M", "--threads", "1", "--stats", output, "out"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let figure = |after: &str| {
        let before = run.stderr.split(after).next().unwrap_or_default();
        before.rsplit([' ', '\n']).next().unwrap_or_default()
    };
    let megabytes = figure(" MB of memory at most").parse().expect("a number of megabytes");
    (megabytes, figure(" matches").parse().expect("a number of matches"))
}

#[track_caller]
fn assert_growth(twins: bool, output: &str, bytes: f64) {
    let ((few, _), (many, matches)) = (scan(DOCUMENTS, twins, output), scan(4 * DOCUMENTS, twins, output));
    assert_eq!(matches, if twins { 2 * DOCUMENTS } else { 0 });
    let each = (many - few) * 1e6 / (3 * DOCUMENTS) as f64;
    assert!(each < bytes, "{few} MB, {many} MB for four times the documents: {each:.0} bytes a document");
}

#[test]
fn memory_does_not_grow_with_documents() {
    assert_growth(false, "--pairs", BYTES_ALONE);
}

#[test]
fn memory_does_not_grow_with_matches() {
    assert_growth(true, "--pairs", BYTES_ALONE);
}

#[test]
fn memory_grows_little_with_clusters() {
    assert_growth(true, "--clusters", BYTES_WITH_CLUSTERS);
}
