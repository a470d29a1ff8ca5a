//! The index of a window against a plain list: ids, times from anywhere, removals, and its bound of memory.

use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Unstructured};
use wireprint::compare::SHORT_TEXT_SHINGLES;
use wireprint::index::{Document, HostId, Kept, Lookup, MIN_SHARED_KEYS, POSTINGS_PER_KEY, Window, WindowIndex};
use wireprint::scheme::KEYS;

use crate::prints::{self, BINS, shared_keys};

/// What is done, as an input spells it.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Step {
    what: u8,
    id: u8,
    number: u8,
    time: u8,
}

/// What was inserted last under each id, and may still be held.
type Model = BTreeMap<u64, (u8, Option<i64>)>;

const TIMES: [i64; 6] = [i64::MIN, i64::MAX, 0, -1, 1_741_910_400, i64::MIN + 1];

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok([span, unit]) = input.arbitrary::<[u8; 2]>() else { return };
    let span =
        [None, Some(0), Some(u64::MAX), Some(i64::MAX as u64), Some(3600), Some(86_400)].get(usize::from(span) % 8);
    let span = span.copied().unwrap_or(Some(16 * u64::from(unit)));
    let mut index = WindowIndex::<BINS>::new(Window { memory: 1 << 20, span }).expect("enough memory");
    let (mut model, mut lookup, mut added, mut inserted) = (Model::new(), Lookup::new(), 0, 0);
    while input.len() >= 4 {
        let Ok(step) = input.arbitrary::<Step>() else { break };
        let id = u64::from(step.id).wrapping_mul(0x1_0000_0001);
        let time = match step.time {
            0..6 => Some(TIMES[usize::from(step.time)]),
            6..32 => None,
            other => Some(1_741_910_400 + i64::from(other) * i64::from(unit) * 60),
        };
        if step.what % 4 == 0 {
            let was_held = index.find(id).is_some();
            assert_eq!(index.remove(id), was_held);
            model.remove(&id);
            assert!(index.find(id).is_none());
            continue;
        }
        let page = prints::page(step.number);
        let document = Document { id, page: &page, host: HostId::UNKNOWN, time };
        candidates_are_true(&index, &document, &model, span, &mut lookup, inserted);
        let before = index.find(id);
        let kept = index.insert(&document).expect("one scheme");
        inserted += 1;
        match kept {
            Kept::New | Kept::Replaced => {
                added += 1;
                model.insert(id, (step.number, time));
                assert_eq!(index.find(id).map(|held| held.time), Some(time), "{kept:?}");
            }
            Kept::Unchanged => assert_eq!(before.map(|held| held.time), Some(time)),
            Kept::TooOld => {}
            other => unreachable!("{other:?}"),
        }
        let stats = index.stats();
        assert!(stats.bytes <= stats.bytes_max && stats.documents <= stats.capacity, "{stats}");
        assert_eq!(added, stats.documents as u64 + stats.expired + stats.crowded_out + stats.removed, "{stats}");
    }
    let held = model.keys().filter(|id| index.find(**id).is_some()).count();
    assert_eq!(held, index.len());
}

/// A lookup gives what is held, near in time and shares keys; all of it where no ring can be full.
fn candidates_are_true(
    index: &WindowIndex<BINS>,
    query: &Document<'_, BINS>,
    model: &Model,
    span: Option<u64>,
    lookup: &mut Lookup,
    inserted: usize,
) {
    let is_near = |time: Option<i64>| match (time, query.time, span) {
        (Some(a), Some(b), Some(span)) => a.abs_diff(b) <= span,
        _ => true,
    };
    let found = index.candidates(query, lookup).iter().map(|hit| {
        let held = index.held(hit.slot).expect("a hit is held");
        assert!(held.id != query.id && is_near(held.time));
        let (number, time) = model[&held.id];
        assert_eq!(time, held.time);
        let shared = most_shared(query, number);
        assert!((MIN_SHARED_KEYS..=KEYS as u8).contains(&hit.shared_keys) && usize::from(hit.shared_keys) <= shared);
        (held.id, usize::from(hit.shared_keys))
    });
    let found: BTreeMap<u64, usize> = found.collect();
    // Postings of what was replaced stay for a while, and a segment has postings of its own.
    if inserted * 5 < POSTINGS_PER_KEY {
        let near =
            model.iter().filter(|(id, (_, time))| **id != query.id && is_near(*time) && index.find(**id).is_some());
        let shares = near.map(|(id, (number, _))| (*id, most_shared(query, *number)));
        let expected: BTreeMap<u64, usize> = shares.filter(|(_, shared)| *shared >= MIN_SHARED_KEYS.into()).collect();
        assert_eq!(found, expected);
    }
}

/// Keys that the best pair of segments shares; of short texts of one content, two more.
fn most_shared(query: &Document<'_, BINS>, number: u8) -> usize {
    let other = prints::page(number);
    let parts = |page: &wireprint::fingerprint::Page<BINS>| {
        [*page.fingerprint.keys()].into_iter().chain(page.segments.iter().copied()).collect::<Vec<_>>()
    };
    let (own, others) = (parts(query.page), parts(&other));
    let [a, b] = [&query.page.fingerprint, &other.fingerprint];
    let is_short = a.distinct().max(b.distinct()) < SHORT_TEXT_SHINGLES && a.content() == b.content();
    // The lookup adds up what one segment of the query shares with all segments of the other.
    let shares = own.iter().enumerate().map(|(at, keys)| {
        let content = if is_short && at == 0 { 2 } else { 0 };
        content + others.iter().map(|other| shared_keys(keys, other)).sum::<usize>()
    });
    shares.max().unwrap_or(0).min(KEYS)
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let steps = |n: u8| (0..120u8).flat_map(move |i| [i % 5, i % (n + 4), (i / 2).wrapping_mul(n), i.wrapping_mul(n)]);
    let plans = (0..10u8).map(|n| [&[n, n * 20], &steps(n).collect::<Vec<_>>()[..]].concat());
    let still =
        (0..6u8).map(|n| [&[n, 1], &(0..12).flat_map(|i| [1, i, n + i / 3, i * 7]).collect::<Vec<u8>>()[..]].concat());
    plans.chain(still).collect()
}
