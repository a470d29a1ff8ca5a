//! WARC files, and WET files, which are WARC files of texts that others extracted.

use std::io;

use super::head::Head;
use super::http::{self, Content};
use super::records::Records;
use super::response::{Capture, page};
use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};
use crate::time;

pub(crate) fn read(input: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) {
    let mut records = Records::new(input);
    let mut place = Place::File;
    // Inside a stretch that is no record; it was named where it began.
    let mut is_lost = false;
    loop {
        match record(&mut records, origin, reader, &mut place, &mut is_lost) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                reader.problem(origin, place, ProblemKind::Archive(error));
                if !records.is_resumable() {
                    return;
                }
                is_lost = true;
            }
        }
    }
}

fn is_record(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/1.") || bytes.starts_with(b"WARC/0.")
}

/// Reads one record; whether there was one.
fn record(
    records: &mut Records<'_>,
    origin: &Origin<'_>,
    reader: &mut Reader<'_>,
    place: &mut Place,
    is_lost: &mut bool,
) -> io::Result<bool> {
    let Some(start) = records.next_place()? else { return Ok(false) };
    *place = start;
    let mut problem = |kind| reader.problem(origin, start, kind);
    if !is_record(records.line()?) {
        if !std::mem::replace(is_lost, true) {
            problem(ProblemKind::NoRecord);
        }
        return Ok(true);
    }
    *is_lost = false;
    let Some(head) = records.head()? else {
        *is_lost = true;
        problem(ProblemKind::Record("headers are too long".into()));
        return Ok(true);
    };
    let head = Head::of(&head);
    let Some(length) = head.value("Content-Length").and_then(|length| length.parse::<u64>().ok()) else {
        *is_lost = true;
        problem(ProblemKind::Record("Content-Length is missing or no number".into()));
        return Ok(true);
    };
    let url = head.value("WARC-Target-URI");
    let url = url.as_deref().map(|url| url.trim_start_matches('<').trim_end_matches('>'));
    let content_type = head.value("Content-Type");
    let kind = Kind::of(&head, url, content_type.as_deref());
    let limit = reader.options.max_document;
    let wanted = if kind == Kind::Other { 0 } else { limit.saturating_add(HEADERS) };
    let block = records.block(length, wanted, is_record)?;
    let mut problem = |kind| reader.problem(origin, start, kind);
    if block.length < length {
        let what = format!("block has {} of its {length} bytes", block.length);
        problem(ProblemKind::Record(what));
        return Ok(true);
    }
    let body = match kind {
        Kind::Other => return Ok(true),
        Kind::Content => http::Body { bytes: block.bytes.as_slice().into(), content_type },
        Kind::Response => match http::response(&block.bytes, limit) {
            Ok(None) => return Ok(true),
            Ok(Some(body)) => {
                let identified = || head.value("WARC-Identified-Payload-Type");
                http::Body { content_type: body.content_type.or_else(identified), ..body }
            }
            Err(kind) => {
                problem(kind);
                return Ok(true);
            }
        },
    };
    let stated_time = head.value("WARC-Date");
    let capture = Capture {
        url,
        time: stated_time.as_deref().and_then(time::parse),
        stated_time: stated_time.as_deref(),
        content_type: body.content_type.as_deref(),
        bytes: &body.bytes,
    };
    if Content::of(capture.content_type, capture.bytes) == Content::Other {
        return Ok(true);
    }
    if block.length > wanted as u64 || capture.bytes.len() > limit {
        problem(ProblemKind::TooLong { limit });
        return Ok(true);
    }
    match page(&capture) {
        Ok(Some(page)) => reader.captured(origin, start, &capture, page),
        Ok(None) => {}
        Err(kind) => reader.problem(origin, start, kind),
    }
    Ok(true)
}

/// Bytes of HTTP headers that may come on top of a document.
const HEADERS: usize = 1 << 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// An HTTP response.
    Response,
    /// Content without HTTP around it.
    Content,
    /// Requests, metadata, names of hosts, what was seen before.
    Other,
}

impl Kind {
    fn of(head: &Head<'_>, url: Option<&str>, content_type: Option<&str>) -> Self {
        let kind = head.value("WARC-Type").unwrap_or_default().to_ascii_lowercase();
        let scheme = url.and_then(|url| url.split_once(':')).map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        let is_page = matches!(scheme.as_str(), "" | "http" | "https" | "file" | "ftp");
        let is_http = content_type.is_some_and(|value| value.to_ascii_lowercase().starts_with("application/http"));
        match kind.as_str() {
            _ if !is_page => Self::Other,
            "response" if is_http => Self::Response,
            "resource" | "conversion" | "response" if Content::of(content_type, &[]) != Content::Other => Self::Content,
            _ => Self::Other,
        }
    }
}
