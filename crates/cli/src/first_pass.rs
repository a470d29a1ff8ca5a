//! The first pass: every document once, to keep it and learn from it.

use std::io;
use std::mem;

use anyhow::{Context, Result};
use wireprint::Scheme;
use wireprint::engine::{Article, Background};
use wireprint_corpus::{Batch, Document, Stage, Stages, Store, Stored};

use crate::corpus::{Corpus, article};

/// Documents up to this many bytes are learned from, and fingerprinted, together; a single one may be larger.
const BATCH_BYTES: usize = 4 << 20;

/// And so many of them at most.
const BATCH: usize = 1024;

/// A corpus while it is read.
pub(crate) struct FirstPass {
    store: Store,
    background: Background,
    stages: Stages,
    /// Documents read and not learned from yet.
    batch: Batch,
    /// Bytes of all texts.
    bytes: u64,
    failed: Option<io::Error>,
}

impl FirstPass {
    /// Keeps documents up to `in_memory` bytes in memory, the rest in a temporary file.
    pub(crate) fn new(scheme: &Scheme, in_memory: usize, stages: &Stages) -> Self {
        Self {
            store: Store::new(in_memory),
            background: Background::new(scheme),
            stages: stages.clone(),
            batch: Batch::default(),
            bytes: 0,
            failed: None,
        }
    }

    pub(crate) fn document(&mut self, document: &Document<'_>) {
        if self.batch.len() == BATCH || self.batch.bytes() + document.text.len() > BATCH_BYTES {
            self.end_batch();
        }
        self.bytes += document.text.len() as u64;
        let copied = self.batch.push(document);
        self.note(copied);
    }

    fn end_batch(&mut self) {
        let batch = mem::take(&mut self.batch);
        let Self { store, background, stages, .. } = self;
        stages.time(Stage::Learn, || {
            let documents: Vec<Stored<'_>> = batch.documents().collect();
            let articles: Vec<Article<'_>> = (store.len()..).zip(&documents).map(|(n, d)| article(n, d)).collect();
            background.learn_batch(&articles);
        });
        match stages.time(Stage::Keep, || store.push(batch)) {
            Ok(next) => self.batch = next,
            Err(error) => self.note(Err(error)),
        }
    }

    fn note(&mut self, done: io::Result<()>) {
        self.failed = self.failed.take().or(done.err());
    }

    pub(crate) fn finish(mut self) -> Result<Corpus> {
        self.end_batch();
        if let Some(error) = self.failed {
            return Err(error).context("cannot keep the texts in a temporary file; set TMPDIR to a folder with room");
        }
        let filter = self.stages.time(Stage::Learn, || self.background.filter());
        Ok(Corpus::new(self.store, self.bytes, filter, self.background, self.stages))
    }
}
