//! Rows of bounded length.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Columns of a row at most.
const COLUMNS_MAX: usize = 1 << 12;

/// Reads rows, none longer than the limit into memory.
pub(super) struct Rows<R> {
    input: R,
    parser: Reader,
    limit: usize,
    values: Vec<u8>,
    ends: Vec<usize>,
}

/// One row.
pub(super) enum Row<'a> {
    Whole {
        fields: Values<'a>,
        line: u64,
    },
    /// It was longer than the limit, or had too many columns, and has been skipped.
    TooLong {
        line: u64,
    },
}

/// The fields of a row.
pub(super) struct Values<'a> {
    values: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Values<'a> {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (values, ends) = (self.values, self.ends);
        let starts = [0].into_iter().chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| values.get(start..*end).unwrap_or_default())
    }
}

impl<R: BufRead> Rows<R> {
    pub(super) fn new(input: R, delimiter: u8, limit: usize) -> Self {
        let parser = ReaderBuilder::new().delimiter(delimiter).build();
        Self { input, parser, limit, values: vec![0; 1 << 12], ends: vec![0; 64] }
    }

    /// The next row that is not blank; `None` at the end.
    pub(super) fn next_row(&mut self) -> io::Result<Option<Row<'_>>> {
        let (mut written, mut columns, mut is_too_long) = (0, 0, false);
        let mut line = None;
        loop {
            let bytes = self.input.fill_buf()?;
            if line.is_none() && !bytes.is_empty() {
                // Blank lines before a row are not part of it.
                let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
                line = Some(self.parser.line() + blank.filter(|byte| **byte == b'\n').count() as u64);
            }
            let (result, read, out, ends) =
                self.parser.read_record(bytes, &mut self.values[written..], &mut self.ends[columns..]);
            self.input.consume(read);
            (written, columns) = (written + out, columns + ends);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => break,
                ReadRecordResult::OutputFull if self.values.len() < self.limit && !is_too_long => {
                    self.values.resize((self.values.len() * 2).min(self.limit), 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < COLUMNS_MAX && !is_too_long => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (is_too_long, written, columns) = (true, 0, 0);
                }
            }
        }
        let line = line.unwrap_or(1);
        if is_too_long {
            return Ok(Some(Row::TooLong { line }));
        }
        let fields = Values { values: &self.values[..written], ends: &self.ends[..columns] };
        Ok(Some(Row::Whole { fields, line }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_rows_are_skipped_whatever_the_buffers() {
        let wide = "x,".repeat(COLUMNS_MAX);
        let long = "y".repeat(9000);
        let table = format!("a,b\n\n\"{long}\n{long}\",c\n{wide}\nd,\"e\nf\"\ng");
        for buffer in [1, 7, 4096, 1 << 20] {
            let mut rows = Rows::new(io::BufReader::with_capacity(buffer, table.as_bytes()), b',', 10_000);
            let mut seen = Vec::new();
            while let Some(row) = rows.next_row().expect("memory") {
                seen.push(match row {
                    Row::TooLong { line } => format!("{line}: too long"),
                    Row::Whole { fields, line } => {
                        let fields: Vec<_> = fields.iter().map(String::from_utf8_lossy).collect();
                        format!("{line}: {}", fields.join("|"))
                    }
                });
            }
            assert!(rows.values.len() <= 10_000);
            assert_eq!(seen.len(), 5, "{seen:?}");
            assert_eq!((&*seen[0], &*seen[3], &*seen[4]), ("1: a|b", "6: d|e\nf", "8: g"));
            assert!(seen[1].ends_with(": too long") && seen[2] == "5: too long", "{seen:?}");
        }
    }
}
