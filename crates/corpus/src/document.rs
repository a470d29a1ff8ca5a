//! One document, and the JSON line that it comes as.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use crate::problem::ProblemKind;

/// A document to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Names the document; unique in a corpus.
    pub id: String,
    /// The article.
    pub text: String,
    /// When it appeared, in Unix seconds.
    pub time: Option<i64>,
    /// Where it was found.
    pub url: Option<String>,
    /// The host that published it: as given, else that of the URL.
    pub host: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

/// An id as it is written in JSON: text, or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum IdText<'a> {
    /// A whole number.
    Number(i64),
    /// Text.
    Text(#[serde(borrow)] Cow<'a, str>),
}

impl fmt::Display for IdText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => n.fmt(f),
            Self::Text(s) => s.fmt(f),
        }
    }
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Option<IdText<'a>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    time: Option<Time<'a>>,
    url: Option<String>,
    host: Option<String>,
    title: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Time<'a> {
    Seconds(f64),
    Text(#[serde(borrow)] Cow<'a, str>),
}

impl Time<'_> {
    fn seconds(&self) -> Result<i64, ProblemKind> {
        match self {
            Self::Seconds(seconds) if seconds.is_finite() => Ok(*seconds as i64),
            Self::Seconds(other) => Err(ProblemKind::Time(other.to_string())),
            Self::Text(text) => match text.parse::<jiff::Timestamp>() {
                Ok(time) => Ok(time.as_second()),
                Err(_) => text.parse().map_err(|_| ProblemKind::Time(text.to_string())),
            },
        }
    }
}

impl Document {
    /// Reads a JSON line. What does not make the document useless goes to `minor`.
    pub(crate) fn from_json(line: &str, minor: &mut dyn FnMut(ProblemKind)) -> Result<Self, ProblemKind> {
        let record: Record<'_> = serde_json::from_str(line).map_err(ProblemKind::Json)?;
        let text = record.text.ok_or(ProblemKind::Missing("text"))?.into_owned();
        let id = record.id.ok_or(ProblemKind::Missing("id"))?.to_string();
        let time = record.time.and_then(|time| time.seconds().map_err(minor).ok());
        let host = record.host.or_else(|| {
            let url = url::Url::parse(record.url.as_deref()?).ok()?;
            url.host_str().map(str::to_owned)
        });
        Ok(Self { id, text, time, url: record.url, host, title: record.title })
    }
}
