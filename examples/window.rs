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
//! the bound, or if the last tenth is slower than the first by more than 15 %.

use std::error::Error;
use std::ops::Range;
use std::process::ExitCode;
use std::time::Instant;

use wireprint::engine::{Article, Stream};
use wireprint::index::{WINDOW_MEMORY_MIN, Window};
use wireprint::{Rules, Scheme};

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
    let (mut rates, mut most) = (Vec::new(), 0);
    println!("{:>10} {:>10} {:>9} {:>8} {:>8}", "documents", "a second", "resident", "held", "bytes");
    for tenth in 0..10 {
        let (from, to) = (documents * tenth / 10, documents * (tenth + 1) / 10);
        let rate = (to - from) as f64 / run.observe(from..to)?;
        let (resident, stats) = (resident()?, run.stream.stats());
        let (megabytes, each) = (resident / 1_000_000, stats.bytes_per_document());
        println!("{to:>10} {rate:>10.0} {megabytes:>6} MB {:>8} {each:>8}", stats.documents);
        rates.push(rate);
        most = most.max(resident);
    }
    let Run { stream, rewrites, found, .. } = run;
    println!("\n{}", stream.stats());
    println!("rewrites whose source is in the window: {found} of {rewrites} found");
    let change = rates[9] / rates[0] - 1.0;
    println!("throughput of the last tenth against the first: {:+.1} %", change * 100.0);
    let is_whole = documents >= DOCUMENTS;
    let is_bounded = !is_whole || most <= BOUND;
    println!("resident memory at most {} MB{}", most / 1_000_000, if is_bounded { "" } else { ": over the bound" });
    let is_flat = !is_whole || change >= -FLAT;
    let good = is_bounded && is_flat && found * 100 >= rewrites * 99;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Run {
    stream: Stream,
    /// Documents in the window's span.
    held: u64,
    rewrites: u64,
    found: u64,
}

impl Run {
    /// Seconds that the stream took for these documents, their making not counted.
    fn observe(&mut self, documents: Range<u64>) -> Result<f64, Box<dyn Error>> {
        let mut seconds = 0.0;
        for start in documents.clone().step_by(BATCH as usize) {
            let numbers = start..(start + BATCH).min(documents.end);
            let texts: Vec<String> = numbers.clone().map(|number| text(number, self.held)).collect();
            let articles: Vec<Article<'_>> = numbers
                .clone()
                .zip(&texts)
                .map(|(id, text)| Article { time: Some(id as i64 * PACE), ..Article::new(id, text.as_bytes()) })
                .collect();
            let clock = Instant::now();
            let seen = self.stream.observe_batch(&articles)?;
            seconds += clock.elapsed().as_secs_f64();
            for (number, seen) in numbers.zip(seen) {
                let Some(source) = source(number, self.held) else { continue };
                self.rewrites += 1;
                self.found += u64::from(seen.candidates.iter().any(|candidate| candidate.id == source));
            }
        }
        Ok(seconds)
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

fn words(seed: u64, count: u64, out: &mut String) {
    for at in 0..count {
        // Rank r with a frequency of about 1 / r, of some 160,000.
        let draw = (mixed(seed << 12 | at) >> 11) as f64 / (1u64 << 53) as f64;
        let mut letters = mixed((12.0 * draw).exp() as u64);
        for _ in 0..3 + letters % 6 {
            letters = letters.rotate_right(7);
            out.push(char::from(b'a' + (letters % 26) as u8));
        }
        out.push(' ');
    }
}

/// splitmix64.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// Bytes that the process had in memory at most, from /proc; where there is none, 0.
fn resident() -> Result<usize, Box<dyn Error>> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc/self/status")?;
    let kilobytes: usize = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}
