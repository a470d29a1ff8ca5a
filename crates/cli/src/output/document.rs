//! Documents as they are written: the fields that were read, so that they can be read again.

use std::sync::Arc;

use arrow_array::builder::{StringBuilder, TimestampMicrosecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use serde::Serialize;
use wireprint_corpus::{Stored, rfc3339};

use super::records::{Cells, Columns, Row, record_batch};

/// A document as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct DocumentOut<'a> {
    id: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip)]
    seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

impl<'a> From<&'a Stored<'_>> for DocumentOut<'a> {
    fn from(stored: &'a Stored<'_>) -> Self {
        Self {
            id: stored.id(),
            text: std::str::from_utf8(stored.text()).unwrap_or_default(),
            time: stored.time().and_then(rfc3339),
            seconds: stored.time(),
            url: stored.url(),
            host: stored.host(),
            title: stored.title(),
        }
    }
}

/// Documents by columns.
#[derive(Debug)]
pub(crate) struct DocumentColumns {
    id: StringBuilder,
    text: StringBuilder,
    time: TimestampMicrosecondBuilder,
    names: [StringBuilder; 3],
}

impl Default for DocumentColumns {
    fn default() -> Self {
        Self {
            id: StringBuilder::new(),
            text: StringBuilder::new(),
            time: TimestampMicrosecondBuilder::new().with_timezone("UTC"),
            names: Default::default(),
        }
    }
}

impl Columns for DocumentColumns {
    const HEADS: &[&str] = &["id", "text", "time", "url", "host", "title"];

    fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let first: [ArrayRef; 3] =
            [Arc::new(self.id.finish()), Arc::new(self.text.finish()), Arc::new(self.time.finish())];
        let names = self.names.each_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
        record_batch(Self::HEADS, &["time", "url", "host", "title"], first.into_iter().chain(names))
    }
}

impl Row for DocumentOut<'_> {
    type Columns = DocumentColumns;

    fn cells(&self, cells: &mut Cells<'_>) -> csv::Result<()> {
        let [time, url, host, title] =
            [self.time.as_deref(), self.url, self.host, self.title].map(Option::unwrap_or_default);
        cells(&[self.id, self.text, time, url, host, title])
    }

    fn append(&self, columns: &mut DocumentColumns) -> usize {
        columns.id.append_value(self.id);
        columns.text.append_value(self.text);
        columns.time.append_option(self.seconds.and_then(|seconds| seconds.checked_mul(1_000_000)));
        let names = [self.url, self.host, self.title];
        columns.names.iter_mut().zip(names).for_each(|(column, name)| column.append_option(name));
        names.into_iter().flatten().map(str::len).sum::<usize>() + self.id.len() + self.text.len() + 40
    }
}
