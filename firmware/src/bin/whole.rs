//! All that the core can do in one image, over bytes from the host, whatever they are: it links only if none of it can panic.
#![no_std]
#![no_main]

use wireprint::compare::score::{score_of_evidence, score_of_overlap};
use wireprint::compare::{PassageSummary, compare, compare_stored};
use wireprint::fingerprint::{StoredFingerprint, for_each_shingle};
use wireprint::index::FixedIndex;
use wireprint::sketch::{MinHash, SimHash};
use wireprint::suppress::{Cell, Filter, Learner};
use wireprint::text::{Quotation, Token, TokenSink, Tokeniser, class};
use wireprint::{Fingerprint, Fingerprinter, Profile, Rules, Scheme};
use wireprint_firmware::{Outcome, board, program, say};

/// As much text as is looked at at once.
const ROOM: usize = 4096;
const SCHEME: Scheme<256> = Scheme::new(Profile::Strict);

type Index = FixedIndex<2, 512, 256>;

fn run() -> Outcome {
    let mut text = [0; ROOM];
    let mut length = 0;
    while let Some(rest) = text.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match board::read(rest) {
            0 => break,
            read => length += read,
        }
    }
    let text = text.get(..length).unwrap_or_default();
    let (first, second) = text.split_at_checked(length / 2).unwrap_or_default();

    let mut sum = tokens(text).wrapping_add(sketches(text));
    let (filter, next) = filters(first)?;
    sum = sum.wrapping_add(u64::from(next));
    sum = sum.wrapping_add(prints(&filter, first, second)?);
    say!("bytes ", length);
    say!("sum ", sum);
    Ok(())
}

program!(run);

#[derive(Default)]
struct Sum(u64);

impl TokenSink for Sum {
    fn token(&mut self, token: Token) {
        self.0 = self.0.wrapping_add(token.hash).wrapping_add(token.end - token.start);
    }

    fn quotation(&mut self, event: Quotation) {
        self.0 = self.0.wrapping_add(event as u64);
    }
}

#[inline(never)]
fn tokens(text: &[u8]) -> u64 {
    let mut sum = Sum::default();
    let mut tokeniser = Tokeniser::new(&SCHEME);
    text.chunks(7).for_each(|piece| tokeniser.push(piece, &mut sum));
    tokeniser.finish(&mut sum);
    let classes = text.iter().map(|byte| class(char::from(*byte)) as u64);
    sum.0.wrapping_add(classes.sum())
}

#[inline(never)]
fn sketches(text: &[u8]) -> u64 {
    let (mut minima, mut part, mut simhash) = (MinHash::<256>::new(), MinHash::<256>::new(), SimHash::new());
    for_each_shingle(&SCHEME, text, |shingle| {
        minima.shingle(shingle.hash, shingle.quoted);
        part.shingle(!shingle.hash, false);
        simhash.shingle(shingle.hash);
        simhash.extend(&[!shingle.hash]);
    });
    minima.merge(&part);
    let keys = minima.keys().iter().fold(0, |sum: u64, key| sum.wrapping_add(u64::from(*key)));
    let signature: u64 = minima.signature().iter().map(|byte| u64::from(*byte)).sum();
    keys.wrapping_add(signature).wrapping_add(simhash.finish()) ^ u64::from(minima.distinct())
}

/// A filter of the text's shingles, which went through its byte form, and whether a stream's next one differs.
#[inline(never)]
fn filters(text: &[u8]) -> Result<(Filter, bool), &'static str> {
    let mut learner = Learner::<_, 64>::new(&SCHEME, [Cell::default(); 256]);
    for _ in 0..4 {
        learner.begin_document();
        for_each_shingle(&SCHEME, text, |shingle| learner.shingle(shingle.hash));
        learner.shingles(&core::array::from_fn::<u64, 40, _>(|n| n as u64 % 33));
    }
    let filter = learner.filter(2);
    let next = learner.next_filter(&Filter::first(&SCHEME, 7), 2).is_some();
    let read = Filter::from_bytes(&filter.to_bytes()).map_err(|_| "a filter's bytes are not read")?;
    if read == filter && read.contains(2) == filter.contains(2) && learner.noise() < u32::MAX {
        Ok((filter, next))
    } else {
        Err("another filter")
    }
}

#[inline(never)]
fn prints(filter: &Filter, first: &[u8], second: &[u8]) -> Result<u64, &'static str> {
    let mut fingerprinter = Fingerprinter::with_filter(&SCHEME, filter).map_err(|_| "a filter of another scheme")?;
    fingerprinter.push(first);
    let lacking = fingerprinter.uncovered();
    let a = fingerprinter.finish();
    let mut b = Fingerprint::EMPTY;
    fingerprinter.push(second);
    fingerprinter.finish_into(&mut b);
    let mut bytes = [0; Fingerprint::<256>::BYTES];
    a.write_to(&mut bytes).map_err(|_| "no room for a fingerprint")?;
    if Fingerprint::from_bytes(&bytes).as_ref() != Ok(&a) || a.is_same_content(&b) != (a.tokens() > 0 && a == b) {
        return Err("another fingerprint");
    }
    let found = compare(&a, &b).map_err(|_| "fingerprints of one scheme are not compared")?;
    let stored = StoredFingerprint::from_bytes(&bytes).map_err(|_| "a stored fingerprint is not read")?;
    if compare_stored(&b, &stored) != compare(&b, &a) || !stored.keys().eq(a.keys().iter().copied()) {
        return Err("a stored fingerprint compares otherwise");
    }
    let rules = Rules::default();
    let passages = PassageSummary { longest_narrative: a.tokens(), figures: b.tokens(), same_figures: 1 };
    let scores = [
        found.score(),
        score_of_overlap(&found.overlap.reversed()),
        score_of_evidence(&found.overlap, &passages, true),
    ];
    let verdicts = [
        rules.of_comparison(&found, true),
        rules.of_evidence(&found.overlap, &passages, true),
        rules.of_overlap(&found.overlap, false),
    ];
    let told: usize = verdicts.iter().map(|verdict| verdict.as_str().len()).sum();
    let likely = scores.iter().filter(|score| **score > 0.5).count() + usize::from(rules.could_match(&found));
    indexed(&a, &b)
        .map(|found| u64::from(lacking) + (told + likely + found) as u64 + (f64::from(a.quoted_share()) * 100.0) as u64)
}

#[inline(never)]
fn indexed(a: &Fingerprint<256>, b: &Fingerprint<256>) -> Result<usize, &'static str> {
    let mut index = Index::new();
    for (id, print) in [(1, a), (2, b), (3, a), (2, a)] {
        index.insert(id, print.clone());
    }
    let mut bytes = [0; 4096];
    let length = index.write_to(&mut bytes).map_err(|_| "no room for an index")?;
    let mut read = Index::from_bytes(bytes.get(..length).unwrap_or_default()).map_err(|_| "an index is not read")?;
    let mut found = 0;
    read.candidates(a, |candidate| found += usize::from(candidate.shared_keys));
    if read.get(3) == Some(a) && read.remove(3) && !read.remove(3) && read.len() == 1 {
        Ok(found)
    } else {
        Err("another index")
    }
}
