//! WARC files, and WET files, which are WARC files of texts that others extracted.

use super::head::Head;
use super::http::Content;
use super::records::{Broken, Records, read_all};
use super::response::{Capture, block_max};
use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};
use crate::time;

pub(crate) fn read(input: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) {
    read_all(input, origin, reader, |records, place, reader| record(records, place, origin, reader));
}

fn is_record(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/1.") || bytes.starts_with(b"WARC/0.")
}

fn record(records: &mut Records<'_>, place: Place, origin: &Origin<'_>, reader: &mut Reader<'_>) -> Result<(), Broken> {
    if !is_record(records.line()?) {
        return Err(Broken::Lost(ProblemKind::NoRecord));
    }
    let head = records.head()?;
    let head = Head::of(&head);
    let Some(length) = head.value("Content-Length").and_then(|length| length.parse::<u64>().ok()) else {
        return Err(Broken::Lost(ProblemKind::Record("Content-Length is missing or no number".into())));
    };
    let url = head.value("WARC-Target-URI");
    let url = url.as_deref().map(|url| url.trim_start_matches('<').trim_end_matches('>'));
    let content_type = head.value("Content-Type");
    let kind = Kind::of(&head, url, content_type.as_deref());
    let wanted = if kind == Kind::Other { 0 } else { block_max(reader.options.max_document) };
    let block = records.block(length, wanted, is_record)?;
    let content_type = match kind {
        Kind::Other => return Ok(()),
        Kind::Response => head.value("WARC-Identified-Payload-Type"),
        Kind::Content => content_type,
    };
    let stated_time = head.value("WARC-Date");
    let capture = Capture {
        url,
        time: stated_time.as_deref().and_then(time::parse),
        stated_time: stated_time.as_deref(),
        content_type: content_type.as_deref(),
    };
    reader.captured(origin, place, &block, kind == Kind::Response, &capture);
    Ok(())
}

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
