//! ARC files: the archives of the web's first decade.

use std::io;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::http::{self, Content};
use super::records::Records;
use super::response::{Capture, page};
use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

pub(crate) fn read(input: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) {
    let mut records = Records::new(input);
    let mut place = Place::File;
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

/// The line before a record: URL, address, time, type and length, apart by spaces. The second version has more between type
/// and length; and URLs may hold spaces.
#[derive(Debug)]
struct Line<'a> {
    url: &'a str,
    time: &'a str,
    content_type: &'a str,
    /// As written; that of a broken record may be anything.
    length: &'a str,
}

impl<'a> Line<'a> {
    fn parse(line: &'a [u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?.trim_end_matches(['\r', '\n']);
        let (scheme, _) = line.split_once(':')?;
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
            return None;
        }
        let length = line.rsplit(' ').next()?;
        // The time is what has 14 digits (some have more), with an address before it.
        let fields: Vec<&str> = line.rsplitn(12, ' ').collect();
        let at = fields
            .iter()
            .position(|field| (12..=18).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit()))?;
        let (content_type, address) = (fields.get(at.checked_sub(1)?)?, fields.get(at + 1)?);
        let time = fields.get(at)?;
        let rest = line.get(..line.rfind(&format!("{address} {time} "))?)?;
        Some(Self { url: rest.trim_end(), time, content_type, length })
    }

    fn seconds(&self) -> Option<i64> {
        let digits = self.time.get(..14)?;
        let civil = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
    }
}

fn is_record(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Line::parse(line).is_some_and(|line| line.length.parse::<u64>().is_ok())
}

/// Bytes of HTTP headers that may come on top of a document.
const HEADERS: usize = 1 << 16;

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
    let line = records.line()?.to_vec();
    let Some(line) = Line::parse(&line) else {
        if !std::mem::replace(is_lost, true) {
            reader.problem(origin, start, ProblemKind::NoRecord);
        }
        return Ok(true);
    };
    *is_lost = false;
    let Ok(length) = line.length.parse::<u64>() else {
        *is_lost = true;
        reader.problem(origin, start, ProblemKind::Record(format!("length is \"{}\"", line.length)));
        return Ok(true);
    };
    let limit = reader.options.max_document;
    let is_page = ["http://", "https://"].iter().any(|scheme| line.url.starts_with(scheme));
    let is_text = Content::of(Some(line.content_type), &[]) != Content::Other;
    let wanted = if is_page && is_text { limit.saturating_add(HEADERS) } else { 0 };
    let block = records.block(length, wanted, is_record)?;
    if block.length < length {
        let what = format!("block has {} of its {length} bytes", block.length);
        reader.problem(origin, start, ProblemKind::Record(what));
        return Ok(true);
    }
    if wanted == 0 {
        return Ok(true);
    }
    // Some of the oldest records are content alone.
    let body = if block.bytes.starts_with(b"HTTP/") {
        match http::response(&block.bytes, limit) {
            Ok(Some(body)) => body,
            Ok(None) => return Ok(true),
            Err(kind) => {
                reader.problem(origin, start, kind);
                return Ok(true);
            }
        }
    } else {
        http::Body { bytes: block.bytes.as_slice().into(), content_type: None }
    };
    if block.length > wanted as u64 || body.bytes.len() > limit {
        reader.problem(origin, start, ProblemKind::TooLong { limit });
        return Ok(true);
    }
    let capture = Capture {
        url: Some(line.url),
        time: line.seconds(),
        stated_time: Some(line.time),
        content_type: body.content_type.as_deref().or(Some(line.content_type)),
        bytes: &body.bytes,
    };
    match page(&capture) {
        Ok(Some(page)) => reader.captured(origin, start, &capture, page),
        Ok(None) => {}
        Err(kind) => reader.problem(origin, start, kind),
    }
    Ok(true)
}
