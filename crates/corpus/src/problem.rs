//! What was wrong with an input, where, and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A record or file that could not be used as it stands.
#[derive(Debug)]
pub struct Problem {
    /// The file; `-` is standard input.
    pub file: PathBuf,
    /// The line, from 1, where the file has lines.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong. Each message ends with a remedy.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProblemKind {
    #[error("cannot be opened: {0}; check the path and the permissions")]
    Open(std::io::Error),
    #[error("cannot be read further: {0}; the records before this were used, the rest of the file is lost")]
    Read(std::io::Error),
    #[error("no articles here; give a folder with .txt, .md or .jsonl files (.gz and .zst too), or name a file")]
    NoArticles,
    #[error("not a document: {}; write one JSON object a line with \"id\" and \"text\"", in_line(.0))]
    Json(serde_json::Error),
    #[error("no \"{0}\"; every line needs \"id\" and \"text\"")]
    Missing(&'static str),
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
    pub(crate) fn new(file: &Path, line: Option<u64>, kind: ProblemKind) -> Self {
        Self { file: file.to_owned(), line, kind }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.kind)
    }
}
