//! What an index that cannot be opened still has.

use std::collections::HashMap;
use std::path::Path;

use crate::blocks::File;
use crate::error::{StoreError, guarded};
use crate::open::{backing_to_look, read_settings};
use crate::row::{Block, id_key};
use crate::store::Store;
use crate::transfer::Exported;

impl Store {
    /// Hands the documents of a damaged index to `each`, as [`Store::export`] does, but without its image, so that nothing is known to be
    /// in the window, and past the blocks that cannot be read: those and the texts that are missing, each with the reason.
    ///
    /// Memory: 16 bytes a document and more. The file is left as it is, unless it was not closed, which is mended first.
    ///
    /// # Errors
    /// [`StoreError`] if the settings cannot be read, or an error of `each`.
    pub fn salvage<E: From<StoreError>>(
        folder: &Path,
        mut each: impl FnMut(Exported<'_>) -> Result<(), E>,
    ) -> Result<Vec<StoreError>, E> {
        let database = guarded(|| backing_to_look(folder))?;
        let transaction = guarded(|| database.begin_read())?;
        let settings = guarded(|| read_settings(&transaction))?;
        let file = guarded(|| File::new(&transaction))?;
        let (mut damage, mut blocks, mut latest) = (Vec::new(), Vec::new(), HashMap::new());
        damage.extend(guarded(|| file.each_block(|first| blocks.push(first))).err());
        let key = |id: &str| id_key(id, settings.lineage);
        for first in &blocks {
            match guarded(|| file.rows(*first)) {
                Ok(rows) => {
                    let keys = rows.iter().flatten().map(|row| key(&row.id));
                    latest.extend(keys.zip(*first..));
                }
                Err(error) => damage.push(error),
            }
        }
        for first in blocks {
            let Ok(Some(rows)) = guarded(|| file.rows(first)) else { continue };
            let texts = guarded(|| file.texts(first)).unwrap_or_else(|error| {
                damage.push(error);
                Some(String::new())
            });
            if texts.is_none() && settings.texts {
                damage.push(StoreError::Damaged { what: "block of texts", number: first });
            }
            let block = Block { rows, texts: texts.unwrap_or_default() };
            for ((at, row), number) in block.rows.iter().enumerate().zip(first..) {
                if latest.get(&key(&row.id)) == Some(&number) {
                    each(Exported { row, text: block.text(at), is_held: false })?;
                }
            }
        }
        Ok(damage)
    }
}
