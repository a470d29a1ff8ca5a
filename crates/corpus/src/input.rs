//! Bytes in: a file, standard input or memory, decompressed within limits, and where in it one is.

mod gzip;
mod packed;

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use crate::options::Options;
use crate::problem::Place;
use crate::stages::{Stage, Stages};
use gzip::Members;
use packed::Packed;

const BUFFER: usize = 1 << 16;
/// Decompressed bytes that are never too many.
const FREE: u64 = 64 << 20;
const ZSTD_MAGIC: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// Opens a file, or standard input as `-`, and undoes gzip or zstd, told by its first bytes.
pub fn open(path: &Path, options: &Options) -> io::Result<Box<dyn BufRead>> {
    Ok(Box::new(Input::open(path, options)?))
}

/// A file that is being read.
pub(crate) struct Input<'a> {
    source: Source<'a>,
    stages: Stages,
    max_expansion: u64,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    /// Decompressed bytes before `at`.
    offset: u64,
    /// Where the compressed member begins that the buffer begins with.
    member: Option<u64>,
    /// Whether something can come after the error that was met last.
    resumable: bool,
    /// An error behind what was looked at.
    pending: Option<io::Error>,
}

enum Source<'a> {
    Plain(Packed<'a>),
    Gzip(Members<'a>),
    Zstd(Box<zstd::Decoder<'static, Packed<'a>>>),
}

impl<'a> Input<'a> {
    pub(crate) fn open(path: &Path, options: &Options) -> io::Result<Input<'static>> {
        let raw: Box<dyn Read> =
            if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
        Input::new(raw, options)
    }

    pub(crate) fn new(raw: Box<dyn Read + 'a>, options: &Options) -> io::Result<Self> {
        let mut packed = Packed::new(raw, options);
        let head = packed.peek(4)?;
        let source = if gzip::is_header(head) {
            Source::Gzip(Members::new(packed))
        } else if head.starts_with(ZSTD_MAGIC) {
            Source::Zstd(Box::new(zstd::Decoder::with_buffer(packed)?))
        } else {
            Source::Plain(packed)
        };
        let (stages, max_expansion) = (options.stages.clone(), options.max_expansion);
        let buffer = vec![0; BUFFER];
        Ok(Self {
            source,
            stages,
            max_expansion,
            buffer,
            at: 0,
            end: 0,
            offset: 0,
            member: None,
            resumable: false,
            pending: None,
        })
    }

    #[cfg(feature = "parquet")]
    pub(crate) fn is_compressed(&self) -> bool {
        !matches!(self.source, Source::Plain(_))
    }

    /// Whether reading may go on after an error: the next member of a gzip file may be sound.
    pub(crate) fn is_resumable(&self) -> bool {
        self.resumable
    }

    /// Whether the next byte is the first of a compressed member.
    pub(crate) fn is_at_member(&self) -> bool {
        self.at == 0 && self.member.is_some()
    }

    /// Where the next byte stands.
    pub(crate) fn place(&self) -> Place {
        match (&self.source, self.member.filter(|_| self.at == 0)) {
            (Source::Plain(_), _) => Place::Byte(self.offset),
            (_, Some(member)) => Place::Byte(member),
            (_, None) => Place::Unpacked(self.offset),
        }
    }

    /// The first bytes of the file, as many as are at hand: `wanted` at least, if there are so many, and no compressed member ends
    /// before.
    pub(crate) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.end < wanted.min(BUFFER) {
            match self.read_more() {
                Ok(0) => break,
                Ok(_) if matches!(self.source, Source::Gzip(_)) => break,
                Ok(_) => {}
                Err(error) if self.end == 0 => return Err(error),
                Err(error) => {
                    self.pending = Some(error);
                    break;
                }
            }
        }
        Ok(&self.buffer[..self.end])
    }

    /// Appends to what the buffer holds.
    fn read_more(&mut self) -> io::Result<usize> {
        let Self { source, stages, buffer, end, .. } = self;
        let to = &mut buffer[*end..];
        let is_first = *end == 0;
        self.resumable = false;
        let n = match source {
            Source::Plain(packed) => packed.read(to)?,
            Source::Zstd(decoder) => stages.time(Stage::Decompress, || decoder.read(to))?,
            Source::Gzip(members) => match stages.time(Stage::Decompress, || members.read(to)) {
                Ok((n, member)) => {
                    if is_first {
                        self.member = member;
                    }
                    n
                }
                Err(error) => {
                    self.resumable = members.is_resumable();
                    return Err(error);
                }
            },
        };
        self.end += n;
        if n > 0 {
            self.check_expansion()?;
        }
        Ok(n)
    }

    fn check_expansion(&self) -> io::Result<()> {
        let packed = match &self.source {
            Source::Plain(_) => return Ok(()),
            Source::Gzip(members) => members.packed(),
            Source::Zstd(decoder) => decoder.get_ref().offset(),
        };
        let unpacked = self.offset + self.end as u64;
        if unpacked > FREE && unpacked / packed.max(1) > self.max_expansion {
            let limit = self.max_expansion;
            return Err(io::Error::other(format!(
                "{packed} bytes became {unpacked}, more than {limit} times as many; if they are meant to, raise the limit with \
                 --max-expansion"
            )));
        }
        Ok(())
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            if let Some(error) = self.pending.take() {
                return Err(error);
            }
            (self.at, self.end, self.member) = (0, 0, None);
            self.read_more()?;
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.end - self.at);
        self.at += bytes;
        self.offset += bytes as u64;
    }
}

impl Read for Input<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(to)?;
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Brings one piece at a time, and none after the last.
    struct Pipe(Vec<&'static [u8]>);

    impl Read for Pipe {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            assert!(!self.0.is_empty(), "waits for what never comes");
            let piece = self.0.remove(0);
            to[..piece.len()].copy_from_slice(piece);
            Ok(piece.len())
        }
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let pieces: [&[u8]; 3] = [b"{\"id\": ", b"\"a\", \"text\": \"Ferries resume.\"}\n", b"{\n"];
        let mut input = Input::new(Box::new(Pipe(pieces.to_vec())), &Options::default()).expect("a head");
        assert!(input.peek(crate::forms::HEAD).expect("a head").starts_with(b"{\"id\": \"a\""));
        let mut lines = crate::Lines::new(input, 100);
        assert!(matches!(lines.next_line(), Ok(Some(crate::Line::Whole(line))) if line.ends_with(b"resume.\"}")));
        assert_eq!(lines.next_line().expect("a line"), Some(crate::Line::Whole(b"{")));
    }

    #[test]
    fn what_becomes_too_large_is_left() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let zeros = vec![b'0'; 1 << 20];
        (0..80).for_each(|_| gz.write_all(&zeros).expect("memory"));
        let gz = gz.finish().expect("memory");
        let zstd = zstd::encode_all(&vec![0; 80 << 20][..], 1).expect("memory");
        for (packed, ratio) in
            [(&gz, 80 << 20), (&zstd, 80 << 20)].map(|(bytes, size)| (bytes, size / bytes.len() as u64))
        {
            for (limit, is_enough) in [(ratio * 2, true), (ratio / 2, false)] {
                let options = Options { max_expansion: limit, ..Options::default() };
                let mut input = Input::new(Box::new(&packed[..]), &options).expect("memory");
                let copied = io::copy(&mut input, &mut io::sink());
                assert_eq!(copied.is_ok(), is_enough, "{limit} of {ratio}: {copied:?}");
            }
        }
    }
}
