//! Whether an index is sound, and what it holds.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use wireprint::index::Stats;

use crate::backing::Backing;
use crate::blocks::File;
use crate::error::{StoreError, guarded};
use crate::row::id_key;
use crate::settings::Settings;
use crate::store::{Counts, Store};
use crate::tables::{FILE, FORMAT, IMAGE};

/// Findings that are told one by one.
const TOLD: usize = 100;

/// What a check found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Check {
    /// Documents whose rows were read.
    pub documents: u64,
    /// Of those, the ones in the window.
    pub held: u64,
    /// Blocks that they stand in.
    pub blocks: u64,
    /// Whether the file had to be mended, as after a power cut.
    pub mended: bool,
    /// What is wrong, a hundred findings at most; nothing in a sound index.
    pub findings: Vec<String>,
    /// How many there are.
    pub findings_count: u64,
}

impl Check {
    fn find(&mut self, finding: String) {
        self.findings_count += 1;
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        }
    }
}

/// An index in numbers.
#[derive(Clone, Debug, Serialize)]
pub struct StoreStats {
    /// The version of the file's format.
    pub format: u32,
    /// The id of its scheme.
    pub scheme: String,
    /// The lineage and generation of its filter.
    pub filter: String,
    /// What it was made with.
    pub settings: Settings,
    /// What has been done in its life.
    pub counts: Counts,
    /// Documents that are remembered, in the window or not.
    pub remembered: u64,
    /// What the window holds.
    pub window: Stats,
    /// Bytes of the files.
    pub file_bytes: u64,
    /// Documents that the next opening would have to add again if this process were killed now.
    pub behind: u64,
}

/// Bytes of the two files.
pub(crate) fn bytes_of(folder: &Path) -> u64 {
    [FILE, IMAGE].iter().filter_map(|name| Some(std::fs::metadata(folder.join(name)).ok()?.len())).sum()
}

impl Store {
    /// The index in numbers; its folder tells the size of the files.
    pub fn stats(&self, folder: &Path) -> StoreStats {
        StoreStats {
            format: FORMAT,
            scheme: self.settings.scheme().id().to_string(),
            filter: self.stream.filter().id().to_string(),
            settings: self.settings,
            counts: self.counts,
            remembered: self.blocks.len() as u64,
            window: self.stream.stats(),
            file_bytes: bytes_of(folder),
            behind: self.blocks.next() - self.images.needed_from(),
        }
    }

    /// Reads everything in the file and compares it with the index in memory.
    ///
    /// # Errors
    /// [`StoreError`] if the file refuses to be read; what is merely wrong is a finding.
    pub fn check(&mut self) -> Result<Check, StoreError> {
        let mut check = Check::default();
        if let Some(database) = Arc::get_mut(&mut self.database).and_then(Backing::writable) {
            check.mended = !guarded(|| database.check_integrity().map_err(StoreError::from))?;
        }
        let file = guarded(|| File::new(&self.database.begin_read()?))?;
        let (lineage, mut with_rows) = (self.settings.lineage, HashSet::new());
        let mut expected = None;
        for (first, len) in self.blocks.blocks() {
            check.blocks += 1;
            if expected.is_some_and(|expected| first < expected) {
                check.find(format!("block {first} begins inside the one before"));
            }
            expected = Some(first + u64::from(len));
            let block = match guarded(|| file.block(first)) {
                Ok(Some(block)) => block,
                Ok(None) => {
                    check.find(format!("block {first} has keys and no rows"));
                    continue;
                }
                Err(error) => {
                    check.find(error.to_string());
                    continue;
                }
            };
            let keys = guarded(|| file.keys(first))?;
            if block.rows.len() != len as usize || keys.len() != block.rows.len() {
                check.find(format!("block {first} has {} rows and {} keys", block.rows.len(), keys.len()));
            }
            let is_needed = self.settings.texts || first >= self.images.needed_from();
            for (at, (row, key)) in block.rows.iter().zip(keys).enumerate() {
                check.documents += 1;
                let number = first + at as u64;
                if id_key(&row.id, lineage) != key {
                    check.find(format!("document {number}, {:?}, has another key", row.id));
                }
                if is_needed && block.text(at).is_none() {
                    check.find(format!("document {number}, {:?}, has no text", row.id));
                }
                let is_latest = self.blocks.is_latest(key, number);
                if is_latest && !with_rows.insert(key) {
                    check.find(format!("document {number}, {:?}, is there twice", row.id));
                }
                check.held += u64::from(is_latest && self.stream.index().find(key).is_some());
            }
        }
        for error in self.images.damaged() {
            check.find(error.to_string());
        }
        let held = self.stream.index().len() as u64;
        if check.held != held {
            check.find(format!("the window holds {held} documents, {} of them have rows", check.held));
        }
        Ok(check)
    }
}
