//! Documents one after another in one piece of memory: as they are learned from, kept, and read back.

use std::borrow::Cow;
use std::io;

use crate::document::Document;

/// Documents in their order.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub(crate) bytes: Vec<u8>,
    pub(crate) rows: Vec<Row>,
}

/// A document that is kept.
#[derive(Clone, Debug)]
pub struct Stored<'a> {
    row: Row,
    bytes: Cow<'a, [u8]>,
}

/// Where a document's bytes stand in those of its batch: text, id and host, one after another.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    pub(crate) at: u64,
    text: u32,
    id: u32,
    host: Option<u32>,
    time: Option<i64>,
}

const HAS_HOST: u32 = 1;
const HAS_TIME: u32 = 2;

impl Row {
    /// Bytes of a row in a file.
    pub(crate) const BYTES: usize = 32;

    /// Bytes of the document.
    pub(crate) fn len(&self) -> usize {
        self.text as usize + self.id as usize + self.host.unwrap_or(0) as usize
    }

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let Self { at, text, id, host, time } = self;
        let has = |is_there, flag| if is_there { flag } else { 0 };
        let flags = has(host.is_some(), HAS_HOST) | has(time.is_some(), HAS_TIME);
        let mut out = [0; Self::BYTES];
        out[..8].copy_from_slice(&at.to_le_bytes());
        out[8..16].copy_from_slice(&time.unwrap_or(0).to_le_bytes());
        for (to, field) in out[16..].chunks_exact_mut(4).zip([text, id, host.unwrap_or(0), flags]) {
            to.copy_from_slice(&field.to_le_bytes());
        }
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let word = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
        let long = |at: usize| u64::from(word(at)) | u64::from(word(at + 4)) << 32;
        let flags = word(28);
        Self {
            at: long(0),
            text: word(16),
            id: word(20),
            host: (flags & HAS_HOST != 0).then(|| word(24)),
            time: (flags & HAS_TIME != 0).then(|| long(8) as i64),
        }
    }
}

impl Batch {
    /// No documents, and room for so many bytes of them.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), rows: Vec::new() }
    }

    /// Copies a document to the end; its text, id and host each of less than 4 GiB.
    pub fn push(&mut self, document: &Document<'_>) -> io::Result<()> {
        let Document { id, text, host, time, .. } = document;
        let len = |part: &str| u32::try_from(part.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge));
        let (at, time) = (self.bytes.len() as u64, *time);
        let host = host.as_deref();
        let row = Row { at, text: len(text)?, id: len(id)?, host: host.map(len).transpose()?, time };
        for part in [text, id, host.unwrap_or_default()] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.rows.push(row);
        Ok(())
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes of all documents.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Removes all documents and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
    }

    /// The document of this number in the batch.
    pub fn get(&self, number: usize) -> Option<Stored<'_>> {
        self.rows.get(number).map(|row| self.stored(row))
    }

    /// The documents in their order.
    pub fn documents(&self) -> impl Iterator<Item = Stored<'_>> {
        self.rows.iter().map(|row| self.stored(row))
    }

    fn stored(&self, row: &Row) -> Stored<'_> {
        let bytes = self.bytes.get(row.at as usize..).and_then(|bytes| bytes.get(..row.len()));
        Stored::new(*row, Cow::Borrowed(bytes.unwrap_or_default()))
    }
}

impl<'a> Stored<'a> {
    pub(crate) fn new(row: Row, bytes: Cow<'a, [u8]>) -> Self {
        Self { row, bytes }
    }

    fn part(&self, at: usize, len: u32) -> &[u8] {
        self.bytes.get(at..).and_then(|bytes| bytes.get(..len as usize)).unwrap_or_default()
    }

    /// The article.
    pub fn text(&self) -> &[u8] {
        self.part(0, self.row.text)
    }

    /// Its id.
    pub fn id(&self) -> &str {
        std::str::from_utf8(self.part(self.row.text as usize, self.row.id)).unwrap_or_default()
    }

    /// Its host, where that is known.
    pub fn host(&self) -> Option<&str> {
        let host = self.part(self.row.text as usize + self.row.id as usize, self.row.host?);
        std::str::from_utf8(host).ok()
    }

    /// When it appeared, in Unix seconds.
    pub fn time(&self) -> Option<i64> {
        self.row.time
    }
}
