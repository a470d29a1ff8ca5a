//! Ctrl-C and SIGTERM: whole lines, a message, the exit codes that shells know.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use crate::common::{AGENCY, Folder, Run, json_lines, line};

fn start(folder: &Folder, args: &[&str]) -> Child {
    let mut command = folder.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

/// A run that waits for input which never comes.
fn interrupt_while_reading(signal: &str) -> Run {
    let folder = Folder::new();
    let mut child = start(&folder, &["scan", "-", "--pairs", "pairs.jsonl"]);
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all((line("agency", AGENCY) + "{\n").as_bytes()).expect("a pipe with room");
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut told = String::new();
    stderr.read_line(&mut told).expect("a line about line 2, so it reads by now");
    assert!(told.contains("-:2: not a document"), "{told}");
    send(signal, &child);
    let mut run: Run = child.wait_with_output().expect("the program ends").into();
    stderr.read_to_string(&mut run.stderr).expect("the rest");
    assert!(folder.names().is_empty(), "{:?}", folder.names());
    run
}

#[test]
fn a_signal_ends_waiting_for_input() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let run = interrupt_while_reading(signal);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(code), "", "wireprint: interrupted\n"));
    }
}

/// The reader of the pairs takes one line, then sends the signal while the program waits for it to take more.
#[test]
fn a_signal_while_pairs_are_written_leaves_whole_lines() {
    // Each two documents in their own words: more pairs than are verified together, more bytes than a pipe holds.
    const PAIRS: usize = 6_000;
    let mut docs = String::new();
    for pair in 0..PAIRS {
        let words: String =
            (0..30u64).map(|word| format!("w{:x}n ", (pair as u64 * 30 + word) * 0x9E37_79B9)).collect();
        docs += &line(&format!("{pair}"), &words);
        docs += &line(&format!("{pair} again"), &words);
    }
    let folder = Folder::new().with("docs.jsonl", docs);
    let mut child = start(&folder, &["scan", "docs.jsonl", "--pairs", "-", "--clusters", "clusters.parquet"]);
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut pairs = String::new();
    stdout.read_line(&mut pairs).expect("a pair");
    send("-INT", &child);
    stdout.read_to_string(&mut pairs).expect("the pairs until then");
    let run: Run = child.wait_with_output().expect("the program ends").into();
    assert_eq!((run.code, run.stderr.as_str()), (Some(130), "wireprint: interrupted\n"));
    assert!(pairs.ends_with("}\n"));
    let pairs = json_lines(&pairs).len();
    assert!((1..PAIRS).contains(&pairs), "{pairs}");
    assert_eq!(folder.names(), ["docs.jsonl"], "no cluster was written");
}

/// Pairs in a file, while the explanation waits for its reader: whole lines under a name that tells that they are not all.
#[test]
fn an_interrupted_file_does_not_look_whole() {
    let docs: String = (0..400).map(|id| line(&id.to_string(), &format!("{AGENCY} {id}"))).collect();
    for (name, earlier) in [("p.jsonl", "an earlier result"), ("p.csv.gz", "another")] {
        let folder = Folder::new().with("docs.jsonl", &docs).with(name, earlier);
        let mut child = start(&folder, &["scan", "docs.jsonl", "--pairs", name, "--explain"]);
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        stdout.read_line(&mut String::new()).expect("a match");
        send("-INT", &child);
        stdout.read_to_string(&mut String::new()).expect("the matches until then");
        let run: Run = child.wait_with_output().expect("the program ends").into();
        assert_eq!(run.code, Some(130), "{run:?}");
        assert!(run.stderr.contains(".part\n") && run.stderr.ends_with("wireprint: interrupted\n"), "{run:?}");
        assert_eq!(folder.read(name), earlier);
        let bytes = std::fs::read(folder.path(&format!("{name}.part"))).expect("what was found");
        let text = if name.ends_with(".gz") {
            let mut text = String::new();
            flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).expect("whole gzip");
            text
        } else {
            String::from_utf8(bytes).expect("text")
        };
        assert!(text.ends_with('\n') && text.lines().count() > 1);
    }
}
