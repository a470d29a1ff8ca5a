//! The first pass: read everything once, keep texts and names, learn what is common.

use std::path::PathBuf;

use anyhow::{Context, Result};
use wireprint::Scheme;
use wireprint::engine::CommonShingles;
use wireprint::evidence::{Analysis, Evidence, verify};
use wireprint::suppress::Filter;
use wireprint_corpus::{Options, Place, Texts};

use crate::args::ReadArgs;
use crate::problems::Problems;
use crate::progress;

/// Texts up to this many bytes stay in memory, the rest goes to a temporary file.
const TEXTS_IN_MEMORY: usize = 64 << 20;

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
    pub(crate) scheme: Scheme,
    pub(crate) entries: Vec<Entry>,
    pub(crate) texts: Texts,
    pub(crate) filter: Filter,
}

/// Sets the number of threads for the whole run.
pub(crate) fn set_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start threads")
}

impl Corpus {
    pub(crate) fn load(paths: &[PathBuf], args: &ReadArgs, scheme: Scheme, problems: &mut Problems) -> Result<Self> {
        let mut texts = Texts::new(TEXTS_IN_MEMORY);
        let mut entries = Vec::new();
        let mut common = CommonShingles::new(&scheme);
        let mut failed = None;
        let progress = progress::spinner("reading");
        let options = Options { max_document: args.max_document };
        wireprint_corpus::read(
            paths,
            &options,
            &mut |document| {
                progress.inc(1);
                common.document(document.text.as_bytes());
                match texts.push(document.text.as_bytes()) {
                    Ok(text) => {
                        let (id, host, time) = (document.id, document.host, document.time);
                        entries.push(Entry { id, host, time, text });
                    }
                    Err(error) => failed = failed.take().or(Some(error)),
                }
            },
            &mut |problem| progress.suspend(|| problems.report(problem)),
        );
        progress.finish_and_clear();
        if let Some(error) = failed {
            return Err(error).context("cannot keep the texts in a temporary file; set TMPDIR to a folder with room");
        }
        Ok(Self { scheme, entries, texts, filter: common.filter() })
    }

    pub(crate) fn text(&self, document: usize) -> Result<std::borrow::Cow<'_, [u8]>> {
        let entry = self.entries.get(document).context("no such document")?;
        self.texts.get(entry.text).with_context(|| format!("cannot read the text of \"{}\" back", entry.id))
    }

    pub(crate) fn analysis(&self, document: usize) -> Result<Analysis> {
        Ok(Analysis::new(&self.scheme, Some(&self.filter), &self.text(document)?))
    }

    pub(crate) fn verify(&self, a: usize, b: usize) -> Result<Evidence> {
        Ok(verify(&self.analysis(a)?, &self.analysis(b)?))
    }

    pub(crate) fn is_same_host(&self, a: usize, b: usize) -> bool {
        match (self.entries.get(a), self.entries.get(b)) {
            (Some(a), Some(b)) => a.host.is_some() && a.host == b.host,
            _ => false,
        }
    }
}
