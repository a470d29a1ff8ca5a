//! Text from outside on its way into the page: control characters made visible, long names cut, links only where they are harmless.
//! Markup in it is escaped by the templates, all of it.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// Longest URL that is shown as a link.
const URL_MAX: usize = 2048;

/// Text whose characters that command a display stand for themselves.
///
/// The overrides of writing direction are among them: no article needs them, and they show other letters than there are.
/// Embeddings and isolates stay, since right-to-left articles have them; the page isolates every piece of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, sign, len)) = rest.char_indices().find_map(|(at, c)| Some((at, stand_in(c)?, c.len_utf8())))
        {
            f.write_str(&rest[..at])?;
            f.write_char(sign)?;
            rest = &rest[at + len..];
        }
        f.write_str(rest)
    }
}

/// What is shown for a character that is not shown itself.
fn stand_in(c: char) -> Option<char> {
    match c {
        '\t' | '\n' => None,
        // The pictures of control characters.
        '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(c)),
        '\x7F' => Some('\u{2421}'),
        '\u{80}'..='\u{9F}' | '\u{202D}' | '\u{202E}' | '\u{FFF9}'..='\u{FFFB}' => Some('\u{FFFD}'),
        c if u32::from(c) & 0xFFFE == 0xFFFE => Some('\u{FFFD}'),
        _ => None,
    }
}

/// The text in one line, or its beginning.
pub(super) fn line(text: &str, characters: usize) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > 4 * characters {
            break;
        }
    }
    if let Some((end, _)) = out.char_indices().nth(characters) {
        out.truncate(end);
        out.push('…');
    }
    Shown(&out).to_string()
}

/// The beginning of a text of which only so many bytes are at hand.
pub(super) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        // A character cut in two at the end is left out.
        Err(error) if error.error_len().is_none() => lossy(&bytes[..error.valid_up_to()]),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// The address of a web page, if it is one, in its canonical form: no script, no file, no password.
pub(super) fn link(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok().filter(|_| url.len() <= URL_MAX)?;
    let is_page = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    is_page.then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_to_the_display_are_shown() {
        let text = "a\0b\tc\nd\u{1b}[0m\u{7f}\u{85}\u{202e}\u{202d}\u{fffe}é\u{200f}\u{202b}x\u{202c}";
        let shown = "a␀b\tc\nd␛[0m␡\u{fffd}\u{fffd}\u{fffd}\u{fffd}é\u{200f}\u{202b}x\u{202c}";
        assert_eq!(Shown(text).to_string(), shown);
        assert_eq!(Shown("").to_string(), "");
    }

    #[test]
    fn lines_are_cut_between_characters() {
        assert_eq!(line(" ferries \n resume\ttoday ", 80), "ferries resume today");
        assert_eq!(line("ééééé", 3), "ééé…");
        assert_eq!(line(&"x".repeat(1 << 20), 3), "xxx…");
        assert_eq!(line(&"é ".repeat(1 << 20), 5), "é é é…");
    }

    #[test]
    fn a_text_cut_in_a_character_loses_it() {
        assert_eq!(lossy(&"é€".as_bytes()[..4]), "é");
        assert_eq!(lossy(b"a\xFFb"), "a\u{fffd}b");
    }

    #[test]
    fn only_web_pages_are_links() {
        let good = ["http://a.example/x?y=<z>", "HTTPS://a.example", "https://bücher.example/\u{202e}"];
        let links = good.map(|url| link(url).expect("a web page"));
        assert_eq!(
            links,
            ["http://a.example/x?y=%3Cz%3E", "https://a.example/", "https://xn--bcher-kva.example/%E2%80%AE"]
        );
        for bad in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)//https://a.example",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "file:///etc/passwd",
            "//a.example/x",
            "a.example",
            "https://",
            "https://user:word@a.example/",
            "",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
        assert_eq!(link(&format!("https://a.example/{}", "x".repeat(URL_MAX))), None);
    }
}
