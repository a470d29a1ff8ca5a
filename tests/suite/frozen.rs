//! What was written once is read for ever: fingerprints, filters and indexes as they were committed when scheme 1 was frozen.
//!
//! These files are never written anew. If one of these tests fails, the change is wrong, not the file; another meaning is
//! another version, with another scheme id and a folder of its own beside `v1`.

use std::fs;
use std::path::Path;

use wireprint::index::FixedIndex;
use wireprint::suppress::{FILTER_BYTES, Filter};
use wireprint::{DecodeError, Fingerprint, Fingerprinter, Scheme, fingerprint};

use crate::common::corpus;

type Index = FixedIndex<128, 32_768>;

fn stored(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/v1").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Fifteen documents of the bundled corpus, in its order, of all its languages.
fn texts() -> Vec<String> {
    corpus().into_iter().step_by(7).map(|sample| sample.text).collect()
}

fn filter() -> Filter {
    let mut hashes = Vec::new();
    for text in texts() {
        wireprint::fingerprint::for_each_shingle(&Scheme::REWRITE, text.as_bytes(), |shingle| {
            hashes.push(shingle.hash)
        });
    }
    Filter::from_shingles(&Scheme::REWRITE, hashes.into_iter().filter(|hash| hash % 16 == 0))
}

/// An index of which documents were removed, and one was added in a freed place: order, id and place differ.
fn index() -> Index {
    let mut index = Index::new();
    for (text, id) in texts().iter().zip(100..) {
        index.insert(id, fingerprint(&Scheme::REWRITE, text.as_bytes()));
    }
    index.remove(100);
    index.remove(103);
    index.insert(7, fingerprint(&Scheme::REWRITE, texts()[0].as_bytes()));
    index
}

fn bytes(fingerprint: &Fingerprint) -> Vec<u8> {
    let mut bytes = vec![0; Fingerprint::<512>::BYTES];
    fingerprint.write_to(&mut bytes).expect("room for a fingerprint");
    bytes
}

#[test]
fn fingerprints_of_version_1() {
    let file = stored("fingerprints.bin");
    let records: Vec<&[u8]> = file.chunks(Fingerprint::<512>::BYTES).collect();
    let texts = texts();
    assert_eq!(records.len(), 2 * texts.len(), "each text without and with the filter");
    let filter = Filter::from_bytes(&stored("filter.bin")).expect("a filter of version 1");
    for (pair, text) in records.chunks(2).zip(&texts) {
        let plain = Fingerprint::from_bytes(pair[0]).expect("a fingerprint of version 1");
        let filtered = Fingerprint::from_bytes(pair[1]).expect("a fingerprint of version 1");
        assert_eq!(plain, fingerprint(&Scheme::REWRITE, text.as_bytes()));
        let mut fingerprinter = Fingerprinter::with_filter(&Scheme::REWRITE, &filter).expect("of this scheme");
        fingerprinter.push(text.as_bytes());
        assert_eq!(filtered, fingerprinter.finish());
        assert_eq!([bytes(&plain), bytes(&filtered)].concat(), pair.concat());
    }
}

#[test]
fn the_filter_of_version_1() {
    let file = stored("filter.bin");
    assert_eq!(file.len(), FILTER_BYTES);
    let read = Filter::from_bytes(&file).expect("a filter of version 1");
    assert_eq!(read, filter());
    assert_eq!(read.to_bytes().as_slice(), file);
}

#[test]
fn the_index_of_version_1() {
    let file = stored("index.bin");
    let read = Index::from_bytes(&file).expect("an index of version 1");
    let mut written = vec![0; read.bytes_len()];
    assert_eq!(read.write_to(&mut written), Ok(file.len()));
    assert_eq!(written, file);
    let mut today = vec![0; index().bytes_len()];
    index().write_to(&mut today).expect("room for the index");
    assert_eq!(today, file);
    let mut found = Vec::new();
    read.candidates(&fingerprint(&Scheme::REWRITE, texts()[0].as_bytes()), |candidate| found.push(candidate.id));
    assert!(found.contains(&7) && !found.contains(&100), "{found:?}");
    // The oldest goes first, as it would have in the index that was written.
    let mut small = FixedIndex::<14, 4096>::from_bytes(&file).expect("room for fourteen");
    let put_out = small.insert(1, fingerprint(&Scheme::REWRITE, b"Ferries to Kolmar resume on Friday"));
    assert_eq!(put_out.map(|(id, _)| id), Some(101));
}

#[test]
fn an_index_that_is_none_is_refused() {
    let file = stored("index.bin");
    let read = |bytes: &[u8]| Index::from_bytes(bytes).err();
    let spoilt = |at: usize, value: u8| {
        let mut bytes = file.clone();
        bytes[at] = value;
        read(&bytes)
    };
    assert!(matches!(read(&file[..file.len() - 1]), Some(DecodeError::Length { .. })));
    assert!(matches!(read(&file[..5]), Some(DecodeError::Length { .. })));
    assert!(matches!(spoilt(0, b'x'), Some(DecodeError::Field { offset: 0, .. })));
    assert!(matches!(spoilt(7, 2), Some(DecodeError::Field { offset: 0, .. })), "a later form");
    assert!(matches!(spoilt(8, 1), Some(DecodeError::Field { offset: 8, .. })), "other bins");
    assert!(matches!(spoilt(13, 1), Some(DecodeError::Field { offset: 12, .. })), "too many documents");
    assert!(matches!(spoilt(16 + 4 + 16, 1), Some(DecodeError::Field { offset: 36, .. })), "a fingerprint's field");
    let (first, second) = (16, 16 + 1076);
    let mut twice = file.clone();
    twice.copy_within(first..first + 4, second);
    assert!(matches!(read(&twice), Some(DecodeError::Field { offset: 1092, .. })), "an id twice");
}
