//! Chunks written to the file of images while documents are decided about and committed: one thread gives them to the system,
//! another sees that they come to the disk.

use crate::error::StoreError;
use crate::image::file::{Chunk, ImageFile, PLACE};
use crate::worker::Worker;

/// Chunks that wait to be written.
const WAITING: usize = 24;
/// Bytes that are made durable at a time: commits of documents wait for the disk behind them.
const AT_ONCE: usize = 16 << 20;

struct Write(Chunk, Vec<u8>);

struct Sync;

/// Writes chunks and makes them durable.
pub(crate) struct ImageWriter {
    writing: Worker<Write, (Chunk, Vec<u8>)>,
    syncing: Worker<Sync, Sync>,
    /// Chunks that are not written.
    waiting: usize,
    /// Bytes that have been written since what is written was last asked to be made durable, and whether that goes on.
    behind: usize,
    is_syncing: bool,
    written: Vec<Chunk>,
    spare: Vec<Vec<u8>>,
    /// What a head is written into before it is divided; were it one of the others, each would in time become as large.
    pub(super) head: Vec<u8>,
}

impl ImageWriter {
    pub(crate) fn start(file: &ImageFile) -> Result<Self, StoreError> {
        let (to_write, to_sync) = (file.clone(), file.clone());
        let writing = Worker::start("image", WAITING, move |Write(chunk, bytes)| {
            to_write.write(chunk.place, &bytes)?;
            Ok(Some((chunk.with_bytes(&bytes), bytes)))
        })?;
        let syncing = Worker::start("image-sync", 1, move |Sync| to_sync.sync().map(|()| Some(Sync)))?;
        let (written, spare, head) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { writing, syncing, waiting: 0, behind: 0, is_syncing: false, written, spare, head })
    }

    /// Writes a chunk to a place that no complete image has.
    pub(crate) fn write(&mut self, chunk: Chunk, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.look()?;
        self.writing.order(Write(chunk, bytes))?;
        self.waiting += 1;
        Ok(())
    }

    /// Sees what has been done: buffers that have been written are used again at once, or every chunk would ask for a new one.
    pub(crate) fn look(&mut self) -> Result<(), StoreError> {
        while let Some(done) = self.writing.try_done()? {
            self.is_written(done);
        }
        if let Some(Sync) = self.syncing.try_done()? {
            self.is_syncing = false;
        }
        let is_due = self.behind >= AT_ONCE || self.waiting == 0 && self.behind > 0;
        if is_due && !self.is_syncing {
            self.sync()?;
        }
        Ok(())
    }

    /// Waits until all chunks are written and durable; those that were written since this was asked last.
    pub(crate) fn settle(&mut self) -> Result<Vec<Chunk>, StoreError> {
        while self.waiting > 0 {
            let done = self.writing.done()?;
            self.is_written(done);
        }
        if self.behind > 0 {
            self.wait_for_sync()?;
            self.sync()?;
        }
        self.wait_for_sync()?;
        Ok(std::mem::take(&mut self.written))
    }

    /// A buffer to write into, empty, with room for a place: were they of many sizes, they would grow one after another.
    pub(crate) fn buffer(&mut self) -> Vec<u8> {
        let mut buffer = self.spare.pop().unwrap_or_else(|| Vec::with_capacity(PLACE as usize));
        buffer.clear();
        buffer
    }

    /// Takes a buffer back.
    pub(crate) fn give_back(&mut self, buffer: Vec<u8>) {
        self.spare.push(buffer);
    }

    fn is_written(&mut self, (chunk, bytes): (Chunk, Vec<u8>)) {
        self.waiting -= 1;
        self.behind += bytes.len();
        self.written.push(chunk);
        self.spare.push(bytes);
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        self.syncing.order(Sync)?;
        (self.behind, self.is_syncing) = (0, true);
        Ok(())
    }

    fn wait_for_sync(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.is_syncing) {
            let Sync = self.syncing.done()?;
        }
        Ok(())
    }
}
