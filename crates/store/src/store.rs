//! An open index, and how it is written.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wireprint::engine::Stream;
use wireprint::index::Stats;

use crate::backing::Backing;
use crate::blocks::{Blocks, File};
use crate::changes::{Change, Writer};
use crate::decision::Decision;
use crate::error::{StoreError, guarded};
use crate::image::Images;
use crate::row::{Block, Incoming, Row};
use crate::settings::Settings;
use crate::tables::{BLOCK_BYTES, BLOCK_ROWS};

/// Documents among which one that comes again with an earlier text is taken for sent twice.
const AGAIN: u64 = 8192;

/// A persistent index; see the crate's front page.
///
/// Memory: the window's, 33 MiB for what is learned, some 30 bytes a document for where its row stands, 64 MiB of the file's pages,
/// and for writing images 60 MiB and some 3 KB for each document added from one to the next.
pub struct Store {
    pub(crate) database: Arc<Backing>,
    pub(crate) settings: Settings,
    pub(crate) stream: Stream,
    pub(crate) blocks: Blocks,
    /// The last block, which has room for more documents.
    pub(crate) open: (u64, Block),
    pub(crate) images: Images,
    pub(crate) counts: Counts,
    /// The number of the first document that may not be in the file yet.
    pub(crate) durable: u64,
    /// Memory may be ahead of the file.
    pub(crate) failed: bool,
}

/// What has been done in an index's life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents taken in.
    pub documents: u64,
    /// Of those, the ones that were decided about.
    pub decided: u64,
    /// Matches found by that.
    pub matches: u64,
    /// Documents that came again as they were.
    pub known: u64,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { settings, counts, .. } = self;
        f.debug_struct("Store").field("settings", settings).field("counts", counts).finish_non_exhaustive()
    }
}

impl Store {
    /// What it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What its window holds.
    pub fn window(&self) -> Stats {
        self.stream.stats()
    }

    /// What has been done in its life.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Adds documents without deciding about them, and returns when that is durable; how many were not known as they are.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of them is in the file then, and the store must be opened again.
    pub fn add(&mut self, documents: &[Incoming<'_>]) -> Result<usize, StoreError> {
        self.take_in(documents, |_| None)
    }

    /// Adds the documents that are not known as they are, with what was decided about each elsewhere.
    pub(crate) fn take_in(
        &mut self,
        documents: &[Incoming<'_>],
        decision: impl Fn(usize) -> Option<Decision>,
    ) -> Result<usize, StoreError> {
        self.writable(|store| {
            let (fresh, rows) = store.stream_in(documents, decision)?;
            store.commit(&fresh, rows)?;
            Ok(fresh.len())
        })
    }

    /// Gives the stream the documents that are not known as they are; those, and their rows.
    pub(crate) fn stream_in<'a>(
        &mut self,
        documents: &[Incoming<'a>],
        decision: impl Fn(usize) -> Option<Decision>,
    ) -> Result<(Vec<Incoming<'a>>, Vec<Row>), StoreError> {
        let fresh = self.fresh(documents)?;
        let articles: Vec<_> = fresh.iter().map(|(_, document)| document.article(self.settings.lineage)).collect();
        let kept = self.stream.add_batch(&articles)?;
        let rows = fresh.iter().zip(kept);
        let rows = rows.map(|((number, document), kept)| Row::new(document, kept, decision(*number))).collect();
        Ok((fresh.into_iter().map(|(_, document)| document).collect(), rows))
    }

    /// The documents that are not known as they are, with their places.
    fn fresh<'a>(&mut self, documents: &[Incoming<'a>]) -> Result<Vec<(usize, Incoming<'a>)>, StoreError> {
        let file = File::new(&self.database.begin_read()?)?;
        let mut seen = HashMap::new();
        let mut fresh = Vec::with_capacity(documents.len());
        for (number, document) in documents.iter().enumerate() {
            let (key, content) = (document.key(self.settings.lineage), document.content());
            // As in deciding: only what is new here stands between a document and what the file knows.
            let is_known = match seen.get(&key) {
                Some(before) => *before == content,
                None => self.known(&file, key, content)?.is_some(),
            };
            if is_known {
                self.counts.known += 1;
            } else {
                seen.insert(key, content);
                fresh.push((number, *document));
            }
        }
        Ok(fresh)
    }

    /// The block with the latest row of an id, and which it is.
    pub(crate) fn row(&self, file: &File, key: u64) -> Result<Option<(Arc<Block>, usize)>, StoreError> {
        let Some(number) = self.blocks.number(key) else { return Ok(None) };
        let found = self.blocks.read(file, number)?;
        Ok(found.filter(|(block, at)| *at < block.rows.len()))
    }

    /// The row of an id with this content: its latest, or one that it had among the last documents, since whoever was not answered
    /// sends all of them again.
    pub(crate) fn known(&self, file: &File, key: u64, content: u128) -> Result<Option<Row>, StoreError> {
        let mut number = self.blocks.number(key);
        let recent = self.blocks.next().saturating_sub(AGAIN);
        let latest = number;
        while let Some(at) = number.filter(|at| Some(*at) == latest || *at >= recent) {
            let Some((block, at)) = self.blocks.read(file, at)? else { break };
            let Some(row) = block.rows.get(at) else { break };
            if row.content == content {
                return Ok(Some(row.clone()));
            }
            // A damaged file may go round in circles.
            number = row.before.filter(|before| Some(*before) < number);
        }
        Ok(None)
    }

