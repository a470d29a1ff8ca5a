//! One document, and the JSON line that it comes as.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use crate::problem::ProblemKind;

/// Longest id in bytes: ids stay in memory.
const ID_MAX: usize = 4096;
/// Longest name of a host in bytes, by the rules of DNS; anything longer is none.
const HOST_MAX: usize = 253;

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
#[serde(untagged, expecting = "the id is neither text nor a whole number")]
pub enum IdText<'a> {
    /// A whole number.
    Number(i64),
    /// A whole number past those, such as a hash of 64 bits.
    Large(u64),
    /// Text.
    Text(#[serde(borrow)] Cow<'a, str>),
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

fn unix(seconds: i64) -> Option<i64> {
    jiff::Timestamp::from_second(seconds).ok().map(|time| time.as_second())
}

impl Document {
    /// Reads a JSON line. What does not make the document useless goes to `minor`.
    pub(crate) fn from_json(line: &str, minor: &mut dyn FnMut(ProblemKind)) -> Result<Self, ProblemKind> {
        let record: Record<'_> = serde_json::from_str(line).map_err(ProblemKind::Json)?;
        let text = record.text.ok_or(ProblemKind::Missing("text"))?.into_owned();
        let id = record.id.ok_or(ProblemKind::Missing("id"))?.to_string();
        if id.len() > ID_MAX {
            return Err(ProblemKind::LongId { limit: ID_MAX });
        }
        let time = record.time.and_then(|time| time.seconds().map_err(minor).ok());
        let host = record.host.or_else(|| {
            let url = url::Url::parse(record.url.as_deref()?).ok()?;
            url.host_str().map(str::to_owned)
        });
        let host = host.filter(|host| host.len() <= HOST_MAX);
        Ok(Self { id, text, time, url: record.url, host, title: record.title })
    }
}
