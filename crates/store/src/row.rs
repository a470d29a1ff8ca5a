//! A document as it comes, and as its row in the file keeps it.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use wireprint::engine::Article;
use wireprint::index::Kept;
use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};
use zstd::bulk::{Compressor, Decompressor};

use crate::decision::Decision;
use crate::error::StoreError;

/// A document on its way into an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incoming<'a> {
    /// Names the document: another text under the same id replaces the first.
    pub id: &'a str,
    /// The article.
    pub text: &'a str,
    /// When it appeared, in Unix seconds.
    pub time: Option<i64>,
    /// The host that published it.
    pub host: Option<&'a str>,
    /// Where it was found; kept for exports.
    pub url: Option<&'a str>,
    /// Its headline; kept for exports.
    pub title: Option<&'a str>,
}

impl<'a> Incoming<'a> {
    /// A text of which nothing else is known.
    pub const fn new(id: &'a str, text: &'a str) -> Self {
        Self { id, text, time: None, host: None, url: None, title: None }
    }

    /// The engine's name for it.
    pub(crate) fn key(&self, lineage: u64) -> u64 {
        id_key(self.id, lineage)
    }

    pub(crate) fn article(&self, lineage: u64) -> Article<'a> {
        Article { id: self.key(lineage), text: self.text.as_bytes(), host: self.host, time: self.time }
    }

    /// A hash of all that decides about it.
    pub(crate) fn content(&self) -> u128 {
        let mut hash = Xxh3::new();
        hash.update(&[self.time.is_some().into(), self.host.is_some().into()]);
        hash.update(&self.time.unwrap_or(0).to_le_bytes());
        hash.update(&(self.host.unwrap_or_default().len() as u64).to_le_bytes());
        hash.update(self.host.unwrap_or_default().as_bytes());
        hash.update(self.text.as_bytes());
        hash.digest128()
    }
}

/// 64 bits of a keyed hash: among a hundred million ids, one in 3,700 that any two are the same.
pub(crate) fn id_key(id: &str, lineage: u64) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), lineage)
}

/// What the file keeps of a document beside its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// When it appeared, in Unix seconds.
    pub time: Option<i64>,
    /// Its host.
    pub host: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// What became of it in the window.
    pub kept: Kept,
    /// What was decided about it; nothing for documents that were only added.
    pub decision: Option<Decision>,
    pub(crate) content: u128,
    pub(crate) text_len: u64,
    /// The number of the document that had the id before.
    pub(crate) before: Option<u64>,
}

impl Row {
    pub(crate) fn new(document: &Incoming<'_>, kept: Kept, decision: Option<Decision>) -> Self {
        let Incoming { id, text, time, host, url, title } = *document;
        Self {
            id: id.to_owned(),
            time,
            host: host.map(str::to_owned),
            url: url.map(str::to_owned),
            title: title.map(str::to_owned),
            kept,
            decision,
            content: document.content(),
            text_len: text.len() as u64,
            before: None,
        }
    }

    /// The cluster that a match with it joins.
    pub(crate) fn cluster(&self) -> String {
        let known = self.decision.as_ref().and_then(|decision| decision.cluster.clone());
        known.unwrap_or_else(|| format!("c-{}", self.id))
    }
}

/// Documents that follow one another, as the file keeps them together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub(crate) rows: Vec<Row>,
    /// Their texts, one after another; empty where they are no longer kept.
    pub(crate) texts: String,
}

/// A block as the file keeps it.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) rows: Vec<u8>,
    pub(crate) texts: Vec<u8>,
    pub(crate) ids: Vec<u8>,
}

/// The quickest level: what is written is read again soon.
const LEVEL: i32 = 1;
/// A damaged value may claim any length; no block is longer than this but by its last document.
const LENGTH_MAX: usize = 1 << 32;

impl Block {
    pub(crate) fn push(&mut self, row: Row, text: &str) {
        self.texts.push_str(text);
        self.rows.push(row);
    }

    /// The text of the row at this place.
    pub(crate) fn text(&self, at: usize) -> Option<&str> {
        let start: u64 = self.rows.get(..at)?.iter().map(|row| row.text_len).sum();
        let end = start.checked_add(self.rows.get(at)?.text_len)?;
        self.texts.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    pub(crate) fn pack(&self, number: u64, lineage: u64) -> Result<Packed, StoreError> {
        let ids = self.rows.iter().flat_map(|row| id_key(&row.id, lineage).to_le_bytes()).collect();
        Ok(Packed { rows: self.encode_rows(number)?, texts: self.encode_texts(), ids })
    }

    pub(crate) fn encode_rows(&self, number: u64) -> Result<Vec<u8>, StoreError> {
        let damaged = StoreError::Damaged { what: "block of rows", number };
        let plain = postcard::to_stdvec(&self.rows).map_err(|_| damaged)?;
        Ok(compress(&plain))
    }

    pub(crate) fn encode_texts(&self) -> Vec<u8> {
        compress(self.texts.as_bytes())
    }

    pub(crate) fn decode_rows(bytes: &[u8], number: u64) -> Result<Vec<Row>, StoreError> {
        let damaged = || StoreError::Damaged { what: "block of rows", number };
        let plain = decompress(bytes).ok_or_else(damaged)?;
        let (rows, rest): (Vec<Row>, _) = postcard::take_from_bytes(&plain).map_err(|_| damaged())?;
        // Lengths that nothing could have are not added up by anybody.
        let texts = rows.iter().try_fold(0u64, |sum, row| sum.checked_add(row.text_len));
        if rest.is_empty() && texts.is_some() { Ok(rows) } else { Err(damaged()) }
    }

    pub(crate) fn decode_texts(bytes: &[u8], number: u64) -> Result<String, StoreError> {
        let damaged = || StoreError::Damaged { what: "block of texts", number };
        String::from_utf8(decompress(bytes).ok_or_else(damaged)?).map_err(|_| damaged())
    }
}

thread_local! {
    /// A context costs more to make than a block to pack.
    static PACKER: RefCell<Option<Compressor<'static>>> = RefCell::new(Compressor::new(LEVEL).ok());
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = RefCell::new(Decompressor::new().ok());
}

/// The length, then what zstd makes of it.
fn compress(plain: &[u8]) -> Vec<u8> {
    let packed = PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(plain).ok());
    let mut out = (plain.len() as u64).to_le_bytes().to_vec();
    // From memory to memory nothing can fail.
    out.extend_from_slice(&packed.unwrap_or_default());
    out
}

fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let (len, packed) = bytes.split_first_chunk()?;
    let len = usize::try_from(u64::from_le_bytes(*len)).ok().filter(|len| *len <= LENGTH_MAX)?;
    // zstd makes at most some thousand bytes of one: whoever claims more is not believed.
    if len / 40_000 > packed.len() {
        return None;
    }
    let plain = UNPACKER.with_borrow_mut(|unpacker| unpacker.as_mut()?.decompress(packed, len).ok())?;
    (plain.len() == len).then_some(plain)
}
