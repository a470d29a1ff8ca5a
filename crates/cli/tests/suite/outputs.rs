//! Outputs: the forms that other programs read, compression, standard streams and exit codes.

use std::collections::BTreeSet;
use std::process::Stdio;

use crate::common::{AGENCY, Folder, OTHER, OUTLET, json_lines, line};
use serde_json::Value;

fn corpus() -> Folder {
    let docs = line("agency", AGENCY) + &line("outlet", OUTLET) + &line("other", OTHER) + &line("copy", AGENCY);
    Folder::new().with("docs.jsonl", docs)
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn slice<'t>(text: &'t str, range: &Value) -> &'t str {
    let at = |i: usize| range[i].as_u64().expect("an offset") as usize;
    text.get(at(0)..at(1)).expect("offsets at character boundaries")
}

#[test]
fn pairs_have_their_fields_and_offsets() {
    let run = corpus().run(&["scan", "docs.jsonl"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let pairs = run.json_lines();
    let ids: Vec<_> = pairs.iter().map(|p| (p["a"].as_str().unwrap(), p["b"].as_str().unwrap())).collect();
    assert_eq!(ids, [("agency", "outlet"), ("agency", "copy"), ("outlet", "copy")]);
    let text = |id: &Value| if id == "outlet" { OUTLET } else { AGENCY };
    let fields = BTreeSet::from(["a", "b", "verdict", "score", "jaccard", "a_in_b", "b_in_a", "shared", "evidence"]);
    for pair in &pairs {
        assert_eq!(names(pair), fields);
        for share in ["score", "jaccard", "a_in_b", "b_in_a"] {
            assert!((0.0..=1.0).contains(&pair[share].as_f64().unwrap()), "{share} of {pair}");
        }
        assert!(pair["shared"].as_u64().unwrap() >= 10, "{pair}");
        for passage in pair["evidence"].as_array().unwrap() {
            assert!(names(passage).is_superset(&BTreeSet::from(["a", "b", "tokens"])));
            let (a, b) = (slice(text(&pair["a"]), &passage["a"]), slice(text(&pair["b"]), &passage["b"]));
            assert!(passage["tokens"].as_u64().unwrap() as usize <= a.split_whitespace().count());
            for side in [a, b] {
                assert!(side.starts_with(char::is_alphanumeric) && side.ends_with(char::is_alphanumeric), "{side}");
            }
        }
    }
    let exact = &pairs[1];
    assert_eq!((&exact["verdict"], &exact["score"]), (&"exact".into(), &1.0.into()));
    assert_eq!(pairs[0]["verdict"], "rewrite");
}

#[test]
fn clusters_have_their_fields() {
    let run = corpus().run(&["scan", "docs.jsonl", "--clusters", "-"]);
    assert_eq!(run.code, Some(0));
    let wanted = serde_json::json!({
        "cluster": "c-agency",
        "members": ["agency", "outlet", "copy"],
        "origin": "agency",
        "reasons": ["holds the text of 1 other"],
        "verdicts": { "exact": 1, "rewrite": 2 },
    });
    assert_eq!(run.json_lines(), [wanted]);
}

/// A page with two stories is the first member of two clusters, which have names of their own.
#[test]
fn clusters_of_one_page_have_names_of_their_own() {
    let page = format!("Our week.\n\n{AGENCY}\n\n{OTHER}");
    let docs = line("page", &page) + &line("agency", AGENCY) + &line("other", OTHER) + &line("outlet", OUTLET);
    let run = Folder::new().with("docs.jsonl", docs).run(&["scan", "docs.jsonl", "--clusters", "-"]);
    let clusters: Vec<_> = run.json_lines().iter().map(|c| (c["cluster"].clone(), c["members"].clone())).collect();
    let members = |ids: &[&str]| serde_json::json!(ids);
    let wanted = [("c-page", members(&["page", "agency", "outlet"])), ("c-page-2", members(&["page", "other"]))];
    assert_eq!(clusters, wanted.map(|(name, members)| (Value::from(name), members)));
}

/// What the memory has no room for is said, and the exit status stays that of a run without bad input.
#[test]
fn forgotten_documents_are_told() {
    let mut docs = line("early", AGENCY);
    for id in 0..1200 {
        let own: String = (0..20).map(|word| format!("word{}x{word} ", id * 31)).collect();
        docs += &line(&id.to_string(), &own);
    }
    docs += &line("late", OUTLET);
    let folder = Folder::new().with("docs.jsonl", docs);
    let enough = folder.run(&["scan", "docs.jsonl"]);
    assert_eq!((enough.json_lines().len(), enough.stderr.as_str()), (1, ""));
    let little = folder.run(&["scan", "docs.jsonl", "--memory", "1M"]);
    assert_eq!((little.stdout.as_str(), little.code), ("", Some(0)));
    assert!(
        little.stderr.contains("documents had to be forgotten") && little.stderr.contains("--memory more than 1 MiB")
    );
}

#[test]
fn threads_do_not_change_a_byte() {
    let mut docs = String::new();
    // What stands in eight documents is common and left out, so each story has fewer.
    for id in 0..6 {
        let (story, other) = ([AGENCY, OUTLET, OTHER][id % 3], [OTHER, AGENCY, OUTLET][id % 3]);
        let text: String = story.chars().take(300 + 9 * id).collect();
        docs += &line(&id.to_string(), &(text + " " + &other[..id]));
    }
    let folder = Folder::new().with("docs.jsonl", docs);
    let run = |threads| {
        let run =
            folder.run(&["scan", "docs.jsonl", "--pairs", "p", "--clusters", "c", "--explain", "--threads", threads]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let read = |name| std::fs::read_to_string(folder.path(name)).expect("an output");
        (run.stdout, read("p"), read("c"))
    };
    let one = run("1");
    assert!(one.1.lines().count() >= 4);
    assert_eq!(one, run("2"));
    assert_eq!(one, run("7"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).and_then(|()| gz.finish()).expect("in memory")
}

#[test]
fn compressed_inputs_and_outputs() {
    let folder = corpus();
    let plain = folder.run(&["scan", "docs.jsonl"]).stdout;
    let docs = std::fs::read(folder.path("docs.jsonl")).expect("the corpus");
    let zst = zstd::encode_all(docs.as_slice(), 1).expect("in memory");
    let folder = folder.with("docs.jsonl.gz", gzip(&docs)).with("docs.jsonl.zst", zst).with("misnamed", gzip(&docs));
    for input in ["docs.jsonl.gz", "docs.jsonl.zst", "misnamed"] {
        let run = folder.run(&["scan", input, "--pairs", "p.gz", "--clusters", "c.zst"]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""), "{input}");
        let mut pairs = String::new();
        let file = std::fs::File::open(folder.path("p.gz")).expect("an output");
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut pairs).expect("gzip");
        assert_eq!(pairs, plain, "{input}");
        let clusters = zstd::decode_all(std::fs::File::open(folder.path("c.zst")).expect("an output")).expect("zstd");
        assert_eq!(json_lines(std::str::from_utf8(&clusters).expect("UTF-8")).len(), 1);
    }
    // What the program writes it reads.
    let run = folder.run(&["score", "--docs", "docs.jsonl.zst", "--pairs", "p.gz"]);
    assert_eq!((run.code, run.stdout), (Some(0), plain));
}

#[test]
fn standard_streams() {
    let folder = corpus();
    let plain = folder.run(&["scan", "docs.jsonl"]).stdout;
    let docs = std::fs::read(folder.path("docs.jsonl")).expect("the corpus");
    for input in [docs.clone(), gzip(&docs), [b"\xEF\xBB\xBF", docs.as_slice()].concat()] {
        let run = folder.run_with_input(&["scan", "-", "--pairs", "-"], &input);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), plain.as_str(), ""));
    }
    let run = folder.run_with_input(&["scan", "-"], b"{");
    assert!(run.message("-:1").starts_with("not a document: EOF while parsing an object at column 1; "));
    let folder = folder.with("a.txt", AGENCY);
    let run = folder.run_with_input(&["compare", "-", "a.txt", "--json"], OUTLET.as_bytes());
    assert_eq!((run.code, &run.json_lines()[0]["a"]), (Some(0), &"-".into()));
}

