//! One document, and the JSON line that it comes as.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use crate::problem::ProblemKind;

/// Longest id in bytes: ids stand in every output.
const ID_MAX: usize = 4096;
/// Longest name of a host in bytes, by the rules of DNS; anything longer is none.
const HOST_MAX: usize = 253;

/// A document to be compared. What is written plainly in a line is borrowed from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// Names the document; unique in a corpus.
    pub id: Cow<'a, str>,
    /// The article.
    pub text: Cow<'a, str>,
    /// When it appeared, in Unix seconds.
    pub time: Option<i64>,
    /// Where it was found.
    pub url: Option<Cow<'a, str>>,
    /// The host that published it: as given, else that of the URL.
    pub host: Option<Cow<'a, str>>,
    /// Its headline.
    pub title: Option<Cow<'a, str>>,
}

/// An id as it is written in JSON: text, or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "the id is neither text nor a whole number")]
pub enum IdText<'a> {
    /// A whole number.
    Number(i64),
    /// A whole number past those, such as a hash of 64 bits.
    Large(u64),
    /// Text.
    Text(#[serde(borrow)] Cow<'a, str>),
}

impl<'a> IdText<'a> {
    fn into_text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            number => number.to_string().into(),
        }
    }
}

impl fmt::Display for IdText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => n.fmt(f),
            Self::Large(n) => n.fmt(f),
            Self::Text(s) => s.fmt(f),
        }
    }
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Option<IdText<'a>>,
    #[serde(borrow)]
    text: Option<Text<'a>>,
    #[serde(borrow)]
    time: Option<Time<'a>>,
    #[serde(borrow)]
    url: Option<Text<'a>>,
    #[serde(borrow)]
    host: Option<Text<'a>>,
    #[serde(borrow)]
    title: Option<Text<'a>>,
}

/// Text that is borrowed where it has no escapes: inside an `Option`, serde would copy a `Cow` of its own.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Time<'a> {
    Seconds(f64),
    Text(#[serde(borrow)] Cow<'a, str>),
    Other(serde_json::Value),
}

impl Time<'_> {
    fn seconds(&self) -> Result<i64, ProblemKind> {
        match self {
            // Seconds past the year 9999 are milliseconds, or a mistake.
            Self::Seconds(seconds) => unix(*seconds as i64).ok_or_else(|| ProblemKind::Time(format!("{seconds:?}"))),
            Self::Text(text) => match text.parse::<jiff::Timestamp>() {
                Ok(time) => Ok(time.as_second()),
                Err(_) => text.parse().ok().and_then(unix).ok_or_else(|| ProblemKind::Time(text.to_string())),
            },
            Self::Other(value) => Err(ProblemKind::Time(value.to_string())),
        }
    }
}

/// A time as it is written for people and programs, such as 2026-03-01T06:00:00Z.
pub fn rfc3339(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}

fn unix(seconds: i64) -> Option<i64> {
    jiff::Timestamp::from_second(seconds).ok().map(|time| time.as_second())
}

impl<'a> Document<'a> {
    /// Reads a JSON line. What does not make the document useless goes to `minor`.
    pub fn from_json(line: &'a str, minor: &mut dyn FnMut(ProblemKind)) -> Result<Self, ProblemKind> {
        let record: Record<'a> = serde_json::from_str(line).map_err(ProblemKind::Json)?;
        let Text(text) = record.text.ok_or(ProblemKind::Missing("text"))?;
        let id = record.id.ok_or(ProblemKind::Missing("id"))?.into_text();
        if id.len() > ID_MAX {
            return Err(ProblemKind::LongId { limit: ID_MAX });
        }
        let time = record.time.and_then(|time| time.seconds().map_err(minor).ok());
        let [url, host, title] = [record.url, record.host, record.title].map(|text| text.map(|Text(text)| text));
        let host = host.or_else(|| {
            let url = url::Url::parse(url.as_deref()?).ok()?;
            url.host_str().map(|host| host.to_owned().into())
        });
        let host = host.filter(|host| host.len() <= HOST_MAX);
        Ok(Self { id, text, time, url, host, title })
    }

    /// The document apart from the line that it came as.
    pub fn into_owned(self) -> Document<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        let Self { id, text, time, url, host, title } = self;
        Document {
            id: owned(id),
            text: owned(text),
            time,
            url: url.map(owned),
            host: host.map(owned),
            title: title.map(owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_plainly_is_borrowed() {
        let line = r#"{"id": "a", "text": "plain", "host": "h.example", "url": "u", "title": "with \u0061n escape"}"#;
        let document = Document::from_json(line, &mut |_| {}).expect("a document");
        let is_borrowed = |text: &Cow<'_, str>| matches!(text, Cow::Borrowed(_));
        assert!([&document.id, &document.text].into_iter().all(is_borrowed));
        assert!([&document.host, &document.url].into_iter().flatten().all(is_borrowed));
        assert_eq!(document.title.as_deref(), Some("with an escape"));
        assert_eq!(document.clone().into_owned(), document);
    }
}
