//! Lines of bounded length.

use std::io::{self, BufRead, Read};

/// Reads lines, none longer than the limit into memory.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    limit: usize,
    buffer: Vec<u8>,
    number: u64,
}

/// The mark that some editors put before UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One line, without its end, and without a byte-order mark before the first.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// The line.
    Whole(&'a [u8]),
    /// It was longer than the limit and has been skipped.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    /// Lines of `input`, at most `limit` bytes each.
    pub fn new(input: R, limit: usize) -> Self {
        Self { input, limit, buffer: Vec::new(), number: 0 }
    }

    /// Number of the line that was read last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line; `None` at the end.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let read =
            self.input.by_ref().take((self.limit as u64).saturating_add(1)).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
            if self.buffer.last() == Some(&b'\r') {
                self.buffer.pop();
            }
        } else if self.buffer.len() > self.limit {
            self.buffer = Vec::new();
            self.skip_line()?;
            return Ok(Some(Line::TooLong));
        }
        let mark = if self.number == 1 { BYTE_ORDER_MARK } else { b"" };
        Ok(Some(Line::Whole(self.buffer.strip_prefix(mark).unwrap_or(&self.buffer))))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |at| at + 1);
            let done = end.is_some() || buffer.is_empty();
            self.input.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_skipped_and_counted() {
        let input: &[u8] = b"\xEF\xBB\xBFone\r\ntoo long a line\n\nlast";
        let mut lines = Lines::new(input, 7);
        let mut seen = Vec::new();
        while let Some(line) = lines.next_line().expect("reading from memory") {
            seen.push(match line {
                Line::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Line::TooLong => "…".into(),
            });
        }
        assert_eq!(seen, ["one", "…", "", "last"]);
        assert_eq!(lines.number(), 4);
    }
}
