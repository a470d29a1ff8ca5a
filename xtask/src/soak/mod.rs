//! `cargo xtask soak`: many clients at `serve` for a long time, on loopback.
//!
//! Every reply is checked: its id is the one that was sent in its place, a new story matches nothing, a planted copy is
//! `exact` and names its original. Meanwhile others send garbage, nothing, or take no answers. The server's memory is
//! sampled; its window is small, so that it is full early.

mod client;
mod server;
mod story;
mod strangers;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::run::{number, program};
use client::Seen;
use server::Server;

/// Memory in the middle third and in the last may differ by so much.
const GROWTH: f64 = 1.05;

pub(crate) fn run_chore(args: &[String]) -> Result<()> {
    let (seconds, clients) = (number(args, "--seconds", 600)?, number(args, "--clients", 64)?);
    let (seed, program) = (number(args, "--seed", 1)?, program(args)?);
    let folder = tempfile::tempdir()?;
    let server = Server::start(program, folder.path())?;
    println!("{clients} clients for {seconds} s, seed {seed}, server at {}", server.address);
    let (start, length) = (Instant::now(), Duration::from_secs(seconds));
    let (is_over, mut samples) = (AtomicBool::new(false), Vec::new());
    let done = thread::scope(|threads| -> Result<_> {
        let (address, is_over) = (server.address, &is_over);
        let clients: Vec<_> =
            (0..clients).map(|number| threads.spawn(move || client::run(address, number, seed, is_over))).collect();
        let strangers =
            strangers::ALL.map(|(name, stranger)| (name, threads.spawn(move || stranger(address, is_over))));
        let every = (length / 60).max(Duration::from_millis(250));
        while start.elapsed() < length && !clients.iter().any(|client| client.is_finished()) {
            thread::sleep(every.min(length.saturating_sub(start.elapsed())));
            let megabytes = server.resident()?;
            println!("{:>4.0} s  {megabytes:>6.1} MB", start.elapsed().as_secs_f64());
            samples.push(megabytes);
        }
        is_over.store(true, Ordering::SeqCst);
        let mut seen = Seen::default();
        for client in clients {
            seen.add(client.join().map_err(|_| anyhow::anyhow!("a client has panicked"))??);
        }
        let (elapsed, mut told) = (start.elapsed().as_secs_f64(), Vec::new());
        for (name, stranger) in strangers {
            let visits = stranger.join().map_err(|_| anyhow::anyhow!("a stranger has panicked"))?;
            told.push((name, visits.with_context(|| format!("the client that {name}"))?));
        }
        Ok((seen, elapsed, told))
    });
    let (seen, elapsed, strangers) = match done {
        Ok(done) => done,
        Err(error) => return Err(error.context(server.last_words())),
    };
    server.stop()?;
    seen.tell(elapsed);
    for (name, visits) in strangers {
        println!("clients that {name}: {visits} connections, as expected");
    }
    let third = samples.len() / 3;
    let most = |part: &[f64]| part.iter().copied().fold(0.0, f64::max);
    let (middle, last) = (most(&samples[third..samples.len() - third]), most(&samples[samples.len() - third..]));
    println!("memory: {middle:.1} MB at most in the middle third, {last:.1} MB in the last");
    ensure!(last <= middle * GROWTH, "the server's memory has grown");
    ensure!(seen.copies > 0, "no copy was planted: the run has shown nothing");
    Ok(())
}
