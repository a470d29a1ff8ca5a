//! ARC files: the archives of the web's first decade.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::http::Content;
use super::records::{Broken, Records, read_all};
use super::response::{Capture, block_max};
use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

pub(crate) fn read(input: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) {
    read_all(input, origin, reader, |records, place, reader| record(records, place, origin, reader));
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

fn record(records: &mut Records<'_>, place: Place, origin: &Origin<'_>, reader: &mut Reader<'_>) -> Result<(), Broken> {
    let line = records.line()?.to_vec();
    let line = Line::parse(&line).ok_or(Broken::Lost(ProblemKind::NoRecord))?;
    let Ok(length) = line.length.parse::<u64>() else {
        return Err(Broken::Lost(ProblemKind::Record(format!("length is \"{}\"", line.length))));
    };
    let is_page = ["http://", "https://"].iter().any(|scheme| line.url.starts_with(scheme));
    let is_wanted = is_page && Content::of(Some(line.content_type), &[]) != Content::Other;
    let wanted = if is_wanted { block_max(reader.options.max_document) } else { 0 };
    let block = records.block(length, wanted, is_record)?;
    if is_wanted {
        let (stated_time, content_type) = (Some(line.time), Some(line.content_type));
        let capture = Capture { url: Some(line.url), time: line.seconds(), stated_time, content_type };
        // Some of the oldest records are content alone.
        reader.captured(origin, place, &block, block.bytes.starts_with(b"HTTP/"), &capture);
    }
    Ok(())
}
