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

/// Where a document's bytes stand in those of its batch: text, id, host, URL and title, one after another.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    pub(crate) at: u64,
    time: Option<i64>,
    text: u32,
    id: u32,
    host: Option<u32>,
    url: Option<u32>,
    title: Option<u32>,
}

const HAS_TIME: u32 = 1;
const HAS_HOST: u32 = 2;
const HAS_URL: u32 = 4;
const HAS_TITLE: u32 = 8;

impl Row {
    /// Bytes of a row in a file.
    pub(crate) const BYTES: usize = 40;

    /// The lengths of the parts, in their order.
    fn parts(&self) -> [u32; 5] {
        let known = |part: Option<u32>| part.unwrap_or(0);
        [self.text, self.id, known(self.host), known(self.url), known(self.title)]
    }

    /// Bytes of the document.
    pub(crate) fn len(&self) -> usize {
        self.parts().map(|len| len as usize).iter().sum()
    }

    /// Bytes of the text.
    pub(crate) fn text_len(&self) -> usize {
        self.text as usize
    }

    /// The row of the document with the beginning of its text alone.
    pub(crate) fn with_text(self, len: usize) -> Self {
        Self { text: self.text.min(u32::try_from(len).unwrap_or(u32::MAX)), ..self }
    }

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let has = |is_there, flag| if is_there { flag } else { 0 };
        let flags = has(self.time.is_some(), HAS_TIME)
            | has(self.host.is_some(), HAS_HOST)
            | has(self.url.is_some(), HAS_URL)
            | has(self.title.is_some(), HAS_TITLE);
        let mut out = [0; Self::BYTES];
        out[..8].copy_from_slice(&self.at.to_le_bytes());
        out[8..16].copy_from_slice(&self.time.unwrap_or(0).to_le_bytes());
        for (to, field) in out[16..].chunks_exact_mut(4).zip(self.parts().into_iter().chain([flags])) {
            to.copy_from_slice(&field.to_le_bytes());
        }
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let word = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
        let long = |at: usize| u64::from(word(at)) | u64::from(word(at + 4)) << 32;
        let flags = word(36);
        let known = |flag: u32, at: usize| (flags & flag != 0).then(|| word(at));
        Self {
            at: long(0),
            time: (flags & HAS_TIME != 0).then(|| long(8) as i64),
            text: word(16),
            id: word(20),
            host: known(HAS_HOST, 24),
            url: known(HAS_URL, 28),
            title: known(HAS_TITLE, 32),
        }
    }
}

impl Batch {
    /// No documents, and room for so many bytes of them.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), rows: Vec::new() }
    }

    /// Copies a document to the end; each of its parts of less than 4 GiB.
    pub fn push(&mut self, document: &Document<'_>) -> io::Result<()> {
        let Document { id, text, time, url, host, title } = document;
        let len = |part: &str| u32::try_from(part.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge));
        let [host, url, title] = [host, url, title].map(Option::as_deref);
        let row = Row {
            at: self.bytes.len() as u64,
            time: *time,
            text: len(text)?,
            id: len(id)?,
            host: host.map(len).transpose()?,
            url: url.map(len).transpose()?,
            title: title.map(len).transpose()?,
        };
        for part in [text, id, host.unwrap_or_default(), url.unwrap_or_default(), title.unwrap_or_default()] {
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

    /// A part by its place in [`Row::parts`].
    fn part(&self, number: usize) -> &[u8] {
        let parts = self.row.parts();
        let at: usize = parts.iter().take(number).map(|len| *len as usize).sum();
        let len = parts.get(number).map_or(0, |len| *len as usize);
        self.bytes.get(at..).and_then(|bytes| bytes.get(..len)).unwrap_or_default()
    }

    fn name(&self, number: usize) -> &str {
        std::str::from_utf8(self.part(number)).unwrap_or_default()
    }

    /// The article.
    pub fn text(&self) -> &[u8] {
        self.part(0)
    }

    /// Its id.
    pub fn id(&self) -> &str {
        self.name(1)
    }

    /// Its host, where that is known.
    pub fn host(&self) -> Option<&str> {
        self.row.host.map(|_| self.name(2))
    }

    /// Where it was found, where that is known.
    pub fn url(&self) -> Option<&str> {
        self.row.url.map(|_| self.name(3))
    }

    /// Its headline, where it has one.
    pub fn title(&self) -> Option<&str> {
        self.row.title.map(|_| self.name(4))
    }

    /// When it appeared, in Unix seconds.
    pub fn time(&self) -> Option<i64> {
        self.row.time
    }
}
