//! Batch after batch added, each while the one before is being written.

use std::fmt;

use crate::changes::Writer;
use crate::decision::Decision;
use crate::error::{StoreError, guarded};
use crate::row::Incoming;
use crate::store::Store;
use crate::transfer::{Imported, parted};

/// Adds batch after batch to an index, each while the one before is being written and made durable: faster
/// than [`Store::add`], with the same result.
///
/// Dropped before [`Adding::finish`], it waits for what is being written, and an error of that is not told.
///
/// ```
/// use wireprint_store::{Incoming, Settings, Store};
///
/// let folder = tempfile::tempdir()?;
/// let mut store = Store::create(folder.path(), &Settings { memory: 2 << 20, ..Settings::default() })?;
/// let mut adding = store.adding()?;
/// assert_eq!(adding.add(&[Incoming::new("a", "The ferry sails at noon."), Incoming::new("b", "It did not.")])?, None);
/// assert_eq!(adding.add(&[Incoming::new("c", "It sailed at one.")])?, Some(2)); // the first two are durable now
/// assert_eq!(adding.finish()?, Some(1));
/// assert_eq!(store.counts().documents, 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Adding<'s> {
    store: &'s mut Store,
    writer: Writer,
    /// How many of the batch that is being written were not known as they are.
    writing: Option<usize>,
    has_failed: bool,
}

impl fmt::Debug for Adding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adding").field("store", &self.store).field("writing", &self.writing).finish_non_exhaustive()
    }
}

impl Store {
    /// Begins to add batch after batch.
    ///
    /// # Errors
    /// [`StoreError`] if the index is open for reading or has failed before, or a thread cannot be started.
    pub fn adding(&mut self) -> Result<Adding<'_>, StoreError> {
        self.check_writable()?;
        let writer = Writer::there(&self.database)?;
        // Memory is ahead of the file from now on.
        self.failed = true;
        Ok(Adding { store: self, writer, writing: None, has_failed: false })
    }
}

impl Adding<'_> {
    /// Adds documents without deciding about them. When it returns, those of the call before are durable: how many of them were not
    /// known as they are, none at the first call.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of them, and perhaps of those before, is in the file then, and the store must be opened again.
    pub fn add(&mut self, documents: &[Incoming<'_>]) -> Result<Option<usize>, StoreError> {
        self.take_in(documents, |_| None)
    }

    /// The same with what was decided about them elsewhere.
    ///
    /// # Errors
    /// As for [`Adding::add`].
    pub fn import(&mut self, documents: &[Imported<'_>]) -> Result<Option<usize>, StoreError> {
        let (incoming, decision) = parted(documents);
        self.take_in(&incoming, decision)
    }

    fn take_in(
        &mut self,
        documents: &[Incoming<'_>],
        decision: impl Fn(usize) -> Option<Decision>,
    ) -> Result<Option<usize>, StoreError> {
        if std::mem::replace(&mut self.has_failed, true) {
            return Err(StoreError::Failed);
        }
        let Self { store, writer, writing, .. } = self;
        let done = guarded(|| {
            // What is being written is not in the file yet, where it would be looked up.
            if documents.iter().any(|document| store.is_in_flight(document)) {
                writer.settle()?;
                store.settled();
            }
            let (fresh, rows) = store.stream_in(documents, decision)?;
            writer.settle()?;
            store.settled();
            let before = writing.take();
            store.file(&fresh, rows, writer)?;
            Ok::<_, StoreError>((before, fresh.len()))
        });
        // After a failed write the file refuses whatever is asked next: the write's own error says more.
        let (before, fresh) = done.map_err(|error| match writer.settle() {
            Err(StoreError::Failed) | Ok(()) => error,
            Err(cause) => cause,
        })?;
        (*writing, self.has_failed) = (Some(fresh), false);
        Ok(before)
    }

    /// Waits until everything that was given is durable: how many of the last batch were not known as they are, if that was not told
    /// before.
    ///
    /// # Errors
    /// As for [`Adding::add`].
    pub fn settle(&mut self) -> Result<Option<usize>, StoreError> {
        if std::mem::replace(&mut self.has_failed, true) {
            return Err(StoreError::Failed);
        }
        self.writer.settle()?;
        self.store.settled();
        self.has_failed = false;
        Ok(self.writing.take())
    }

    /// Waits until everything is durable: how many of the last batch were not known as they are.
    ///
    /// # Errors
    /// As for [`Adding::add`].
    pub fn finish(mut self) -> Result<Option<usize>, StoreError> {
        self.settle()
    }
}

impl Drop for Adding<'_> {
    fn drop(&mut self) {
        self.store.failed = self.settle().is_err();
    }
}
