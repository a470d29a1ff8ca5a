//! The page's own style and script, and the policy under which a browser runs nothing else and fetches nothing at all.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../templates/report/style.css");
const SCRIPT: &str = include_str!("../../templates/report/script.js");

/// A checkout may have other ends of lines, which browsers take for these.
fn own(text: &str) -> String {
    text.replace("\r\n", "\n")
}

pub(super) fn style() -> String {
    own(STYLE)
}

pub(super) fn script() -> String {
    own(SCRIPT)
}

/// The Content-Security-Policy. Pictures may come from the page itself alone: an empty one keeps browsers from asking for an icon.
pub(super) fn policy() -> String {
    let hash = |text: String| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'",
        hash(script()),
        hash(style())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_stay_inside_their_elements_and_fetch_nothing() {
        for text in [style(), script()] {
            let lower = text.to_lowercase();
            for bad in [
                "</style",
                "</script",
                "<!--",
                "url(",
                "@import",
                "innerhtml",
                "eval(",
                "fetch(",
                "http://",
                "https://",
            ] {
                assert!(!lower.contains(bad), "{bad}");
            }
        }
        assert!(policy().starts_with("default-src 'none'; script-src 'sha256-") && !policy().contains("unsafe"));
    }
}
