//! The corpus without copies, and the dry run that counts it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::{AGENCY, Folder, OTHER, OUTLET, json_lines, line};

/// Two stories with copies, a page that holds both, and one that nobody copied.
fn corpus() -> Folder {
    let alone = "A beekeeper near Lindau counts forty hives that survived the frost, and sells the first honey in May.";
    let page = format!("Our week.\n\n{AGENCY}\n\n{OTHER}");
    let agency = json!({
        "id": "agency", "text": AGENCY, "time": "2026-03-01T06:00:00Z", "title": "Ferries",
        "url": "https://wire.example/1", "extra": "ignored",
    });
    let docs = [("outlet", OUTLET), ("other", OTHER), ("other copy", OTHER), ("page", &page), ("alone", alone)];
    let docs: String = docs.iter().map(|(id, text)| line(id, text)).collect();
    Folder::new().with("docs.jsonl", format!("{agency}\n{docs}"))
}

fn ids(documents: &[Value]) -> Vec<&str> {
    documents.iter().map(|document| document["id"].as_str().expect("an id")).collect()
}

#[test]
fn representatives_are_kept_with_their_fields() {
    let folder = corpus();
    let run = folder.run(&["scan", "docs.jsonl", "--keep", "representatives", "--keep-by", "first"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let kept = run.json_lines();
    let agency = json!({
        "id": "agency", "text": AGENCY, "time": "2026-03-01T06:00:00Z", "title": "Ferries",
        "url": "https://wire.example/1", "host": "wire.example",
    });
    assert!(kept.contains(&agency), "{kept:?}");
    // What was kept is read again, and has no copies.
    let again = Folder::new().with("kept.jsonl", &run.stdout);
    let run = again.run(&["scan", "kept.jsonl", "--keep", "representatives", "--keep-by", "first"]);
    assert_eq!((run.code, run.json_lines()), (Some(0), kept));
}

#[test]
fn every_cluster_keeps_its_representative_by_each_rule() {
    let folder = corpus();
    let texts: Vec<Value> = json_lines(&folder.read("docs.jsonl"));
    for rule in ["origin", "longest", "first"] {
        let args =
            ["scan", "docs.jsonl", "--clusters", "c", "--keep", "representatives", "--kept", "k", "--keep-by", rule];
        assert_eq!(folder.run(&args).code, Some(0));
        let (clusters, kept) = (json_lines(&folder.read("c")), json_lines(&folder.read("k")));
        let kept = ids(&kept);
        let mut wanted = BTreeSet::from(["alone"]);
        assert_eq!(clusters.len(), 2);
        for cluster in &clusters {
            let members: Vec<&str> =
                cluster["members"].as_array().expect("members").iter().filter_map(Value::as_str).collect();
            assert!(members.contains(&"page"), "the page is in both: {members:?}");
            let len = |id: &str| {
                texts.iter().find(|text| text["id"] == id).expect("a document")["text"].as_str().map(str::len)
            };
            wanted.insert(match rule {
                "origin" => cluster["origin"].as_str().expect("an id"),
                "longest" => members.iter().copied().max_by_key(|id| len(id)).expect("a member"),
                _ => members[0],
            });
        }
        assert_eq!(kept.iter().copied().collect::<BTreeSet<_>>(), wanted, "{rule}");
        assert!(kept.len() < texts.len());
    }
}

#[test]
fn documents_that_are_kept_go_into_every_form() {
    let folder = corpus();
    let plain = folder.run(&["scan", "docs.jsonl", "--keep", "representatives", "--keep-by", "first"]).stdout;
    let run = folder.run(&["scan", "docs.jsonl", "--kept", "k.jsonl.zst", "--keep-by", "first"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
    let zst = std::fs::File::open(folder.path("k.jsonl.zst")).expect("an output");
    assert_eq!(zstd::decode_all(zst).expect("zstd"), plain.as_bytes());
    assert_eq!(folder.run(&["scan", "docs.jsonl", "--kept", "k.parquet", "--keep-by", "first"]).code, Some(0));
    let file = std::fs::File::open(folder.path("k.parquet")).expect("an output");
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let batches: Vec<_> = reader.build().expect("Parquet").map(|batch| batch.expect("Parquet")).collect();
    let rows: usize = batches.iter().map(arrow_array::RecordBatch::num_rows).sum();
    assert_eq!(rows, plain.lines().count());
    use arrow_array::cast::AsArray;
    let time = batches[0].column_by_name("time").expect("a column");
    let micros = time.as_primitive::<arrow_array::types::TimestampMicrosecondType>();
    assert_eq!(micros.value(0), 1_772_344_800_000_000);
    let title = batches[0].column_by_name("title").expect("a column").as_string::<i32>();
    assert_eq!(title.value(0), "Ferries");
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let folder = corpus();
    let kept = folder.run(&["scan", "docs.jsonl", "--keep", "representatives"]).json_lines();
    let args = ["scan", "docs.jsonl", "--pairs", "p", "--clusters", "c", "--kept", "k", "--dry-run"];
    let run = folder.run(&[&args[..], &["--json"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let counts = &run.json_lines()[0];
    assert_eq!((&counts["clusters"], &counts["problems"]), (&2.into(), &0.into()));
    assert_eq!(counts["kept"]["documents"], kept.len());
    assert_eq!(counts["read"]["documents"], 6);
    let figure = |part: &str, of: &str| counts[part][of].as_u64().expect("a number");
    for of in ["documents", "bytes"] {
        assert_eq!(figure("kept", of) + figure("dropped", of), figure("read", of), "{of}");
    }
    assert_eq!(folder.names(), ["docs.jsonl"]);
    let told = folder.run(&args).stdout;
    for (name, count) in [("read", 6), ("clusters", 2), ("would keep", kept.len()), ("would drop", 6 - kept.len())] {
        let line = told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {told}"));
        assert_eq!(line.split_whitespace().next(), Some(count.to_string().as_str()), "{told}");
    }
}
