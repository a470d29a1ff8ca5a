//! Filters of common shingles from any bytes, and the generations that follow them.

use arbitrary::Unstructured;
use wireprint::suppress::{Cell, FILTER_BYTES, Filter, Learner};
use wireprint::{Fingerprinter, Scheme};

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok((kind, lineage)) = input.arbitrary::<(u8, u64)>() else { return };
    if kind == 0 {
        read(input.take_rest());
        return;
    }
    let hashes: Vec<u64> = input.arbitrary_iter().into_iter().flatten().flatten().take(200).collect();
    let (given, later) = hashes.split_at(hashes.len() / 2);
    let filter = match kind & 1 {
        0 => Filter::from_shingles(&Scheme::REWRITE, given.iter().copied()),
        _ => Filter::first(&Scheme::REWRITE, lineage),
    };
    assert!(kind & 1 == 1 || given.iter().all(|hash| filter.contains(*hash)));
    let mut bytes = filter.to_bytes();
    assert_eq!(Filter::from_bytes(&bytes).as_ref(), Ok(&filter));
    grows(&filter, later);
    // A byte is spoilt, which may be one of the header.
    let at = if kind & 2 == 0 { usize::from(kind) / 4 % 24 } else { lineage as usize % FILTER_BYTES };
    bytes[at] ^= kind;
    if let Some(spoilt) = read(&bytes) {
        grows(&spoilt, later);
    }
}

fn read(bytes: &[u8]) -> Option<Filter> {
    let filter = Filter::from_bytes(bytes).ok()?;
    assert_eq!(&filter.to_bytes()[..], bytes);
    let is_of_it = filter.shingles_id() == Scheme::REWRITE.shingles_id();
    assert_eq!(Fingerprinter::with_filter(&Scheme::REWRITE, &filter).is_ok(), is_of_it);
    Some(filter)
}

/// What is learned later is dropped besides, and nothing comes back.
fn grows(filter: &Filter, hashes: &[u64]) {
    let mut learner = Learner::<_, 64>::new(&Scheme::REWRITE, [Cell::default(); 256]);
    for _ in 0..3 {
        learner.begin_document();
        learner.shingles(hashes);
    }
    let Some(next) = learner.next_filter(filter, 2) else { return };
    let [before, after] = [filter.to_bytes(), next.to_bytes()];
    assert!(before[24..].iter().zip(&after[24..]).all(|(before, after)| before & !after == 0));
    assert_eq!((next.id().lineage, next.id().generation), (filter.id().lineage, filter.id().generation + 1));
    assert!(next != *filter && hashes.iter().any(|hash| next.contains(*hash) && !filter.contains(*hash)));
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let full = Filter::from_shingles(&Scheme::REWRITE, (0..400u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    let raw = [&[0; 9], &full.to_bytes()[..]].concat();
    let made = (1..12u8).map(|kind| [&[kind; 9], &[1, 2, 3, 4, 5, 6, 7, kind].repeat(20)[..]].concat());
    [raw].into_iter().chain(made).collect()
}
