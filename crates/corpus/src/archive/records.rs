//! Lines and blocks of an archive, and the way back from damage.

use std::io::{self, BufRead, Read};

use crate::input::Input;
use crate::problem::Place;

/// Bytes of a record's headers at most.
const HEAD_MAX: usize = 1 << 16;

/// An archive that is being read.
pub(super) struct Records<'a> {
    input: Input<'a>,
    line: Vec<u8>,
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
    pub(super) fn new(input: Input<'a>) -> Self {
        Self { input, line: Vec::new() }
    }

    /// Whether reading may go on after an error.
    pub(super) fn is_resumable(&self) -> bool {
        self.input.is_resumable()
    }

    /// Where the next byte stands; `None` at the end. Blank lines are passed over.
    pub(super) fn next_place(&mut self) -> io::Result<Option<Place>> {
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

    /// The lines up to a blank one; `None` if they are too many.
    pub(super) fn head(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut head = Vec::new();
        loop {
            let line = self.line()?;
            if line.trim_ascii().is_empty() {
                return Ok(Some(head));
            }
            if head.len() + line.len() > HEAD_MAX {
                return Ok(None);
            }
            head.extend_from_slice(line);
        }
    }

    /// Reads a block of this length, the first `wanted` bytes of it into memory. It ends early where the file does, and where a
    /// compressed member begins with another record.
    pub(super) fn block(&mut self, length: u64, wanted: usize, is_record: fn(&[u8]) -> bool) -> io::Result<Block> {
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
        Ok(block)
    }
}
