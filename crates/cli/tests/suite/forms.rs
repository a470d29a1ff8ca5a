//! Pairs and clusters as CSV and Parquet say what the JSON lines say.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use crate::common::{AGENCY, Folder, OTHER, OUTLET, json_lines, line};

/// A story with a rewrite and a copy, whose ids need care in CSV.
fn corpus() -> Folder {
    let docs = [("agency", AGENCY), ("out,\"let\"", OUTLET), ("other", OTHER), ("ко\nпия\t", AGENCY)];
    let docs: String = docs.iter().map(|(id, text)| line(id, text)).collect();
    let folder = Folder::new().with("docs.jsonl", docs);
    let run = folder.run(&["scan", "docs.jsonl", "--pairs", "p.jsonl", "--clusters", "c.jsonl"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    folder
}

/// Rows of CSV by their heads.
fn rows(text: &[u8], delimiter: u8) -> Vec<Value> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
    let heads = reader.headers().expect("heads").clone();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.expect("a row of as many cells");
        Value::Object(heads.iter().map(str::to_owned).zip(row.iter().map(Value::from)).collect())
    };
    reader.records().map(row).collect()
}

fn parquet(folder: &Folder, name: &str) -> Vec<RecordBatch> {
    let file = std::fs::File::open(folder.path(name)).expect("an output");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet").build().expect("Parquet");
    reader.map(|batch| batch.expect("Parquet")).collect()
}

/// A cell as the number or list that it spells.
fn parsed(cell: &Value) -> Value {
    serde_json::from_str(cell.as_str().expect("a cell")).expect("JSON")
}

#[test]
fn pairs_in_csv_are_those_of_json_lines() {
    let folder = corpus();
    let wanted = json_lines(&folder.read("p.jsonl"));
    assert_eq!(wanted.len(), 3);
    for (name, delimiter) in [("p.csv", b','), ("p.tsv", b'\t'), ("p.csv.gz", b',')] {
        assert_eq!(folder.run(&["scan", "docs.jsonl", "--pairs", name]).code, Some(0));
        let mut bytes = std::fs::read(folder.path(name)).expect("an output");
        if name.ends_with(".gz") {
            let mut plain = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*bytes), &mut plain).expect("gzip");
            bytes = plain;
        }
        let mut found = rows(&bytes, delimiter);
        for pair in &mut found {
            for head in ["score", "jaccard", "a_in_b", "b_in_a", "shared", "evidence"] {
                pair[head] = parsed(&pair[head]);
            }
        }
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn clusters_in_csv_have_a_row_a_member() {
    let folder = corpus();
    assert_eq!(folder.run(&["scan", "docs.jsonl", "--clusters", "c.csv"]).code, Some(0));
    let rows = rows(folder.read("c.csv").as_bytes(), b',');
    let clusters = json_lines(&folder.read("c.jsonl"));
    let members = clusters.iter().flat_map(|cluster| {
        let members = cluster["members"].as_array().expect("members");
        members.iter().map(move |member| (cluster, member))
    });
    let members: Vec<_> = members.collect();
    assert_eq!((members.len(), rows.len()), (3, 3));
    for (row, (cluster, member)) in rows.iter().zip(members) {
        assert_eq!(
            [&row["cluster"], &row["member"], &row["origin"]],
            [&cluster["cluster"], member, &cluster["origin"]]
        );
        assert_eq!(
            [parsed(&row["reasons"]), parsed(&row["verdicts"])],
            [&cluster["reasons"], &cluster["verdicts"]].map(Value::clone)
        );
    }
}

