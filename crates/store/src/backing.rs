//! The file, open for writing or for reading.

use redb::{Database, ReadOnlyDatabase, ReadTransaction, ReadableDatabase, WriteTransaction};

use crate::error::{StoreError, guarded};

enum Opened {
    Write(Database),
    Read(ReadOnlyDatabase),
}

/// An open file; nothing in it once it has been given away.
pub(crate) struct Backing(Option<Opened>);

impl Backing {
    pub(crate) fn to_write(database: Database) -> Self {
        Self(Some(Opened::Write(database)))
    }

    pub(crate) fn to_read(database: ReadOnlyDatabase) -> Self {
        Self(Some(Opened::Read(database)))
    }

    pub(crate) fn is_read_only(&self) -> bool {
        !matches!(self.0, Some(Opened::Write(_)))
    }

    pub(crate) fn begin_read(&self) -> Result<ReadTransaction, StoreError> {
        match &self.0 {
            Some(Opened::Write(database)) => Ok(database.begin_read()?),
            Some(Opened::Read(database)) => Ok(database.begin_read()?),
            None => Err(StoreError::Failed),
        }
    }

    pub(crate) fn begin_write(&self) -> Result<WriteTransaction, StoreError> {
        let Some(Opened::Write(database)) = &self.0 else { return Err(StoreError::ReadOnly) };
        let mut transaction = database.begin_write()?;
        // Opening after a kill must not look at every page of the file.
        transaction.set_quick_repair(true);
        Ok(transaction)
    }

    /// The database, if it is open for writing.
    pub(crate) fn writable(&mut self) -> Option<&mut Database> {
        match &mut self.0 {
            Some(Opened::Write(database)) => Some(database),
            _ => None,
        }
    }

    /// Gives the database away, if it is open for writing.
    pub(crate) fn take_writable(&mut self) -> Option<Database> {
        match self.0.take() {
            Some(Opened::Write(database)) => Some(database),
            other => {
                self.0 = other;
                None
            }
        }
    }
}

impl Drop for Backing {
    /// redb writes once more as it closes, and panics over pages that make no sense; all that was acknowledged has been
    /// written before.
    fn drop(&mut self) {
        let opened = self.0.take();
        let _ = guarded(|| {
            drop(opened);
            Ok::<(), StoreError>(())
        });
    }
}
