//! A stream of two million documents through a window of two hundred thousand, in bounded memory.
//!
//! ```sh
//! cargo run --release --example window                     # 2,000,000 documents, 320 MB
//! cargo run --release --example window -- 100000           # fewer, the window in proportion
//! ```
//!
//! Documents are synthetic articles of some 120 words, a tenth of them rewrites of one before. The stream learns,
//! fingerprints, looks up and forgets as it would on a crawl; every tenth tells its throughput and the process's resident
//! memory. It fails if rewrites whose source is in the window are not found; and at its full length if memory exceeds
//! the bound, or if the last tenth is slower than the first by more than 15 %. A machine that others use changes its
//! speed within the minutes that this takes, so each batch's time is divided by that of making its texts, which is the same work
//! in every batch; a tenth's cost is the median of its batches.

mod zipf;

use std::error::Error;
use std::ops::Range;
use std::process::ExitCode;
use std::time::Instant;

use wireprint::engine::{Article, Stream};
use wireprint::index::{WINDOW_MEMORY_MIN, Window};
use wireprint::{Rules, Scheme};
use zipf::{mixed, words};

const DOCUMENTS: u64 = 2_000_000;
/// Of the documents, a tenth is in the window at a time.
const WINDOW_SHARE: u64 = 10;
/// What the process may take, for a window of 200,000.
const BOUND: usize = 320_000_000;
/// What the stream takes besides the window: what it learns, and the program itself.
const BESIDES: usize = 64_000_000;
/// Seconds between two documents.
const PACE: i64 = 3;
const BATCH: u64 = 512;
const WORDS: u64 = 120;
/// Of so many documents one is a rewrite of an earlier one.
const REWRITES: u64 = 10;
/// Slowdown from the first tenth to the last that is still called flat.
const FLAT: f64 = 0.15;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let documents = std::env::args().nth(1).map_or(Ok(DOCUMENTS), |n| n.parse())?;
    let held = (documents / WINDOW_SHARE).max(10);
    // A small run gets a window in proportion, and no bound of the process: the program would be most of it.
    let memory = (BOUND - BESIDES) * held as usize / (DOCUMENTS / WINDOW_SHARE) as usize;
    let window = Window { memory: memory.max(WINDOW_MEMORY_MIN), span: Some(held * PACE as u64) };
    let mut run =
        Run { stream: Stream::new(&Scheme::REWRITE, Rules::default(), window, 1)?, held, rewrites: 0, found: 0 };
    let (mut tenths, mut most) = (Vec::new(), 0);
    println!("{:>10} {:>10} {:>7} {:>9} {:>8} {:>8}", "documents", "a second", "cost", "resident", "held", "bytes");
    for tenth in 0..10 {
        let (from, to) = (documents * tenth / 10, documents * (tenth + 1) / 10);
        let tenth = run.observe(from..to)?;
        let rate = (to - from) as f64 / tenth.seconds;
        let (resident, stats) = (resident()?, run.stream.stats());
        let (megabytes, each) = (resident / 1_000_000, stats.bytes_per_document());
        let (cost, held) = (tenth.cost, stats.documents);
        println!("{to:>10} {rate:>10.0} {cost:>7.3} {megabytes:>6} MB {held:>8} {each:>8}");
        tenths.push(tenth);
        most = most.max(resident);
    }
    let Run { stream, rewrites, found, .. } = run;
    println!("\n{}", stream.stats());
    println!("rewrites whose source is in the window: {found} of {rewrites} found");
    let percent = |change: f64| (change - 1.0) * 100.0;
    let by_clock = tenths[0].seconds / tenths[9].seconds;
    println!("throughput of the last tenth against the first, by the clock: {:+.1} %", percent(by_clock));
    let change = tenths[0].cost / tenths[9].cost;
    println!("the same in units of making the texts, medians of batches: {:+.1} %", percent(change));
    let is_whole = documents >= DOCUMENTS;
    let is_bounded = !is_whole || most <= BOUND;
    println!("resident memory at most {} MB{}", most / 1_000_000, if is_bounded { "" } else { ": over the bound" });
    let is_flat = !is_whole || change >= 1.0 - FLAT;
    let good = is_bounded && is_flat && found * 100 >= rewrites * 99;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a tenth of the documents took.
struct Tenth {
    /// By the clock, the making of the texts not counted.
    seconds: f64,
    /// In units of making the texts: the median of its batches.
    cost: f64,
}

struct Run {
    stream: Stream,
    /// Documents in the window's span.
    held: u64,
    rewrites: u64,
    found: u64,
}

impl Run {
    fn observe(&mut self, documents: Range<u64>) -> Result<Tenth, Box<dyn Error>> {
        let (mut seconds, mut costs) = (0.0, Vec::new());
        for start in documents.clone().step_by(BATCH as usize) {
            let numbers = start..(start + BATCH).min(documents.end);
            let clock = Instant::now();
            let texts: Vec<String> = numbers.clone().map(|number| text(number, self.held)).collect();
            let making = clock.elapsed().as_secs_f64();
            let articles: Vec<Article<'_>> = numbers
                .clone()
                .zip(&texts)
                .map(|(id, text)| Article { time: Some(id as i64 * PACE), ..Article::new(id, text.as_bytes()) })
                .collect();
            let clock = Instant::now();
            let seen = self.stream.observe_batch(&articles)?;
            let observing = clock.elapsed().as_secs_f64();
            seconds += observing;
            costs.push(observing / making);
            for (number, seen) in numbers.zip(seen) {
                let Some(source) = source(number, self.held) else { continue };
                self.rewrites += 1;
                self.found += u64::from(seen.candidates.iter().any(|candidate| candidate.id == source));
            }
        }
        costs.sort_unstable_by(f64::total_cmp);
        Ok(Tenth { seconds, cost: costs[costs.len() / 2] })
    }
}

/// The document that this one rewrites, if it rewrites one: at most nine tenths of a window back.
fn source(number: u64, held: u64) -> Option<u64> {
    let back = 1 + mixed(number) % (held * 9 / 10);
    let source = number.checked_sub(back)?;
    (number % REWRITES == 7 && source % REWRITES != 7).then_some(source)
}

/// The article of that number: words as often as in a language, or half of another's words and half of its own.
fn text(number: u64, held: u64) -> String {
    let mut out = String::with_capacity(WORDS as usize * 8);
    let shared = source(number, held).map_or(0, |source| {
        words(source, WORDS / 2, &mut out);
        WORDS / 2
    });
    words(number, WORDS - shared, &mut out);
    out
}

/// Bytes that the process had in memory at most, from /proc; where there is none, 0.
fn resident() -> Result<usize, Box<dyn Error>> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc/self/status")?;
    let kilobytes: usize = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}
