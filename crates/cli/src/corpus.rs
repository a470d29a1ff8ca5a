//! A corpus after the first pass: its documents, and what is common in it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use anyhow::{Context, Result};
use rayon::prelude::*;
use wireprint::Scheme;
use wireprint::engine::{Article, Background};
use wireprint::evidence::{Analysis, Evidence, RepeatedLine};
use wireprint::fingerprint::Page;
use wireprint::suppress::Filter;
use wireprint_corpus::{Batch, Stage, Stages, Store, Stored};

use crate::args::ReadArgs;
use crate::first_pass::FirstPass;
use crate::problems::Problems;
use crate::{progress, signals};

/// Bytes of documents kept in memory at most; the rest goes to a temporary file.
pub(crate) const IN_MEMORY_MAX: usize = 64 << 20;

/// Texts that are verified together, in bytes; a single pair may be larger. Taken apart they are ten times as large.
const VERIFIED_BYTES: usize = 1 << 20;

/// Pairs that are verified together.
const PAIRS_MAX: usize = 4096;

/// A corpus after the first pass.
#[derive(Debug)]
pub(crate) struct Corpus {
    store: Store,
    bytes: u64,
    filter: Filter,
    background: Background,
    stages: Stages,
}

/// Documents by their numbers.
type Documents<'a> = BTreeMap<usize, Stored<'a>>;

/// Sets the number of threads for the whole run.
pub(crate) fn set_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start threads")
}

/// A document as the library takes it.
pub(crate) fn article<'a>(document: usize, stored: &'a Stored<'_>) -> Article<'a> {
    Article { id: document as u64, text: stored.text(), host: stored.host(), time: stored.time() }
}

impl Corpus {
    pub(crate) fn new(store: Store, bytes: u64, filter: Filter, background: Background, stages: Stages) -> Self {
        Self { store, bytes, filter, background, stages }
    }

    /// Reads all documents, and keeps up to `in_memory` bytes of them in memory.
    pub(crate) fn load(
        paths: &[PathBuf],
        args: &ReadArgs,
        scheme: Scheme,
        in_memory: usize,
        stages: &Stages,
        problems: &mut Problems,
    ) -> Result<Self> {
        let mut first_pass = FirstPass::new(&scheme, in_memory, stages);
        let options = args.options(stages);
        let progress = progress::Reading::new("reading", paths, &options.bytes_read);
        let mut read = || {
            wireprint_corpus::read(
                paths,
                &options,
                &mut |document| {
                    progress.inc(1);
                    first_pass.document(&document);
                },
                &mut |problem| problems.report(problem),
            );
        };
        // Nothing is written before the second pass, and input may be waited for without end.
        signals::may_end(|| stages.time(Stage::Parse, &mut read));
        progress.finish();
        first_pass.finish()
    }

    /// Number of documents.
    pub(crate) fn len(&self) -> usize {
        self.store.len()
    }

    /// Bytes of all texts.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// All documents in their order, some at a time, with the number of the first.
    pub(crate) fn batches(&self) -> impl Iterator<Item = Result<(usize, Cow<'_, Batch>)>> {
        let (mut batches, mut first) = (self.store.batches(), 0);
        std::iter::from_fn(move || {
            let batch = self.stages.time(Stage::Keep, || batches.next())?;
            let number = first;
            first += batch.as_ref().map_or(0, |batch| batch.len());
            Some(batch.with_context(|| unreadable(number)).map(|batch| (number, batch)))
        })
    }

    pub(crate) fn get(&self, document: usize) -> Result<Stored<'_>> {
        self.store.get(document).with_context(|| unreadable(document))
    }

    /// The same with so many bytes of its text, or all of it where that is at hand.
    pub(crate) fn head(&self, document: usize, text: usize) -> Result<Stored<'_>> {
        self.store.head(document, text).with_context(|| unreadable(document))
    }

    /// The lines of an article that its host repeats.
    pub(crate) fn repeated(&self, article: &Article<'_>) -> Vec<RepeatedLine> {
        self.background.lines().repeated(article.host_id(), article.text)
    }

    /// The stretches of an article that are quoted.
    pub(crate) fn quotations(&self, article: &Article<'_>) -> Vec<Range<usize>> {
        self.background.analysis(&self.filter, article).quotations()
    }

    /// The fingerprints of consecutive documents.
    pub(crate) fn pages(&self, articles: &[Article<'_>]) -> Result<Vec<Page>> {
        Ok(self.stages.time(Stage::Fingerprint, || self.background.pages(&self.filter, articles))?)
    }

    /// Verifies pairs on all threads and hands what evidence there is to `each` in their order, with the two documents. Pairs
    /// are taken a few at a time, so that a document's text is taken apart once for its many pairs, and memory stays bounded.
    pub(crate) fn verify(
        &self,
        pairs: &[(usize, usize)],
        judge: impl Fn(&Analysis, &Analysis) -> Option<Evidence> + Sync,
        mut each: impl FnMut(usize, &Evidence, [&Stored<'_>; 2]) -> Result<()>,
    ) -> Result<()> {
        let mut done = 0;
        while let Some(rest) = pairs.get(done..).filter(|rest| !rest.is_empty()) {
            signals::check()?;
            let (batch, documents) = self.stages.time(Stage::Keep, || self.verifiable(rest))?;
            let found = self.stages.time(Stage::Verify, || self.evidence(batch, &documents, &judge));
            self.stages.time(Stage::Write, || {
                let found = batch.iter().zip(found).zip(done..);
                let mut found = found.filter_map(|((ends, found), pair)| Some((ends, found?, pair)));
                found.try_for_each(|((a, b), found, pair)| each(pair, &found, [&documents[a], &documents[b]]))
            })?;
            done += batch.len();
        }
        Ok(())
    }

    fn evidence(
        &self,
        pairs: &[(usize, usize)],
        documents: &Documents<'_>,
        judge: impl Fn(&Analysis, &Analysis) -> Option<Evidence> + Sync,
    ) -> Vec<Option<Evidence>> {
        let analyses = documents
            .par_iter()
            .map(|(number, document)| (*number, self.background.analysis(&self.filter, &article(*number, document))));
        let analyses: BTreeMap<usize, Analysis> = analyses.collect();
        pairs.par_iter().map(|(a, b)| judge(&analyses[a], &analyses[b])).collect()
    }

    /// The pairs at the beginning that are verified together, one at least, and their documents.
    fn verifiable<'p>(&self, pairs: &'p [(usize, usize)]) -> Result<(&'p [(usize, usize)], Documents<'_>)> {
        let (mut documents, mut bytes, mut count) = (Documents::new(), 0, 0);
        for &(a, b) in pairs.iter().take(PAIRS_MAX) {
            let mut new = Documents::new();
            for document in [a, b] {
                if !documents.contains_key(&document) && !new.contains_key(&document) {
                    new.insert(document, self.get(document)?);
                }
            }
            bytes += new.values().map(|document| document.text().len()).sum::<usize>();
            if bytes > VERIFIED_BYTES && count > 0 {
                break;
            }
            documents.extend(new);
            count += 1;
        }
        Ok((pairs.split_at(count).0, documents))
    }
}

fn unreadable(document: usize) -> String {
    format!("cannot read document {} back from the temporary file; check the disk that TMPDIR is on", document + 1)
}
