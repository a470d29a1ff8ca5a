//! How documents are read, and the limits that hostile input meets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fields::Fields;
use crate::forms::Form;
use crate::stages::Stages;

/// How many bytes of files and pipes have been read, before decompression; copies count together.
#[derive(Clone, Debug, Default)]
pub struct BytesRead(Arc<AtomicU64>);

impl BytesRead {
    /// Bytes so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// How documents are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Bytes of the largest document: of a JSON line, a row, a page, an archived response.
    pub max_document: usize,
    /// How many times its size a compressed file may become, past the first 64 MiB.
    pub max_expansion: u64,
    /// What the fields of documents are called.
    pub fields: Fields,
    /// The form of what is named itself; told by content and name where it is not given.
    pub form: Option<Form>,
    /// Where the time of reading and decompressing is counted.
    pub stages: Stages,
    /// Where the bytes that were read are counted; [`total_bytes`](crate::total_bytes) tells how many there will be.
    pub bytes_read: BytesRead,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            // Verifying a pair takes up to 200 times the bytes of one text, where tokens are single digits.
            max_document: 4 << 20,
            // Prose becomes 3 to 10 times its size, logs and lists 50; a file of zeros 1,030 times in gzip, any number in zstd.
            max_expansion: 250,
            fields: Fields::default(),
            form: None,
            stages: Stages::default(),
            bytes_read: BytesRead::default(),
        }
    }
}
