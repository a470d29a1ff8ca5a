//! What people meet beside results: the doctor, completions, the manual, colours and logs.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::{AGENCY, Folder, OUTLET, Run, line};

const COMMANDS: [&str; 9] = ["scan", "compare", "score", "stream", "serve", "index", "doctor", "completions", "man"];

#[test]
fn the_doctor_tells_what_there_is() {
    let run = Folder::new().run(&["doctor", "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let report = &run.json_lines()[0];
    let names: BTreeSet<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    let wanted = ["version", "schemes", "kernels", "limits", "settings", "machine", "formats"];
    assert_eq!(names, BTreeSet::from(wanted));
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["schemes"]["ids"]["rewrite"], wireprint::Scheme::REWRITE.id().to_string());
    let kernels: Vec<&str> = wireprint::kernel::Kernel::available().map(|kernel| kernel.name()).collect();
    assert_eq!(report["kernels"]["available"], Value::from(kernels));
    assert_eq!(report["settings"]["problem"], Value::Null);
    let told = Folder::new().run(&["doctor"]).stdout;
    for name in ["wireprint", "scheme rewrite", "filter", "kernels", "memory", "threads", "settings", "reads", "writes"]
    {
        assert!(told.lines().any(|line| line.starts_with(name)), "{name} in {told}");
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.run(&["completions", shell]);
        assert_eq!(script.code, Some(0));
        COMMANDS.iter().for_each(|command| assert!(script.stdout.contains(command), "{command} for {shell}"));
        assert!(script.stdout.contains("keep-by"), "options for {shell}");
    }
    let manual = folder.run(&["man"]);
    assert_eq!(manual.code, Some(0));
    assert_eq!(folder.run(&["man", "--out", "man1"]).code, Some(0));
    assert!(folder.read("man1/wireprint.1").contains(".TH"));
    for command in COMMANDS {
        assert!(manual.stdout.contains(command), "{command}");
        assert!(folder.read(&format!("man1/wireprint-{command}.1")).contains("wireprint"), "{command}");
        let help = folder.run(&[command, "--help"]);
        assert!(help.code == Some(0) && help.stdout.contains("Example"), "{command}: {}", help.stdout);
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let folder = Folder::new().with("a.txt", AGENCY).with("b.txt", OUTLET);
    let compare = |variables: &[(&str, &str)]| -> String {
        let mut command = folder.command(&["compare", "a.txt", "b.txt"]);
        let run: Run = command.envs(variables.iter().copied()).output().expect("a run").into();
        assert_eq!(run.code, Some(0));
        run.stdout
    };
    let is_coloured = |text: String| text.contains('\u{1b}');
    assert!(!is_coloured(compare(&[])), "a pipe is no terminal");
    assert!(is_coloured(compare(&[("CLICOLOR_FORCE", "1")])));
    assert!(!is_coloured(compare(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])));
}

#[test]
fn logs_are_lines_of_text_or_json() {
    let docs = line("agency", AGENCY) + &line("outlet", OUTLET) + "{\n";
    let folder = Folder::new().with("docs.jsonl", docs);
    let plain = folder.run(&["scan", "docs.jsonl"]);
    let run = folder.run(&["scan", "docs.jsonl", "--log", "info"]);
    assert_eq!((run.code, &run.stdout), (Some(1), &plain.stdout));
    assert!(run.stderr.contains("INFO") && run.stderr.contains("documents=2"), "{}", run.stderr);
    let run = folder.run(&["scan", "docs.jsonl", "--log", "info", "--log-format", "json"]);
    let logs = crate::common::json_lines(&run.stderr);
    assert!(logs.iter().any(|log| log["documents"] == 2), "{}", run.stderr);
    let wrong =
        |log: &Value| log["message"].as_str().is_some_and(|text| text.starts_with("docs.jsonl:3: not a document"));
    assert!(logs.iter().any(|log| log["level"] == "WARN" && wrong(log)), "{}", run.stderr);
    let run = folder.run(&["scan", "docs.jsonl", "--log", "loud=="]);
    assert_eq!(run.code, Some(2));
}
