//! `index`: made, filled, asked, moved.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::common::{AGENCY, Folder, OTHER, OUTLET, json_lines, line};

fn made(name: &str) -> Folder {
    let folder = Folder::new();
    let run = folder.run(&["index", "create", name, "--memory", "2M", "--lineage", "7"]);
    assert_eq!((run.code, &*run.stderr), (Some(0), ""));
    folder
}

#[test]
fn an_index_is_made_once() {
    let folder = made("seen");
    let again = folder.run(&["index", "create", "seen"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.message("seen").contains("there is an index already"));
    for command in ["add", "query", "import", "merge"] {
        let run = folder.run(&["index", command, "elsewhere", "x"]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.message("elsewhere").contains("`wireprint index create`"), "{run:?}");
    }
    for command in ["stats", "check", "compact", "export"] {
        assert_eq!(folder.run(&["index", command, "elsewhere"]).code, Some(1));
    }
}

#[test]
fn documents_are_added_and_asked_for() {
    let folder = made("seen").with("docs.jsonl", line("agency", AGENCY) + &line("other", OTHER) + "nonsense\n");
    let added = folder.run(&["index", "add", "seen", "docs.jsonl", "--json"]);
    assert_eq!((added.code, &*added.stdout), (Some(1), "{\"read\":2,\"added\":2}\n"), "{added:?}");
    assert!(added.message("docs.jsonl:3").contains("one JSON object a line"));
    let again = folder.run(&["index", "add", "seen", "docs.jsonl"]);
    assert!(again.stdout.starts_with("2 documents read, 0 added, 2 known as they are; "), "{again:?}");
    let folder = folder.with("asked/outlet.txt", OUTLET).with("asked/agency.txt", AGENCY);
    let asked = folder.run(&["index", "query", "seen", "asked"]);
    assert_eq!(asked.code, Some(0), "{asked:?}");
    let asked = asked.json_lines();
    assert_eq!((&asked[0]["id"], &asked[0]["verdict"]), (&"agency.txt".into(), &"exact".into()));
    assert_eq!((&asked[1]["id"], &asked[1]["verdict"]), (&"outlet.txt".into(), &"rewrite".into()));
    let stats = &folder.run(&["index", "stats", "seen", "--json"]).json_lines()[0];
    assert_eq!(
        (&stats["remembered"], &stats["counts"]["known"]),
        (&2.into(), &2.into()),
        "asking adds nothing: {stats}"
    );
    let told = folder.run(&["index", "stats", "seen"]);
    assert!(told.stdout.contains("remembered  2, in the window 2\n"), "{told:?}");
}

/// Whoever sends no more before it is answered gets the line of its batch.
#[test]
fn a_batch_is_acknowledged_while_nothing_follows() {
    const BATCH: usize = 4096;
    let folder = made("seen");
    let mut command = folder.command(&["index", "add", "seen", "-", "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program");
    let (mut to, mut from) =
        (child.stdin.take().expect("a pipe"), BufReader::new(child.stdout.take().expect("a pipe")));
    for batch in 1..=2 {
        let docs: String =
            (0..BATCH).map(|n| line(&format!("{batch}-{n}"), &format!("Ferry {n} of {batch}"))).collect();
        to.write_all(docs.as_bytes()).expect("the program reads");
        let mut told = String::new();
        from.read_line(&mut told).expect("an answer");
        assert_eq!(told, format!("{{\"read\":{0},\"added\":{0}}}\n", batch * BATCH));
    }
    drop(to);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn an_export_is_imported_and_scanned() {
    let folder = made("other");
    let input = line("agency", AGENCY) + &line("outlet", OUTLET) + &line("other", OTHER);
    let stream = ["stream", "--index", "seen", "--memory", "2M", "--lineage", "7"];
    let decided = folder.run_with_input(&stream, input.as_bytes());
    assert_eq!(folder.run(&["index", "export", "seen", "--out", "seen.jsonl.zst"]).code, Some(0));
    let imported = folder.run(&["index", "import", "other", "seen.jsonl.zst", "--json"]);
    assert_eq!((imported.code, &*imported.stdout), (Some(0), "{\"read\":3,\"added\":3}\n"), "{imported:?}");
    let exports = ["seen", "other"].map(|name| folder.run(&["index", "export", name]).stdout);
    assert_eq!(exports[0], exports[1]);
    let documents = json_lines(&exports[0]);
    assert_eq!((documents.len(), &documents[1]["text"]), (3, &OUTLET.into()));
    let decisions: Vec<_> = documents.iter().map(|document| document["decision"].clone()).collect();
    assert_eq!(decisions, decided.json_lines());
    let again = folder.run_with_input(&["stream", "--index", "other"], input.as_bytes());
    assert_eq!(again.stdout, decided.stdout, "decisions came along");
    let scan = folder.run(&["scan", "seen.jsonl.zst"]);
    assert_eq!((scan.code, scan.json_lines().len()), (Some(0), 1), "{scan:?}");
    let third = made("third");
    let renamed = exports[0].replace("\"id\"", "\"name\"").replace("\"text\"", "\"body\"");
    let names = ["--id-field", "name", "--text-field", "body", "--json"];
    let imported = third.run_with_input(&[&["index", "import", "third", "-"][..], &names].concat(), renamed.as_bytes());
    assert_eq!((imported.code, &*imported.stdout), (Some(0), "{\"read\":3,\"added\":3}\n"), "{imported:?}");
    assert_eq!(third.run(&["index", "export", "third"]).stdout, exports[0], "fields by names of their own");
    std::fs::remove_file(third.path("third/index.image")).expect("its image");
    let refused = third.run(&["index", "export", "third"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("index export --damaged"), "{refused:?}");
    assert_eq!(third.run(&["index", "export", "third", "--damaged"]).stdout, exports[0], "the image has no documents");
    let bare = folder.run(&["index", "export", "seen", "--no-texts"]);
    assert!(!bare.stdout.contains("\"text\"") && bare.stdout.lines().count() == 3);
}

#[test]
fn indexes_are_merged_as_far_as_they_have_texts() {
    let folder = made("all").with("a.jsonl", line("agency", AGENCY));
    let short: String = (0..200).map(|number| line(&format!("short-{number}"), &format!("Notice {number}."))).collect();
    let folder = folder.with("b.jsonl", short).with("more.jsonl", line("other", OTHER));
    for (name, options) in [("a", &[][..]), ("b", &["--no-texts"][..])] {
        assert_eq!(folder.run(&[&["index", "create", name, "--memory", "2M"], options].concat()).code, Some(0));
        assert_eq!(folder.run(&["index", "add", name, &format!("{name}.jsonl")]).code, Some(0));
    }
    // Closing wrote an image, which makes the texts before it superfluous, block by block.
    assert_eq!(folder.run(&["index", "add", "b", "more.jsonl"]).code, Some(0));
    let merged = folder.run(&["index", "merge", "all", "a", "b", "--json"]);
    assert_eq!(merged.code, Some(1), "{merged:?}");
    assert!(merged.message("b").starts_with("document \"short-0\" has no text and is left out"), "{merged:?}");
    let stats = &folder.run(&["index", "stats", "all", "--json"]).json_lines()[0];
    let told = merged.stderr.matches("has no text").count() as u64;
    let remembered = stats["remembered"].as_u64().expect("a number");
    assert!(told == 100 && (3..100).contains(&remembered), "{remembered} and {told}");
    assert_eq!(json_lines(&folder.run(&["index", "export", "all"]).stdout)[0]["id"], "agency");
}

#[test]
fn an_index_is_checked_and_compacted() {
    let folder = made("seen").with("docs.jsonl", line("agency", AGENCY) + &line("other", OTHER));
    assert_eq!(folder.run(&["index", "add", "seen", "docs.jsonl"]).code, Some(0));
    let check = folder.run(&["index", "check", "seen"]);
    assert_eq!(
        (check.code, check.stdout.contains("2 documents in 1 blocks, 2 of them in the window, 0 findings")),
        (Some(0), true)
    );
    let compact = &folder.run(&["index", "compact", "seen", "--json"]).json_lines()[0];
    assert!(
        compact["after"].as_u64() <= compact["before"].as_u64() && compact["after"].as_u64() > Some(0),
        "{compact}"
    );
    let check = folder.run(&["index", "check", "seen", "--json"]);
    assert_eq!((check.code, &check.json_lines()[0]["held"]), (Some(0), &2.into()));
}
