//! Where each document's row stands, and the blocks read last.
//!
//! In memory: for each document the hash of its id and its number, 8 bytes each; for each block where it begins. A block
//! goes when none of its documents is held any more, and no image needs it to be added again.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use redb::{ReadOnlyTable, ReadTransaction, TableError};

use crate::error::StoreError;
use crate::row::{Block, Row};
use crate::tables::{IDS, ROWS, TEXTS};

/// Blocks that are kept unpacked: some 8 MB.
const UNPACKED: usize = 256;

/// A hash of an id is a hash already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            self.0 = chunk.iter().fold(self.0, |hash, byte| hash << 8 | u64::from(*byte));
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The blocks of an index.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// The number of the latest document of each id.
    numbers: HashMap<u64, u64, BuildHasherDefault<Hashed>>,
    /// Documents of each block, by the number of its first.
    lens: BTreeMap<u64, u32>,
    /// Blocks that may hold nothing any more.
    suspects: BTreeSet<u64>,
    /// The number of the next document.
    next: u64,
    unpacked: Mutex<VecDeque<(u64, Arc<Block>)>>,
}

impl Blocks {
    /// The number of the next document.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn number(&self, key: u64) -> Option<u64> {
        self.numbers.get(&key).copied()
    }

    /// Documents that are remembered.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(crate) fn blocks(&self) -> impl DoubleEndedIterator<Item = (u64, u32)> {
        self.lens.iter().map(|(first, len)| (*first, *len))
    }

    /// The block that a document is in.
    pub(crate) fn block_of(&self, number: u64) -> Option<u64> {
        let (first, len) = self.lens.range(..=number).next_back()?;
        (number - first < u64::from(*len)).then_some(*first)
    }

    /// Takes note of the next document, in the block that begins at `first`.
    pub(crate) fn push(&mut self, key: u64, first: u64) {
        let number = self.next;
        self.next += 1;
        *self.lens.entry(first).or_default() += 1;
        if let Some(before) = self.numbers.insert(key, number) {
            self.suspects.extend(self.block_of(before));
        }
    }

    /// Takes note that a document is no longer held.
    pub(crate) fn dropped(&mut self, key: u64) {
        let block = self.number(key).and_then(|number| self.block_of(number));
        self.suspects.extend(block);
    }

    /// A block that was read back, with the keys of its documents. Which of them are held is found out by
    /// [`Blocks::suspect_all`].
    pub(crate) fn restore(&mut self, first: u64, keys: impl ExactSizeIterator<Item = u64>) {
        self.lens.insert(first, keys.len() as u32);
        self.next = self.next.max(first + keys.len() as u64);
        self.numbers.extend(keys.zip(first..));
    }

    pub(crate) fn set_next(&mut self, next: u64) {
        self.next = self.next.max(next);
    }

    pub(crate) fn suspect_all(&mut self) {
        self.suspects = self.lens.keys().copied().collect();
    }

    /// The suspects that end before `needed_from`; they are suspects no longer.
    pub(crate) fn take_suspects(&mut self, needed_from: u64) -> Vec<u64> {
        let (mut due, mut later) = (Vec::new(), BTreeSet::new());
        for first in std::mem::take(&mut self.suspects) {
            let len = self.lens.get(&first).copied().unwrap_or(0);
            if first + u64::from(len) <= needed_from {
                due.push(first);
            } else {
                later.insert(first);
            }
        }
        self.suspects = later;
        due
    }

    /// Whether a document is the latest of its id.
    pub(crate) fn is_latest(&self, key: u64, number: u64) -> bool {
        self.number(key) == Some(number)
    }

    /// Forgets a block with these keys.
    pub(crate) fn forget(&mut self, first: u64, keys: &[u64]) {
        self.lens.remove(&first);
        for (key, number) in keys.iter().zip(first..) {
            if self.is_latest(*key, number) {
                self.numbers.remove(key);
            }
        }
        self.unpacked().retain(|(known, _)| *known != first);
    }

    fn unpacked(&self) -> std::sync::MutexGuard<'_, VecDeque<(u64, Arc<Block>)>> {
        self.unpacked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the unpacked forms of the blocks that have documents from this number on.
    pub(crate) fn changed_from(&self, number: u64) {
        let end = |first: u64| first + self.lens.get(&first).map_or(0, |len| u64::from(*len));
        self.unpacked().retain(|(first, _)| end(*first) <= number);
    }

    /// A block as it stands in the file, and which of its documents has the number.
    pub(crate) fn read(&self, file: &File, number: u64) -> Result<Option<(Arc<Block>, usize)>, StoreError> {
        let Some(first) = self.block_of(number) else { return Ok(None) };
        let at = (number - first) as usize;
        if let Some((_, block)) = self.unpacked().iter().find(|(known, _)| *known == first) {
            return Ok(Some((Arc::clone(block), at)));
        }
        let Some(block) = file.block(first)? else { return Ok(None) };
        let block = Arc::new(block);
        let mut unpacked = self.unpacked();
        if unpacked.len() == UNPACKED {
            unpacked.pop_front();
        }
        unpacked.push_back((first, Arc::clone(&block)));
        Ok(Some((block, at)))
    }
}

