//! Whatever write fails, the last committed state is there.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use redb::StorageBackend;
use wireprint_store::{Decision, Store, StoreError};

use crate::common::{Document, assert_sound, decide, documents, incoming, settings};

/// A file in memory whose writes fail from the nth on: whether with a full disk or a broken one.
#[derive(Clone, Debug, Default)]
struct Disk {
    bytes: Arc<Mutex<Vec<u8>>>,
    writes: Arc<AtomicU64>,
    fails_from: Arc<AtomicU64>,
}

impl Disk {
    fn fails(&self) -> io::Result<()> {
        let write = self.writes.fetch_add(1, Ordering::SeqCst);
        let kinds = [io::ErrorKind::StorageFull, io::ErrorKind::Other];
        if write < self.fails_from.load(Ordering::SeqCst) { Ok(()) } else { Err(kinds[write as usize % 2].into()) }
    }

    fn fail_after(&self, writes: u64) {
        self.fails_from.store(self.writes.load(Ordering::SeqCst).saturating_add(writes), Ordering::SeqCst);
    }

    fn mend(&self) {
        self.fails_from.store(u64::MAX, Ordering::SeqCst);
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes.lock().expect("unpoisoned").len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let bytes = self.bytes.lock().expect("unpoisoned");
        let from = bytes.get(offset as usize..offset as usize + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(from);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.fails()?;
        self.bytes.lock().expect("unpoisoned").resize(len as usize, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.fails()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let failed = self.fails();
        // A write that fails may have written a part.
        let len = if failed.is_ok() { data.len() } else { data.len() / 2 };
        let mut bytes = self.bytes.lock().expect("unpoisoned");
        bytes[offset as usize..offset as usize + len].copy_from_slice(&data[..len]);
        failed
    }
}

fn open(disk: &Disk) -> Store {
    disk.mend();
    Store::with_backend(disk.clone(), &settings()).expect("a disk that works")
}

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
    // Images are begun after 8,192 documents and written within 4,096 more.
    for fails_after in [2000, 9, 40, 111, 300, 600, 1000, u64::MAX / 2] {
        disk.fail_after(fails_after);
        let acknowledged = until_failure(&mut store, &documents[done..], 250);
        assert!(acknowledged == expected[done..done + acknowledged.len()]);
        done += acknowledged.len();
        drop(store);
        store = open(&disk);
        assert_sound(&mut store);
    }
    assert_eq!(done, documents.len());
    disk.fail_after(3);
    assert!(store.write_image().is_err());
    drop(store);
    assert_sound(&mut open(&disk));
}
