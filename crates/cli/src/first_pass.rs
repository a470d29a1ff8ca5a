//! The first pass: every document once, to keep its text and learn from it.

use std::io;
use std::mem;

use anyhow::{Context, Result};
use wireprint::Scheme;
use wireprint::engine::{Article, Background};
use wireprint_corpus::{Document, Stage, Stages, Texts};

use crate::corpus::{BATCH_BYTES, Corpus, Entry};

/// Texts up to this many bytes stay in memory, the rest goes to a temporary file.
const TEXTS_IN_MEMORY: usize = 64 << 20;

/// Documents that are learned from together.
const BATCH: usize = 1024;

/// A corpus while it is read.
pub(crate) struct FirstPass {
    entries: Vec<Entry>,
    texts: Texts,
    background: Background,
    stages: Stages,
    /// Documents read and not learned from yet, and the bytes of their texts.
    batch: Vec<Document>,
    bytes: usize,
    failed: Option<io::Error>,
}

impl FirstPass {
    pub(crate) fn new(scheme: &Scheme, stages: &Stages) -> Self {
        Self {
            entries: Vec::new(),
            texts: Texts::new(TEXTS_IN_MEMORY),
            background: Background::new(scheme),
            stages: stages.clone(),
            batch: Vec::new(),
            bytes: 0,
            failed: None,
        }
    }

    pub(crate) fn document(&mut self, document: Document) {
        self.bytes += document.text.len();
        self.batch.push(document);
        if self.bytes >= BATCH_BYTES || self.batch.len() == BATCH {
            self.end_batch();
        }
    }

    fn end_batch(&mut self) {
        let batch = mem::take(&mut self.batch);
        self.bytes = 0;
        let Self { entries, texts, background, stages, failed, .. } = self;
        stages.time(Stage::Learn, || {
            let article = |(id, document)| {
                let Document { text, time, host, .. }: &Document = document;
                Article { id, text: text.as_bytes(), host: host.as_deref(), time: *time }
            };
            let articles: Vec<Article<'_>> = (entries.len() as u64..).zip(&batch).map(article).collect();
            background.learn_batch(&articles);
        });
        stages.time(Stage::Keep, || {
            for Document { id, text, time, host, .. } in batch {
                match texts.push(text.into_bytes()) {
                    Ok(text) => entries.push(Entry { id, host, time, text }),
                    Err(error) => *failed = failed.take().or(Some(error)),
                }
            }
        });
    }

    pub(crate) fn finish(mut self) -> Result<Corpus> {
        self.end_batch();
        if let Some(error) = self.failed {
            return Err(error).context("cannot keep the texts in a temporary file; set TMPDIR to a folder with room");
        }
        let filter = self.stages.time(Stage::Learn, || self.background.filter());
        Ok(Corpus::new(self.entries, self.texts, filter, self.background, self.stages))
    }
}
