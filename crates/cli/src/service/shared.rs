//! What clients and the decider share.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use wireprint_store::{Decision, Incoming, Store, StoreError};

/// An index in service.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Nothing once it is closed.
    store: RwLock<Option<Store>>,
    folder: PathBuf,
    work: Mutex<Work>,
}

#[derive(Debug, Default)]
struct Work {
    /// Clients that have handed work over, or write its answers.
    busy: usize,
    is_stopping: bool,
}

/// A client's work, from before it is handed over until its answers are written.
#[derive(Debug)]
pub(crate) struct Busy<'a>(&'a Shared);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.work().busy -= 1;
    }
}

impl Shared {
    pub(crate) fn new(store: Store, folder: PathBuf) -> Self {
        Self { store: RwLock::new(Some(store)), folder, work: Mutex::default() }
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a client's work; nothing once the service stops.
    pub(crate) fn begin(&self) -> Option<Busy<'_>> {
        let mut work = self.work();
        if work.is_stopping {
            return None;
        }
        work.busy += 1;
        Some(Busy(self))
    }

    /// Lets no further work begin.
    pub(crate) fn stop(&self) {
        self.work().is_stopping = true;
    }

    /// Whether the service stops and all that was begun has been answered.
    pub(crate) fn is_done(&self) -> bool {
        let work = self.work();
        work.is_stopping && work.busy == 0
    }

    /// Decides and adds; nothing once the index is closed.
    pub(crate) fn decide(&self, documents: &[Incoming<'_>]) -> Option<Result<Vec<Decision>, StoreError>> {
        self.store.write().unwrap_or_else(PoisonError::into_inner).as_mut().map(|store| store.decide(documents))
    }

    /// Decides without adding, beside other questions.
    pub(crate) fn query(&self, document: &Incoming<'_>) -> Option<Result<Decision, StoreError>> {
        self.store.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|store| store.query(document))
    }

    /// The index in numbers, as JSON.
    pub(crate) fn stats(&self) -> Option<String> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        let stats = store.as_ref()?.stats(&self.folder);
        serde_json::to_string(&stats).ok()
    }

    /// Writes an image and closes the index.
    pub(crate) fn close(&self) -> Result<(), StoreError> {
        let store = self.store.write().unwrap_or_else(PoisonError::into_inner).take();
        store.map_or(Ok(()), Store::close)
    }
}
