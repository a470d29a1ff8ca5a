//! A disk that fails at will.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use redb::StorageBackend;
use wireprint_store::Store;

use crate::common::{mixed, settings};

/// What a file holds, and what would be there without the writes that nothing has made durable.
#[derive(Debug, Default)]
struct Held {
    bytes: Vec<u8>,
    unsynced: Vec<(usize, Vec<u8>)>,
}

/// A file in memory whose writes fail from the nth on: whether with a full disk or a broken one. Both files of an index fail
/// together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    held: Arc<Mutex<Held>>,
    image: Arc<Mutex<Held>>,
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

    /// The other file.
    fn beside(&self) -> Self {
        Self { held: Arc::clone(&self.image), ..self.clone() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().expect("unpoisoned")
    }

    /// As after a power cut: of what was not made durable some is there, some is not.
    pub(crate) fn cut_power(&self) {
        for file in [self, &self.beside()] {
            let Held { bytes, unsynced } = &mut *file.held();
            for (number, (at, before)) in unsynced.drain(..).enumerate().collect::<Vec<_>>().into_iter().rev() {
                let end = (at + before.len()).min(bytes.len());
                if at < end && !mixed((at + number) as u64).is_multiple_of(3) {
                    bytes[at..end].copy_from_slice(&before[..end - at]);
                }
            }
        }
    }

    pub(crate) fn mend(&self) {
        self.fails_from.store(u64::MAX, Ordering::SeqCst);
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.held().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let held = self.held();
        let from = held.bytes.get(offset as usize..offset as usize + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(from);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.fails()?;
        self.held().bytes.resize(len as usize, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.fails()?;
        self.held().unsynced.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let failed = self.fails();
        // A write that fails may have written a part.
        let len = if failed.is_ok() { data.len() } else { data.len() / 2 };
        let (offset, held) = (offset as usize, &mut *self.held());
        let place = &mut held.bytes[offset..offset + len];
        held.unsynced.push((offset, place.to_vec()));
        place.copy_from_slice(&data[..len]);
        failed
    }
}

pub(crate) fn open(disk: &Disk) -> Store {
    disk.mend();
    Store::with_backend(disk.clone(), disk.beside(), &settings()).expect("a disk that works")
}
