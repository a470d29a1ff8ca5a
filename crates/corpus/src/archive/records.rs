//! Lines and blocks of an archive, and the way back from damage.

use std::io::{self, BufRead, Read};

use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

/// Bytes of a record's headers at most.
const HEAD_MAX: usize = 1 << 16;

/// An archive that is being read.
pub(super) struct Records<'a> {
    input: Input<'a>,
    line: Vec<u8>,
    /// Where the present record begins.
    place: Place,
    /// Inside a stretch that is no record; it was named where it began.
    is_lost: bool,
    /// What its block lacks.
    cut: Option<ProblemKind>,
}

/// Why there is no record.
pub(super) enum Broken {
    /// Reading failed.
    Input(io::Error),
    /// It is not one, or not to be understood; the next one is to be looked for.
    Lost(ProblemKind),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Input(error)
    }
}

/// Reads an archive, one record after the other, by a function that reads one.
pub(super) fn read_all(
    input: Input<'_>,
    origin: &Origin<'_>,
    reader: &mut Reader<'_>,
    mut record: impl FnMut(&mut Records<'_>, Place, &mut Reader<'_>) -> Result<(), Broken>,
) {
    let mut records = Records { input, line: Vec::new(), place: Place::File, is_lost: false, cut: None };
    loop {
        let read = match records.next_place() {
            Ok(None) => return,
            Ok(Some(place)) => {
                records.place = place;
                record(&mut records, place, reader)
            }
            Err(error) => Err(error.into()),
        };
        if let Some(kind) = records.cut.take() {
            reader.problem(origin, records.place, kind);
        }
        match read {
            Ok(()) => records.is_lost = false,
            Err(Broken::Lost(kind)) => {
                if !std::mem::replace(&mut records.is_lost, true) || !matches!(kind, ProblemKind::NoRecord) {
                    reader.problem(origin, records.place, kind);
                }
            }
            Err(Broken::Input(error)) => {
                reader.problem(origin, records.place, ProblemKind::Archive(error));
                if !records.input.is_resumable() {
                    return;
                }
                records.is_lost = true;
            }
        }
    }
}

/// The block of a record.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Its bytes, or as many as were wanted.
    pub(super) bytes: Vec<u8>,
    /// How many of them there are.
    pub(super) length: u64,
}

impl<'a> Records<'a> {
    /// Where the next byte stands; `None` at the end. Blank lines are passed over.
    fn next_place(&mut self) -> io::Result<Option<Place>> {
        loop {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if blank == 0 {
                return Ok(Some(self.input.place()));
            }
            self.input.consume(blank);
        }
    }

    /// The next line with its end, or as much of it as a head may have. What is left of a longer one comes as the next.
    pub(super) fn line(&mut self) -> io::Result<&[u8]> {
        self.line.clear();
        self.input.by_ref().take(HEAD_MAX as u64).read_until(b'\n', &mut self.line)?;
        Ok(&self.line)
    }

    /// The lines up to a blank one.
    pub(super) fn head(&mut self) -> Result<Vec<u8>, Broken> {
        let mut head = Vec::new();
        loop {
            let line = self.line()?;
            if line.trim_ascii().is_empty() {
                return Ok(head);
            }
            if head.len() + line.len() > HEAD_MAX {
                return Err(Broken::Lost(ProblemKind::Record("headers are too long".into())));
            }
            head.extend_from_slice(line);
        }
    }

    /// Reads a block of this length, the first `wanted` bytes of it into memory. One that the file ends in, or in which a compressed
    /// member begins with another record, is broken if it lacks more than a tenth.
    pub(super) fn block(&mut self, length: u64, wanted: usize, is_record: fn(&[u8]) -> bool) -> Result<Block, Broken> {
        let mut block = Block::default();
        while block.length < length {
            let available = self.input.fill_buf()?.len();
            let is_at_member = self.input.is_at_member();
            let bytes = self.input.fill_buf()?;
            if available == 0 || is_at_member && is_record(bytes) {
                break;
            }
            let n = available.min(usize::try_from(length - block.length).unwrap_or(usize::MAX));
            let kept = n.min(wanted.saturating_sub(block.bytes.len()));
            block.bytes.extend_from_slice(&bytes[..kept]);
            self.input.consume(n);
            block.length += n as u64;
        }
        if block.length < length {
            let (found, wanted) = (block.length, length);
            // A record that lacks a little is worth more than none; one that claims far more may be anything.
            if found < wanted - wanted / 10 {
                let what = format!("block has {found} of its {wanted} bytes");
                return Err(Broken::Lost(ProblemKind::Record(what)));
            }
            self.cut = Some(ProblemKind::CutOff { found, wanted });
        }
        Ok(block)
    }
}
