//! What a device may take.

use super::table::{Row, Table};

struct Budget {
    board: &'static str,
    program: &'static str,
    /// Of which optimisation; the figures of one image belong together.
    level: &'static str,
    flash: f64,
    /// Static, and the stack.
    ram: f64,
    instructions_by_byte: f64,
}

const KIB: f64 = 1024.0;

const BUDGETS: [Budget; 2] = [
    Budget {
        board: "Cortex-M4",
        program: "measure-default",
        level: "s",
        flash: 48.0 * KIB,
        ram: 6.0 * KIB,
        instructions_by_byte: 250.0,
    },
    Budget {
        board: "Cortex-M0, Latin",
        program: "measure-tiny",
        level: "s",
        flash: f64::INFINITY,
        ram: 3.0 * KIB,
        instructions_by_byte: f64::INFINITY,
    },
];

/// What is over its budget, a line each.
pub(super) fn passed(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for budget in &BUDGETS {
        let Budget { board, program, level, .. } = budget;
        let title = format!("{program} on {board}, opt-level {level}");
        let Some(row) = table.row(board, program, level) else {
            lines.push(format!("{title}: was not measured"));
            continue;
        };
        let Row { sizes, instructions_by_byte, .. } = row;
        let figures = [
            ("flash", Some(sizes.flash() as f64), budget.flash, "bytes"),
            ("RAM and stack", row.ram().map(|bytes| bytes as f64), budget.ram, "bytes"),
            ("speed", *instructions_by_byte, budget.instructions_by_byte, "instructions a byte"),
        ];
        for (what, figure, allowed, unit) in figures {
            match figure {
                Some(figure) if figure <= allowed => {}
                Some(figure) => lines.push(format!("{title}: {what} {figure:.0} {unit}, {allowed:.0} are allowed")),
                None => lines.push(format!("{title}: {what} was not measured")),
            }
        }
    }
    lines
}
