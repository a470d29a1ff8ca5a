//! What `--stats` tells. How long things took is nobody's to assert.

use crate::common::{AGENCY, Folder, OTHER, OUTLET, line};

const STAGES: [&str; 12] = [
    "read",
    "decompress",
    "parse",
    "learn",
    "keep texts",
    "fingerprint",
    "index",
    "verify",
    "cluster",
    "write",
    "other",
    "all",
];

#[test]
fn stats_name_every_stage_and_count_the_pairs() {
    let docs = line("agency", AGENCY) + &line("outlet", OUTLET) + &line("other", OTHER);
    let folder = Folder::new().with("docs.jsonl", docs);
    let plain = folder.run(&["scan", "docs.jsonl"]);
    let run = folder.run(&["scan", "docs.jsonl", "--stats"]);
    assert_eq!((run.code, &run.stdout), (Some(0), &plain.stdout));
    let mut lines = run.stderr.lines();
    assert_eq!(
        lines.next().map(|head| head.split_whitespace().collect()),
        Some(vec!["stage", "CPU", "s", "share", "MB/s"])
    );
    for stage in STAGES {
        let row = lines.next().expect("a row for each stage");
        let figures: Vec<&str> = row.strip_prefix(stage).expect(stage).split_whitespace().collect();
        let [seconds, share, "%", speed] = figures[..] else { panic!("{row}") };
        assert!([seconds, share, speed].iter().all(|figure| figure.parse::<f64>().is_ok_and(|f| f >= 0.0)), "{row}");
    }
    assert_eq!(lines.next(), Some("3 documents, 0.0 MB of text"));
    assert_eq!(lines.next(), Some("1 pairs compared by fingerprints, 1 of them by texts, 1 matches"));
    assert!(lines.next().is_some_and(|last| last.contains("s by the clock")));
    assert_eq!((lines.next(), plain.stderr.as_str()), (None, ""));
}

#[test]
fn every_kernel_scans_alike() {
    let docs = line("agency", AGENCY) + &line("outlet", OUTLET) + &line("other", OTHER);
    let folder = Folder::new().with("docs.jsonl", docs);
    let plain = folder.run(&["scan", "docs.jsonl"]);
    assert!(plain.stdout.contains("agency"));
    for kernel in wireprint::kernel::Kernel::available() {
        let run = folder.run(&["scan", "docs.jsonl", "--kernel", kernel.name()]);
        assert_eq!((run.code, run.stdout), (Some(0), plain.stdout.clone()), "{kernel:?}");
    }
    let run = folder.run(&["--kernel", "abacus", "scan", "docs.jsonl"]);
    assert!(run.code == Some(2) && run.stderr.contains("this machine has scalar"), "{}", run.stderr);
}
