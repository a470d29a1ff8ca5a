//! One document.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use crate::problem::ProblemKind;

/// Longest id in bytes: ids stand in every output.
const ID_MAX: usize = 4096;
/// Longest name of a host in bytes, by the rules of DNS; anything longer is none.
const HOST_MAX: usize = 253;

/// A document to be compared. What is written plainly in its source is borrowed from there.
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

impl fmt::Display for IdText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => n.fmt(f),
            Self::Large(n) => n.fmt(f),
            Self::Text(s) => s.fmt(f),
        }
    }
}

fn host_of(url: &str) -> Option<String> {
    url::Url::parse(url).ok()?.host_str().map(str::to_owned)
}

impl<'a> Document<'a> {
    /// The document with its host taken from the URL where none is given; an error where its id is too long.
    pub(crate) fn checked(mut self) -> Result<Self, ProblemKind> {
        if self.id.len() > ID_MAX {
            return Err(ProblemKind::LongId { limit: ID_MAX });
        }
        if self.host.is_none() {
            self.host = self.url.as_deref().and_then(host_of).map(Cow::Owned);
        }
        self.host = self.host.filter(|host| host.len() <= HOST_MAX);
        Ok(self)
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
