//! wireprint's chores. `cargo xtask` without a name lists them.
#![forbid(unsafe_code)]

mod apt;
mod bare_metal;
mod bochs;
mod browser;
mod ci;
mod crash;
mod device;
mod emulate;
mod fold_pages;
mod fold_table;
mod fuzz;
mod links;
mod miri;
mod peers;
mod random;
mod report;
mod run;
mod soak;
mod tables;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask NAME

  ci                      everything that .ci/run guards: the tests, then the rest
  crash [--rounds N]      kill -9 at random instants while stream and index add run (--docs FILE, --seed N, --program FILE)
  soak [--seconds N]      many clients at serve, replies checked, memory sampled (--clients N, --seed N, --program FILE)
  tables [--check]        writes the Unicode table and docs/fold.txt; --check fails if they differ
  bare-metal              builds the core for devices, from source where rustup has no target
  device [--write]        the programs of firmware/ on emulated boards: sizes, stack, instructions, budgets (no_std-notes.md)
  device --plant [FAULT]  plants std, alloc, panic and unaligned, or one of them, and shows that each is noticed
  emulate                 the golden fingerprints on emulated machines: NEON, big-endian, 32-bit, WebAssembly, VBMI2
  browser [--shots DIR]   the report in headless Chromium: hostile articles, accessibility, keyboard, phone, right to left
  fuzz [--seconds N] [TARGET…]  attacks the parts that fuzz/ lists, 11 minutes each, and keeps what covers most; needs nightly
  fuzz --replay           the kept inputs through their targets, without a fuzzer
  links                   checks that the documents link to what exists
  miri                    the kernels' tests in an interpreter that sees every undue access, if nightly has it
  peers [--quick]         wireprint beside other crates: the tables and plots of docs/performance.md (--write)
  peers --whole DOCS      scan against a pipeline of gaoya's, from JSON lines to verified pairs
  instructions [--write]  instructions that a fingerprint takes a byte, by kernel and language

  --json FILE             of a chore that prints a table: writes it as [{\"name\", \"value\", \"unit\"}] too";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("ci") => ci::run_all(),
        Some("crash") => crash::run_chore(&args[1..]),
        Some("soak") => soak::run_chore(&args[1..]),
        Some("tables") => tables::run(&args[1..]),
        Some("bare-metal") => bare_metal::run_chore(&args[1..]),
        Some("device") => device::run_chore(&args[1..]),
        Some("emulate") => emulate::run_all(),
        Some("browser") => browser::run_chore(&args[1..]),
        Some("fuzz") => fuzz::run_chore(&args[1..]),
        Some("links") => links::run(),
        Some("miri") => miri::run_all(),
        Some("peers") => peers::run_peers(&args[1..]),
        Some("instructions") => peers::run_instructions(&args[1..]),
        Some(other) => bail!("there is no chore {other}\n\n{USAGE}"),
        None => bail!("{USAGE}"),
    }
}
