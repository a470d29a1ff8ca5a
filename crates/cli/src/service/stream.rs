//! `wireprint stream`: documents on standard input, a decision a line on standard output.

use std::io::{self, BufReader};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result, anyhow};

use super::client::{self, End, Stop};
use super::inbox::Inbox;
use super::line::Reading;
use super::shared::Shared;
use super::{decider, settled};
use crate::args::StreamArgs;
use crate::corpus::set_threads;
use crate::problems::Problems;

const BUFFER: usize = 1 << 16;

pub(crate) fn run(args: &StreamArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let shared = Arc::new(Shared::new(settled(&args.index, &args.new)?, args.index.clone()));
    let (inbox, problems) = (Arc::new(Inbox::default()), Arc::new(Mutex::new(Problems::default())));
    let (jobs, queue) = sync_channel(1);
    let reading =
        Reading { max_document: args.read.max_document, fields: args.read.fields.names(), has_questions: false };
    let ended = {
        let (inbox, problems) = (Arc::clone(&inbox), Arc::clone(&problems));
        // It waits for input that may never come: at a signal it is left behind.
        spawn("input", move || {
            let mut report = |number: u64, told: &str| {
                problems.lock().unwrap_or_else(PoisonError::into_inner).report(format_args!("-:{number}: {told}"));
            };
            let end = reading.read(BufReader::with_capacity(BUFFER, io::stdin()), &inbox, &mut report);
            inbox.end();
            end
        })?
    };
    let answered = {
        let (inbox, shared) = (Arc::clone(&inbox), Arc::clone(&shared));
        spawn("output", move || {
            let stop = client::answer(&inbox, &shared, &jobs, io::stdout());
            inbox.close();
            stop
        })?
    };
    let decided = decider::run(&shared, &queue);
    let closed = shared.close();
    decided?;
    closed?;
    // Unless a signal came or the index failed, the decider ends after the answers do.
    if let Stop::Unwritten(error) = answered.join().map_err(|_| anyhow!("the thread of answers has panicked"))? {
        return Err(error).context("standard output cannot be written; what was not answered may be sent again");
    }
    if let End::Failed(error) = ended.join().map_err(|_| anyhow!("the thread of input has panicked"))? {
        return Err(error).context("standard input cannot be read further; what came before was answered");
    }
    let problems = std::mem::take(&mut *problems.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(problems)
}

fn spawn<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<thread::JoinHandle<T>> {
    thread::Builder::new().name(name.into()).spawn(work).context("cannot start threads")
}
