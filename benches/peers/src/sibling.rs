//! Programs that were built beside this one.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

/// The path of the program of that name, in this program's folder.
pub fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot tell where this program lies")?;
    let path = own.with_file_name(name).with_extension(std::env::consts::EXE_EXTENSION);
    ensure!(path.exists(), "{name} is not built; `cargo xtask peers` builds what it runs");
    Ok(path)
}
