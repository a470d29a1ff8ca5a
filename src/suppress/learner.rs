//! Counts, in fixed memory, in how many documents each shingle stands, and remembers the most frequent.

use heapless::index_map::FnvIndexMap;

use crate::scheme::{Scheme, ShinglesId};

use super::Filter;
use crate::kernel::prefetch;

/// Rows of the count-min sketch.
const ROWS: usize = 4;
/// Shingles whose cells are on their way.
const AHEAD: usize = 16;
/// Shingles that a filter takes.
const FILTER_SHINGLES: usize = 4096;

/// A cell of a [`Learner`]: documents counted, and the last one that was, so that a shingle counts once a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cell {
    documents: u16,
    last: u16,
}

/// Memory that a learner's cells can be read back into: an array of the same length, or a vector.
#[cfg(feature = "serde")]
pub trait CellStorage: Sized {
    /// Storage of `len` empty cells, if it can have that many.
    fn with_len(len: usize) -> Option<Self>;
    /// Its cells.
    fn cells_mut(&mut self) -> &mut [Cell];
}

#[cfg(feature = "serde")]
impl<const N: usize> CellStorage for [Cell; N] {
    fn with_len(len: usize) -> Option<Self> {
        (len == N).then_some([Cell::default(); N])
    }

    fn cells_mut(&mut self) -> &mut [Cell] {
        self
    }
}

/// Cells as a sequence, whatever holds them.
#[cfg(feature = "serde")]
mod cells {
    use core::fmt;
    use core::marker::PhantomData;

    use serde::de::{Deserializer, Error, SeqAccess, Visitor};
    use serde::ser::{SerializeSeq, Serializer};

    use super::{Cell, CellStorage};

    pub(super) fn serialize<S: AsRef<[Cell]>, Z: Serializer>(cells: &S, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let cells = cells.as_ref();
        let mut sequence = serializer.serialize_seq(Some(cells.len() + 1))?;
        // Their number comes first, so that a reader without an allocator knows before it begins.
        sequence.serialize_element(&(cells.len() as u32))?;
        cells.iter().try_for_each(|cell| sequence.serialize_element(cell))?;
        sequence.end()
    }

    pub(super) fn deserialize<'de, S: CellStorage, D: Deserializer<'de>>(deserializer: D) -> Result<S, D::Error> {
        deserializer.deserialize_seq(CellsVisitor(PhantomData))
    }

    struct CellsVisitor<S>(PhantomData<S>);

    impl<'de, S: CellStorage> Visitor<'de> for CellsVisitor<S> {
        type Value = S;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the number of cells, then the cells")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<S, A::Error> {
            let len = sequence.next_element::<u32>()?.unwrap_or(0) as usize;
            let mut cells = S::with_len(len).ok_or_else(|| A::Error::invalid_length(len, &self))?;
            for (at, cell) in cells.cells_mut().iter_mut().enumerate() {
                *cell = sequence.next_element()?.ok_or_else(|| A::Error::invalid_length(at, &self))?;
            }
            Ok(cells)
        }
    }
}

