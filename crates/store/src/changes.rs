//! What a commit changes in the file, and who writes it: the thread that asks, or another one meanwhile.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use redb::WriteTransaction;

use crate::backing::Backing;
use crate::error::{StoreError, guarded};
use crate::row::Packed;
use crate::tables::{CHUNKS, ChunkKey, HEADS, IDS, META, META_IMAGE, META_PROGRESS, ROWS, TEXTS};

/// Changes that wait for the other thread: chunks of a mebibyte, most of them.
const WAITING: usize = 24;

/// A change of the file.
#[derive(Debug)]
pub(crate) enum Change {
    /// Blocks of documents, each by the number of its first.
    Blocks(Vec<(u64, Packed)>),
    /// Removes a block.
    ForgetBlock(u64),
    /// Removes the texts of blocks.
    ForgetTexts(Range<u64>),
    /// A chunk of an image.
    Chunk(ChunkKey, Vec<u8>),
    /// Removes chunks.
    ForgetChunks(Range<ChunkKey>),
    /// The head of an image.
    Head(u64, Vec<u8>),
    /// Removes a head.
    ForgetHead(u64),
    /// The image that counts from now on.
    Image(Vec<u8>),
    /// Documents so far, and what was done.
    Progress(Vec<u8>),
}

/// A buffer that has been written, to be used again.
#[derive(Debug)]
pub(crate) enum Buffer {
    Chunk(Vec<u8>),
    Head(Vec<u8>),
}

/// Writes changes, as many with one commit as were put before it.
pub(crate) enum Writer {
    Here { applying: Box<Applying>, spare: Vec<Buffer> },
    There(Remote),
}

/// Another thread that writes.
pub(crate) struct Remote {
    to: Option<SyncSender<Order>>,
    from: Receiver<Result<Done, StoreError>>,
    thread: Option<JoinHandle<()>>,
    /// Commits that were asked for and are not done.
    commits: usize,
    spare: Vec<Buffer>,
}

enum Order {
    Put(Change),
    Commit,
}

enum Done {
    Committed,
    Put(Buffer),
}

impl Writer {
    /// Writes on this thread.
    pub(crate) fn here(database: &Arc<Backing>) -> Self {
        Self::Here { applying: Box::new(Applying::new(database)), spare: Vec::new() }
    }

    /// Writes on a thread of its own.
    pub(crate) fn there(database: &Arc<Backing>) -> Result<Self, StoreError> {
        let (to, orders) = sync_channel(WAITING);
        let (done, from) = channel();
        let mut applying = Applying::new(database);
        let work = move || orders.into_iter().try_for_each(|order| applying.follow(order, &done)).unwrap_or_default();
        let thread = thread::Builder::new().name("index".into()).spawn(work).map_err(StoreError::Thread)?;
        Ok(Self::There(Remote { to: Some(to), from, thread: Some(thread), commits: 0, spare: Vec::new() }))
    }

    pub(crate) fn put(&mut self, change: Change) -> Result<(), StoreError> {
        match self {
            Self::Here { applying, spare } => {
                spare.extend(guarded(|| applying.put(change))?);
                Ok(())
            }
            Self::There(remote) => remote.order(Order::Put(change)),
        }
    }

    /// Makes what was put durable: when this returns, or once [`Writer::settle`] does.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Here { applying, .. } => guarded(|| applying.commit()),
            Self::There(remote) => {
                remote.order(Order::Commit)?;
                remote.commits += 1;
                Ok(())
            }
        }
    }

    /// Waits until every commit is durable.
    pub(crate) fn settle(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Here { .. } => Ok(()),
            Self::There(remote) => remote.settle(),
        }
    }

    /// Buffers that have been written.
    pub(crate) fn take_spare(&mut self) -> impl Iterator<Item = Buffer> + use<'_> {
        match self {
            Self::Here { spare, .. } => spare.drain(..),
            Self::There(remote) => remote.spare.drain(..),
        }
    }
}

