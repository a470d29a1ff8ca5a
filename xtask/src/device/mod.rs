//! `cargo xtask device`: the programs of firmware/ on emulated boards.
//!
//! For every target and optimisation: all golden vectors, the three profiles measured, the index over the device's part of the
//! corpus, the gateway. What comes out is a table of sizes and instructions; a wrong result, a panic that could happen and a
//! budget that is passed are failures. `--plant` shows that the checks notice what they should.

mod board;
mod budget;
mod emulator;
mod image;
mod plant;
mod programs;
mod table;

use anyhow::{Result, bail};

use crate::report::Report;
use board::BOARDS;
use table::Table;

pub(crate) fn run_chore(args: &[String]) -> Result<()> {
    if let Some(at) = args.iter().position(|arg| arg == "--plant") {
        return plant::run(args.get(at + 1).map(String::as_str));
    }
    let from_source = args.iter().any(|arg| arg == "--from-source");
    let table = measure(from_source)?;
    println!("{}", table.markdown());
    if args.iter().any(|arg| arg == "--write") {
        table.write()?;
    }
    let mut report = Report::from_args(args)?;
    table.report(&mut report);
    report.save()?;
    let passed = budget::passed(&table);
    if !passed.is_empty() {
        bail!("over budget:\n{}", passed.join("\n"));
    }
    Ok(())
}

/// What guards a change: all of it, the sources' form, and the planted faults.
pub(crate) fn run_all() -> Result<()> {
    board::check_sources()?;
    run_chore(&[])?;
    plant::run(None)
}

fn measure(from_source: bool) -> Result<Table> {
    let mut table = Table::default();
    for board in &BOARDS {
        for level in board.levels() {
            programs::run(board, level, from_source, &mut table)?;
        }
    }
    Ok(table)
}
