//! What a commit changes in the file, and who writes it: the thread that asks, or another one meanwhile.

use std::ops::Range;
use std::sync::Arc;

use redb::WriteTransaction;

use crate::backing::Backing;
use crate::error::{StoreError, guarded};
use crate::row::Block;
use crate::tables::{IDS, META, META_IMAGE, META_PROGRESS, ROWS, TEXTS};
use crate::worker::Worker;

/// Changes that wait for the other thread.
const WAITING: usize = 24;

/// A change of the file.
#[derive(Debug)]
pub(crate) enum Change {
    /// Blocks of documents, each by the number of its first, under a lineage.
    Blocks(Vec<(u64, Block)>, u64),
    /// Removes a block.
    ForgetBlock(u64),
    /// Removes the texts of blocks.
    ForgetTexts(Range<u64>),
    /// The image that counts from now on.
    Image(Vec<u8>),
    /// Documents so far, and what was done.
    Progress(Vec<u8>),
}

/// Writes changes, as many with one commit as were put before it.
pub(crate) enum Writer {
    Here(Box<Applying>),
    There(Remote),
}

/// Another thread that writes.
pub(crate) struct Remote {
    worker: Worker<Order, Committed>,
    /// Commits that were asked for and are not done.
    commits: usize,
}

enum Order {
    Put(Change),
    Commit,
}

struct Committed;

impl Writer {
    /// Writes on this thread.
    pub(crate) fn here(database: &Arc<Backing>) -> Self {
        Self::Here(Box::new(Applying::new(database)))
    }

    /// Writes on a thread of its own.
    pub(crate) fn there(database: &Arc<Backing>) -> Result<Self, StoreError> {
        let mut applying = Applying::new(database);
        let worker = Worker::start("index", WAITING, move |order| match order {
            Order::Put(change) => applying.put(change).map(|()| None),
            Order::Commit => applying.commit().map(|()| Some(Committed)),
        })?;
        Ok(Self::There(Remote { worker, commits: 0 }))
    }

    pub(crate) fn put(&mut self, change: Change) -> Result<(), StoreError> {
        match self {
            Self::Here(applying) => guarded(|| applying.put(change)),
            Self::There(remote) => remote.worker.order(Order::Put(change)),
        }
    }

    /// Makes what was put durable: when this returns, or once [`Writer::settle`] does.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Here(applying) => guarded(|| applying.commit()),
            Self::There(remote) => {
                remote.worker.order(Order::Commit)?;
                remote.commits += 1;
                Ok(())
            }
        }
    }

    /// Waits until every commit is durable.
    pub(crate) fn settle(&mut self) -> Result<(), StoreError> {
        if let Self::There(Remote { worker, commits }) = self {
            while *commits > 0 {
                let Committed = worker.done()?;
                *commits -= 1;
            }
        }
        Ok(())
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

    fn put(&mut self, change: Change) -> Result<(), StoreError> {
        if self.transaction.is_none() {
            self.transaction = Some(self.database.begin_write()?);
        }
        let transaction = self.transaction.as_ref().ok_or(StoreError::Failed)?;
        match change {
            Change::Blocks(blocks, lineage) => {
                let (mut rows, mut texts) = (transaction.open_table(ROWS)?, transaction.open_table(TEXTS)?);
                let mut ids = transaction.open_table(IDS)?;
                for (first, block) in blocks {
                    let block = block.pack(first, lineage)?;
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
            Change::Image(bytes) => {
                transaction.open_table(META)?.insert(META_IMAGE, bytes.as_slice())?;
            }
            Change::Progress(bytes) => {
                transaction.open_table(META)?.insert(META_PROGRESS, bytes.as_slice())?;
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if let Some(transaction) = self.transaction.take() {
            transaction.commit()?;
        }
        Ok(())
    }
}
