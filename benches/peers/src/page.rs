//! docs/performance.md, whose tables stand between markers and are written by the programs that measure.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder of the documents.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// Replaces what stands between the page's markers of this name.
pub fn write(marker: &str, text: &str) -> Result<()> {
    let path = folder().join("performance.md");
    let page = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let page = replaced(&page, marker, text).with_context(|| format!("{} has no marker {marker}", path.display()))?;
    fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))
}

fn replaced(page: &str, marker: &str, text: &str) -> Option<String> {
    let (opening, closing) = (format!("<!-- {marker} -->"), format!("<!-- /{marker} -->"));
    let (before, rest) = page.split_once(&opening)?;
    let (_, after) = rest.split_once(&closing)?;
    Some(format!("{before}{opening}\n{}\n{closing}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_marked_is_replaced() {
        let page = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n<!-- y --><!-- /y -->";
        let expected = "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n<!-- y --><!-- /y -->";
        assert_eq!(replaced(page, "x", "new\n").as_deref(), Some(expected));
        assert_eq!(replaced(page, "z", "new"), None);
    }
}