#[test]
fn pairs_in_parquet_are_those_of_json_lines() {
    let folder = corpus();
    assert_eq!(folder.run(&["scan", "docs.jsonl", "--pairs", "p.parquet"]).code, Some(0));
    let mut found = Vec::new();
    for batch in parquet(&folder, "p.parquet") {
        let column = |name: &str| batch.column_by_name(name).expect(name);
        let share = |name: &str, row: usize| column(name).as_primitive::<Float64Type>().value(row);
        let text = |name: &str, row: usize| column(name).as_string::<i32>().value(row).to_owned();
        for row in 0..batch.num_rows() {
            let passages = column("evidence").as_list::<i32>().value(row);
            let passages = passages.as_struct();
            let place = |name: &str, at: usize| {
                passages.column_by_name(name).expect(name).as_primitive::<UInt64Type>().value(at)
            };
            let passage = |at: usize| {
                json!({
                    "a": [place("a_start", at), place("a_end", at)],
                    "b": [place("b_start", at), place("b_end", at)],
                    "tokens": passages.column_by_name("tokens").expect("tokens").as_primitive::<UInt32Type>().value(at),
                    "quoted": passages.column_by_name("quoted").expect("quoted").as_boolean().value(at),
                })
            };
            found.push(json!({
                "a": text("a", row), "b": text("b", row), "verdict": text("verdict", row),
                "score": share("score", row), "jaccard": share("jaccard", row),
                "a_in_b": share("a_in_b", row), "b_in_a": share("b_in_a", row),
                "shared": column("shared").as_primitive::<UInt64Type>().value(row),
                "evidence": (0..passages.len()).map(passage).collect::<Vec<_>>(),
            }));
        }
    }
    assert_eq!(found, json_lines(&folder.read("p.jsonl")));
}

#[test]
fn clusters_in_parquet_are_those_of_json_lines() {
    let folder = corpus();
    assert_eq!(folder.run(&["scan", "docs.jsonl", "--clusters", "c.parquet"]).code, Some(0));
    let mut found = Vec::new();
    for batch in parquet(&folder, "c.parquet") {
        let column = |name: &str| batch.column_by_name(name).expect(name);
        let text = |name: &str, row: usize| column(name).as_string::<i32>().value(row).to_owned();
        let list = |name: &str, row: usize| -> Vec<String> {
            let list = column(name).as_list::<i32>().value(row);
            list.as_string::<i32>().iter().map(|text| text.expect("no nulls").to_owned()).collect()
        };
        for row in 0..batch.num_rows() {
            let verdicts = column("verdicts").as_map().value(row);
            let counts = verdicts.column(1).as_primitive::<UInt32Type>();
            let verdicts = verdicts.column(0).as_string::<i32>().iter().zip(counts);
            let verdicts: serde_json::Map<String, Value> =
                verdicts.map(|(verdict, count)| (verdict.expect("a key").to_owned(), count.into())).collect();
            found.push(json!({
                "cluster": text("cluster", row), "members": list("members", row), "origin": text("origin", row),
                "reasons": list("reasons", row), "verdicts": verdicts,
            }));
        }
    }
    assert_eq!(found, json_lines(&folder.read("c.jsonl")));
}

/// A file of no records is a file nonetheless.
#[test]
fn nothing_found_is_written_in_every_form() {
    let folder = Folder::new().with("docs.jsonl", line("other", OTHER));
    let run = folder.run(&["scan", "docs.jsonl", "--pairs", "p.csv", "--clusters", "c.parquet"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(folder.read("p.csv"), "a,b,verdict,score,jaccard,a_in_b,b_in_a,shared,evidence\n");
    assert!(parquet(&folder, "c.parquet").is_empty());
    assert_eq!(folder.names(), ["c.parquet", "docs.jsonl", "p.csv"]);
}

/// A name holds the earlier result until the new one is whole.
#[test]
fn a_failed_run_leaves_the_earlier_result() {
    let folder = corpus();
    let earlier = folder.read("p.jsonl");
    let run = folder.run(&["scan", "docs.jsonl", "--pairs", "p.jsonl", "--clusters", "nowhere/c.jsonl"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("nowhere/c.jsonl: cannot be written; check the folder and the permissions"), "{run:?}");
    assert_eq!(folder.read("p.jsonl"), earlier);
    let run = folder.run(&["scan", "docs.jsonl", "--pairs", "p.jsonl", "--clusters", "./p.jsonl"]);
    assert!(run.code == Some(1) && run.stderr.contains("another output of this run goes there"), "{run:?}");
    let run = folder.run(&["scan", "docs.jsonl", "--pairs", "p.parquet.gz"]);
    assert!(run.code == Some(1) && run.stderr.contains("Parquet is compressed inside"), "{run:?}");
    assert_eq!(
        (folder.read("p.jsonl"), folder.names()),
        (earlier, vec!["c.jsonl".into(), "docs.jsonl".into(), "p.jsonl".into()])
    );
}
