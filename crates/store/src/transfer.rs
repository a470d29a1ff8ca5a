//! Documents out of an index, and into another.

use crate::blocks::File;
use crate::decision::Decision;
use crate::error::{StoreError, guarded};
use crate::row::{Incoming, Row, id_key};
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
    pub fn export<E: From<StoreError>>(&self, mut each: impl FnMut(Exported<'_>) -> Result<(), E>) -> Result<(), E> {
        let file = guarded(|| File::new(&self.database.begin_read()?))?;
        for (first, _) in self.blocks.blocks() {
            let Some(block) = guarded(|| file.block(first))? else { continue };
            for (at, row) in block.rows.iter().enumerate() {
                let key = id_key(&row.id, self.settings.lineage);
                if self.blocks.is_latest(key, first + at as u64) {
                    let is_held = self.stream.index().find(key).is_some();
                    each(Exported { row, text: block.text(at), is_held })?;
                }
            }
        }
        Ok(())
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
