//! A document that arrives in pieces: a socket, a serial line, a file too large to hold.
//!
//! ```sh
//! cargo run --release --example streaming -- FILE        # `-` or nothing: standard input
//! ```
//!
//! The fingerprinter takes pieces of any length, split anywhere, inside a character too; its state stays the same size.

use std::fs::File;
use std::io::{self, Read};

use wireprint::{Fingerprint, Fingerprinter, Scheme, fingerprint};

/// What a small radio module delivers at a time.
const PIECE: usize = 64;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1);
    let mut input: Box<dyn Read> = match path.as_deref() {
        None if io::IsTerminal::is_terminal(&io::stdin()) => Box::new(SAMPLE.as_bytes()),
        None | Some("-") => Box::new(io::stdin().lock()),
        Some(path) => Box::new(File::open(path).map_err(|error| format!("{path}: {error}; name a readable file"))?),
    };

    let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
    let mut piece = [0; PIECE];
    let mut bytes = 0;
    loop {
        match input.read(&mut piece)? {
            0 => break,
            n => {
                bytes += n;
                fingerprinter.push(&piece[..n]);
            }
        }
    }
    let print = fingerprinter.finish();
    println!("{bytes} bytes in pieces of {PIECE}, {} bytes of state", size_of::<Fingerprinter>());
    tell(&print);

    // The same text at once, in one piece and in pieces of one byte: the same fingerprint.
    let whole = fingerprint(&Scheme::REWRITE, SAMPLE.as_bytes());
    SAMPLE.as_bytes().chunks(1).for_each(|byte| fingerprinter.push(byte));
    assert_eq!(fingerprinter.finish(), whole);
    println!("the sample, byte by byte, has the fingerprint of the whole: {:016x}", whole.content());
    Ok(())
}

fn tell(print: &Fingerprint) {
    println!("scheme {}, content {:016x}, simhash {:016x}", print.scheme(), print.content(), print.simhash());
    println!("{} tokens, {} shingles, {} distinct", print.tokens(), print.shingles(), print.distinct());
    println!("{:.0} % of the shingles are quoted", print.quoted_share() * 100.0);
}

const SAMPLE: &str = "PORT CALLAN (MPA) — Ferries to the outer islands will run again from Friday, the harbour authority said, \
    after divers found no damage to the two piers that last week’s storm had flooded. “We would rather be late than \
    sorry,” its director told reporters on the quay.";