impl Remote {
    fn order(&mut self, order: Order) -> Result<(), StoreError> {
        // Buffers that have been written are taken back at once, or every chunk would ask for a new one.
        while let Ok(done) = self.from.try_recv() {
            self.done(done?);
        }
        if self.to.as_ref().is_some_and(|to| to.send(order).is_ok()) {
            return Ok(());
        }
        // The thread ended over an error, which is the last that it sent.
        self.commits += 1;
        self.settle().and(Err(StoreError::Failed))
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        while self.commits > 0 {
            match self.from.recv() {
                Ok(done) => self.done(done?),
                Err(_) => return Err(StoreError::Failed),
            }
        }
        Ok(())
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Committed => self.commits -= 1,
            Done::Put(buffer) => self.spare.push(buffer),
        }
    }
}

impl Drop for Remote {
    /// What was committed is durable when this returns.
    fn drop(&mut self) {
        self.to = None;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// A transaction while changes are put into it.
pub(crate) struct Applying {
    database: Arc<Backing>,
    transaction: Option<WriteTransaction>,
}

impl Applying {
    fn new(database: &Arc<Backing>) -> Self {
        Self { database: Arc::clone(database), transaction: None }
    }

    /// Follows an order and tells what has been done; none if it failed or nobody listens any more.
    fn follow(&mut self, order: Order, done: &Sender<Result<Done, StoreError>>) -> Option<()> {
        let followed = guarded(|| match order {
            Order::Put(change) => Ok(self.put(change)?.map(Done::Put)),
            Order::Commit => self.commit().map(|()| Some(Done::Committed)),
        });
        let has_failed = followed.is_err();
        let is_told = followed.transpose().is_none_or(|followed| done.send(followed).is_ok());
        (is_told && !has_failed).then_some(())
    }

    fn put(&mut self, change: Change) -> Result<Option<Buffer>, StoreError> {
        if self.transaction.is_none() {
            self.transaction = Some(self.database.begin_write()?);
        }
        let transaction = self.transaction.as_ref().ok_or(StoreError::Failed)?;
        match change {
            Change::Blocks(blocks) => {
                let (mut rows, mut texts) = (transaction.open_table(ROWS)?, transaction.open_table(TEXTS)?);
                let mut ids = transaction.open_table(IDS)?;
                for (first, block) in blocks {
                    rows.insert(first, block.rows.as_slice())?;
                    texts.insert(first, block.texts.as_slice())?;
                    ids.insert(first, block.ids.as_slice())?;
                }
            }
            Change::ForgetBlock(first) => {
                for table in [ROWS, TEXTS, IDS] {
                    transaction.open_table(table)?.remove(first)?;
                }
            }
            Change::ForgetTexts(numbers) => transaction.open_table(TEXTS)?.retain_in(numbers, |_, _| false)?,
            Change::Chunk(key, bytes) => {
                transaction.open_table(CHUNKS)?.insert(key, bytes.as_slice())?;
                return Ok(Some(Buffer::Chunk(bytes)));
            }
            Change::ForgetChunks(keys) => transaction.open_table(CHUNKS)?.retain_in(keys, |_, _| false)?,
            Change::Head(number, bytes) => {
                transaction.open_table(HEADS)?.insert(number, bytes.as_slice())?;
                return Ok(Some(Buffer::Head(bytes)));
            }
            Change::ForgetHead(number) => {
                transaction.open_table(HEADS)?.remove(number)?;
            }
            Change::Image(bytes) => {
                transaction.open_table(META)?.insert(META_IMAGE, bytes.as_slice())?;
            }
            Change::Progress(bytes) => {
                transaction.open_table(META)?.insert(META_PROGRESS, bytes.as_slice())?;
            }
        }
        Ok(None)
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if let Some(transaction) = self.transaction.take() {
            transaction.commit()?;
        }
        Ok(())
    }
}