#[test]
fn a_folder_of_texts_with_a_foreign_file() {
    let folder = Folder::new().with("in/sub/b.md", OUTLET).with("in/a.txt", AGENCY).with("in/.hidden.txt", AGENCY);
    let folder = folder.with("in/pairs.jsonl", "{\"a\": \"a.txt\", \"b\": \"sub/b.md\"}\n").with("in/x.csv", "1,2");
    let run = folder.run(&["scan", "in"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let pairs = run.json_lines();
    assert_eq!((pairs.len(), &pairs[0]["a"], &pairs[0]["b"]), (1, &"a.txt".into(), &"sub/b.md".into()));
    let run = folder.run(&["score", "--docs", "in", "--pairs", "in/pairs.jsonl"]);
    assert_eq!((run.code, run.json_lines()), (Some(0), pairs));
}

#[test]
fn numbers_are_ids() {
    let docs = [("-7", AGENCY), ("18446744073709551615", OUTLET)];
    let docs = docs.map(|(id, text)| format!("{{\"text\": {}, \"id\": {id}}}\n", serde_json::json!(text))).concat();
    let folder = Folder::new().with("docs.jsonl", docs).with("pairs", "{\"b\": -7, \"a\": \"18446744073709551615\"}");
    let run = folder.run(&["scan", "docs.jsonl"]);
    assert_eq!((run.code, &run.json_lines()[0]["b"]), (Some(0), &"18446744073709551615".into()), "{run:?}");
    let run = folder.run(&["score", "--docs", "docs.jsonl", "--pairs", "pairs"]);
    assert_eq!((run.code, &run.json_lines()[0]["b"]), (Some(0), &"-7".into()), "{run:?}");
}

#[test]
fn score_keeps_the_order_and_names_unknown_ids() {
    let pairs =
        [("other", "agency"), ("copy", "agency"), ("gone", "agency"), ("outlet", "other"), ("outlet", "outlet")];
    let mut lines = pairs.map(|(a, b)| format!("{}\n", serde_json::json!({ "a": a, "b": b, "label": 1 }))).concat();
    lines += "\n{\"a\": \"copy\"}\n{\"a\": \"outlet\", \"b\": \"agency\"}\n";
    let folder = corpus().with("pairs.jsonl", lines);
    for sketch in [&[][..], &["--sketch"]] {
        let args = [&["score", "--docs", "docs.jsonl", "--pairs", "pairs.jsonl"], sketch].concat();
        let run = folder.run(&args);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert_eq!(run.message("pairs.jsonl:3"), "no document \"gone\"; check the id, or add it to --docs");
        assert!(run.message("pairs.jsonl:7").starts_with("not a pair: missing field `b`"), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 3, "{run:?}");
        let scored = run.json_lines();
        let ids: Vec<_> = scored.iter().map(|p| (p["a"].as_str().unwrap(), p["b"].as_str().unwrap())).collect();
        let order =
            [("other", "agency"), ("copy", "agency"), ("outlet", "other"), ("outlet", "outlet"), ("outlet", "agency")];
        assert_eq!(ids, order);
        let verdicts: Vec<_> = scored.iter().map(|p| p["verdict"].as_str().unwrap()).collect();
        assert_eq!(verdicts, ["none", "exact", "none", "exact", "rewrite"]);
        assert!(scored[0]["score"].as_f64().unwrap() < scored[4]["score"].as_f64().unwrap());
    }
}

#[test]
fn compare_in_json_and_for_people() {
    let folder =
        Folder::new().with("a.txt", AGENCY).with("b.txt", OUTLET).with("two.jsonl", line("1", "x") + &line("2", "y"));
    let run = folder.run(&["compare", "a.txt", "b.txt", "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let found = &run.json_lines()[0];
    assert_eq!((&found["a"], &found["b"], &found["verdict"]), (&"a.txt".into(), &"b.txt".into(), &"rewrite".into()));
    let passage = &found["evidence"][0];
    let shared = "ferries to Kolmar resume on Friday after a week of heavy storms";
    assert!(slice(AGENCY, &passage["a"]).contains(shared) && slice(OUTLET, &passage["b"]).contains(shared), "{found}");
    let run = folder.run(&["compare", "a.txt", "b.txt", "--explain"]);
    assert!(run.stdout.starts_with("rewrite: a.txt and b.txt ("), "{run:?}");
    assert!(run.stdout.contains("ferries to Kolmar resume on Friday"), "{run:?}");
    let run = folder.run(&["compare", "a.txt", "two.jsonl"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("two.jsonl: 2 documents where one is wanted; use `wireprint scan` for many"),
        "{run:?}"
    );
}

#[test]
fn nobody_listening_is_no_failure() {
    let docs: String = (0..40).map(|id| line(&id.to_string(), AGENCY)).collect();
    let folder = Folder::new().with("docs.jsonl", docs).with("bad.jsonl", "{\n".repeat(10));
    let closed = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        Stdio::from(writer)
    };
    let run = folder.command(&["scan", "docs.jsonl"]).stdout(closed()).output().expect("a run");
    assert_eq!((run.status.code(), run.stderr), (Some(0), Vec::new()));
    let run = folder.command(&["scan", "bad.jsonl"]).stderr(closed()).output().expect("a run");
    assert_eq!(run.status.code(), Some(1), "bad input, and no panic");
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = corpus();
    let wrong: [&[&str]; 12] = [
        &[],
        &["scan"],
        &["unknown"],
        &["compare", "docs.jsonl"],
        &["score", "--docs", "docs.jsonl"],
        &["scan", "docs.jsonl", "--window", "7y"],
        &["scan", "docs.jsonl", "--min-score", "2"],
        &["scan", "docs.jsonl", "--threads", "-1"],
        &["scan", "docs.jsonl", "--threads", "100000"],
        &["scan", "docs.jsonl", "--pairs", "-", "--clusters", "-"],
        &["scan", "docs.jsonl", "--pairs", "-", "--explain"],
        &["scan", "docs.jsonl", "--pairs", "x", "--clusters", "x"],
    ];
    for args in wrong {
        let run = folder.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.stderr.contains("--help") || run.stderr.contains("Usage"), "{args:?}: {}", run.stderr);
    }
    assert!(!folder.path("x").exists());
}

#[test]
fn scores_go_where_they_are_sent() {
    let folder = corpus().with("wanted.jsonl", "{\"a\": \"agency\", \"b\": \"outlet\"}\n");
    let score = ["score", "--docs", "docs.jsonl", "--pairs", "wanted.jsonl"];
    let told = folder.run(&score).stdout;
    assert!(told.contains("\"verdict\":\"rewrite\""), "{told}");
    let run = folder.run(&[&score[..], &["--out", "scores.jsonl.zst"]].concat());
    assert_eq!((run.code, &*run.stdout), (Some(0), ""), "{run:?}");
    let packed = std::fs::read(folder.path("scores.jsonl.zst")).expect("scores");
    assert_eq!(zstd::decode_all(&packed[..]).expect("sound"), told.as_bytes());
}
