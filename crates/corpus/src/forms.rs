//! The forms that documents come in, told by name and content.

pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod lines;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "forms/no_parquet.rs"]
pub(crate) mod parquet;
pub(crate) mod text;

use std::path::Path;

/// What a file holds, compression aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One article.
    Text,
    /// One JSON object a line.
    Lines,
    /// A table with a line of column names, its fields apart by commas, semicolons or tabs.
    Csv,
    /// A Parquet table.
    Parquet,
    /// A page.
    Html,
    /// Web archives: WARC, WET.
    Warc,
    /// The archives that came before WARC.
    Arc,
}

/// Bytes that a form is told by, if they come: a pipe may bring less for a long time.
pub(crate) const HEAD: usize = b"<!doctype html".len();
/// Bytes within which a page that begins as XML must say that it is one.
const XML_HEAD: usize = 1024;

impl Form {
    /// The forms and their names.
    pub const ALL: [(&str, Self); 7] = [
        ("text", Self::Text),
        ("jsonl", Self::Lines),
        ("csv", Self::Csv),
        ("parquet", Self::Parquet),
        ("html", Self::Html),
        ("warc", Self::Warc),
        ("arc", Self::Arc),
    ];

    /// The form that a file's name promises.
    pub(crate) fn of_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        match Path::new(name).extension()?.to_str()? {
            "txt" | "text" | "md" => Some(Self::Text),
            "jsonl" | "ndjson" => Some(Self::Lines),
            "csv" | "tsv" => Some(Self::Csv),
            "parquet" | "pq" => Some(Self::Parquet),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "warc" | "wet" => Some(Self::Warc),
            "arc" => Some(Self::Arc),
            _ => None,
        }
    }

    /// The form that a file shows at once: what begins like this is nothing else, whatever its name.
    pub(crate) fn of_head(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"PAR1") {
            return Some(Self::Parquet);
        }
        if head.starts_with(b"WARC/") {
            return Some(Self::Warc);
        }
        if head.starts_with(b"filedesc:") {
            return Some(Self::Arc);
        }
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let begins = |with: &[u8]| head.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
        if begins(b"{") {
            Some(Self::Lines)
        } else if begins(b"<!doctype html") || begins(b"<html") || begins(b"<?xml") && contains(head, b"<html") {
            Some(Self::Html)
        } else {
            None
        }
    }
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    let bytes = bytes.get(..bytes.len().min(XML_HEAD)).unwrap_or_default();
    bytes.windows(what.len()).any(|window| window.eq_ignore_ascii_case(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_by_name() {
        for (name, form) in [
            ("a.txt", Some(Form::Text)),
            ("A.HTML.GZ", Some(Form::Html)),
            ("crawl.warc.zst", Some(Form::Warc)),
            ("CC-MAIN-0001.warc.wet.gz", Some(Form::Warc)),
            ("news.tsv", Some(Form::Csv)),
            ("news.tar.gz", None),
            ("gz", None),
        ] {
            assert_eq!(Form::of_name(Path::new(name)), form, "{name}");
        }
    }

    #[test]
    fn forms_are_told_by_content() {
        for (head, form) in [
            ("\u{FEFF} {\"id\"", Some(Form::Lines)),
            ("\n<!DOCTYPE HTML>", Some(Form::Html)),
            ("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"\"><HTML>", Some(Form::Html)),
            ("<?xml version=\"1.0\"?><rss>", None),
            ("WARC/1.1\r\n", Some(Form::Warc)),
            ("Ferries", None),
            ("", None),
        ] {
            assert_eq!(Form::of_head(head.as_bytes()), form, "{head}");
        }
    }
}
