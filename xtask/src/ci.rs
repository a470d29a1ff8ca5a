//! `cargo xtask ci`: everything that .ci/run guards, the README's test command first.

use std::process::Command;

use anyhow::Result;

use crate::run::{cargo, run, run_cargo};
use crate::{bare_metal, browser, crash, device, emulate, fuzz, links, miri, tables};

/// Feature sets that must build and pass their tests; all of them together are the test command's.
const FEATURES: [&str; 7] = ["", "european", "full,serde", "alloc", "alloc,serde", "std,serde", "parallel"];

pub(crate) fn run_all() -> Result<()> {
    run_cargo("test --workspace")?;
    run_cargo("fmt --all --check")?;
    tables::run(&["--check".into()])?;
    links::run()?;
    run_cargo("clippy --workspace --all-targets --all-features -- -D warnings")?;
    for features in FEATURES {
        let library = format!("--package wireprint --lib --no-default-features --features={features}");
        run_cargo(&format!("clippy {library} -- -D warnings"))?;
        run_cargo(&format!("test --quiet {library} --test tables"))?;
    }
    run(Command::new(cargo())
        .args(["doc", "--workspace", "--no-deps", "--all-features"])
        .env("RUSTDOCFLAGS", "-D warnings"))?;
    browser::run_chore(&[])?;
    crash::smoke()?;
    bare_metal::run_all(false)?;
    device::run_all()?;
    emulate::run_all()?;
    miri::run_all()?;
    fuzz::replay()?;
    for example in [
        "newsroom",
        "streaming",
        "fixed_memory",
        "crawler",
        "window -- 50000",
        "evaluate -- ../shared/corpora",
        "cross_language -- ../shared/corpora",
    ] {
        run_cargo(&format!("run --quiet --release --example {example}"))?;
    }
    run_cargo("bench --quiet --package wireprint --bench suite --all-features -- --test")?;
    run_cargo("bench --quiet --package wireprint-peers --bench peers -- --test")
}
