//! A gateway: fingerprints come from elsewhere, as postcard frames between zero bytes (COBS), and are looked up among those
//! that came before. A frame that is damaged is counted and passed over.
//!
//! Frame: the document's number, then its fingerprint. Answer: a line `match NUMBER EARLIER VERDICT` for each match.
#![no_std]
#![no_main]

use cobs::CobsDecoder;
use serde::Deserialize;
use wireprint::Fingerprint;
use wireprint_firmware::watch::{Memory, matches};
use wireprint_firmware::{Outcome, board, program, say};

#[derive(Deserialize)]
struct Arrival {
    id: u32,
    fingerprint: Fingerprint,
}

/// The longest frame before it is encoded: a number, a length, a fingerprint.
const FRAME: usize = 5 + 2 + Fingerprint::<512>::BYTES;

fn run() -> Outcome {
    let mut memory = Memory::new();
    let mut input = Input::new();
    let (mut documents, mut damaged) = (0u32, 0u32);
    let mut frame = [0; FRAME];
    while let Some(length) = input.frame(&mut frame) {
        let bytes = length.and_then(|length| frame.get(..length)).unwrap_or_default();
        match postcard::from_bytes::<Arrival>(bytes) {
            Ok(Arrival { id, fingerprint }) => {
                matches(&memory, &fingerprint, |of, verdict| say!("match ", id, " ", of, " ", verdict.as_str()));
                memory.insert(id, fingerprint);
                documents += 1;
            }
            Err(_) => damaged += 1,
        }
    }
    say!("documents ", documents);
    say!("damaged ", damaged);
    if let Some(stack) = board::peak_stack() {
        say!("stack ", stack);
    }
    if documents > 0 { Ok(()) } else { Err("no frame came") }
}

program!(run);

/// What the host sent and nobody looked at yet.
struct Input {
    buffer: [u8; 64],
    from: usize,
    to: usize,
}

impl Input {
    fn new() -> Self {
        Self { buffer: [0; 64], from: 0, to: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        if self.from == self.to {
            (self.from, self.to) = (0, board::read(&mut self.buffer));
        }
        let byte = self.buffer.get(self.from..self.to)?.first().copied()?;
        self.from += 1;
        Some(byte)
    }

    /// The length of the next frame, decoded into `frame`: nothing at the end, `Some(None)` if it is damaged.
    fn frame(&mut self, frame: &mut [u8]) -> Option<Option<usize>> {
        let mut decoder = CobsDecoder::new(frame);
        loop {
            let byte = self.byte()?;
            match decoder.feed(byte) {
                Ok(None) => {}
                Ok(Some(length)) => return Some(Some(length)),
                Err(_) => {
                    let mut last = byte;
                    while last != 0 {
                        last = self.byte()?;
                    }
                    return Some(None);
                }
            }
        }
    }
}
