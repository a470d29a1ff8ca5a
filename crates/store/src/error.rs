//! What can go wrong with an index on disk, and what to do.

use std::path::PathBuf;

use thiserror::Error;
use wireprint::SchemeId;
use wireprint::error::{CompareError, ImageError, WindowError};

/// What went wrong. Each message ends with a remedy.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no index in the folder.
    #[error("{0}: no index here; make one with `wireprint index create`, or check the path")]
    Missing(PathBuf),
    /// There is one already.
    #[error("{0}: there is an index already; open it, or choose another folder")]
    Exists(PathBuf),
    /// Of its two files the other is not there.
    #[error(
        "{0}: is missing; an index is two files: put it back, restore both from a backup, or export what is left with `wireprint index export --damaged`"
    )]
    NoImage(PathBuf),
    /// The folder or the file cannot be opened.
    #[error("{path}: cannot be opened: {error}; check the path and the permissions")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Another process has it.
    #[error("{0}: another process is writing it; ask that one (`wireprint serve`), or stop it first")]
    Locked(PathBuf),
    /// It was not closed and was opened for reading alone, which mends nothing.
    #[error("{0}: it was not closed properly; run `wireprint index check` once, which mends it")]
    Unclosed(PathBuf),
    /// It is of another version of the format.
    #[error(
        "the index has format {found}, this program reads format {supported}; export it with the program that wrote it, and import that"
    )]
    Format {
        /// What the file says.
        found: u32,
        /// What this program reads and writes.
        supported: u32,
    },
    /// It was made with another scheme than its settings describe to this program.
    #[error(
        "the index was made with scheme {found}, which this program takes for {expected}; open it with the program that made it"
    )]
    Scheme {
        /// What the file says.
        found: SchemeId,
        /// What the settings give here.
        expected: SchemeId,
    },
    /// A value in the file cannot be read.
    #[error(
        "the index is damaged: {what} {number} cannot be read; restore it from a backup, or export what is left with `wireprint index export --damaged`"
    )]
    Damaged {
        /// What kind of value.
        what: &'static str,
        /// Its number.
        number: u64,
    },
    /// An image that contradicts itself.
    #[error(
        "the index is damaged: {0}; restore it from a backup, or export what is left with `wireprint index export --damaged`"
    )]
    Image(#[from] ImageError),
    /// Work on the file was given up in a panic, as over pages that make no sense; what the panic said.
    #[error(
        "work on the index was given up ({0}), most likely over damaged pages; run `wireprint index check`, and restore it from a backup or \
         export what is left with `wireprint index export --damaged`"
    )]
    Pages(String),
    /// The file refused to be read or written.
    #[error(
        "the index cannot be read or written: {0}; what was acknowledged is safe: see to the disk, then open it again"
    )]
    Database(#[from] redb::Error),
    /// A write failed before, and memory may be ahead of the file.
    #[error("an earlier write failed; what was acknowledged is safe: open the index again")]
    Failed,
    /// It was opened to be read.
    #[error("the index was opened for reading; open it for writing")]
    ReadOnly,
    /// The thread that writes cannot be started.
    #[error("cannot start a thread: {0}; raise the limit on processes (ulimit -u)")]
    Thread(std::io::Error),
    /// The window asked for is too small.
    #[error("{0}")]
    Window(#[from] WindowError),
    /// Fingerprints that cannot be compared; a stream makes all its own, so this means a damaged index.
    #[error("{0}")]
    Compare(#[from] CompareError),
}

/// Does what reads or writes the file. redb panics on pages that another program has written over.
pub(crate) fn guarded<T, E: From<StoreError>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    wireprint_guard::guarded(work).unwrap_or_else(|said| Err(StoreError::Pages(said).into()))
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Database(redb::Error::Io(error))
    }
}

macro_rules! from_redb {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                Self::Database(error.into())
            }
        }
    )*};
}

from_redb!(CommitError, CompactionError, DatabaseError, SetDurabilityError, StorageError, TableError, TransactionError);
