//! Settings: the command line, else the environment, else a file, else what is built in.

use serde_json::Value;

use crate::common::{Folder, OTHER, Run, line};

fn doctor(folder: &Folder, variables: &[(&str, &str)], args: &[&str]) -> Value {
    let run: Run = folder
        .command(&[&["doctor", "--json"], args].concat())
        .envs(variables.iter().copied())
        .output()
        .expect("a run")
        .into();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    run.json_lines()[0].clone()
}

#[test]
fn each_source_gives_way_to_the_one_before() {
    let folder = Folder::new();
    let limits = |folder: &Folder, variables| doctor(folder, variables, &[])["limits"].clone();
    assert_eq!(limits(&folder, &[])["memory"], 4u64 << 30);
    let folder = folder.with("users/wireprint/config.toml", "[scan]\nmemory = \"2G\"\nmin-score = 0.25\n");
    assert_eq!(
        (&limits(&folder, &[])["memory"], &limits(&folder, &[])["min_score"]),
        (&(2u64 << 30).into(), &0.25.into())
    );
    // The file here is taken instead of the user's, not beside it.
    let folder = folder.with("wireprint.toml", "threads = 3\n[scan]\nmemory = \"1G\"\n");
    let here = limits(&folder, &[]);
    assert_eq!(
        [&here["memory"], &here["threads"], &here["min_score"]],
        [&Value::from(1u64 << 30), &3.into(), &0.0.into()]
    );
    let folder = folder.with("named.toml", "threads = 5\n");
    assert_eq!(doctor(&folder, &[], &["--config", "named.toml"])["limits"]["threads"], 5);
    assert_eq!(limits(&folder, &[("WIREPRINT_CONFIG", "named.toml")])["threads"], 5);
    let both = [("WIREPRINT_MEMORY", "8M"), ("WIREPRINT_SEED", "7"), ("WIREPRINT_KERNEL", "portable")];
    let report = doctor(&folder, &both, &[]);
    assert_eq!((&report["limits"]["memory"], &report["kernels"]["chosen"]), (&(8u64 << 20).into(), &"portable".into()));
    assert_eq!(report["settings"]["environment"]["WIREPRINT_SEED"], "(set)", "a seed may be a secret");
    assert_eq!(doctor(&folder, &both, &["--kernel", "scalar"])["kernels"]["chosen"], "scalar");
}

/// Seen in a scan: `--stats` by the environment, and taken back on the command line.
#[test]
fn the_command_line_comes_first() {
    let folder =
        Folder::new().with("docs.jsonl", line("other", OTHER)).with("wireprint.toml", "[scan]\nstats = true\n");
    let stats = |args: &[&str], variable: Option<&str>| {
        let mut command = folder.command(&[&["scan", "docs.jsonl"], args].concat());
        command.envs(variable.map(|value| ("WIREPRINT_STATS", value)));
        let run: Run = command.output().expect("a run").into();
        assert_eq!(run.code, Some(0), "{run:?}");
        run.stderr.contains("by the clock")
    };
    assert!(stats(&[], None) && stats(&["--stats"], Some("false")));
    assert!(!stats(&[], Some("false")) && !stats(&["--stats=false"], Some("true")));
}

#[test]
fn wrong_settings_are_wrong_usage() {
    let folder =
        Folder::new().with("docs.jsonl", line("other", OTHER)).with("wireprint.toml", "[scan]\n\nmemroy = \"1G\"\n");
    let run = folder.run(&["scan", "docs.jsonl"]);
    let wrong = "wireprint: wireprint.toml:3: unknown key \"memroy\" in [scan]; did you mean \"memory\"?\n";
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(2), "", wrong));
    let run = folder.run(&["scan", "docs.jsonl", "--config", "nowhere.toml"]);
    assert!(run.code == Some(2) && run.stderr.contains("nowhere.toml: cannot be read; check the path"), "{run:?}");
    let run: Run =
        folder.command(&["scan", "docs.jsonl"]).env("WIREPRINT_MEMORY", "much").output().expect("a run").into();
    assert!(run.code == Some(2) && run.stderr.contains("WIREPRINT_MEMORY"), "{run:?}");
    // The doctor names it, and the shell's start goes on.
    let run = folder.run(&["doctor", "--json"]);
    assert_eq!(run.code, Some(1));
    assert!(run.json_lines()[0]["settings"]["problem"].as_str().is_some_and(|problem| problem.contains("memroy")));
    assert_eq!(folder.run(&["completions", "bash"]).code, Some(0));
}
