//! `cargo xtask links`: documents link only to what exists.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Folders that hold no documents of ours.
const SKIPPED: [&str; 2] = ["target", ".git"];

pub(crate) fn run() -> Result<()> {
    let mut documents = Vec::new();
    collect(Path::new("."), &mut documents)?;
    let mut broken = Vec::new();
    for document in &documents {
        let text = std::fs::read_to_string(document).with_context(|| document.display().to_string())?;
        for link in links(&text) {
            let path = link.split('#').next().unwrap_or_default();
            let is_elsewhere = path.is_empty() || path.contains("://") || path.starts_with("mailto:");
            if !is_elsewhere && !document.with_file_name(path).exists() {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    if !broken.is_empty() {
        bail!("links to nothing:\n{}", broken.join("\n"));
    }
    println!("{} documents, every link leads somewhere", documents.len());
    Ok(())
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !SKIPPED.contains(&name.as_str()) {
            collect(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "md") {
            out.push(path);
        }
    }
    Ok(())
}

/// The targets of inline links, `](target)`, outside code.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split("](").skip(1).filter_map(|rest| rest.split(')').next())).collect()
}
