//! Whatever write fails, the last committed state is there.

use wireprint_store::{Decision, Store, StoreError};

use crate::common::{Document, assert_sound, decide, documents, incoming};
use crate::disk::{Disk, open};

/// Gives the index the documents from `done` on until a write fails; what was acknowledged.
fn until_failure(store: &mut Store, documents: &[Document], batch: usize) -> Vec<Decision> {
    let mut acknowledged = Vec::new();
    for some in documents.chunks(batch) {
        match store.decide(&incoming(some)) {
            Ok(decided) => acknowledged.extend(decided),
            Err(error) => {
                assert!(matches!(error, StoreError::Database(_)), "{error}");
                assert!(matches!(store.decide(&[]), Err(StoreError::Failed)));
                return acknowledged;
            }
        }
    }
    acknowledged
}

#[test]
fn the_nth_write_fails_and_the_last_commit_is_there() {
    let documents = documents(500);
    let expected = decide(&mut open(&Disk::default()), &documents, || 100);
    for after in (0..24).chain((24..200).step_by(11)) {
        let disk = Disk::default();
        let mut store = open(&disk);
        decide(&mut store, &documents[..100], || 100);
        disk.fail_after(after);
        let mut done = 100 + until_failure(&mut store, &documents[100..], 50).len();
        drop(store);
        disk.cut_power();
        let mut store = open(&disk);
        assert_sound(&mut store);
        // The batch that failed is there as a whole or not at all: a commit may be durable that nobody was told of.
        let known = store.counts().documents as usize;
        assert!(known == done || known == done + 50, "{known} of {done} after {after}");
        // Whoever was not answered sends again.
        let rest = decide(&mut store, &documents[done..], || 70);
        assert!(rest == expected[done..], "after {after}");
        done += rest.len();
        assert_eq!(done, documents.len());
    }
}

#[test]
fn a_failure_while_an_image_is_written_leaves_the_one_before() {
    let documents = documents(21_000);
    let expected = decide(&mut open(&Disk::default()), &documents, || 1000);
    let disk = Disk::default();
    let mut store = open(&disk);
    let mut done = 0;
    // Images are begun after 6,144 documents, and again when that one is named after as many more.
    for fails_after in [2000, 9, 40, 111, 300, 600, 1000, u64::MAX / 2] {
        disk.fail_after(fails_after);
        let acknowledged = until_failure(&mut store, &documents[done..], 250);
        assert!(acknowledged == expected[done..done + acknowledged.len()]);
        done += acknowledged.len();
        drop(store);
        disk.cut_power();
        store = open(&disk);
        assert_sound(&mut store);
    }
    assert_eq!(done, documents.len());
    disk.fail_after(3);
    assert!(store.write_image().is_err());
    drop(store);
    disk.cut_power();
    assert_sound(&mut open(&disk));
}