/// The tables of blocks, as they are at one moment.
pub(crate) struct File {
    tables: Option<Tables>,
}

struct Tables {
    rows: ReadOnlyTable<u64, &'static [u8]>,
    texts: ReadOnlyTable<u64, &'static [u8]>,
    ids: ReadOnlyTable<u64, &'static [u8]>,
}

impl File {
    pub(crate) fn new(transaction: &ReadTransaction) -> Result<Self, StoreError> {
        let tables = || -> Result<Tables, TableError> {
            let (rows, texts) = (transaction.open_table(ROWS)?, transaction.open_table(TEXTS)?);
            Ok(Tables { rows, texts, ids: transaction.open_table(IDS)? })
        };
        match tables() {
            Ok(tables) => Ok(Self { tables: Some(tables) }),
            Err(TableError::TableDoesNotExist(_)) => Ok(Self { tables: None }),
            Err(error) => Err(error.into()),
        }
    }

    /// The block that begins with this document.
    pub(crate) fn block(&self, first: u64) -> Result<Option<Block>, StoreError> {
        let Some(rows) = self.rows(first)? else { return Ok(None) };
        Ok(Some(Block { rows, texts: self.texts(first)?.unwrap_or_default() }))
    }

    /// Its rows.
    pub(crate) fn rows(&self, first: u64) -> Result<Option<Vec<Row>>, StoreError> {
        let Some(tables) = &self.tables else { return Ok(None) };
        let rows = tables.rows.get(first)?;
        rows.map(|rows| Block::decode_rows(rows.value(), first)).transpose()
    }

    /// Their texts, one after another.
    pub(crate) fn texts(&self, first: u64) -> Result<Option<String>, StoreError> {
        let Some(tables) = &self.tables else { return Ok(None) };
        let texts = tables.texts.get(first)?;
        texts.map(|texts| Block::decode_texts(texts.value(), first)).transpose()
    }

    /// The first documents of all blocks that have rows, handed to `each`.
    pub(crate) fn each_block(&self, mut each: impl FnMut(u64)) -> Result<(), StoreError> {
        let Some(tables) = &self.tables else { return Ok(()) };
        for entry in tables.rows.range::<u64>(..)? {
            each(entry?.0.value());
        }
        Ok(())
    }

    /// The keys of a block's documents.
    pub(crate) fn keys(&self, first: u64) -> Result<Vec<u64>, StoreError> {
        let Some(tables) = &self.tables else { return Ok(Vec::new()) };
        let bytes = tables.ids.get(first)?;
        Ok(bytes.map(|bytes| keys(bytes.value()).collect()).unwrap_or_default())
    }

    /// All blocks with their keys, in their order, handed to `each`.
    pub(crate) fn each_keys(&self, mut each: impl FnMut(u64, &[u8])) -> Result<(), StoreError> {
        let Some(tables) = &self.tables else { return Ok(()) };
        for entry in tables.ids.range::<u64>(..)? {
            let (first, bytes) = entry?;
            each(first.value(), bytes.value());
        }
        Ok(())
    }
}

pub(crate) fn keys(bytes: &[u8]) -> impl ExactSizeIterator<Item = u64> {
    let (keys, _) = bytes.as_chunks();
    keys.iter().map(|key| u64::from_le_bytes(*key))
}
