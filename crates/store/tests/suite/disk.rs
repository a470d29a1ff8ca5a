//! A disk that fails at will.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use redb::StorageBackend;
use wireprint_store::Store;

use crate::common::settings;

/// A file in memory whose writes fail from the nth on: whether with a full disk or a broken one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
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

    pub(crate) fn fail_after(&self, writes: u64) {
        self.fails_from.store(self.writes.load(Ordering::SeqCst).saturating_add(writes), Ordering::SeqCst);
    }

    pub(crate) fn mend(&self) {
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

pub(crate) fn open(disk: &Disk) -> Store {
    disk.mend();
    Store::with_backend(disk.clone(), &settings()).expect("a disk that works")
}
