//! The file of images: places of a mebibyte, each with a chunk or free.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use redb::StorageBackend;
use serde::{Deserialize, Serialize};
use wireprint::engine::Table;
use xxhash_rust::xxh3::xxh3_64;

use crate::error::StoreError;

/// Bytes of a place.
pub(crate) const PLACE: u64 = 1 << 20;
/// The numbers of what is a table beside those of [`Table`]: the head of a stream, and the journals of its rings.
pub(crate) const HEAD: u8 = 4;
pub(crate) const JOURNAL: u8 = 5;

/// A chunk of a table, where it stands, and the hash of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chunk {
    pub(crate) table: u8,
    pub(crate) chunk: u32,
    /// The number of the image that it was written with.
    pub(crate) image: u64,
    pub(crate) place: u32,
    pub(crate) len: u32,
    pub(crate) hash: u64,
}

impl Chunk {
    /// The chunk with the length and hash of its bytes.
    pub(crate) fn with_bytes(self, bytes: &[u8]) -> Self {
        Self { len: bytes.len() as u32, hash: xxh3_64(bytes), ..self }
    }

    /// What it is a chunk of.
    pub(crate) fn table_name(&self) -> &'static str {
        let table = Table::ALL.into_iter().find(|table| table.number() == self.table);
        match table {
            Some(Table::Records) => "chunk of records",
            Some(Table::Rings) => "chunk of rings",
            Some(Table::Stories) => "chunk of stories",
            Some(Table::Lines) => "chunk of lines",
            None if self.table == HEAD => "chunk of the head",
            None => "journal of rings",
        }
    }

    fn damaged(&self) -> StoreError {
        StoreError::Damaged { what: self.table_name(), number: self.chunk.into() }
    }
}

/// The file.
#[derive(Clone, Debug)]
pub(crate) struct ImageFile(Arc<dyn StorageBackend>);

impl ImageFile {
    pub(crate) fn new(backend: impl StorageBackend) -> Self {
        Self(Arc::new(backend))
    }

    pub(crate) fn of(file: File) -> Self {
        Self::new(Plain { file, place: Mutex::new(()) })
    }

    /// Makes it so long that it has places of numbers below this one.
    pub(crate) fn make_room(&self, places: u32) -> Result<(), StoreError> {
        let len = u64::from(places) * PLACE;
        if self.0.len()? < len { Ok(self.0.set_len(len)?) } else { Ok(()) }
    }

    /// Makes it no longer than that.
    pub(crate) fn cut(&self, places: u32) -> Result<(), StoreError> {
        let len = u64::from(places) * PLACE;
        if self.0.len()? > len { Ok(self.0.set_len(len)?) } else { Ok(()) }
    }

    pub(crate) fn write(&self, place: u32, bytes: &[u8]) -> Result<(), StoreError> {
        Ok(self.0.write(u64::from(place) * PLACE, bytes)?)
    }

    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        Ok(self.0.sync_data()?)
    }

    /// Reads a chunk into a buffer; an error if it is not what was written.
    pub(crate) fn read(&self, chunk: &Chunk, buffer: &mut Vec<u8>) -> Result<(), StoreError> {
        let len = u64::from(chunk.len).min(PLACE) as usize;
        // A buffer that is used again needs no zeros.
        buffer.resize(len, 0);
        match self.0.read(u64::from(chunk.place) * PLACE, buffer) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(chunk.damaged()),
            read => read?,
        }
        if xxh3_64(buffer) == chunk.hash && len == chunk.len as usize { Ok(()) } else { Err(chunk.damaged()) }
    }
}

/// A file of the system, which nobody else writes while the index is open.
#[derive(Debug)]
struct Plain {
    file: File,
    /// Held from a seek to what is done there. Making the file durable takes long and needs no place.
    place: Mutex<()>,
}

impl Plain {
    fn at<T>(&self, offset: u64, work: impl FnOnce(&File) -> io::Result<T>) -> io::Result<T> {
        let _held = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        (&self.file).seek(SeekFrom::Start(offset))?;
        work(&self.file)
    }
}

impl StorageBackend for Plain {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.at(offset, |mut file| file.read_exact(out))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.at(offset, |mut file| file.write_all(data))
    }
}
