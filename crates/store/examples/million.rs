//! A million documents added to an index on disk, then asked for: rate, disk, memory and how long opening takes.
//!
//! ```sh
//! cargo run --release --package wireprint-store --example million -- FOLDER              # 1,000,000 documents
//! cargo run --release --package wireprint-store --example million -- FOLDER 100000       # fewer
//! cargo run --release --package wireprint-store --example million -- FOLDER 1000000 --no-texts
//! ```
//!
//! Documents are synthetic articles of some 120 words, the same in every run, a tenth of them rewrites of one before. A commit
//! holds 4,096. Making texts is not timed. The folder must hold no index.

#[path = "../../../examples/zipf/mod.rs"]
mod zipf;

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use wireprint::Verdict;
use wireprint_store::{Incoming, Settings, Store};
use zipf::{mixed, words};

const DOCUMENTS: u64 = 1_000_000;
const BATCH: usize = 4096;
const WORDS: u64 = 120;
const REWRITES: u64 = 10;
/// Documents asked for at the end.
const ASKED: u64 = 20_000;

/// A document of its own, or one that is to three quarters another.
fn text(number: u64) -> String {
    let mut text = String::new();
    if number > 0 && number.is_multiple_of(REWRITES) {
        let source = mixed(number) % number;
        words(number, WORDS / 4, &mut text);
        words(source, WORDS * 3 / 4, &mut text);
    } else {
        words(number, WORDS, &mut text);
    }
    text
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("name a folder for the index")?);
    let documents = args.next().map_or(Ok(DOCUMENTS), |n| n.parse())?;
    let texts = args.next().as_deref() != Some("--no-texts");
    let memory = (documents as usize * 1300).max(4 << 20);
    let mut store = Store::create(&folder, &Settings { memory, texts, lineage: 1, ..Settings::default() })?;

    println!("{:>10} {:>10} {:>12} {:>10} {:>10}", "documents", "a second", "longest, ms", "resident", "files");
    let (mut done, mut all) = (0, Duration::ZERO);
    while done < documents {
        let (from, until) = (done, (done + documents.div_ceil(10)).min(documents));
        // Made before the clock starts: what is written meanwhile is work, too.
        let texts: Vec<(String, String)> = (from..until).map(|number| (format!("n{number}"), text(number))).collect();
        let (mut longest, start) = (Duration::ZERO, Instant::now());
        let mut adding = store.adding()?;
        for some in texts.chunks(BATCH) {
            let incoming: Vec<Incoming<'_>> = some.iter().map(|(id, text)| Incoming::new(id, text)).collect();
            let start = Instant::now();
            adding.add(&incoming)?;
            longest = longest.max(start.elapsed());
        }
        adding.finish()?;
        let tenth = start.elapsed();
        (done, _) = (until, drop(texts));
        all += tenth;
        let rate = (done - from) as f64 / tenth.as_secs_f64();
        let file = store.stats(&folder).file_bytes / 1_000_000;
        println!("{done:>10} {rate:>10.0} {:>12} {:>7} MB {file:>7} MB", longest.as_millis(), resident()? / 1_000_000);
    }
    println!("added {done} documents at {:.0} a second", done as f64 / all.as_secs_f64());
    println!("{}", store.window());

    drop(store); // as a kill leaves it
    let start = Instant::now();
    let behind = Store::open(&folder)?;
    let stats = behind.stats(&folder);
    println!(
        "opened as a kill leaves it in {:.2} s, {} documents added again",
        start.elapsed().as_secs_f64(),
        stats.behind
    );
    let start = Instant::now();
    behind.close()?;
    println!("closed with an image in {:.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let store = Store::open(&folder)?;
    println!("opened after closing in {:.2} s; {} MB resident", start.elapsed().as_secs_f64(), resident()? / 1_000_000);
    let bytes = store.stats(&folder).file_bytes;
    println!("files: {} MB, {} bytes a document", bytes / 1_000_000, bytes / documents);

    let asked = ASKED.min(documents);
    let (mut found, mut took) = (0, Duration::ZERO);
    for number in 0..asked {
        // Half of the questions are rewrites, half have no answer.
        let id = format!("q{number}");
        let text =
            if number % 2 == 0 { text((number * 7919) % documents) } else { text(documents + 1 + number * REWRITES) };
        let start = Instant::now();
        let decision = store.query(&Incoming::new(&id, &text))?;
        took += start.elapsed();
        found += u64::from(decision.verdict != Verdict::None);
    }
    println!("asked {asked} at {:.0} a second, {found} found", asked as f64 / took.as_secs_f64());
    let start = Instant::now();
    let (before, after) = {
        drop(store);
        Store::open(&folder)?.compact(&folder)?
    };
    println!(
        "compacted from {} to {} MB, {} bytes a document, in {:.1} s",
        before / 1_000_000,
        after / 1_000_000,
        after / documents,
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Bytes of the process in memory.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}
