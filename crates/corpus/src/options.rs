//! How documents are read, and the limits that hostile input meets.

use crate::fields::Fields;
use crate::forms::Form;
use crate::stages::Stages;

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
        }
    }
}
