//! One profile at work, with nothing else in the image: an English article comes in 64-byte pieces, its fingerprint is compared
//! with a stored one.

use wireprint::fingerprint::StoredFingerprint;
use wireprint::{Fingerprint, Fingerprinter, Rules, Scheme, Verdict, compare_stored};

use crate::board::{self, Stopwatch};
use crate::{Outcome, say};

/// As a radio or a modem hands them over.
pub const PIECE: usize = 64;

/// How often the article is read: enough that one tick of the clock is nothing.
const ROUNDS: usize = 8;

pub fn run<const BINS: usize>(scheme: &Scheme<BINS>, article: &[u8], stored: &[u8]) -> Outcome {
    let watch = Stopwatch::start();
    let is_same = read_again(scheme, article);
    let instructions = watch.instructions();
    let verdict = verdict_on(scheme, article, stored);
    let stack = board::peak_stack();

    say!("article ", article.len());
    say!("bytes ", article.len() * ROUNDS);
    if let Some(instructions) = instructions {
        say!("instructions ", instructions);
    }
    if let Some(stack) = stack {
        say!("stack ", stack);
    }
    if is_same && verdict == Some(Verdict::Exact) { Ok(()) } else { Err("the fingerprint is not the stored one") }
}

/// Fingerprints the article a few times; whether it was the same each time.
#[inline(never)]
fn read_again<const BINS: usize>(scheme: &Scheme<BINS>, article: &[u8]) -> bool {
    let mut print = Fingerprint::EMPTY;
    let mut content = || {
        fingerprint(scheme, article, &mut print);
        print.content()
    };
    let first = content();
    (1..ROUNDS).all(|_| content() == first)
}

/// The verdict on the article and a stored fingerprint, if that is what the article's is, byte for byte.
#[inline(never)]
fn verdict_on<const BINS: usize>(scheme: &Scheme<BINS>, article: &[u8], stored: &[u8]) -> Option<Verdict> {
    let mut print = Fingerprint::EMPTY;
    fingerprint(scheme, article, &mut print);
    verdict_against(&print, stored)
}

#[inline(never)]
fn verdict_against<const BINS: usize>(print: &Fingerprint<BINS>, stored: &[u8]) -> Option<Verdict> {
    let stored = StoredFingerprint::from_bytes(stored).ok()?;
    let found = compare_stored(print, &stored).ok()?;
    let is_same = print.keys().iter().copied().eq(stored.keys()) && print.signature() == stored.signature();
    is_same.then(|| Rules::default().of_comparison(&found, false))
}

/// Kept apart, so that the fingerprinter has left the stack when the fingerprint is compared.
#[inline(never)]
fn fingerprint<const BINS: usize>(scheme: &Scheme<BINS>, article: &[u8], print: &mut Fingerprint<BINS>) {
    let mut fingerprinter = Fingerprinter::new(scheme);
    article.chunks(PIECE).for_each(|piece| fingerprinter.push(piece));
    fingerprinter.finish_into(print);
}
