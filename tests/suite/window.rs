//! The index of a window against a plain search, and against clocks and streams that mean it no good.

use std::collections::{BTreeMap, BTreeSet};

use wireprint::fingerprint::{Page, page_batch};
use wireprint::index::{Document, HostId, Kept, Lookup, Stats, Window, WindowIndex};
use wireprint::scheme::KEYS;
use wireprint::{Scheme, WindowError};

use crate::common::Random;

const DAY: i64 = 86_400;
/// 2025-03-14.
const NOW: i64 = 1_741_910_400;

/// Documents over small vocabularies, so that keys are shared in all degrees; some are short.
fn related_pages(n: usize) -> Vec<Page> {
    let mut random = Random(3);
    let texts = (0..n).map(|i| {
        let length = if i % 9 == 0 { 5 } else { 80 };
        (0..length).map(|_| format!("word{} ", i % 7 * 40 + random.below(60))).collect::<String>()
    });
    page_batch(&Scheme::REWRITE, None, &texts.collect::<Vec<_>>()).expect("no filter")
}

fn page(text: &str) -> Page {
    page_batch(&Scheme::REWRITE, None, &[text]).expect("no filter").remove(0)
}

/// A story of its own.
fn story(number: u64) -> Page {
    let mut random = Random(number);
    page(&(0..60).map(|_| format!("w{:x} ", random.next() >> 34)).collect::<String>())
}

fn document(id: u64, page: &Page, time: Option<i64>) -> Document<'_> {
    Document { id, page, host: HostId::UNKNOWN, time }
}

/// Keys shared, and two more where both are short and of equal content.
fn shared_keys(a: &Page, b: &Page) -> u8 {
    let (a, b) = (&a.fingerprint, &b.fingerprint);
    let keys = (0..KEYS).filter(|i| a.keys()[*i] == b.keys()[*i] && a.keys()[*i] != u32::MAX).count();
    let is_short_copy = a.distinct() < 8 && b.distinct() < 8 && a.content() == b.content();
    (keys + if is_short_copy { 2 } else { 0 }).min(KEYS) as u8
}

fn window(memory: usize, span: Option<u64>) -> WindowIndex {
    WindowIndex::new(Window { memory, span }).expect("enough memory")
}

fn ids(index: &WindowIndex, query: &Document<'_>) -> BTreeMap<u64, u8> {
    let mut lookup = Lookup::new();
    let hits = index.candidates(query, &mut lookup).iter();
    hits.map(|hit| (index.held(hit.slot).expect("a hit is held").id, hit.shared_keys)).collect()
}

#[test]
fn it_equals_a_search_through_everything() {
    let pages = related_pages(120);
    let mut index = window(8 << 20, None);
    let mut random = Random(4);
    let mut held: BTreeMap<u64, usize> = BTreeMap::new();
    for step in 0..1500 {
        let (id, at) = (random.below(90) as u64, random.below(pages.len()));
        if random.below(3) == 0 {
            assert_eq!(index.remove(id), held.remove(&id).is_some(), "step {step}");
        } else {
            let kept = index.insert(&document(id, &pages[at], None)).expect("one scheme");
            let expected = match held.insert(id, at) {
                None => Kept::New,
                Some(before) if pages[before] == pages[at] => Kept::Unchanged,
                Some(_) => Kept::Replaced,
            };
            assert_eq!(kept, expected, "step {step}");
        }
        let query = random.below(pages.len());
        let shares = |at: &usize| shared_keys(&pages[query], &pages[*at]);
        let expected: BTreeMap<u64, u8> =
            held.iter().map(|(id, at)| (*id, shares(at))).filter(|(_, shared)| *shared >= 2).collect();
        assert_eq!(ids(&index, &document(u64::MAX, &pages[query], None)), expected, "step {step}");
        assert_eq!(index.len(), held.len());
    }
    assert!(index.stats().removed > 100);
}

/// Equal documents cost no more each than the first few, however many come.
#[test]
fn equal_documents_do_not_pile_up() {
    let page = story(1);
    let mut index = window(8 << 20, None);
    for id in 0..3000 {
        index.insert(&document(id, &page, None)).expect("one scheme");
    }
    let found: Vec<u64> = ids(&index, &document(u64::MAX, &page, None)).into_keys().collect();
    assert_eq!(found, (3000 - 64..3000).collect::<Vec<_>>(), "the newest stay");
}

#[test]
fn the_bound_of_memory_holds_and_the_oldest_go() {
    let mut index = window(1 << 20, None);
    let capacity = index.stats().capacity as u64;
    assert!((900..1000).contains(&capacity), "{capacity}");
    for id in 0..5 * capacity {
        index.insert(&document(id, &story(id), None)).expect("one scheme");
        let Stats { bytes, bytes_max, .. } = index.stats();
        assert!(bytes <= bytes_max, "{bytes} bytes at document {id}");
        if id % 37 == 0 {
            assert!(ids(&index, &document(u64::MAX, &story(id), None)).contains_key(&id), "document {id} is new");
        }
    }
    let stats = index.stats();
    assert!(stats.documents as u64 > capacity * 14 / 16, "no more than a shard is given up at a time");
    assert_eq!(stats.documents as u64 + stats.crowded_out, 5 * capacity);
    let recent = (4 * capacity + capacity / 8)..5 * capacity;
    assert!(recent.clone().all(|id| index.find(id).is_some()));
    let found = recent.clone().filter(|id| !ids(&index, &document(u64::MAX, &story(*id), None)).is_empty());
    assert_eq!(found.count() as u64, capacity - capacity / 8, "the rings hold what the records do");
    assert!((0..3 * capacity).all(|id| index.find(id).is_none()));
}

