//! Bad input: each message names file, line and remedy, the good rest is processed, the exit code is 1.

use crate::common::{AGENCY, Folder, OUTLET, Run, line};

/// Scans `docs.jsonl`, in which `bad` stands as line 2 between a story and its rewrite.
fn scan_with_bad_line(bad: impl AsRef<[u8]>) -> Run {
    let lines = [line("agency", AGENCY).as_bytes(), bad.as_ref(), b"\n", line("outlet", OUTLET).as_bytes()].concat();
    let run = Folder::new().with("docs.jsonl", lines).run(&["scan", "docs.jsonl"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let pairs = run.json_lines();
    assert_eq!((pairs.len(), &pairs[0]["b"]), (1, &"outlet".into()), "the good rest: {run:?}");
    run
}

fn assert_bad_line(bad: impl AsRef<[u8]>, message: &str) {
    let run = scan_with_bad_line(bad);
    assert_eq!(run.message("docs.jsonl:2"), message);
    assert!(run.stderr.ends_with("wireprint: 1 problem in the input; everything else was processed\n"), "{run:?}");
}

#[test]
fn broken_lines_are_named() {
    let fields = "every document needs an id and a text; name their fields with --id-field and --text-field";
    let remedy = "write one JSON object a line with \"id\" and \"text\"";
    assert_bad_line(
        "{\"id\": \"x\", \"text\"",
        &format!("not a document: EOF while parsing an object at column 18; {remedy}"),
    );
    assert_bad_line("NaN", &format!("not a document: expected value at column 1; {remedy}"));
    assert_bad_line("{\"id\": \"x\"}", &format!("no \"text\"; {fields}"));
    assert_bad_line("{\"text\": \"x\"}", &format!("no \"id\"; {fields}"));
    assert_bad_line("{\"id\": null, \"text\": \"x\"}", &format!("no \"id\"; {fields}"));
    for id in ["1.5", "true", "[]", "{}"] {
        let run = scan_with_bad_line(format!("{{\"id\": {id}, \"text\": \"x\"}}"));
        assert!(run.message("docs.jsonl:2").contains("the id is neither text nor a whole number"), "{run:?}");
    }
    let deep = format!("{{\"id\": 1, \"text\": \"x\", \"time\": {}", "[".repeat(10_000));
    assert!(scan_with_bad_line(deep).message("docs.jsonl:2").starts_with("not a document: EOF while parsing"));
}

#[test]
fn useless_documents_are_named() {
    for text in ["", " \\n\\t "] {
        let empty = format!("{{\"id\": \"nothing\", \"text\": \"{text}\"}}");
        assert_bad_line(empty, "document \"nothing\" is empty and left out; give it a text or remove it");
    }
    let twice = "a second document with the id \"agency\" is left out; give it an id of its own";
    assert_bad_line(line("agency", "again").trim_end(), twice);
    let long = line(&"x".repeat(5000), "a text");
    assert_bad_line(long.trim_end(), "its id has more than 4096 bytes; left out; give it a shorter one");
}

#[test]
fn odd_times_cost_the_time_only() {
    for time in ["\"NaN\"", "\"99999-01-01T00:00:00Z\"", "1e300", "-1e300", "1700000000000", "true", "[]", "{}", "\"\""]
    {
        let line = format!("{{\"id\": \"odd\", \"time\": {time}, \"text\": {}}}", serde_json::json!(AGENCY));
        let run = Folder::new()
            .with("docs.jsonl", line + "\n" + &crate::common::line("outlet", OUTLET))
            .run(&["scan", "docs.jsonl"]);
        let said = run.message("docs.jsonl:1");
        assert!(said.starts_with("the time \""), "{said}");
        assert!(said.ends_with("is neither RFC 3339 nor Unix seconds; the document is used without a time"), "{said}");
        assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");
    }
    for time in ["-1", "0", "1.5", "\"1700000000\"", "\"2024-02-29T12:00:00+02:00\"", "null"] {
        let line = format!("{{\"id\": \"fine\", \"time\": {time}, \"text\": \"x\"}}\n");
        let run = Folder::new().with("docs.jsonl", line).run(&["scan", "docs.jsonl"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{time}");
    }
}

#[test]
fn long_lines_are_skipped_and_later_ones_read() {
    let lines = line("agency", AGENCY) + &line("long", &"word ".repeat(1000)) + &line("outlet", OUTLET);
    let run = Folder::new().with("docs.jsonl", lines).run(&["scan", "docs.jsonl", "--max-document", "1000"]);
    let message = "longer than 1000 bytes and left out; raise the limit with --max-document";
    assert_eq!(run.message("docs.jsonl:2"), message);
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");

    let folder = Folder::new().with("long.txt", "word ".repeat(1000)).with("a.txt", AGENCY).with("b.txt", OUTLET);
    let run = folder.run(&["scan", "long.txt", "a.txt", "b.txt", "--max-document", "1000"]);
    assert_eq!(run.message("long.txt"), message);
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");
    let run = folder.run(&["scan", "a.txt", "b.txt", "--max-document", "18446744073709551615"]);
    assert_eq!((run.code, run.json_lines().len()), (Some(0), 1), "{run:?}");
}

#[test]
fn bytes_that_are_not_utf8_are_separators() {
    let lines = line("agency", AGENCY).into_bytes();
    let bad = [&line("bad", OUTLET).into_bytes()[..20], b"\xFF\xFE", &line("bad", OUTLET).into_bytes()[20..]].concat();
    let run = Folder::new().with("docs.jsonl", [lines, bad].concat()).run(&["scan", "docs.jsonl"]);
    let remedy = "read on with the bytes taken as separators; convert the file with iconv -t UTF-8";
    assert_eq!(run.message("docs.jsonl:2"), format!("not UTF-8 at byte 20; {remedy}"));
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");

    // Offsets hold in the file.
    let bad = [b"Caf\xE9 owners \xFF\xFE\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9: ", AGENCY.as_bytes()].concat();
    let folder = Folder::new().with("a.txt", AGENCY).with("bad.txt", &bad);
    let run = folder.run(&["scan", "a.txt", "bad.txt"]);
    assert_eq!(run.message("bad.txt"), format!("not UTF-8 at byte 3; {remedy}"));
    let pairs = run.json_lines();
    let passage = &pairs[0]["evidence"][0];
    let range = |side: &str| passage[side][0].as_u64().unwrap() as usize..passage[side][1].as_u64().unwrap() as usize;
    assert_eq!(bad[range("b")], AGENCY.as_bytes()[range("a")]);
}

#[test]
fn missing_and_empty_inputs_are_named() {
    let folder =
        Folder::new().with("a.txt", AGENCY).with("b.txt", OUTLET).with("empty/other.csv", "1").with("blank.txt", "");
    let run = folder.run(&["scan", "gone.txt", "a.txt", "empty", "blank.txt", "b.txt"]);
    let missing = "cannot be opened: No such file or directory (os error 2); check the path and the permissions";
    if cfg!(unix) {
        assert_eq!(run.message("gone.txt"), missing);
    }
    assert_eq!(
        run.message("empty"),
        "no articles here; give a folder with .txt, .md, .html, .jsonl, .csv, .tsv, .parquet, .warc, .wet or .arc files (.gz and \
         .zst too), or name a file"
    );
    assert_eq!(run.message("blank.txt"), "document \"blank.txt\" is empty and left out; give it a text or remove it");
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");

    let run = folder.run(&["compare", "gone.txt", "a.txt"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains("gone.txt: no document to compare; give a file with one text"), "{run:?}");
    let run = folder.run(&["scan", "a.txt", "b.txt", "--pairs", "nowhere/pairs.jsonl"]);
    assert!(run.stderr.contains("pairs.jsonl: cannot be written; check the folder and the permissions"), "{run:?}");
    assert_eq!(run.code, Some(1));
}

#[test]
fn a_truncated_archive_gives_what_it_holds() {
    use std::io::Write;
    let mut lines = line("agency", AGENCY) + &line("outlet", OUTLET);
    let mut state = 1u32;
    for id in 0..2000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        lines += &line(&id.to_string(), &format!("filler {state:x}"));
    }
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(lines.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let run = Folder::new().with("docs.jsonl.gz", &gz[..gz.len() - 100]).run(&["scan", "docs.jsonl.gz"]);
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");
    let said = run.stderr.lines().next().expect("a message");
    assert!(said.starts_with("wireprint: docs.jsonl.gz:"), "{said}");
    assert!(said.contains("cannot be read further: "), "{said}");
    assert!(said.ends_with("; the records before this were used, the rest of the file is lost"), "{said}");
}

#[test]
fn escapes_do_not_reach_the_terminal() {
    let escape = "\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}2J\u{202e}";
    let clean = |text: &str| !text.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}');
    let docs = line(&format!("a{escape}"), &AGENCY.replace(" Kolmar ", &format!(" Kolmar {escape} ")))
        + &line(&format!("b{escape}"), &OUTLET.replace(" Kolmar ", &format!(" Kolmar {escape} ")))
        + &line(&format!("b{escape}"), "again")
        + &serde_json::json!({ "id": "c", "text": "x", "time": escape }).to_string();
    let pairs = serde_json::json!({ "a": escape, "b": "c" }).to_string();
    let folder = Folder::new().with("docs.jsonl", docs).with("pairs", pairs).with("x.txt", AGENCY);
    let run = folder.run(&["scan", "docs.jsonl", &format!("gone{escape}"), "--explain"]);
    assert!(run.stdout.contains("rewrite: a\\u{1b}]0;owned\\u{7}"), "{run:?}");
    assert!(clean(&run.stdout) && clean(&run.stderr), "{run:?}");
    assert_eq!(run.stderr.lines().count(), 4, "{run:?}");
    let run = folder.run(&["score", "--docs", "docs.jsonl", "--pairs", "pairs"]);
    assert!(run.stderr.contains("pairs:1: no document \"\\u{1b}"), "{run:?}");
    assert!(clean(&run.stderr), "{run:?}");
    let run = folder.run(&["compare", &format!("gone{escape}"), "x.txt"]);
    assert!(clean(&run.stderr), "{run:?}");
}

#[test]
fn a_million_bad_lines_are_summed_up() {
    let run = Folder::new().with("docs.jsonl", "{\n".repeat(1000)).run(&["scan", "docs.jsonl"]);
    assert_eq!(run.stderr.lines().count(), 102);
    assert!(
        run.stderr.ends_with("and 900 more\nwireprint: 1000 problems in the input; everything else was processed\n")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn odd_entries_of_a_folder() {
    use std::os::unix::ffi::OsStrExt;
    let name = |bytes| std::path::Path::new(std::ffi::OsStr::from_bytes(bytes)).to_owned();
    let folder = Folder::new().with("in/a.txt", AGENCY);
    std::fs::write(folder.path("in").join(name(b"b\xFF.txt")), OUTLET).expect("a file");
    std::fs::write(folder.path("in").join(name(b"b\xFE.txt")), OUTLET).expect("a file");
    std::os::unix::fs::symlink("..", folder.path("in/loop")).expect("a link");
    let run = folder.run(&["scan", "in"]);
    let twice = "a second document with the id \"b\u{FFFD}.txt\" is left out; give it an id of its own";
    assert_eq!(run.message("in/b\u{FFFD}.txt"), twice);
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");
}
