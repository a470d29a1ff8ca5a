//! wireprint's chores. `cargo xtask` without a name lists them.
#![forbid(unsafe_code)]

mod report;
mod tables;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("tables") => tables::run(&args[1..]),
        _ => bail!("usage: cargo xtask tables"),
    }
}
