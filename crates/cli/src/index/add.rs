//! `index add` and `index import`: documents in, a few thousand with each commit.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use wireprint_corpus::{Options, Stages};
use wireprint_store::{Imported, Incoming, Store};

use super::feed::{Fed, Feed};
use crate::args::{AddArgs, ImportArgs};
use crate::corpus::set_threads;
use crate::problems::Problems;
use crate::progress;
use crate::service::incoming;

pub(crate) fn add(args: &AddArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let options = args.read.options(&Stages::default());
    let progress = progress::Reading::new("adding", &args.paths, &options.bytes_read);
    Adding::open(&args.dir, args.json, progress)?.all(Feed::documents(&args.paths, options)?)
}

pub(crate) fn import(args: &ImportArgs) -> Result<Problems> {
    let options = Options { max_document: args.max_document, fields: args.fields.names(), ..Options::default() };
    let progress = progress::Reading::new("adding", &args.paths, &options.bytes_read);
    Adding::open(&args.dir, args.json, progress)?.all(Feed::exported(&args.paths, options)?)
}

/// An index while documents are added.
pub(crate) struct Adding {
    store: Store,
    problems: Problems,
    progress: progress::Reading,
    is_json: bool,
    read: u64,
    added: u64,
    start: Instant,
}

impl Adding {
    pub(crate) fn open(folder: &Path, is_json: bool, progress: progress::Reading) -> Result<Self> {
        let (store, problems) = (Store::open(folder)?, Problems::default());
        Ok(Self { store, problems, progress, is_json, read: 0, added: 0, start: Instant::now() })
    }

    /// Adds what is fed, closes the index and tells how much that was.
    pub(crate) fn all(mut self, feed: Feed) -> Result<Problems> {
        let mut problems = std::mem::take(&mut self.problems);
        let done = feed.each(&mut problems, |batch| self.batch(&batch));
        self.progress.finish();
        let elapsed = self.start.elapsed();
        // After a signal, too: the next opening has nothing to add again.
        self.store.close()?;
        done?;
        if !self.is_json {
            let (read, added) = (self.read, self.added);
            tell(read, added, elapsed)?;
        }
        Ok(problems)
    }

    fn batch(&mut self, batch: &[Fed]) -> Result<()> {
        let documents: Vec<Incoming<'_>> = batch.iter().map(|(document, _)| incoming(document)).collect();
        let fresh = if batch.iter().any(|(_, decision)| decision.is_some()) {
            let decided = documents.into_iter().zip(batch);
            let imported = decided.map(|(document, (_, decision))| Imported { document, decision: decision.clone() });
            self.store.import(&imported.collect::<Vec<_>>())?
        } else {
            self.store.add(&documents)?
        };
        self.read += batch.len() as u64;
        self.added += fresh as u64;
        self.progress.inc(batch.len() as u64);
        if self.is_json {
            let mut out = io::stdout().lock();
            writeln!(out, r#"{{"read":{},"added":{}}}"#, self.read, self.added)?;
            out.flush()?;
        }
        Ok(())
    }
}

fn tell(read: u64, added: u64, elapsed: Duration) -> io::Result<()> {
    let rate = read as f64 / elapsed.as_secs_f64().max(1e-3);
    let known = read - added;
    writeln!(io::stdout(), "{read} documents read, {added} added, {known} known as they are; {rate:.0} documents/s")
}
