//! The encoding that a page declares for itself.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes in which the declaration must stand; the standard asks for 1,024, and browsers look on.
const WITHIN: usize = 1 << 13;

/// The encoding in `<meta charset=…>`, or in the `charset=…` of its `content`, or of an XML declaration.
pub(crate) fn declared(html: &[u8]) -> Option<&'static Encoding> {
    let head = html.get(..html.len().min(WITHIN))?.to_ascii_lowercase();
    let tags = head.split(|byte| *byte == b'<').skip(1).filter_map(|tag| tag.split(|byte| *byte == b'>').next());
    let mut labels = tags.filter_map(|tag| {
        if tag.starts_with(b"meta") {
            label_after(tag, b"charset")
        } else if tag.starts_with(b"?xml") {
            label_after(tag, b"encoding")
        } else {
            None
        }
    });
    let encoding = labels.find_map(Encoding::for_label_no_replacement)?;
    // Bytes in which a declaration can be read are none of these, whatever it says.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The label in `charset=label`, `charset = "label"` and the like.
fn label_after<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = tag.windows(name.len()).position(|window| window == name)?;
    let value = tag.get(at + name.len()..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end =
        value.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b' ' | b'/' | b'?' | b'\t' | b'\r' | b'\n'));
    value.get(..end.unwrap_or(value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_found() {
        for (html, name) in [
            ("<html><META CharSet = 'Shift_JIS' />", Some("Shift_JIS")),
            ("<meta http-equiv=Content-Type content=\"text/html; charset=koi8-r\">", Some("KOI8-R")),
            ("<?xml version='1.0' encoding='iso-8859-2'?><html>", Some("ISO-8859-2")),
            ("<meta charset=utf-16>", Some("UTF-8")),
            ("<meta name=charset content=x><meta charset=gb2312>", Some("GBK")),
            ("<meta charset=nonsense><p>charset=koi8-r", None),
            ("<meta charset=", None),
        ] {
            assert_eq!(declared(html.as_bytes()).map(Encoding::name), name, "{html}");
        }
    }
}