    /// Does work that changes the index; if it fails, nothing more is done before the index is opened again.
    pub(crate) fn writable<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.check_writable()?;
        self.failed = true;
        let done = guarded(|| work(self))?;
        self.failed = false;
        Ok(done)
    }

    pub(crate) fn check_writable(&self) -> Result<(), StoreError> {
        match (self.failed, self.database.is_read_only()) {
            (true, _) => Err(StoreError::Failed),
            (_, true) => Err(StoreError::ReadOnly),
            _ => Ok(()),
        }
    }

    /// Writes rows of documents that the stream has taken, and a piece of the image that is being written.
    pub(crate) fn commit(&mut self, documents: &[Incoming<'_>], rows: Vec<Row>) -> Result<(), StoreError> {
        self.file(documents, rows, &mut Writer::here(&self.database))?;
        self.settled();
        Ok(())
    }

    /// The same by a writer, which may be at it still when this returns.
    pub(crate) fn file(
        &mut self,
        documents: &[Incoming<'_>],
        rows: Vec<Row>,
        writer: &mut Writer,
    ) -> Result<(), StoreError> {
        let lineage = self.settings.lineage;
        let mut full = Vec::new();
        for (document, mut row) in documents.iter().zip(rows) {
            row.before = self.blocks.number(document.key(lineage));
            self.counts.documents += 1;
            self.counts.decided += u64::from(row.decision.is_some());
            self.counts.matches += row.decision.as_ref().map_or(0, |decision| decision.matches.len() as u64);
            if self.open.1.rows.len() >= BLOCK_ROWS || self.open.1.texts.len() >= BLOCK_BYTES {
                full.push(std::mem::replace(&mut self.open, (self.blocks.next(), Block::default())));
            }
            self.blocks.push(document.key(lineage), self.open.0);
            self.open.1.push(row, document.text);
        }
        for key in self.stream.take_dropped() {
            self.blocks.dropped(key);
        }
        self.images.write_some(writer, &mut self.stream, self.blocks.next(), documents.len())?;
        full.extend((!self.open.1.rows.is_empty()).then(|| self.open.clone()));
        writer.put(Change::Blocks(full, lineage))?;
        self.forget_blocks(writer)?;
        let progress = postcard::to_stdvec(&(self.blocks.next(), self.counts)).unwrap_or_default();
        writer.put(Change::Progress(progress))?;
        writer.commit()
    }

    /// Takes note that all commits are durable.
    pub(crate) fn settled(&mut self) {
        // Whoever looked at a block meanwhile has seen it as it was before.
        self.blocks.changed_from(self.durable);
        self.durable = self.blocks.next();
    }

    /// Whether the latest document of that id may not be in the file yet.
    pub(crate) fn is_in_flight(&self, document: &Incoming<'_>) -> bool {
        self.blocks.number(document.key(self.settings.lineage)).is_some_and(|number| number >= self.durable)
    }

    /// Removes the blocks of which nothing is held or needed, and texts that are not to be kept.
    fn forget_blocks(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let needed_from = self.images.needed_from().min(self.open.0);
        // Keys are read from the last commit, where later blocks are not yet.
        let suspects = self.blocks.take_suspects(needed_from.min(self.durable));
        if !suspects.is_empty() {
            let file = File::new(&self.database.begin_read()?)?;
            for first in suspects {
                let keys = file.keys(first)?;
                let is_held = |(key, number): (&u64, u64)| {
                    self.blocks.is_latest(*key, number) && self.stream.index().find(*key).is_some()
                };
                if !keys.iter().zip(first..).any(is_held) {
                    writer.put(Change::ForgetBlock(first))?;
                    self.blocks.forget(first, &keys);
                }
            }
        }
        if !self.settings.texts {
            let from = self.images.texts_from();
            let until = self.blocks.block_of(needed_from).unwrap_or(needed_from);
            if from < until {
                writer.put(Change::ForgetTexts(from..until))?;
                self.images.set_texts_from(until);
            }
        }
        Ok(())
    }

    /// Completes the image that is being written, or writes one if documents came after the last: the next opening has
    /// nothing to add again.
    ///
    /// # Errors
    /// [`StoreError`]; the last image stays then.
    pub fn write_image(&mut self) -> Result<(), StoreError> {
        self.writable(|store| {
            let mut writer = Writer::here(&store.database);
            while store.images.is_behind(store.blocks.next()) {
                store.images.write_more(&mut writer, &mut store.stream, store.blocks.next())?;
                store.forget_blocks(&mut writer)?;
                writer.commit()?;
            }
            Ok(())
        })
    }

    /// Writes an image and closes the file.
    ///
    /// # Errors
    /// As for [`Store::write_image`]; the documents are safe all the same.
    pub fn close(mut self) -> Result<(), StoreError> {
        if self.failed || self.database.is_read_only() {
            return Ok(());
        }
        self.write_image()
    }
}
