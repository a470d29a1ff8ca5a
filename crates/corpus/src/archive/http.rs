//! An HTTP response as it was recorded → what it brought.

use std::borrow::Cow;

use super::head::Head;
use super::{chunked, coding};
use crate::forms::Form;
use crate::problem::ProblemKind;

/// A body, with what its headers say of it.
#[derive(Debug)]
pub(super) struct Body<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) content_type: Option<Cow<'a, str>>,
}

/// What kind of content a record brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Html,
    Text,
    /// No text, or none that is an article: pictures, scripts, data.
    Other,
}

impl Content {
    /// Told by the type, or where there is none, by how it begins.
    pub(super) fn of(content_type: Option<&str>, body: &[u8]) -> Self {
        let essence = content_type.and_then(|value| value.split([';', ',']).next()).unwrap_or_default().trim();
        let is = |name: &str| essence.eq_ignore_ascii_case(name);
        if is("text/html") || is("application/xhtml+xml") {
            Self::Html
        } else if is("text/plain") {
            Self::Text
        } else if essence.is_empty() && Form::of_head(body) == Some(Form::Html) {
            Self::Html
        } else {
            Self::Other
        }
    }
}

/// The label in `text/html; charset=label`.
pub(super) fn charset_of(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, label) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(label.trim().trim_matches(['"', '\'']))
}

/// Takes a response apart. `Ok(None)` for one that brought no article: an error, a redirection, content of another kind.
pub(super) fn response<'a>(block: &'a [u8], limit: usize) -> Result<Option<Body<'a>>, ProblemKind> {
    let Some((head, body)) = Head::split(block) else {
        return Err(ProblemKind::Record("response has headers without an end".into()));
    };
    let mut status = head.first_line().split(|byte| *byte == b' ').filter(|part| !part.is_empty()).skip(1);
    if !status.next().is_some_and(|code| code.len() == 3 && code.starts_with(b"2")) {
        return Ok(None);
    }
    let content_type = head.value("Content-Type");
    if content_type.is_some() && Content::of(content_type.as_deref(), &[]) == Content::Other {
        return Ok(None);
    }
    let mut bytes = Cow::Borrowed(body);
    let codings =
        |name| head.values(name).flat_map(|value| value.split(',').map(|c| c.trim().to_owned()).collect::<Vec<_>>());
    let transfer: Vec<String> = codings("Transfer-Encoding").collect();
    if transfer.iter().any(|coding| coding.eq_ignore_ascii_case("chunked"))
        && let Some(joined) = chunked::undo(&bytes)
    {
        bytes = joined.into();
    }
    // The coding that was put on last comes off first. Hardly anybody uses two.
    let all: Vec<String> = codings("Content-Encoding").chain(transfer).collect();
    for name in all.iter().rev().take(4) {
        bytes = match coding::undo(name, bytes.into_owned(), limit) {
            Ok(bytes) => bytes.into(),
            Err(coding::Closed::TooLong) => return Err(ProblemKind::TooLong { limit }),
            Err(coding::Closed::Unknown(name)) => {
                return Err(ProblemKind::Record(format!(
                    "content coding \"{name}\" is none of gzip, deflate, br and zstd"
                )));
            }
            Err(coding::Closed::Broken(error)) => {
                return Err(ProblemKind::Record(format!("content cannot be decompressed ({error})")));
            }
        };
    }
    Ok(Some(Body { bytes, content_type }))
}
