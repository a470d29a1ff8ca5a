//! The index of a service: opened, or made where there is none.

use std::path::Path;

use anyhow::Result;
use wireprint_store::{Store, StoreError};

use crate::args::NewIndexArgs;
use crate::usage;

/// Opens the index in a folder, or makes one as asked. An index that was made otherwise than asked ends the program.
pub(crate) fn settled(folder: &Path, asked: &NewIndexArgs) -> Result<Store> {
    let store = match Store::open(folder) {
        Err(StoreError::Missing(_)) => return Ok(Store::create(folder, &asked.settings())?),
        opened => opened?,
    };
    if let Some(message) = asked.contradiction(store.settings()) {
        drop(store);
        usage::wrong(&format!("{}: {message}", folder.display()));
    }
    Ok(store)
}
