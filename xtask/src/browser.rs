//! `cargo xtask browser`: the report in headless Chromium. Reports of the bundled corpus, of hostile articles, of texts without
//! times and of a tiny limit are made and opened; crates/cli/tests/browser has the checks.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::apt;
use crate::run::{output_of, root, run, target_folder, test_program};

/// Names that Chromium goes by.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// The major version of Node.js that playwright-core asks for.
const NODE_MIN: u32 = 20;

pub(crate) fn run_chore(args: &[String]) -> Result<()> {
    let shots = match args {
        [] => None,
        [option, folder] if option == "--shots" => Some(folder),
        _ => bail!("usage: cargo xtask browser [--shots FOLDER]"),
    };
    let chromium = chromium()?;
    ensure_node()?;
    let folder = target_folder().join("browser");
    copy(&root().join("crates/cli/tests/browser"), &folder)?;
    if !folder.join("node_modules/.package-lock.json").exists() || is_stale(&folder) {
        run(Command::new("npm").args(["ci", "--no-progress", "--loglevel=error"]).current_dir(&folder))
            .context("playwright-core and axe-core cannot be installed; see that npm reaches its registry")?;
    }
    test_program()?;
    let program = target_folder().join("debug/wireprint");
    make_reports(&program, &folder)?;
    let mut check = Command::new("node");
    check.arg("check.mjs").arg(chromium).arg(&folder).current_dir(&folder);
    if let Some(shots) = shots {
        check.arg(std::path::absolute(shots)?);
    }
    run(&mut check).context("the report does not hold in the browser: see what FAILED above")
}

/// Where Chromium is; installed where apt-get can.
fn chromium() -> Result<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let there = || {
        let mut programs = CHROMIUM.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        programs.find(|program| program.is_file())
    };
    if let Some(program) = there() {
        return Ok(program);
    }
    apt::install(&["chromium"]);
    there().context("there is no Chromium: apt-get install chromium")
}

fn ensure_node() -> Result<()> {
    let node = || output_of(Command::new("node").arg("--version")).and_then(|version| major(&version));
    let has_npm = || output_of(Command::new("npm").arg("--version")).is_some();
    if node().is_none() || !has_npm() {
        apt::install(&["nodejs", "npm"]);
    }
    let version = node().context("there is no Node.js: apt-get install nodejs npm")?;
    ensure!(
        version >= NODE_MIN,
        "Node.js is of version {version}; {NODE_MIN} is needed: apt-get install nodejs from a newer release"
    );
    ensure!(has_npm(), "there is no npm: apt-get install npm");
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// Whether other versions are installed than the lock file says.
fn is_stale(folder: &Path) -> bool {
    let versions = |file: &str| {
        let lock: serde_json::Value = serde_json::from_slice(&fs::read(folder.join(file)).ok()?).ok()?;
        let packages = lock.get("packages")?.as_object()?.clone();
        let versions = packages.into_iter().filter(|(name, _)| !name.is_empty());
        Some(versions.map(|(name, package)| (name, package["version"].to_string())).collect::<Vec<_>>())
    };
    versions("package-lock.json") != versions("node_modules/.package-lock.json")
}

fn make_reports(program: &Path, folder: &Path) -> Result<()> {
    let corpus = root().join("examples/corpus/docs.jsonl");
    let hostile = folder.join("hostile.jsonl");
    fs::write(&hostile, hostile_articles()?)?;
    let texts = folder.join("texts");
    fs::create_dir_all(&texts)?;
    for (number, line) in fs::read_to_string(&corpus)?.lines().take(12).enumerate() {
        let document: serde_json::Value = serde_json::from_str(line)?;
        fs::write(texts.join(format!("{number:02}.txt")), document["text"].as_str().unwrap_or_default())?;
    }
    let report = |name: &str, docs: &Path, more: &[&str]| {
        let page = folder.join(name);
        run(Command::new(program).arg("scan").arg(docs).arg("--report").arg(page).args(more))
    };
    report("bundled.html", &corpus, &["--all-verdicts"])?;
    report("hostile.html", &hostile, &["--report-bytes", "4M"])?;
    report("undated.html", &texts, &[])?;
    report("small.html", &corpus, &["--report-matches", "9", "--report-bytes", "256K"])
}

/// The hostile articles of the tests, and two of four megabytes that share a story.
fn hostile_articles() -> Result<Vec<u8>> {
    let path = root().join("crates/cli/tests/hostile.jsonl");
    let mut lines = fs::read(&path).with_context(|| path.display().to_string())?;
    let first: serde_json::Value =
        serde_json::from_slice(lines.split(|byte| *byte == b'\n').next().unwrap_or_default())?;
    let story = first["text"].as_str().unwrap_or_default();
    for side in 0..2 {
        let filling = |from: usize, to: usize| {
            let line = |n: usize| format!("<b>{side}</b> word{n}x{side} &amp; other{n}y{side}\n");
            (from..to).map(line).collect::<String>()
        };
        let text = filling(0, 50_000) + story + &filling(50_000, 90_000);
        writeln!(lines, "{}", serde_json::json!({ "id": format!("huge-{side}"), "text": text }))?;
    }
    Ok(lines)
}
