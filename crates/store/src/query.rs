//! Asking without adding: many threads at once.

use wireprint::index::Lookup;

use crate::blocks::File;
use crate::decide::{CANDIDATES, Judge};
use crate::decision::Decision;
use crate::error::{StoreError, guarded};
use crate::row::{Incoming, Row};
use crate::store::Store;

impl Store {
    /// What would be decided about a document now, without adding it or learning from it.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn query(&self, document: &Incoming<'_>) -> Result<Decision, StoreError> {
        guarded(|| self.look_up(&File::new(&self.database.begin_read()?)?, document))
    }

    pub(crate) fn look_up(&self, file: &File, document: &Incoming<'_>) -> Result<Decision, StoreError> {
        let article = document.article(self.settings.lineage);
        let mut judge = Judge::new(&self.stream, self.settings.texts, &article);
        let candidates = self.stream.query(&article, &mut Lookup::new())?;
        for candidate in candidates.iter().take(CANDIDATES) {
            judge.judge_known(candidate, &self.blocks, file)?;
        }
        Ok(judge.decision())
    }

    /// What the index knows of a document, and its text where that is kept.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn document(&self, id: &str) -> Result<Option<(Row, Option<String>)>, StoreError> {
        guarded(|| {
            let file = File::new(&self.database.begin_read()?)?;
            let found = self.row(&file, crate::decide::key(id, self.settings.lineage))?;
            Ok(found.map(|(block, at)| (block.rows[at].clone(), block.text(at).map(str::to_owned))))
        })
    }
}
