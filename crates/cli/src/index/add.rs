//! `index add` and `index import`: documents in, a few thousand with each commit.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use wireprint_corpus::{Options, Stages};
use wireprint_store::{Imported, Store};

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
    progress: progress::Reading,
    told: Told,
    start: Instant,
}

impl Adding {
    pub(crate) fn open(folder: &Path, is_json: bool, progress: progress::Reading) -> Result<Self> {
        let (store, told) = (Store::open(folder)?, Told { is_json, read: 0, added: 0 });
        Ok(Self { store, progress, told, start: Instant::now() })
    }

    /// Adds what is fed, closes the index and tells how much that was.
    pub(crate) fn all(mut self, feed: Feed) -> Result<Problems> {
        let mut problems = Problems::default();
        let done = self.feed(feed, &mut problems);
        self.progress.finish();
        let elapsed = self.start.elapsed();
        // After a signal, too: the next opening has nothing to add again.
        self.store.close()?;
        done?;
        if !self.told.is_json {
            self.told.tell(elapsed)?;
        }
        Ok(problems)
    }

    fn feed(&mut self, feed: Feed, problems: &mut Problems) -> Result<()> {
        let Self { store, told, progress, .. } = self;
        let mut adding = store.adding()?;
        // Documents of the batch that is being written.
        let mut writing = 0;
        let mut durable = |fresh: Option<usize>, read: usize| {
            progress.inc(read as u64);
            fresh.map_or(Ok(()), |fresh| told.durable(read, fresh))
        };
        let fed = feed.each(problems, |batch| {
            // Who waits for an acknowledgement before it sends more gets it.
            let fresh = match &batch {
                Some(batch) => add_batch(&mut adding, batch)?,
                None => adding.settle()?,
            };
            durable(fresh, std::mem::replace(&mut writing, batch.map_or(0, |batch| batch.len())))
        });
        let finished = adding.finish().map_err(anyhow::Error::from).and_then(|fresh| durable(fresh, writing));
        // What failed first says more than what it brought about.
        fed.and(finished)
    }
}

/// Adds a batch; how many of the one before, which is durable now, were not known as they are.
fn add_batch(adding: &mut wireprint_store::Adding<'_>, batch: &[Fed]) -> Result<Option<usize>> {
    let documents = batch.iter().map(|(document, _)| incoming(document));
    if batch.iter().all(|(_, decision)| decision.is_none()) {
        return Ok(adding.add(&documents.collect::<Vec<_>>())?);
    }
    let decided = documents.zip(batch);
    let imported = decided.map(|(document, (_, decision))| Imported { document, decision: decision.clone() });
    Ok(adding.import(&imported.collect::<Vec<_>>())?)
}

/// What is durable.
struct Told {
    is_json: bool,
    read: u64,
    added: u64,
}

impl Told {
    fn durable(&mut self, read: usize, added: usize) -> Result<()> {
        self.read += read as u64;
        self.added += added as u64;
        if self.is_json {
            let mut out = io::stdout().lock();
            writeln!(out, r#"{{"read":{},"added":{}}}"#, self.read, self.added)?;
            out.flush()?;
        }
        Ok(())
    }

    fn tell(&self, elapsed: Duration) -> io::Result<()> {
        let Self { read, added, .. } = self;
        let rate = *read as f64 / elapsed.as_secs_f64().max(1e-3);
        let known = read - added;
        writeln!(io::stdout(), "{read} documents read, {added} added, {known} known as they are; {rate:.0} documents/s")
    }
}