/// Learns which shingles are common.
///
/// A count-min sketch over cells of 4 bytes that the caller provides (an array on a device, a `Vec` on a server) counts
/// documents, not occurrences: a page that repeats a line counts once. A table of `CANDIDATES` (a power of two, at most
/// 32,768) remembers the frequent ones. An estimate is not below the true count, up to 65,535 documents; beyond, a count
/// stays at 65,535, and one document in 65,535 may go uncounted. With `n` distinct shingles a document and `c` cells, the
/// overestimate stays below `11 n ÷ c` of all documents for 98 % of shingles. Size: 20 bytes a candidate and 4 a cell.
/// Source: Cormode and Muthukrishnan, "An improved data stream summary: the count-min sketch", 2005.
///
/// ```
/// use wireprint::Scheme;
/// use wireprint::suppress::{Cell, Learner};
///
/// let mut learner = Learner::<_, 256>::new(&Scheme::REWRITE, [Cell::default(); 4096]);
/// for document in 0..100u64 {
///     learner.begin_document();
///     learner.shingle(7 << 40); // in every document
///     learner.shingle((1_000 + document) << 40); // in one
/// }
/// let filter = learner.filter(20);
/// assert!(filter.contains(7 << 40));
/// assert!(!filter.contains(1_003 << 40));
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Learner<S, const CANDIDATES: usize = 8192> {
    shingles: ShinglesId,
    #[cfg_attr(feature = "serde", serde(with = "cells"))]
    #[cfg_attr(feature = "serde", serde(bound(serialize = "S: AsRef<[Cell]>", deserialize = "S: CellStorage")))]
    cells: S,
    candidates: FnvIndexMap<u64, u16, CANDIDATES>,
    /// A candidate needs this many documents to enter; rises when the table is full.
    entry: u16,
    documents: u32,
    /// How often a cell was raised.
    raised: u64,
}

/// Where a shingle's cells are, one in each row.
#[derive(Clone, Copy)]
struct Places {
    row_len: usize,
    is_power_of_two: bool,
}

impl Places {
    /// None of so few cells that there are no rows.
    fn new(cells: usize) -> Option<Self> {
        let row_len = cells / ROWS;
        (row_len > 0).then_some(Self { row_len, is_power_of_two: row_len.is_power_of_two() })
    }

    #[inline]
    fn of(&self, hash: u64) -> [usize; ROWS] {
        core::array::from_fn(|row| {
            let (turned, len) = (hash.rotate_left(16 * row as u32), self.row_len as u64);
            // The remainder; a division would cost as much as all the rest.
            let at = if self.is_power_of_two { turned & (len - 1) } else { turned % len };
            row * self.row_len + at as usize
        })
    }
}

impl<S: AsRef<[Cell]> + AsMut<[Cell]>, const CANDIDATES: usize> Learner<S, CANDIDATES> {
    const VALID: () = assert!(
        CANDIDATES.is_power_of_two() && CANDIDATES <= 32_768,
        "CANDIDATES must be a power of two, at most 32,768"
    );

    /// A learner that has seen nothing. More cells tell more shingles apart; with none every shingle is rare.
    pub fn new<const BINS: usize>(scheme: &Scheme<BINS>, mut cells: S) -> Self {
        let () = Self::VALID;
        cells.as_mut().fill(Cell::default());
        Self {
            shingles: scheme.shingles_id(),
            cells,
            candidates: FnvIndexMap::new(),
            entry: 2,
            documents: 0,
            raised: 0,
        }
    }

