//! `stream`: a decision a line, durable when it is written.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::common::{AGENCY, Folder, OTHER, OUTLET, line};

/// What most tests run.
const STREAM: [&str; 7] = ["stream", "--index", "seen", "--memory", "2M", "--lineage", "7"];

/// A stream that is talked to.
struct Talk {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Talk {
    fn begin(folder: &Folder) -> Self {
        let mut command = folder.command(&STREAM);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, input, output }
    }

    /// Sends lines and reads as many answers.
    fn say(&mut self, lines: &str) -> String {
        self.input.write_all(lines.as_bytes()).expect("the program reads");
        let mut answers = String::new();
        for _ in lines.lines() {
            self.output.read_line(&mut answers).expect("an answer");
        }
        answers
    }
}

#[test]
fn a_decision_comes_for_each_line_in_order() {
    let folder = Folder::new();
    let mut talk = Talk::begin(&folder);
    let first = talk.say(&line("agency", AGENCY));
    assert_eq!(first, "{\"id\":\"agency\",\"verdict\":\"none\",\"matches\":[],\"cluster\":null}\n");
    let more = talk.say(&(line("other", OTHER) + &line("outlet", OUTLET)));
    let more = crate::common::json_lines(&more);
    assert_eq!((&more[0]["id"], &more[0]["verdict"]), (&"other".into(), &"none".into()));
    assert_eq!((&more[1]["id"], &more[1]["verdict"]), (&"outlet".into(), &"rewrite".into()), "{more:?}");
    assert_eq!((&more[1]["matches"][0]["a"], &more[1]["matches"][0]["b"]), (&"agency".into(), &"outlet".into()));
    assert_eq!(more[1]["cluster"], "c-agency");
    assert!(more[1]["matches"][0]["evidence"].is_array());
    drop(talk.input);
    assert_eq!(talk.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn lines_that_cannot_be_used_are_answered_and_named() {
    let folder = Folder::new();
    let empty = "{\"id\": \"e\", \"text\": \" \"}\n";
    let clockless = "{\"id\": \"c\", \"text\": \"Ferries resume on Friday.\", \"time\": \"noon\"}\n";
    let long = line("long", &"word ".repeat(300));
    let input = ["\n", "nonsense\n", empty, &long, &line("agency", AGENCY), clockless].concat();
    let run = folder.run_with_input(&[&STREAM[..], &["--max-document", "1000"]].concat(), input.as_bytes());
    assert_eq!(run.code, Some(1), "{run:?}");
    let told = run.json_lines();
    assert_eq!(told.len(), 5, "{told:?}");
    assert_eq!((&told[0]["line"], &told[1]["line"], &told[1]["id"]), (&2.into(), &3.into(), &"e".into()));
    assert!(told[2]["error"].as_str().is_some_and(|error| error.contains("--max-document")), "{told:?}");
    assert_eq!(
        (&told[3]["id"], &told[3]["verdict"], &told[3]["warning"]),
        (&"agency".into(), &"none".into(), &().into())
    );
    assert_eq!((&told[4]["id"], &told[4]["verdict"]), (&"c".into(), &"none".into()));
    assert!(told[4]["warning"].as_str().is_some_and(|warning| warning.contains("\"noon\"")), "{told:?}");
    assert!(run.message("-:2").contains("one JSON object a line") && run.message("-:6").contains("\"noon\""));
    assert!(run.stderr.ends_with("wireprint: 4 problems in the input; everything else was processed\n"), "{run:?}");
}

#[test]
fn fields_go_by_the_names_given() {
    let folder = Folder::new();
    let line = serde_json::json!({ "link": "https://a.example/1", "body": AGENCY, "id": 7 }).to_string();
    let named = ["--id-field", "link", "--text-field", "body"];
    let run = folder.run_with_input(&[&STREAM[..], &named].concat(), line.as_bytes());
    assert_eq!((run.code, &run.json_lines()[0]["id"]), (Some(0), &"https://a.example/1".into()), "{run:?}");
}

#[test]
fn what_is_sent_again_gets_the_same_lines() {
    let folder = Folder::new();
    let input = line("agency", AGENCY) + &line("outlet", OUTLET) + &line("other", OTHER);
    let first = folder.run_with_input(&STREAM, input.as_bytes());
    let again = folder.run_with_input(&STREAM, input.as_bytes());
    assert_eq!((first.code, again.code), (Some(0), Some(0)));
    assert_eq!(first.stdout, again.stdout);
    let check = folder.run(&["index", "check", "seen", "--json"]);
    assert_eq!((&check.json_lines()[0]["documents"], &check.json_lines()[0]["findings_count"]), (&3.into(), &0.into()));
}

#[test]
fn what_was_answered_survives_a_kill() {
    let folder = Folder::new();
    let mut talk = Talk::begin(&folder);
    let answers = talk.say(&(line("agency", AGENCY) + &line("outlet", OUTLET)));
    talk.child.kill().expect("it runs");
    talk.child.wait().expect("it ends");
    let check = folder.run(&["index", "check", "seen", "--json"]);
    assert_eq!((check.code, &check.json_lines()[0]["findings_count"]), (Some(0), &0.into()), "{check:?}");
    let export = folder.run(&["index", "export", "seen", "--no-texts"]);
    let recorded = export.stdout.lines().map(|line| line.split_once("\"decision\":").expect("a decision").1);
    let recorded: String = recorded.map(|decision| decision.trim_end_matches('}').to_owned() + "\n").collect();
    let answered: String = answers.lines().map(|line| line.trim_end_matches('}').to_owned() + "\n").collect();
    assert_eq!(recorded, answered);
    let mut talk = Talk::begin(&folder);
    assert_eq!(talk.say(&(line("agency", AGENCY) + &line("outlet", OUTLET))), answers);
    let more = talk.say(&line("copy", AGENCY));
    assert!(more.contains("\"verdict\":\"exact\"") && more.contains("\"a\":\"agency\""), "{more}");
}

#[test]
fn options_that_contradict_the_index_are_wrong_usage() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["index", "create", "seen", "--memory", "2M", "--window", "7d"]).code, Some(0));
    let agreeing = ["stream", "--index", "seen", "--memory", "2M", "--window", "7d", "--profile", "rewrite"];
    assert_eq!(folder.run(&agreeing).code, Some(0));
    for (option, both) in [
        (["--memory", "4M"], ["--memory 4194304", "--memory 2097152"]),
        (["--window", "1d"], ["--window 86400s", "--window 604800s"]),
        (["--profile", "strict"], ["--profile strict", "--profile rewrite"]),
        (["--seed", "5"], ["--seed 5", "--seed 0"]),
    ] {
        let run = folder.run(&[&["stream", "--index", "seen"], &option[..]].concat());
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(both.iter().all(|named| run.stderr.contains(named)) && run.stderr.contains("export"), "{run:?}");
    }
    let run = folder.run(&["stream", "--index", "seen", "--no-texts"]);
    assert!(run.code == Some(2) && run.stderr.contains("made with texts kept"), "{run:?}");
}

