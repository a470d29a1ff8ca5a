//! The table: a row a program, board and optimisation.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};

use super::image::Sizes;
use crate::report::Report;
use crate::run::root;

/// The page that the table stands in, between markers.
const PAGE: &str = "no_std-notes.md";
const OPENING: &str = "<!-- device -->";
const CLOSING: &str = "<!-- /device -->";

pub(super) struct Row {
    pub(super) board: &'static str,
    pub(super) program: &'static str,
    pub(super) level: &'static str,
    pub(super) sizes: Sizes,
    pub(super) stack: Option<u64>,
    pub(super) instructions_by_byte: Option<f64>,
}

impl Row {
    /// Variables and stack at its deepest.
    pub(super) fn ram(&self) -> Option<u64> {
        Some(self.statics() + self.stack?)
    }

    fn statics(&self) -> u64 {
        self.sizes.data + self.sizes.bss
    }

    /// The programs that only check something are not for the table.
    fn is_shown(&self) -> bool {
        !["golden", "whole"].contains(&self.program)
    }

    /// The profile, or a program that has one of its own.
    fn name(&self) -> &'static str {
        self.program.strip_prefix("measure-").unwrap_or(self.program)
    }
}

#[derive(Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// What the program `whole` sums its results up to, the same everywhere.
    pub(super) sum: Option<u64>,
}

impl Table {
    /// The row of a board's program.
    pub(super) fn row(&self, board: &str, program: &str, level: &str) -> Option<&Row> {
        self.rows.iter().find(|row| (row.board, row.program, row.level) == (board, program, level))
    }

    pub(super) fn markdown(&self) -> String {
        let columns =
            ["part", "profile", "opt", ".text", ".rodata", ".data", "flash", "static RAM", "stack", "RAM + stack"];
        let mut lines = format!("| {} | instructions a byte |\n|---|---|---|", columns.join(" | "));
        lines += &"---:|".repeat(columns.len() - 2);
        lines.push('\n');
        for row in self.rows.iter().filter(|row| row.is_shown()) {
            let Sizes { text, rodata, data, .. } = row.sizes;
            let sizes = [text, rodata, data, row.sizes.flash(), row.statics()].map(grouped).join(" | ");
            let memory = [row.stack, row.ram()].map(|bytes| bytes.map_or("–".into(), grouped)).join(" | ");
            let instructions = row.instructions_by_byte.map_or("–".into(), |n| format!("{n:.1}"));
            let _ = writeln!(
                lines,
                "| {} | {} | {} | {sizes} | {memory} | {instructions} |",
                row.board,
                row.name(),
                row.level
            );
        }
        lines
    }

    pub(super) fn write(&self) -> Result<()> {
        let path = root().join(PAGE);
        let page = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
        let page = replaced(&page, &self.markdown()).with_context(|| format!("{PAGE} has no {OPENING} … {CLOSING}"))?;
        fs::write(&path, page).with_context(|| format!("cannot write {PAGE}"))
    }

    pub(super) fn report(&self, report: &mut Report) {
        for row in self.rows.iter().filter(|row| row.is_shown()) {
            let name = |what: &str| format!("{}/{}/opt-level {}/{what}", row.board, row.name(), row.level);
            let Sizes { text, rodata, data, .. } = row.sizes;
            let sizes = [("text", text), ("rodata", rodata), ("data", data), ("flash", row.sizes.flash())];
            for (what, bytes) in sizes.into_iter().chain([("static RAM", row.statics())]) {
                report.row(name(what), bytes as f64, "bytes");
            }
            if let (Some(stack), Some(ram)) = (row.stack, row.ram()) {
                report.row(name("stack"), stack as f64, "bytes");
                report.row(name("RAM and stack"), ram as f64, "bytes");
            }
            if let Some(instructions) = row.instructions_by_byte {
                report.row(name("instructions"), (instructions * 100.0).round() / 100.0, "instructions/byte");
            }
        }
    }
}

fn replaced(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(OPENING)?;
    let (_, after) = rest.split_once(CLOSING)?;
    Some(format!("{before}{OPENING}\n{}\n{CLOSING}{after}", table.trim()))
}

/// Thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = (digits.len() + 2) % 3 + 1;
    let (head, tail) = digits.split_at(first.min(digits.len()));
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group));
    groups.fold(head.to_owned(), |line, group| line + "," + &group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let numbers = [0, 12, 999, 1000, 65_536, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "12", "999", "1,000", "65,536", "1,234,567"]);
    }

    #[test]
    fn only_what_is_marked_is_replaced() {
        let page = "a\n<!-- device -->\nold\n<!-- /device -->\nb";
        assert_eq!(replaced(page, "new\n").as_deref(), Some("a\n<!-- device -->\nnew\n<!-- /device -->\nb"));
        assert_eq!(replaced("a", "new"), None);
    }
}
