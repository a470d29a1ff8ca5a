//! What was recorded → documents.

use encoding_rs::Encoding;

use super::http::{self, Body, Content, charset_of};
use super::records::Block;
use crate::document::Document;
use crate::encoding::decode;
use crate::html::{declared_charset, extract};
use crate::page::Page;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

/// What an archive says of a record.
#[derive(Debug)]
pub(super) struct Capture<'a> {
    pub(super) url: Option<&'a str>,
    /// When it was recorded, in Unix seconds, and as the archive writes it.
    pub(super) time: Option<i64>,
    pub(super) stated_time: Option<&'a str>,
    /// The type of the content, if HTTP does not say.
    pub(super) content_type: Option<&'a str>,
}

/// Bytes of HTTP headers that may come on top of a document.
const HEADERS: usize = 1 << 16;

/// Bytes of a block that are read, where documents may have so many.
pub(super) fn block_max(max_document: usize) -> usize {
    max_document.saturating_add(HEADERS)
}

/// The body of a block; `None` if it brought no article.
fn body<'a>(
    block: &'a Block,
    is_http: bool,
    content_type: Option<&'a str>,
    limit: usize,
) -> Result<Option<Body<'a>>, ProblemKind> {
    let body = if is_http {
        http::response(&block.bytes, limit)?
    } else {
        Some(Body { bytes: block.bytes.as_slice().into(), content_type: None })
    };
    let body = body.map(|body| Body { content_type: body.content_type.or(content_type.map(Into::into)), ..body });
    let body = body.filter(|body| Content::of(body.content_type.as_deref(), &body.bytes) != Content::Other);
    match body {
        Some(body) if block.length > block.bytes.len() as u64 || body.bytes.len() > limit => {
            Err(ProblemKind::TooLong { limit })
        }
        body => Ok(body),
    }
}

/// The article of a body; `None` if it has no text.
fn page(body: &Body<'_>) -> Result<Option<Page>, ProblemKind> {
    let content_type = body.content_type.as_deref();
    let declared = content_type.and_then(charset_of);
    let declared = declared.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    let bytes = &*body.bytes;
    let page = match Content::of(content_type, bytes) {
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
    /// Hands over the article of a block, if there is one.
    pub(super) fn captured(
        &mut self,
        origin: &Origin<'_>,
        place: Place,
        block: &Block,
        is_http: bool,
        capture: &Capture<'_>,
    ) {
        let body = body(block, is_http, capture.content_type, self.options.max_document);
        match body.and_then(|body| body.map_or(Ok(None), |body| page(&body))) {
            Ok(Some(page)) => self.page(origin, place, capture, page),
            Ok(None) => {}
            Err(kind) => self.problem(origin, place, kind),
        }
    }

    /// The id is the URL; where another capture had that, with the time; else with file and place.
    fn page(&mut self, origin: &Origin<'_>, place: Place, capture: &Capture<'_>, page: Page) {
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
