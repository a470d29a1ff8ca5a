//! Documents out of an index, and into another.

use std::path::Path;

use redb::ReadableDatabase;

use crate::blocks::File;
use crate::decision::Decision;
use crate::error::{StoreError, guarded};
use crate::open::{database_of, read_blocks, read_settings};
use crate::row::{Incoming, Row};
use crate::store::Store;

/// A document on its way out.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// What is known of it.
    pub row: &'a Row,
    /// Its text, where that is kept.
    pub text: Option<&'a str>,
    /// Whether it is in the window still.
    pub is_held: bool,
}

/// A document on its way in, with what was decided about it elsewhere.
#[derive(Clone, Debug)]
pub struct Imported<'a> {
    /// The document.
    pub document: Incoming<'a>,
    /// What was decided.
    pub decision: Option<Decision>,
}

impl Store {
    /// Hands every document that is remembered to `each`, of each id the latest, in the order they came.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read, or an error of `each`.
    pub fn export<E: std::convert::From<StoreError>>(
        &self,
        mut each: impl FnMut(Exported<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let file = guarded(|| File::new(&self.database.begin_read()?))?;
        for (first, _) in self.blocks.blocks() {
            let Some(block) = guarded(|| file.block(first))? else { continue };
            for (at, row) in block.rows.iter().enumerate() {
                let key = crate::decide::key(&row.id, self.settings.lineage);
                if self.blocks.is_latest(key, first + at as u64) {
                    let is_held = self.stream.index().find(key).is_some();
                    each(Exported { row, text: block.text(at), is_held })?;
                }
            }
        }
        Ok(())
    }

    /// Hands what can be read of a damaged index to `each`, as [`Store::export`] does: without its image, which may be damaged or missing, so
    /// that nothing is known to be in the window. The blocks of documents that cannot be read, each with the reason.
    ///
    /// # Errors
    /// [`StoreError`] if settings or the tables as a whole cannot be read, or an error of `each`.
    pub fn salvage<E: std::convert::From<StoreError>>(
        folder: &Path,
        mut each: impl FnMut(Exported<'_>) -> Result<(), E>,
    ) -> Result<Vec<StoreError>, E> {
        guarded(|| {
            let database = database_of(folder)?;
            let transaction = database.begin_read().map_err(StoreError::from)?;
            let lineage = read_settings(&transaction)?.lineage;
            let file = File::new(&transaction)?;
            let blocks = read_blocks(&file)?;
            let mut damaged = Vec::new();
            for (first, _) in blocks.blocks() {
                let block = match guarded(|| file.block(first)) {
                    Ok(block) => block.unwrap_or_default(),
                    Err(error) => {
                        damaged.push(error);
                        continue;
                    }
                };
                for (at, row) in block.rows.iter().enumerate() {
                    if blocks.is_latest(crate::decide::key(&row.id, lineage), first + at as u64) {
                        each(Exported { row, text: block.text(at), is_held: false })?;
                    }
                }
            }
            Ok(damaged)
        })
    }

    /// Adds documents with what was decided about them elsewhere, and returns when that is durable; how many were not known as
    /// they are.
    ///
    /// # Errors
    /// As for [`Store::add`].
    pub fn import(&mut self, documents: &[Imported<'_>]) -> Result<usize, StoreError> {
        let (incoming, decision) = parted(documents);
        self.take_in(&incoming, decision)
    }
}

/// The documents, and what was decided about each.
pub(crate) fn parted<'d>(
    documents: &'d [Imported<'_>],
) -> (Vec<Incoming<'d>>, impl Fn(usize) -> Option<Decision> + 'd) {
    let incoming = documents.iter().map(|imported| imported.document).collect();
    (incoming, |number| documents.get(number).and_then(|imported| imported.decision.clone()))
}
