//! A corpus after the first pass: names and texts, and what is common in it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use anyhow::{Context, Result};
use rayon::prelude::*;
use wireprint::Scheme;
use wireprint::engine::{Article, Background};
use wireprint::evidence::{Analysis, Evidence};
use wireprint::fingerprint::Page;
use wireprint::suppress::Filter;
use wireprint_corpus::{Options, Place, Stage, Stages, Texts};

use crate::args::ReadArgs;
use crate::first_pass::FirstPass;
use crate::problems::Problems;
use crate::progress;

/// Texts that are in memory at a time to be fingerprinted or verified, in bytes; a single pair may be larger.
pub(crate) const BATCH_BYTES: usize = 4 << 20;

/// Pairs that are verified together.
const PAIRS_MAX: usize = 4096;

/// What is kept of a document beside its text.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) host: Option<String>,
    pub(crate) time: Option<i64>,
    pub(crate) text: Place,
}

/// A corpus after the first pass.
#[derive(Debug)]
pub(crate) struct Corpus {
    pub(crate) entries: Vec<Entry>,
    texts: Texts,
    filter: Filter,
    background: Background,
    stages: Stages,
}

/// Sets the number of threads for the whole run.
pub(crate) fn set_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start threads")
}

impl Corpus {
    pub(crate) fn new(
        entries: Vec<Entry>,
        texts: Texts,
        filter: Filter,
        background: Background,
        stages: Stages,
    ) -> Self {
        Self { entries, texts, filter, background, stages }
    }

    pub(crate) fn load(
        paths: &[PathBuf],
        args: &ReadArgs,
        scheme: Scheme,
        stages: &Stages,
        problems: &mut Problems,
    ) -> Result<Self> {
        let mut first_pass = FirstPass::new(&scheme, stages);
        let progress = progress::spinner("reading");
        let options = Options { max_document: args.max_document, stages: stages.clone() };
        stages.time(Stage::Parse, || {
            wireprint_corpus::read(
                paths,
                &options,
                &mut |document| {
                    progress.inc(1);
                    first_pass.document(document);
                },
                &mut |problem| progress.suspend(|| problems.report(problem)),
            );
        });
        progress.finish_and_clear();
        first_pass.finish()
    }

    /// The texts of consecutive documents.
    pub(crate) fn texts(&self, documents: Range<usize>) -> Result<Vec<Cow<'_, [u8]>>> {
        self.stages.time(Stage::Keep, || documents.map(|document| self.text(document)).collect())
    }

    pub(crate) fn text(&self, document: usize) -> Result<Cow<'_, [u8]>> {
        let entry = self.entries.get(document).context("no such document")?;
        self.texts.get(entry.text).with_context(|| format!("cannot read the text of \"{}\" back", entry.id))
    }

    /// The fingerprints of consecutive documents, given their texts.
    pub(crate) fn pages(&self, documents: Range<usize>, texts: &[Cow<'_, [u8]>]) -> Result<Vec<Page>> {
        let articles: Vec<_> = documents.zip(texts).map(|(document, text)| self.article(document, text)).collect();
        Ok(self.stages.time(Stage::Fingerprint, || self.background.pages(&self.filter, &articles))?)
    }

    /// The document as the library takes it, given its text.
    pub(crate) fn article<'a>(&'a self, document: usize, text: &'a [u8]) -> Article<'a> {
        let entry = self.entries.get(document);
        let (host, time) = (entry.and_then(|e| e.host.as_deref()), entry.and_then(|e| e.time));
        Article { id: document as u64, text, host, time }
    }

    /// Consecutive documents from `start` on, at most `documents` of them and not too many bytes, but one at least.
    pub(crate) fn batch(&self, start: usize, documents: usize) -> Range<usize> {
        let mut bytes = 0;
        let fits = self.entries.iter().skip(start).take(documents).take_while(|entry| {
            let first = bytes == 0;
            bytes += entry.text.len();
            first || bytes <= BATCH_BYTES
        });
        start..start + fits.count()
    }

    /// Verifies pairs on all threads and hands what evidence there is to `each` in their order. Pairs are taken a few at a time,
    /// so that a document's text is taken apart once for its many pairs, and memory stays bounded.
    pub(crate) fn verify(
        &self,
        pairs: &[(usize, usize)],
        judge: impl Fn(&Analysis, &Analysis) -> Option<Evidence> + Sync,
        mut each: impl FnMut(usize, &Evidence) -> Result<()>,
    ) -> Result<()> {
        let mut done = 0;
        while let Some(rest) = pairs.get(done..).filter(|rest| !rest.is_empty()) {
            let (batch, documents) = self.verifiable(rest);
            let found = self.stages.time(Stage::Verify, || self.evidence(batch, documents, &judge))?;
            self.stages.time(Stage::Write, || {
                let found = found.iter().zip(done..).filter_map(|(found, pair)| Some((pair, found.as_ref()?)));
                let mut found = found;
                found.try_for_each(|(pair, evidence)| each(pair, evidence))
            })?;
            done += batch.len();
        }
        Ok(())
    }

    fn evidence(
        &self,
        pairs: &[(usize, usize)],
        documents: BTreeSet<usize>,
        judge: impl Fn(&Analysis, &Analysis) -> Option<Evidence> + Sync,
    ) -> Result<Vec<Option<Evidence>>> {
        let analyses = documents.into_par_iter().map(|document| {
            let text = self.text(document)?;
            Ok((document, self.background.analysis(&self.filter, &self.article(document, &text))))
        });
        let analyses = analyses.collect::<Result<BTreeMap<_, _>>>()?;
        Ok(pairs.par_iter().map(|(a, b)| judge(&analyses[a], &analyses[b])).collect())
    }

    /// The pairs at the beginning that are verified together, one at least, and their documents.
    fn verifiable<'p>(&self, pairs: &'p [(usize, usize)]) -> (&'p [(usize, usize)], BTreeSet<usize>) {
        let (mut documents, mut bytes, mut count) = (BTreeSet::new(), 0, 0);
        for &(a, b) in pairs.iter().take(PAIRS_MAX) {
            let new = BTreeSet::from([a, b]).into_iter().filter(|document| !documents.contains(document));
            let new: Vec<usize> = new.collect();
            bytes += new.iter().filter_map(|d| self.entries.get(*d)).map(|e| e.text.len()).sum::<usize>();
            if bytes > BATCH_BYTES && count > 0 {
                break;
            }
            documents.extend(new);
            count += 1;
        }
        (pairs.split_at(count).0, documents)
    }

    pub(crate) fn is_same_host(&self, a: usize, b: usize) -> bool {
        self.article(a, &[]).host_id().is_same(self.article(b, &[]).host_id())
    }
}
