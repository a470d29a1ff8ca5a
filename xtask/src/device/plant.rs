//! `cargo xtask device --plant [FAULT]`: faults on purpose, each of which must be noticed, and for its own sake.

use anyhow::{Context, Result, bail, ensure};

use super::board::{self, Board, Built, MICROBIT};
use super::{emulator, image};

struct Plant {
    fault: &'static str,
    board: &'static Board,
    /// What notices it, and by what words.
    noticed_by: &'static str,
    words: &'static str,
}

const ARM: &Board = &board::M4;
const WASM: &Board = &board::WASM;
/// The one whose processor refuses what is not aligned.
const M0: &Board = &MICROBIT;

const PLANTS: [Plant; 6] = [
    Plant { fault: "std", board: ARM, noticed_by: "the compiler", words: "can't find crate for `std`" },
    Plant { fault: "std", board: WASM, noticed_by: "the compiler", words: "first defined in crate `std`" },
    Plant { fault: "alloc", board: ARM, noticed_by: "the compiler", words: "no global memory allocator found" },
    Plant { fault: "panic", board: ARM, noticed_by: "the linker", words: "undefined symbol: this_image_can_panic" },
    Plant { fault: "panic", board: WASM, noticed_by: "the host", words: "imports env.this_image_can_panic" },
    Plant { fault: "unaligned", board: M0, noticed_by: "the processor", words: "failed: hard fault" },
];

/// Plants one fault, or all.
pub(super) fn run(fault: Option<&str>) -> Result<()> {
    let plants: Vec<_> = PLANTS.iter().filter(|plant| fault.is_none_or(|fault| fault == plant.fault)).collect();
    ensure!(!plants.is_empty(), "nothing to plant by that name; there are std, alloc, panic and unaligned");
    for board in [ARM, WASM, M0] {
        if plants.iter().any(|plant| std::ptr::eq(plant.board, board)) {
            let complaint = complaint(board, "")?;
            ensure!(complaint.is_none(), "a fault where none was planted: {}", complaint.unwrap_or_default());
        }
    }
    for Plant { fault, board, noticed_by, words } in plants {
        let board_title = board.title();
        match complaint(board, &format!("plant-{fault}"))? {
            Some(complaint) if complaint.contains(words) => {
                println!("{fault} planted in {board_title}: noticed by {noticed_by}: {words}");
            }
            Some(other) => bail!("{fault} planted in {board_title}: another complaint than {words:?}:\n{other}"),
            None => bail!("{fault} planted in {board_title}: not noticed"),
        }
    }
    Ok(())
}

/// What building, looking at or running the program `planted` complains of.
fn complaint(board: &Board, fault: &str) -> Result<Option<String>> {
    let output = board.try_build("planted", fault)?;
    if !output.status.success() {
        return Ok(Some(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let built = Built::of(&output)?;
    let path = built.images.get("planted").context("cargo built no planted")?;
    if let (Err(error), false) = (image::read(path), board.is_wasm()) {
        return Ok(Some(error.to_string()));
    }
    let ran = emulator::run(board, path, b"1234567")?;
    Ok((!ran.is_good).then_some(ran.said))
}