/// Re-observed over and over, a document takes one place.
#[test]
fn changed_documents_take_one_place() {
    let mut index = window(1 << 20, None);
    let others = index.stats().capacity as u64 / 2;
    (0..others).for_each(|id| assert!(index.insert(&document(id, &story(id), None)).is_ok()));
    for version in 0..5000 {
        let kept = index.insert(&document(0, &story(100_000 + version), None)).expect("one scheme");
        assert_eq!(kept, Kept::Replaced);
    }
    let stats = index.stats();
    assert_eq!((stats.documents as u64, stats.crowded_out), (others, 0));
    assert!(ids(&index, &document(u64::MAX, &story(0), None)).is_empty(), "the first version is gone");
    assert_eq!(ids(&index, &document(u64::MAX, &story(104_999), None)).into_keys().collect::<Vec<_>>(), [0]);
    assert!(ids(&index, &document(0, &story(104_999), None)).is_empty(), "nobody is his own candidate");
}

#[test]
fn documents_go_when_the_window_has_passed() {
    let mut index = window(8 << 20, Some(7 * DAY as u64));
    let page = story(1);
    for day in 0..60 {
        index.insert(&document(day as u64, &page, Some(NOW + day * DAY))).expect("one scheme");
        let found: BTreeSet<u64> = ids(&index, &document(u64::MAX, &page, Some(NOW + day * DAY))).into_keys().collect();
        assert_eq!(found, ((day - 7).max(0) as u64..=day as u64).collect(), "day {day}");
    }
    let stats = index.stats();
    // The clock is the median of the latest 31, so a document a day stays for some weeks.
    assert!((7..=24).contains(&stats.documents), "{stats:?}");
    assert_eq!(stats.documents as u64 + stats.expired, 60);
}

/// Out of order, late, from the future, from no time at all: what is held is found, and what is too far apart is not.
#[test]
fn wrong_times_empty_no_window() {
    let mut index = window(8 << 20, Some(7 * DAY as u64));
    let page = story(1);
    let mut random = Random(6);
    for id in 0..300u64 {
        let time = NOW + id as i64 * 600;
        let stated = match id % 10 {
            3 => Some(time + 80 * 365 * DAY),
            5 => Some(0),
            7 => None,
            8 => Some(if id % 20 == 8 { i64::MAX } else { i64::MIN }),
            _ => Some(time - random.below(3 * DAY as usize) as i64),
        };
        let kept = index.insert(&document(id, &page, stated)).expect("one scheme");
        let too_old = id % 10 == 5 || stated == Some(i64::MIN);
        assert_eq!(kept, if too_old { Kept::TooOld } else { Kept::New }, "document {id}");
    }
    let stats = index.stats();
    assert_eq!(stats.expired, 0);
    assert_eq!(stats.documents as u64 + stats.too_old + stats.expired, 300);
    let found = ids(&index, &document(u64::MAX, &page, Some(NOW + 300 * 600)));
    let latest = (0..300).rev().filter(|id| index.find(*id).is_some()).take(64);
    let near = latest.filter(|id| matches!(id % 10, 0 | 1 | 2 | 4 | 6 | 7 | 9));
    assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), near.collect(), "what is near of the 64 that a key has");
    let found = ids(&index, &document(u64::MAX, &page, Some(NOW - 20 * DAY)));
    assert!(found.keys().all(|id| index.find(*id).expect("held").time.is_none()), "the rest is too far away");
}

#[test]
fn a_jump_of_all_clocks_begins_a_new_window_and_a_jump_back_another() {
    let mut index = window(8 << 20, Some(7 * DAY as u64));
    for (leg, start) in [NOW, NOW + 4000 * DAY, NOW].into_iter().enumerate() {
        for step in 0..200 {
            let id = leg as u64 * 1000 + step;
            index.insert(&document(id, &story(id), Some(start + step as i64 * 60))).expect("one scheme");
        }
        let latest = leg as u64 * 1000 + 199;
        let found = ids(&index, &document(u64::MAX, &story(latest), Some(start + 200 * 60)));
        assert_eq!(found.into_keys().next(), Some(latest), "leg {leg}");
    }
    let stats = index.stats();
    assert_eq!(stats.documents as u64 + stats.too_old + stats.expired, 600, "{stats:?}");
}

/// Times that nobody else has make no shards of their own, and no sweep for every document.
#[test]
fn wild_times_leave_few_shards() {
    let mut index = window(1 << 20, Some(DAY as u64));
    let page = story(1);
    for step in 0..3000i64 {
        for id in 0..2 {
            index.insert(&document(id, &page, Some(1000))).expect("one scheme");
        }
        let wild = document(2, &page, Some(NOW + step * 1_000_000));
        index.insert(&wild).expect("one scheme");
        assert!(index.stats().shards <= 40, "{} at step {step}", index.stats().shards);
    }
    // A full window, and one document in ten of another far future each.
    let mut crowds = 0;
    for id in 10..4000u64 {
        let time = if id % 10 == 0 { NOW + id as i64 * 1_000_000 } else { 1000 };
        let before = index.stats().crowded_out;
        index.insert(&document(id, &story(id), Some(time))).expect("one scheme");
        crowds += u32::from(index.stats().crowded_out > before);
        assert!(index.stats().shards <= 60, "{} at document {id}", index.stats().shards);
    }
    assert!(crowds <= 80, "made room {crowds} times");
}

#[test]
fn too_little_memory_is_refused() {
    let error = WindowIndex::<512>::new(Window { memory: 1000, span: None }).expect_err("too little");
    assert_eq!(error, WindowError { given: 1000, needed: 1 << 20 });
}
