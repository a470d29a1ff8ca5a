//! Batches added while those before them are written: the same index, and nothing acknowledged is lost.

use tempfile::tempdir;
use wireprint_store::{Incoming, Row, Store, StoreError};

use crate::common::{Document, assert_sound, create, decide, documents, incoming, mixed};
use crate::disk::{Disk, open};

/// Batches of any size; many repeat what the one before ends with, and some nothing else.
fn batches(documents: &[Document]) -> Vec<Vec<Incoming<'_>>> {
    let all = incoming(documents);
    let (mut batches, mut done) = (Vec::new(), 0);
    while done < all.len() {
        let draw = mixed(batches.len() as u64);
        let again = if draw.is_multiple_of(3) { 1 + (draw / 3 % 90) as usize } else { 0 };
        let new = if draw.is_multiple_of(12) { 0 } else { (draw >> 32) as usize % 900 };
        let end = (done + new).min(all.len());
        batches.push(all[done.saturating_sub(again)..end.max(done)].to_vec());
        done = end;
    }
    batches
}

/// The documents that are held. How many of the others are still remembered depends on when images were begun.
fn rows(store: &Store) -> Vec<(Row, Option<String>)> {
    let mut rows = Vec::new();
    store
        .export(|exported| -> Result<(), StoreError> {
            rows.extend(exported.is_held.then(|| (exported.row.clone(), exported.text.map(str::to_owned))));
            Ok(())
        })
        .expect("a readable file");
    rows
}

#[test]
fn an_index_is_the_same_while_batches_before_are_written() {
    let documents = documents(24_000);
    let (plain, folder) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    let (mut one, mut other) = (create(plain.path()), create(folder.path()));
    let batches = batches(&documents[..23_000]);
    let fresh: Vec<usize> = batches.iter().map(|batch| one.add(batch).expect("room")).collect();
    let mut acknowledged = Vec::new();
    for some in batches.chunks(29) {
        let mut adding = other.adding().expect("a thread");
        for (number, batch) in some.iter().enumerate() {
            let before = adding.add(batch).expect("room");
            assert_eq!(before.is_some(), number > 0);
            acknowledged.extend(before);
        }
        acknowledged.extend(adding.finish().expect("room"));
        if acknowledged.len() % 2 == 0 {
            drop(other);
            other = Store::open(folder.path()).expect("its own index");
        }
    }
    assert_eq!(acknowledged, fresh);
    assert!(fresh.contains(&0) && one.counts().known > 300, "{:?}", one.counts());
    assert_eq!((other.window(), other.counts().documents), (one.window(), one.counts().documents));
    assert!(rows(&other) == rows(&one));
    assert_sound(&mut other);
    let expected = decide(&mut one, &documents[23_000..], || 100);
    assert!(decide(&mut other, &documents[23_000..], || 100) == expected);
}

#[test]
fn what_was_acknowledged_is_there_whatever_write_fails() {
    const BATCH: usize = 70;
    let documents = documents(700);
    let mut whole = open(&Disk::default());
    whole.add(&incoming(&documents)).expect("a disk that works");
    for after in (0..20).chain((20..260).step_by(13)) {
        let disk = Disk::default();
        let mut store = open(&disk);
        disk.fail_after(after);
        let (mut acknowledged, mut adding) = (0, store.adding().expect("a thread"));
        let mut failure = None;
        for batch in documents.chunks(BATCH) {
            match adding.add(&incoming(batch)) {
                Ok(before) => acknowledged += before.unwrap_or(0),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        match failure {
            None => acknowledged += adding.finish().map_or(0, Option::unwrap_or_default),
            Some(error) => {
                assert!(matches!(error, StoreError::Database(_)), "{error}");
                assert!(matches!(adding.add(&[]), Err(StoreError::Failed)));
                drop(adding);
                assert!(matches!(store.adding(), Err(StoreError::Failed)));
            }
        }
        drop(store);
        disk.cut_power();
        let mut store = open(&disk);
        let known = store.counts().documents as usize;
        // A commit may be durable that nobody was told of.
        assert!(
            known.is_multiple_of(BATCH) && (acknowledged..=acknowledged + BATCH).contains(&known),
            "{known}, {acknowledged}"
        );
        if known > 0 {
            assert_sound(&mut store);
        }
        store.add(&incoming(&documents[known..])).expect("a disk that works");
        assert!(rows(&store) == rows(&whole), "after {after}");
    }
}

#[test]
fn adding_that_is_given_up_leaves_an_index_that_works() {
    let documents = documents(300);
    let folder = tempdir().expect("a folder");
    let mut store = create(folder.path());
    let mut adding = store.adding().expect("a thread");
    adding.add(&incoming(&documents[..200])).expect("room");
    drop(adding);
    assert_eq!(store.counts().documents, 200);
    assert_eq!(store.add(&incoming(&documents)).expect("room"), 100);
    assert_sound(&mut store);
    drop(store);
    let mut reader = Store::open_to_read(folder.path()).expect("its own index");
    assert!(matches!(reader.adding(), Err(StoreError::ReadOnly)));
}
