//! gzip files of many members, each of which stands for itself: a broken one costs no other.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::packed::Packed;

const MAGIC: [u8; 3] = [0x1F, 0x8B, 8];
/// Bytes of the fixed part of a header.
const HEADER: usize = 10;
/// Times that what was taken for a member is looked through for another.
const REWINDS_MAX: u32 = 1000;

/// Whether a gzip member begins here.
pub(super) fn is_header(head: &[u8]) -> bool {
    head.starts_with(&MAGIC)
}

/// Whether this is a header in all that it says. Among compressed bytes one looks like that once in a terabyte.
fn is_whole_header(head: &[u8]) -> bool {
    match head {
        [a, b, c, flags, _, _, _, _, extra, system, ..] => {
            [*a, *b, *c] == MAGIC && *flags < 0x20 && matches!(extra, 0 | 2 | 4) && matches!(system, 0..=13 | 255)
        }
        _ => false,
    }
}

/// The members of a file, decompressed one after the other.
pub(super) struct Members<'a> {
    state: State<'a>,
    /// Where the present member begins.
    member: u64,
    /// Bytes of it that were handed out.
    unpacked: u64,
    rewinds: u32,
}

enum State<'a> {
    Between(Packed<'a>),
    Inside(Box<GzDecoder<Packed<'a>>>),
    /// Only while one becomes the other.
    Neither,
}

impl<'a> Members<'a> {
    pub(super) fn new(packed: Packed<'a>) -> Self {
        Self { state: State::Between(packed), member: 0, unpacked: 0, rewinds: 0 }
    }

    /// Compressed bytes taken so far.
    pub(super) fn packed(&self) -> u64 {
        match &self.state {
            State::Between(packed) => packed.offset(),
            State::Inside(decoder) => decoder.get_ref().offset(),
            State::Neither => 0,
        }
    }

    /// Whether another member was found after the error that was met last.
    pub(super) fn is_resumable(&self) -> bool {
        matches!(self.state, State::Between(_))
    }

    /// Reads from one member; with where it begins in the file, if these are its first bytes.
    pub(super) fn read(&mut self, to: &mut [u8]) -> io::Result<(usize, Option<u64>)> {
        loop {
            match std::mem::replace(&mut self.state, State::Neither) {
                State::Between(packed) => {
                    if !self.begin(packed)? {
                        return Ok((0, None));
                    }
                }
                State::Inside(mut decoder) => match decoder.read(to) {
                    Ok(0) => self.state = State::Between(decoder.into_inner()),
                    Ok(n) => {
                        self.state = State::Inside(decoder);
                        let member = (self.unpacked == 0).then_some(self.member);
                        self.unpacked += n as u64;
                        return Ok((n, member));
                    }
                    Err(error) => {
                        let mut packed = decoder.into_inner();
                        // A member that lacks its end has swallowed the beginning of the next.
                        if self.rewinds < REWINDS_MAX {
                            self.rewinds += 1;
                            packed.rewind(self.member + 1);
                        }
                        if skip_to_header(&mut packed)? {
                            self.state = State::Between(packed);
                        }
                        return Err(io::Error::new(
                            error.kind(),
                            format!("{error} (gzip member at byte {})", self.member),
                        ));
                    }
                },
                State::Neither => return Ok((0, None)),
            }
        }
    }

    /// Begins the next member; whether there is one.
    fn begin(&mut self, mut packed: Packed<'a>) -> io::Result<bool> {
        // Tapes are filled up with zeros, and so are some files.
        loop {
            let zeros = packed.fill_buf()?.iter().take_while(|byte| **byte == 0).count();
            if zeros == 0 {
                break;
            }
            packed.consume(zeros);
        }
        let (at, head) = (packed.offset(), packed.peek(HEADER)?);
        if head.is_empty() {
            self.state = State::Between(packed);
            return Ok(false);
        }
        if !is_header(head) {
            if skip_to_header(&mut packed)? {
                self.state = State::Between(packed);
            }
            let message = format!("what stands at byte {at} is no gzip member");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        (self.member, self.unpacked) = (at, 0);
        self.state = State::Inside(Box::new(GzDecoder::new(packed)));
        Ok(true)
    }
}

/// Goes to the next header; whether there is one.
fn skip_to_header(packed: &mut Packed<'_>) -> io::Result<bool> {
    loop {
        let head = packed.peek(HEADER)?;
        if head.len() < HEADER {
            return Ok(false);
        }
        if let Some(at) = head.windows(HEADER).position(is_whole_header) {
            packed.consume(at);
            return Ok(true);
        }
        let used = head.len() + 1 - HEADER;
        packed.consume(used);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::options::Options;

    fn member(text: &str) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(text.as_bytes()).expect("memory");
        gz.finish().expect("memory")
    }

    /// What comes of a file: texts, each marked with the member that it begins, and errors.
    fn read(file: &[u8]) -> Vec<String> {
        let mut members = Members::new(Packed::new(Box::new(file), &Options::default()));
        let (mut seen, mut buffer) = (Vec::new(), [0; 1000]);
        loop {
            seen.push(match members.read(&mut buffer) {
                Ok((0, _)) => return seen,
                Ok((n, member)) => format!("{member:?} {}", String::from_utf8_lossy(&buffer[..n])),
                Err(error) => format!("error: {error}"),
            });
            assert!(seen.len() < 20, "{seen:?}");
        }
    }

    #[test]
    fn members_are_told_apart() {
        let (a, b) = (member("ferries"), member("bridges"));
        let file = [&a[..], &b, &[0; 70_000], &a, &[0; 5]].concat();
        let last = a.len() + b.len() + 70_000;
        let wanted =
            ["Some(0) ferries".to_owned(), format!("Some({}) bridges", a.len()), format!("Some({last}) ferries")];
        assert_eq!(read(&file), wanted);
    }

    #[test]
    fn a_broken_member_costs_no_other() {
        let (a, b, c) = (member("ferries"), member("bridges"), member("piers"));
        let mut broken = b.clone();
        let checksum = broken.len() - 8;
        broken[checksum] ^= 1;
        let seen = read(&[&a[..], &broken, &c].concat());
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert!(seen[2].starts_with("error: ") && seen[2].ends_with(&format!("(gzip member at byte {})", a.len())));
        assert_eq!(seen[3], format!("Some({}) piers", a.len() + b.len()));

        broken[10..14].fill(0xFF);
        let seen = read(&[&a[..], &broken, &c].concat());
        assert!(seen[1].starts_with("error: ") && seen[2].ends_with(" piers"), "{seen:?}");
        let seen = read(&[&a[..], b"padding of another kind", &c].concat());
        assert_eq!(seen[1], format!("error: what stands at byte {} is no gzip member", a.len()));
        assert!(seen[2].ends_with(" piers"), "{seen:?}");
        // One that lacks its end, in front of others and as the last.
        for cut in [11, b.len() / 2, b.len() - 9, b.len() - 1] {
            let seen = read(&[&a[..], &b[..cut], &c, &a].concat());
            let place = format!("(gzip member at byte {})", a.len());
            assert!(seen.iter().any(|seen| seen.starts_with("error: ") && seen.ends_with(&place)), "{cut}: {seen:?}");
            assert!(seen.iter().rev().nth(1).is_some_and(|seen| seen.ends_with(" piers")), "{cut}: {seen:?}");
            assert_eq!(seen.last(), Some(&format!("Some({}) ferries", a.len() + cut + c.len())));
        }
        let seen = read(&[&a[..], &b[..b.len() - 9]].concat());
        assert!(seen.last().is_some_and(|last| last.starts_with("error: ")), "{seen:?}");
    }
}
