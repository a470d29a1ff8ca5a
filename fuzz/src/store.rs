//! The files of an index, damaged: refused or found out by a check, or another index that works on.

use std::io;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use arbitrary::Unstructured;
use redb::StorageBackend;
use wireprint_store::{Incoming, Settings, Store, StoreError};

use crate::samples;

const DOCUMENTS: usize = 90;
const PAGE: usize = 4096;

/// A file in memory.
#[derive(Clone, Debug, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn with<T>(&self, work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl StorageBackend for Memory {
    fn len(&self) -> io::Result<u64> {
        Ok(self.with(|bytes| bytes.len() as u64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.with(|bytes| {
            let from = usize::try_from(offset).ok().and_then(|from| bytes.get(from..from.checked_add(out.len())?));
            out.copy_from_slice(from.ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        // A damaged file may ask for any length.
        let len = usize::try_from(len).ok().filter(|len| *len <= 64 << 20).ok_or(io::ErrorKind::StorageFull)?;
        self.with(|bytes| bytes.resize(len, 0));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.with(|bytes| {
            let from = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
            let to = bytes.get_mut(from..from.saturating_add(data.len())).ok_or(io::ErrorKind::UnexpectedEof)?;
            to.copy_from_slice(data);
            Ok(())
        })
    }
}

fn settings() -> Settings {
    Settings { memory: 1 << 20, lineage: 7, ..Settings::default() }
}

fn documents() -> Vec<(String, &'static str)> {
    samples::texts().take(DOCUMENTS).enumerate().map(|(n, text)| (format!("n{n}"), text)).collect()
}

/// The files of an index that was closed, one after the other.
struct Sound {
    bytes: Vec<u8>,
    /// Where the second begins.
    image: usize,
    /// The places of the pages that hold anything.
    pages: Vec<usize>,
}

static SOUND: LazyLock<Sound> = LazyLock::new(|| {
    let [redb, image] = [Memory::default(), Memory::default()];
    let mut store = Store::with_backend(redb.clone(), image.clone(), &settings()).expect("memory");
    let documents = documents();
    let incoming: Vec<Incoming<'_>> = documents.iter().map(|(id, text)| Incoming::new(id, text)).collect();
    for some in incoming.chunks(30) {
        store.decide(some).expect("memory");
    }
    store.close().expect("memory");
    let mut bytes = redb.with(|bytes| bytes.clone());
    let begins = bytes.len();
    image.with(|image| bytes.extend_from_slice(image));
    let pages = bytes.chunks(PAGE).enumerate().filter(|(_, page)| page.iter().any(|byte| *byte != 0));
    let pages = pages.map(|(number, _)| number * PAGE).collect();
    Sound { bytes, image: begins, pages }
});

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let sound = &*SOUND;
    let files = [Memory::default(), Memory::default()];
    let (redb, image) = sound.bytes.split_at(sound.image);
    files[0].with(|bytes| bytes.extend_from_slice(redb));
    files[1].with(|bytes| bytes.extend_from_slice(image));
    while let Ok((page, at, value)) = input.arbitrary::<(u16, u16, u8)>() {
        let page = sound.pages[usize::from(page) % sound.pages.len()];
        let at = (page + usize::from(at) % PAGE).min(sound.bytes.len() - 1);
        let (file, at) = if at < sound.image { (&files[0], at) } else { (&files[1], at - sound.image) };
        file.with(|bytes| bytes[at] ^= value);
        if input.is_empty() {
            break;
        }
    }
    let [redb, image] = files;
    let Ok(mut store) = Store::with_backend(redb, image, &settings()) else { return };
    let (id, text) = &documents()[7];
    let query = Incoming::new("q", text);
    let _ = store.query(&query);
    let _ = store.document(id);
    let _ = store.export(|_| Ok::<(), StoreError>(()));
    let is_sound = store.check().is_ok_and(|check| check.findings_count == 0);
    let decided = store.decide(&[query]);
    if is_sound && let Ok(decided) = decided {
        assert!(decided[0].matches.iter().all(|found| (0.0..=1.0).contains(&found.score)), "{decided:?}");
    }
    let _ = store.close();
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let change = |n: u16| {
        let [page, at] = [n, n.wrapping_mul(977)].map(u16::to_le_bytes);
        [&page[..], &at, &[1 << (n % 8)]].concat()
    };
    let one = (0..96).map(change);
    let many = (0..12u16).map(|n| (0..20).flat_map(|m| change(n * 31 + m * 7)).collect());
    one.chain(many).chain([vec![0; 5]]).collect()
}
