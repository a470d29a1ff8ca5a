//! What was wrong with an input, where, and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A record or file that could not be used as it stands.
#[derive(Debug)]
pub struct Problem {
    /// The file; `-` is standard input.
    pub file: PathBuf,
    /// Where in the file.
    pub place: Place,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    File,
    /// A line, from 1.
    Line(u64),
    /// A row of a table without lines, from 1.
    Row(u64),
    /// The byte at which a record, or its compressed member, begins.
    Byte(u64),
    /// The byte at which a record begins once the file is decompressed.
    Unpacked(u64),
}

/// What is wrong. Each message ends with a remedy.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProblemKind {
    #[error("cannot be opened: {0}; check the path and the permissions")]
    Open(std::io::Error),
    #[error("cannot be read further: {0}; the records before this were used, the rest of the file is lost")]
    Read(std::io::Error),
    #[error("cannot be read further: {0}; the archive is damaged, fetch it again")]
    Archive(std::io::Error),
    #[error(
        "no articles here; give a folder with .txt, .md, .html, .jsonl, .csv, .tsv, .parquet, .warc, .wet or .arc files (.gz and \
         .zst too), or name a file"
    )]
    NoArticles,
    #[error("not a document: {}; write one JSON object a line with \"id\" and \"text\"", in_line(.0))]
    Json(serde_json::Error),
    #[error("no \"{0}\"; every document needs an id and a text; name their fields with --id-field and --text-field")]
    Missing(String),
    #[error("longer than {limit} bytes and left out; raise the limit with --max-document")]
    TooLong {
        /// The limit in force.
        limit: usize,
    },
    #[error("its id has more than {limit} bytes; left out; give it a shorter one")]
    LongId {
        /// The limit.
        limit: usize,
    },
    #[error(
        "not UTF-8 at byte {offset}; read on with the bytes taken as separators; convert the file with iconv -t UTF-8"
    )]
    Utf8 {
        /// Offset of the first ill-formed byte in the record.
        offset: usize,
    },
    #[error("not text: NUL bytes stand in it; left out; give text, or its form with --input-format")]
    Binary,
    #[error("no column \"{name}\"; name the one that holds the article with --text-field; there are: {names}")]
    NoColumn {
        /// What was looked for.
        name: String,
        /// What there is.
        names: String,
    },
    #[error(
        "{found} {} in a row where the first line has {wanted}; left out; put fields with commas, quotes or line breaks into \
         quotes", if *found == 1 { "field" } else { "fields" }
    )]
    Ragged {
        /// Fields of the row.
        found: usize,
        /// Fields of the first line.
        wanted: usize,
    },
    #[error("no usable page: {0}; left out; save its text in a file of its own, if it matters")]
    Page(&'static str),
    #[error("this program was built without reading it; build it with the feature `{0}` of wireprint-corpus")]
    NotBuilt(&'static str),
    #[error("not a Parquet file that can be read: {0}; write it anew; the rows before this were used")]
    Parquet(String),
    #[error("no record of an archive begins here; read on at the next one; the archive is damaged, fetch it again")]
    NoRecord,
    #[error(
        "the record breaks off after {found} of {wanted} bytes; what there is was used; the archive is damaged, fetch it again"
    )]
    CutOff {
        /// Bytes that it has.
        found: u64,
        /// Bytes that it says it has.
        wanted: u64,
    },
    #[error(
        "the record's {0}; it is left out, and reading goes on at the next one; the archive is damaged, fetch it again"
    )]
    Record(String),
    #[error("document \"{id}\" is empty and left out; give it a text or remove it")]
    Empty {
        /// Its id.
        id: String,
    },
    #[error("a second document with the id \"{id}\" is left out; give it an id of its own")]
    DuplicateId {
        /// The id.
        id: String,
    },
    #[error(
        "the ids up to here cannot be kept in a temporary file: {0}; a later document with one of them is not told; \
         set TMPDIR to a folder with room"
    )]
    Ids(std::io::Error),
    #[error("the time \"{0}\" is neither RFC 3339 nor Unix seconds; the document is used without a time")]
    Time(String),
}

/// What is wrong with the JSON of one line. `serde_json` counts lines from its beginning, which would mislead here.
pub fn in_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line 1 column ") {
        Some((what, column)) => format!("{what} at column {column}"),
        None => text,
    }
}

impl Problem {
    pub(crate) fn new(file: &Path, place: Place, kind: ProblemKind) -> Self {
        Self { file: file.to_owned(), place, kind }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        match self.place {
            Place::File => {}
            Place::Line(line) => write!(f, ":{line}")?,
            Place::Row(row) => write!(f, ", row {row}")?,
            Place::Byte(at) => write!(f, ", byte {at}")?,
            Place::Unpacked(at) => write!(f, ", byte {at} when decompressed")?,
        }
        write!(f, ": {}", self.kind)
    }
}
