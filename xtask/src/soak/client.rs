//! A client that checks every reply.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::story::story;
use crate::random::Random;

/// Documents that are sent before replies are read.
const CHUNK: usize = 16;
/// Stories that may be copied: recent ones, so that they are in the window still.
const RECENT: usize = 24;
/// A reply that takes longer is lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// What clients have seen.
#[derive(Default)]
pub(crate) struct Seen {
    replies: usize,
    pub(crate) copies: usize,
    questions: usize,
    /// Milliseconds from sending some documents to their last reply.
    delays: Vec<f64>,
}

impl Seen {
    pub(crate) fn add(&mut self, other: Self) {
        self.replies += other.replies;
        self.copies += other.copies;
        self.questions += other.questions;
        self.delays.extend(other.delays);
    }

    pub(crate) fn tell(&self, seconds: f64) {
        let mut delays = self.delays.clone();
        delays.sort_by(f64::total_cmp);
        let of = |share: f64| delays.get(((delays.len() as f64 * share) as usize).min(delays.len().saturating_sub(1)));
        let [half, most, all] = [0.5, 0.99, 1.0].map(|share| of(share).copied().unwrap_or(0.0));
        let Self { replies, copies, questions, .. } = self;
        println!(
            "{replies} replies in {seconds:.0} s, {:.0} a second, none lost or crossed",
            *replies as f64 / seconds
        );
        println!("{copies} planted copies found, {questions} questions answered without adding");
        println!(
            "1 to {CHUNK} documents took {half:.0} ms in the median, {most:.0} ms in 99 of 100 cases, {all:.0} ms at most"
        );
    }
}

/// What a reply has to say.
struct Expected {
    id: String,
    /// The story that this one is a copy of.
    original: Option<String>,
}

pub(crate) fn run(address: SocketAddr, number: u64, seed: u64, is_over: &AtomicBool) -> Result<Seen> {
    let mut random = Random(seed << 32 | number);
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (mut replies, mut out) = (BufReader::new(stream.try_clone()?), stream);
    let (mut seen, mut recent, mut count) = (Seen::default(), VecDeque::<(String, String)>::new(), 0_u64);
    while !is_over.load(Ordering::SeqCst) {
        let (mut lines, mut expected) = (String::new(), Vec::new());
        for _ in 0..1 + random.below(CHUNK) {
            count += 1;
            let is_question = random.below(20) == 0;
            let copied =
                (random.below(4) == 0 && !recent.is_empty()).then(|| recent[random.below(recent.len())].clone());
            let id = format!("client{number}-{count}");
            let text = copied.as_ref().map_or_else(|| story(&mut random), |(_, text)| text.clone());
            let document = json!({ "id": id, "text": text });
            let line = if is_question { json!({ "query": document }) } else { document };
            lines += &line.to_string();
            lines.push('\n');
            if copied.is_none() && !is_question {
                recent.push_back((id.clone(), text));
                if recent.len() > RECENT {
                    recent.pop_front();
                }
            }
            seen.questions += usize::from(is_question);
            seen.copies += usize::from(copied.is_some());
            expected.push(Expected { id, original: copied.map(|(id, _)| id) });
        }
        let start = Instant::now();
        out.write_all(lines.as_bytes())?;
        for expected in expected {
            let mut line = String::new();
            let read = replies.read_line(&mut line).with_context(|| format!("no reply to {}", expected.id))?;
            ensure!(read > 0, "the connection ended before the reply to {}", expected.id);
            check(&line, &expected)?;
            seen.replies += 1;
        }
        seen.delays.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(seen)
}

fn check(line: &str, expected: &Expected) -> Result<()> {
    let reply: Value = serde_json::from_str(line).with_context(|| format!("not JSON: {line}"))?;
    ensure!(reply["id"] == expected.id.as_str(), "{} was answered by {line}", expected.id);
    let matches = reply["matches"].as_array().context("no matches")?;
    match &expected.original {
        None => ensure!(reply["verdict"] == "none" && matches.is_empty(), "a new story: {line}"),
        Some(original) => {
            ensure!(reply["verdict"] == "exact", "a copy of {original}: {line}");
            let names = matches.iter().any(|found| found["a"] == original.as_str());
            ensure!(names, "{original} is not among the matches: {line}");
        }
    }
    Ok(())
}