#[test]
fn a_folder_that_is_no_index_is_told() {
    let folder = Folder::new().with("seen/index.redb", "nothing of the kind");
    let run = folder.run(&STREAM);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    let file = Folder::new().with("seen", "a file");
    assert_eq!(file.run(&STREAM).code, Some(1));
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_whole_lines_and_a_usable_index() {
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let folder = Folder::new();
        let mut talk = Talk::begin(&folder);
        let answers = talk.say(&(line("agency", AGENCY) + &line("outlet", OUTLET)));
        crate::common::send_signal(&talk.child, signal);
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut talk.output, &mut rest).expect("UTF-8");
        assert_eq!((talk.child.wait().expect("it ends").code(), &*rest), (Some(code), ""));
        // Closed with an image: nothing has to be added again.
        let stats = folder.run(&["index", "stats", "seen", "--json"]);
        assert_eq!((stats.code, &stats.json_lines()[0]["behind"]), (Some(0), &0.into()), "{stats:?}");
        assert_eq!(Talk::begin(&folder).say(&(line("agency", AGENCY) + &line("outlet", OUTLET))), answers);
    }
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let folder = Folder::new();
    let mut talk = Talk::begin(&folder);
    talk.say(&line("agency", AGENCY));
    drop(talk.output);
    talk.input.write_all(line("outlet", OUTLET).as_bytes()).expect("the program reads");
    assert_eq!(talk.child.wait().expect("it ends").code(), Some(0));
    assert_eq!(folder.run(&["index", "check", "seen"]).code, Some(0));
}
