//! What was recorded → documents.

use encoding_rs::Encoding;

use super::http::{Content, charset_of};
use crate::document::Document;
use crate::encoding::decode;
use crate::html::{Page, declared_charset, extract};
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

/// A record's content and where it came from.
#[derive(Debug)]
pub(super) struct Capture<'a> {
    pub(super) url: Option<&'a str>,
    /// When it was recorded, in Unix seconds, and as the archive writes it.
    pub(super) time: Option<i64>,
    pub(super) stated_time: Option<&'a str>,
    pub(super) content_type: Option<&'a str>,
    pub(super) bytes: &'a [u8],
}

/// The article of a capture; `None` if its content is of another kind, or has no text.
pub(super) fn page(capture: &Capture<'_>) -> Result<Option<Page>, ProblemKind> {
    let declared = capture.content_type.and_then(charset_of);
    let declared = declared.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    let bytes = capture.bytes;
    let page = match Content::of(capture.content_type, bytes) {
        Content::Other => return Ok(None),
        Content::Text => {
            let text = decode(bytes, declared).into_text();
            text.map(|text| Page { text: text.trim_start_matches('\u{FEFF}').to_owned(), ..Page::default() })
        }
        Content::Html => {
            let html = decode(bytes, declared.or_else(|| declared_charset(bytes))).into_text();
            html.map(|html| extract(&html)).transpose()?
        }
    };
    Ok(page.filter(|page| !page.text.trim().is_empty()))
}

impl Reader<'_> {
    /// Hands over what was captured. Its id is the URL; where another capture had that, with the time; else file and place.
    pub(super) fn captured(&mut self, origin: &Origin<'_>, place: Place, capture: &Capture<'_>, page: Page) {
        let here = || match place {
            Place::Byte(at) | Place::Unpacked(at) => format!("{}:{at}", origin.name),
            _ => origin.name.to_owned(),
        };
        let id = match (capture.url, capture.stated_time) {
            (Some(url), _) if !self.ids.has(url) => url.to_owned(),
            (Some(url), Some(time)) if !self.ids.has(&format!("{url} {time}")) => format!("{url} {time}"),
            (Some(url), _) => format!("{url} {}", here()),
            (None, _) => here(),
        };
        let document = Document {
            id: id.into(),
            text: page.text.into(),
            time: capture.time.or(page.time),
            url: capture.url.map(Into::into).or(page.url.map(Into::into)),
            host: None,
            title: page.title.map(Into::into),
        };
        self.document(origin, place, document);
    }
}
