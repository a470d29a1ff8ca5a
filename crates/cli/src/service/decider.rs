//! The thread that owns the index: takes whatever jobs wait, and commits them together.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use anyhow::Result;
use wireprint_corpus::Document;
use wireprint_store::{Decision, Incoming, StoreError};

use super::line::incoming;
use super::shared::Shared;
use crate::signals;

/// Documents that are committed together, but for those of the last job.
const DOCUMENTS: usize = 1024;
/// Bytes of their texts, likewise.
const BYTES: usize = 4 << 20;
/// How often a signal is looked for where nothing comes.
const POLL: Duration = Duration::from_millis(100);
/// The same while the last answers are written.
const POLL_AT_END: Duration = Duration::from_millis(5);
/// How long a client that does not read its answers is waited for at the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Documents that a client hands over.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) documents: Vec<Document<'static>>,
    pub(crate) reply: SyncSender<Answer>,
}

/// The documents with what was decided, or why that was impossible.
pub(crate) type Answer = Result<(Vec<Document<'static>>, Vec<Decision>), String>;

impl Job {
    fn bytes(&self) -> usize {
        self.documents.iter().map(|document| document.text.len()).sum()
    }
}

/// Serves jobs until no client is left, or a signal has come and all that was begun is answered.
///
/// # Errors
/// Of the index, which nothing more is done with then; or that a signal came.
pub(crate) fn run(shared: &Shared, jobs: &Receiver<Job>) -> Result<()> {
    let mut failed: Option<StoreError> = None;
    let mut end = None;
    loop {
        let is_ending = signals::interrupted() || failed.is_some();
        if is_ending {
            shared.stop();
            let end = *end.get_or_insert_with(|| Instant::now() + PATIENCE);
            if shared.is_done() || Instant::now() > end {
                break;
            }
        }
        match jobs.recv_timeout(if is_ending { POLL_AT_END } else { POLL }) {
            Ok(job) => {
                let batch = batch(job, jobs);
                match &failed {
                    None => failed = decide(shared, batch).err(),
                    Some(error) => refuse(batch, error),
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(signals::check()?),
    }
}

/// The job and those that wait behind it.
fn batch(job: Job, jobs: &Receiver<Job>) -> Vec<Job> {
    let (mut documents, mut bytes) = (job.documents.len(), job.bytes());
    let mut batch = vec![job];
    while documents < DOCUMENTS && bytes < BYTES {
        let Ok(job) = jobs.try_recv() else { break };
        documents += job.documents.len();
        bytes += job.bytes();
        batch.push(job);
    }
    batch
}

fn decide(shared: &Shared, batch: Vec<Job>) -> Result<(), StoreError> {
    let documents: Vec<Incoming<'_>> = batch.iter().flat_map(|job| &job.documents).map(incoming).collect();
    let decided = shared.decide(&documents).unwrap_or(Err(StoreError::Failed));
    match decided {
        Ok(decisions) => {
            let mut decisions = decisions.into_iter();
            for Job { documents, reply } in batch {
                let own = decisions.by_ref().take(documents.len()).collect();
                // A client that has gone needs no answer.
                let _ = reply.send(Ok((documents, own)));
            }
            Ok(())
        }
        Err(error) => {
            refuse(batch, &error);
            Err(error)
        }
    }
}

fn refuse(batch: Vec<Job>, error: &StoreError) {
    for job in batch {
        let _ = job.reply.send(Err(error.to_string()));
    }
}
