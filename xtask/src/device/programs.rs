//! Runs a board's programs, and sees that what they say is right.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::board::{Board, Built, firmware};
use super::emulator::{self, Ran};
use super::image;
use super::table::{Row, Table};

pub(super) fn run(board: &Board, level: &'static str, from_source: bool, table: &mut Table) -> Result<()> {
    let built = board.build(level, from_source)?;
    for program in board.programs {
        let path = built.images.get(*program).with_context(|| format!("cargo built no {program}"))?;
        let mut sizes = image::read(path)?;
        let ran = emulator::run(board, path, &input(program, &built)?)?;
        let what = format!("{program} on {}, opt-level {level}", board.title());
        ensure!(ran.is_good, "{what} fails:\n{}", ran.said);
        check(program, &ran, &built, table).with_context(|| format!("{what} is wrong:\n{}", ran.said))?;
        let numbers = ran.numbers();
        let number = |name: &str| numbers.get(name).copied();
        if board.is_wasm() {
            sizes.bss = number("statics").unwrap_or_default().saturating_sub(sizes.data);
        }
        // A device has the article from its radio, not in its flash.
        let article = number("article").unwrap_or_default();
        if board.is_wasm() {
            sizes.data -= article
        } else {
            sizes.rodata -= article
        };
        let stack = number("stack");
        let instructions = number("instructions").zip(number("bytes"));
        let instructions_by_byte = instructions.map(|(instructions, bytes)| instructions as f64 / bytes as f64);
        table.rows.push(Row { board: board.name, program, level, sizes, stack, instructions_by_byte });
    }
    Ok(())
}

fn input(program: &str, built: &Built) -> Result<Vec<u8>> {
    let path = match program {
        "gateway" => built.data.join("frames.bin"),
        "whole" => firmware().join("../examples/corpus/docs.jsonl"),
        _ => return Ok(Vec::new()),
    };
    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// The programs check themselves, but that they did something is seen here.
fn check(program: &str, ran: &Ran, built: &Built, table: &mut Table) -> Result<()> {
    let numbers = ran.numbers();
    match program {
        "golden" => {
            let vectors = fs::read_to_string(firmware().join("../tests/golden/vectors.jsonl"))?;
            ensure!(numbers.get("golden") == Some(&(vectors.lines().count() as u64)), "not all golden vectors");
        }
        "whole" => {
            let sum = *numbers.get("sum").context("no sum of all results")?;
            ensure!(*table.sum.get_or_insert(sum) == sum, "another sum of all results than on the boards before");
        }
        "device" => ensure!(numbers.get("seed pairs") == Some(&3), "not the seeds' three pairs"),
        "gateway" => {
            let expected = fs::read_to_string(built.data.join("answers.txt"))?;
            ensure!(ran.said.starts_with(&expected), "the gateway was to say:\n{expected}");
        }
        _ => ensure!(numbers.contains_key("bytes"), "nothing was measured"),
    }
    Ok(())
}
