//! Bytes as they stand in the file, counted, looked at before they are taken, and for a while after.

use std::io::{self, BufRead, Read};

use super::BUFFER;
use crate::options::{BytesRead, Options};
use crate::stages::{Stage, Stages};

/// Bytes that were taken and can be returned.
const KEPT: usize = BUFFER;

/// A buffered reader that knows how many bytes were taken.
pub(super) struct Packed<'a> {
    raw: Box<dyn Read + 'a>,
    stages: Stages,
    read: BytesRead,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    offset: u64,
}

impl<'a> Packed<'a> {
    pub(super) fn new(raw: Box<dyn Read + 'a>, options: &Options) -> Self {
        let (stages, read) = (options.stages.clone(), options.bytes_read.clone());
        Self { raw, stages, read, buffer: vec![0; KEPT + BUFFER], at: 0, end: 0, offset: 0 }
    }

    /// Bytes taken so far.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Goes back to a byte that was taken, or to the first that is kept, if that comes later.
    pub(super) fn rewind(&mut self, to: u64) {
        let back = usize::try_from(self.offset.saturating_sub(to)).unwrap_or(usize::MAX).min(self.at).min(KEPT);
        self.at -= back;
        self.offset -= back as u64;
    }

    /// The next bytes: `wanted`, or fewer at the end, or more where they are at hand.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.end - self.at < wanted {
            let from = self.at.saturating_sub(KEPT);
            self.buffer.copy_within(from..self.end, 0);
            (self.at, self.end) = (self.at - from, self.end - from);
            let (raw, to) = (&mut self.raw, &mut self.buffer[self.end..]);
            match self.stages.time(Stage::Read, || raw.read(to)) {
                Ok(0) => break,
                Ok(n) => {
                    self.end += n;
                    self.read.add(n as u64);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[self.at..self.end])
    }
}

impl BufRead for Packed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.end - self.at);
        self.at += bytes;
        self.offset += bytes as u64;
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(to)?;
        self.consume(n);
        Ok(n)
    }
}
