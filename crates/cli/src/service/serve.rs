//! `wireprint serve`: the lines of `stream` for many clients.

use std::io::{self, BufReader, Write};
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::client::{self, End};
use super::decider::{self, Job};
use super::inbox::{Inbox, Patient, is_timeout};
use super::line::{Reading, Request};
use super::settled;
use super::shared::Shared;
use super::socket::{Listener, Socket};
use crate::args::ServeArgs;
use crate::corpus::set_threads;
use crate::problems::Problems;
use crate::terminal::tell;
use crate::usage;

/// Jobs that wait for the decider; no client has more than one.
const JOBS: usize = 64;
/// Bytes that are read at once.
const BUFFER: usize = 1 << 16;
/// A client that takes no answers for so long is sent away.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// An idle client is noticed so many parts of the time late.
const IDLE_PARTS: u32 = 8;
/// A client that is sent away at once is not waited for.
const REFUSAL_TIMEOUT: Duration = Duration::from_millis(100);
/// A pause where connections cannot be accepted, for want of file handles most likely.
const PAUSE: Duration = Duration::from_millis(100);

/// What every connection needs.
#[derive(Clone)]
struct Service {
    shared: Arc<Shared>,
    jobs: SyncSender<Job>,
    reading: Reading,
    idle: Duration,
    connections: Arc<AtomicUsize>,
}

pub(crate) fn run(args: &ServeArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let (listener, place, name) = listen(args)?;
    let shared = Arc::new(Shared::new(settled(&args.index, &args.new)?, args.index.clone()));
    let (jobs, queue) = sync_channel(JOBS);
    let service = Service {
        shared: Arc::clone(&shared),
        jobs,
        reading: Reading {
            max_document: args.read.max_document,
            fields: args.read.fields.names(),
            has_questions: true,
        },
        idle: args.idle_timeout,
        connections: Arc::default(),
    };
    let most = args.max_connections;
    spawn("accept", move || service.accept(&listener, most)).context("cannot start threads")?;
    tell(format_args!("listening on {place}"));
    let decided = decider::run(&shared, &queue);
    drop(name);
    let closed = shared.close();
    decided?;
    closed?;
    Ok(Problems::default())
}

#[cfg(unix)]
type Name = Option<super::socket::Name>;
#[cfg(not(unix))]
type Name = ();

fn listen(args: &ServeArgs) -> Result<(Listener, String, Name)> {
    #[cfg(unix)]
    if let Some(path) = &args.unix {
        let (listener, name) = Listener::unix(path)?;
        return Ok((listener, path.display().to_string(), Some(name)));
    }
    check_reach(args.listen, args.allow_remote);
    let (listener, address) = Listener::tcp(args.listen)?;
    Ok((listener, address.to_string(), Name::default()))
}

/// Ends the program if other machines could connect and nobody said that they may.
fn check_reach(address: SocketAddr, is_allowed: bool) {
    if !address.ip().is_loopback() && !is_allowed {
        usage::wrong(&format!(
            "--listen {address} is reached from other machines, without password or encryption; listen on 127.0.0.1, or give \
             --allow-remote if that is meant"
        ));
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.into()).spawn(work).map(drop)
}

/// A connection among those that are counted.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Service {
    /// Accepts connections as long as the program runs.
    fn accept(&self, listener: &Listener, most: usize) {
        loop {
            match listener.accept() {
                Ok(socket) => {
                    let counted = Counted(Arc::clone(&self.connections));
                    if self.connections.fetch_add(1, Ordering::SeqCst) >= most {
                        let error = format!("{most} clients are connected already; try again later");
                        send_away(socket, &error);
                        continue;
                    }
                    let service = self.clone();
                    let client = move || {
                        let _counted = counted;
                        if let Err(error) = service.client(socket) {
                            tracing::debug!(%error, "connection lost");
                        }
                    };
                    if let Err(error) = spawn("client", client) {
                        tracing::warn!(%error, "no thread for a client");
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection cannot be accepted");
                    thread::sleep(PAUSE);
                }
            }
        }
    }

    /// Serves one client until it or the service ends.
    fn client(&self, socket: Socket) -> io::Result<()> {
        socket.set_timeouts((self.idle / IDLE_PARTS).max(REFUSAL_TIMEOUT), WRITE_TIMEOUT)?;
        let inbox = Arc::new(Inbox::default());
        let (input, reading, idle) = (socket.try_clone()?, self.reading.clone(), self.idle);
        let reader = {
            let inbox = Arc::clone(&inbox);
            move || {
                let input = Patient::new(input, &inbox, idle);
                let end = reading.read(BufReader::with_capacity(BUFFER, input), &inbox, &mut |_, _| {});
                if let Some(told) = farewell(&end, idle) {
                    let told = serde_json::json!({ "error": told }).to_string();
                    inbox.push(Request::Refused(told), 0);
                }
                inbox.end();
            }
        };
        spawn("input", reader)?;
        let stop = client::answer(&inbox, &self.shared, &self.jobs, socket.try_clone()?);
        tracing::debug!(?stop, "a client has gone");
        inbox.close();
        // Wakes the reader, too.
        socket.shutdown(Shutdown::Both);
        Ok(())
    }
}

/// What a client is told whose lines end otherwise than by its own will.
fn farewell(end: &End, idle: Duration) -> Option<String> {
    match end {
        End::Stranger => {
            Some("not a JSON object; send one document a line, such as {\"id\": \"…\", \"text\": \"…\"}".into())
        }
        End::Failed(error) if is_timeout(error) => {
            Some(format!("nothing came for {} seconds; connect again, or raise --idle-timeout", idle.as_secs()))
        }
        _ => None,
    }
}

/// Tells a client why it is not served.
fn send_away(mut socket: Socket, error: &str) {
    let told = serde_json::json!({ "error": error }).to_string() + "\n";
    if socket.set_timeouts(REFUSAL_TIMEOUT, REFUSAL_TIMEOUT).is_ok() && socket.write_all(told.as_bytes()).is_ok() {
        socket.shutdown(Shutdown::Both);
    }
}