    /// Whether both count the same shingles in as many cells.
    #[cfg(all(feature = "alloc", feature = "serde"))]
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.shingles == other.shingles && self.cells.as_ref().len() == other.cells.as_ref().len()
    }

    /// Documents begun.
    pub fn documents(&self) -> u32 {
        self.documents
    }

    /// By how much counts are too high on average, at most: documents that a cell has counted, whatever their shingles.
    pub fn noise(&self) -> u32 {
        let cells = self.cells.as_ref().len().max(1) as u64;
        u32::try_from(self.raised / cells).unwrap_or(u32::MAX)
    }

    /// The shingles that follow belong to another document.
    pub fn begin_document(&mut self) {
        self.documents = self.documents.saturating_add(1);
    }

    /// Counts a shingle of the current document, once however often it comes.
    #[inline]
    pub fn shingle(&mut self, hash: u64) {
        if let Some(places) = Places::new(self.cells.as_ref().len()) {
            self.count(hash, places.of(hash));
        }
    }

    /// Counts shingles of the current document, as [`Learner::shingle`] counts each. Their cells lie anywhere in memory: those of
    /// some shingles are on their way while others, whose cells have come, are counted.
    pub fn shingles(&mut self, hashes: &[u64]) {
        let Some(places) = Places::new(self.cells.as_ref().len()) else { return };
        let mut ahead = [[0; ROWS]; AHEAD];
        let mut counted = hashes.iter();
        for (number, hash) in hashes.iter().enumerate() {
            let Some(near) = ahead.get_mut(number % AHEAD) else { return };
            if number >= AHEAD
                && let Some(hash) = counted.next()
            {
                self.count(*hash, *near);
            }
            *near = places.of(*hash);
            near.iter().filter_map(|at| self.cells.as_ref().get(*at)).for_each(prefetch);
        }
        for (hash, number) in counted.zip(hashes.len().saturating_sub(AHEAD)..) {
            let Some(near) = ahead.get(number % AHEAD) else { return };
            self.count(*hash, *near);
        }
    }

    #[inline]
    fn count(&mut self, hash: u64, places: [usize; ROWS]) {
        // Never 0, which marks a cell that no document has touched.
        let document = (self.documents % 0xFFFF) as u16 + 1;
        let cells = self.cells.as_mut();
        let mut least = u16::MAX;
        let mut raised = 0;
        for at in places {
            if let Some(cell) = cells.get_mut(at) {
                let is_new = u16::from(cell.last != document);
                cell.last = document;
                cell.documents = cell.documents.saturating_add(is_new);
                raised += u64::from(is_new);
                least = least.min(cell.documents);
            }
        }
        self.raised = self.raised.saturating_add(raised);
        if raised > 0 && least >= self.entry {
            self.remember(hash, least);
        }
    }

    fn remember(&mut self, hash: u64, documents: u16) {
        if let Some(count) = self.candidates.get_mut(&hash) {
            *count = documents;
            return;
        }
        while self.candidates.len() == CANDIDATES {
            self.entry = self.entry.saturating_add(1 + self.entry / 8);
            let entry = self.entry;
            self.candidates.retain(|_, count| *count >= entry);
            if self.entry == u16::MAX {
                return;
            }
        }
        if documents >= self.entry {
            let _ = self.candidates.insert(hash, documents);
        }
    }

    /// The filter of the 4,096 most frequent shingles that stand in at least `min_documents` documents.
    ///
    /// The result depends on the documents and their order alone, not on the machine.
    pub fn filter(&self, min_documents: u32) -> Filter {
        Filter::of(self.shingles, self.most_frequent(min_documents))
    }

    /// The filter that follows `filter` in its lineage: it drops what that one drops and the shingles of
    /// [`Learner::filter`] besides. Nothing if there is none that it does not drop yet, or if it is full.
    pub fn next_filter(&self, filter: &Filter, min_documents: u32) -> Option<Filter> {
        filter.next(self.most_frequent(min_documents))
    }

    /// The hashes of at most 4,096 shingles, in the order of their entry.
    fn most_frequent(&self, min_documents: u32) -> impl Iterator<Item = u64> {
        // The count from which at most FILTER_SHINGLES candidates remain, by bisection: no sorting, no allocation.
        let above = |least: u32| self.candidates.values().filter(|c| u32::from(**c) >= least).count();
        // Counts end at 65,535; a corpus of which that is less than the share asked for still has common shingles.
        let min_documents = min_documents.clamp(1, u32::from(u16::MAX));
        let (mut low, mut high) = (min_documents, u32::from(u16::MAX) + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if above(middle) <= FILTER_SHINGLES { high = middle } else { low = middle + 1 }
        }
        let mut room = FILTER_SHINGLES - above(low);
        let tied = move |count: u16| u32::from(count) + 1 == low && u32::from(count) >= min_documents;
        let taken = self.candidates.iter().filter(move |(_, count)| {
            if tied(**count) && room > 0 {
                room -= 1;
                return true;
            }
            u32::from(**count) >= low
        });
        taken.map(|(hash, _)| *hash)
    }
}
