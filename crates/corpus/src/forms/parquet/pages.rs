//! A look at the pages of a column before they are decompressed.
//!
//! What a page says of its size is allocated as it stands, and two of the codecs go on beyond it, so both are looked at
//! first. Of a page's header (Thrift's compact protocol) only two numbers are wanted; the rest is passed over.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use parquet::basic::Compression;
use parquet::file::metadata::ColumnChunkMetaData;

/// Decompressed bytes of a page that are never too many.
const FREE: u64 = 64 << 20;
/// Levels of structures within a header.
const DEPTH_MAX: u32 = 8;

/// Why a column is not read: it is damaged, or a page of it would become too large.
pub(super) fn check(file: &File, column: &ColumnChunkMetaData, max_expansion: u64) -> io::Result<()> {
    if column.compression() == Compression::UNCOMPRESSED {
        return Ok(());
    }
    let (start, length) = column.byte_range();
    let end = start.saturating_add(length);
    let mut input = BufReader::new(file);
    let mut at = input.seek(SeekFrom::Start(start))?;
    while at < end {
        let page = Sizes::read(&mut input)?;
        let limit = FREE.max(page.packed.saturating_mul(max_expansion));
        let body = input.stream_position()?;
        let is_too_large = page.unpacked > limit
            || match column.compression() {
                Compression::GZIP(_) => {
                    exceeds(flate2::bufread::MultiGzDecoder::new(input.by_ref().take(page.packed)), limit)
                }
                Compression::BROTLI(_) => {
                    exceeds(brotli::Decompressor::new(input.by_ref().take(page.packed), 1 << 12), limit)
                }
                _ => false,
            };
        if is_too_large {
            return Err(io::Error::other(format!(
                "a page becomes more than {max_expansion} times as large when decompressed; if it is meant to, raise the limit \
                 with --max-expansion"
            )));
        }
        // What is at hand is kept, so that a million small pages take no million reads.
        let here = input.stream_position()?;
        at = body.saturating_add(page.packed);
        input.seek_relative(i64::try_from(at).map_err(|_| damaged())? - here as i64)?;
    }
    Ok(())
}

/// Whether more than this comes out. What fails on the way is for the reader to find.
fn exceeds(mut decoder: impl Read, limit: u64) -> bool {
    let mut buffer = [0; 1 << 13];
    let mut bytes = 0;
    while bytes <= limit {
        match decoder.read(&mut buffer) {
            Ok(0) | Err(_) => return false,
            Ok(n) => bytes += n as u64,
        }
    }
    true
}

/// Bytes of a page, decompressed and as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sizes {
    unpacked: u64,
    packed: u64,
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a page's header is damaged")
}

impl Sizes {
    fn read(input: &mut impl BufRead) -> io::Result<Self> {
        let mut sizes = Self::default();
        let mut field = 0;
        while let Some(kind) = next_field(input, &mut field)? {
            match (field, kind) {
                (2, I32) => sizes.unpacked = u64::try_from(number(input)?).map_err(|_| damaged())?,
                (3, I32) => sizes.packed = u64::try_from(number(input)?).map_err(|_| damaged())?,
                _ => skip(input, kind, 0)?,
            }
        }
        Ok(sizes)
    }
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

fn byte(input: &mut impl BufRead) -> io::Result<u8> {
    let mut byte = [0];
    input.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn varint(input: &mut impl BufRead) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let next = byte(input)?;
        value |= u64::from(next & 0x7F) << shift;
        if next < 0x80 {
            return Ok(value);
        }
    }
    Err(damaged())
}

/// A whole number, its sign in the lowest bit.
fn number(input: &mut impl BufRead) -> io::Result<i64> {
    let value = varint(input)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}

/// The kind of the next field, whose number is put into `field`; none at the end of a structure.
fn next_field(input: &mut impl BufRead, field: &mut i64) -> io::Result<Option<u8>> {
    let head = byte(input)?;
    if head == 0 {
        return Ok(None);
    }
    *field = match head >> 4 {
        0 => number(input)?,
        more => field.saturating_add(i64::from(more)),
    };
    Ok(Some(head & 0x0F))
}

fn skip(input: &mut impl BufRead, kind: u8, depth: u32) -> io::Result<()> {
    if depth > DEPTH_MAX {
        return Err(damaged());
    }
    match kind {
        TRUE | FALSE => Ok(()),
        BYTE => byte(input).map(|_| ()),
        I16 | I32 | I64 => varint(input).map(|_| ()),
        DOUBLE => skip_bytes(input, 8),
        BINARY => {
            let length = varint(input)?;
            skip_bytes(input, length)
        }
        LIST | SET => {
            let head = byte(input)?;
            let length = if head >> 4 == 15 { varint(input)? } else { u64::from(head >> 4) };
            // Booleans in lists take a byte each.
            let kind = if matches!(head & 0x0F, TRUE | FALSE) { BYTE } else { head & 0x0F };
            (0..length).try_for_each(|_| skip(input, kind, depth + 1))
        }
        STRUCT => {
            let mut field = 0;
            while let Some(kind) = next_field(input, &mut field)? {
                skip(input, kind, depth + 1)?;
            }
            Ok(())
        }
        _ => Err(damaged()),
    }
}

fn skip_bytes(input: &mut impl BufRead, bytes: u64) -> io::Result<()> {
    let copied = io::copy(&mut input.by_ref().take(bytes), &mut io::sink())?;
    if copied == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_found_among_the_rest() {
        // type 0, 1,000 bytes decompressed, 300 as it stands, a checksum, a structure with a text and a list, an end.
        let header = [
            0x15, 0x00, 0x15, 0xD0, 0x0F, 0x15, 0xD8, 0x04, 0x15, 0x07, 0x1C, 0x15, 0x02, 0x18, 0x03, b'a', b'b', b'c',
            0x19, 0x25, 0x02, 0x04, 0x11, 0x00, 0x00,
        ];
        let mut input = &header[..];
        assert_eq!(Sizes::read(&mut input).expect("a header"), Sizes { unpacked: 1000, packed: 300 });
        assert!(input.is_empty());
        for cut in 0..header.len() {
            assert!(Sizes::read(&mut &header[..cut]).is_err(), "{cut}");
        }
        assert!(Sizes::read(&mut &[0x1C; 1000][..]).is_err(), "structures without end");
        assert!(Sizes::read(&mut &[0x15, 0x00, 0x15, 0x01, 0x00][..]).is_err(), "a size below nothing");
    }
}
