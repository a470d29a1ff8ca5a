//! The image of a stream, from which it can be made again: a head, and four tables in chunks of at most a mebibyte.
//!
//! An image is begun by taking the head and all chunks of every table but the rings, at one moment; the chunks of
//! [`Table::Rings`], by far the most, may follow while articles are added, as long as [`Stream::layout`] stays the same. Where a
//! journal is kept of what is done to them, those of an earlier image serve as well, with the journals since. A
//! stream that is made of an image and then given the articles that came after the image was begun is in every bit the one
//! that was written: what the rings had by then is passed over.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::lines::Bucket;
use super::story_learner::Seen;
use super::{Background, Engine, Stream};
use crate::compare::Rules;
use crate::error::ImageError;
use crate::index::{HostId, IndexHead, RecordsSide, RingsSide, Window, WindowIndex};
use crate::scheme::{Scheme, SchemeId};
use crate::suppress::{Cell, Filter, Learner};

/// Documents seen, of 12 bytes, that make a chunk.
const SEEN_CHUNK: usize = 86_016;
/// Buckets of lines, of 64 bytes, that make a chunk.
const LINES_CHUNK: usize = 16_128;

/// A table of a stream's image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// What the index keeps of documents.
    Records,
    /// What leads from keys to them.
    Rings,
    /// The keys of stories that were learned from.
    Stories,
    /// The lines that hosts repeat.
    Lines,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Records, Self::Rings, Self::Stories, Self::Lines];

    /// A number for it that stays.
    pub const fn number(self) -> u8 {
        match self {
            Self::Records => 0,
            Self::Rings => 1,
            Self::Stories => 2,
            Self::Lines => 3,
        }
    }
}

/// What of a stream is not in the tables; some 5 MB.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StreamHead<'a> {
    scheme: SchemeId,
    filter: Cow<'a, Filter>,
    of_generation: u64,
    learner: Cow<'a, Box<Learner<Vec<Cell>>>>,
    line_documents: u32,
    index: IndexHead<'a>,
}

impl<const BINS: usize> Stream<BINS> {
    /// The head of an image of this moment.
    pub fn head(&self) -> StreamHead<'_> {
        StreamHead {
            scheme: self.scheme.id(),
            filter: Cow::Borrowed(&self.filter),
            of_generation: self.of_generation as u64,
            learner: Cow::Borrowed(&self.background.stories.learner),
            line_documents: self.background.lines.documents,
            index: self.engine.index.head(),
        }
    }

    /// Chunks of a table.
    pub fn chunks(&self, table: Table) -> usize {
        match table {
            Table::Records => self.engine.index.chunks_of_records(),
            Table::Rings => self.engine.index.chunks_of_rings(),
            Table::Stories => self.background.stories.seen.len().div_ceil(SEEN_CHUNK),
            Table::Lines => self.background.lines.cells.len().div_ceil(LINES_CHUNK),
        }
    }

    /// Chunks of rings that were written at different layouts do not belong to one image.
    pub fn layout(&self) -> u32 {
        self.engine.index.doublings()
    }

    /// The chunks of [`Table::Records`] that have changed since this was asked last: the others are as in the image before.
    pub fn take_changed_records(&mut self) -> Vec<usize> {
        self.engine.index.take_changed()
    }

    /// From now on a journal is kept of what is done to each chunk of [`Table::Rings`], 6 bytes a posting: an image then needs
    /// no more of it than that, if an image before has the chunk. None is kept of a chunk that was laid out anew, nor once it would take
    /// more than a quarter of a chunk: that chunk is to be written whole.
    ///
    /// Whoever writes a chunk, or its journal, begins its journal anew before the next article; chunks that were written before this was
    /// called have missed what was done since. A journal belongs to all images until one has its chunk as a whole again.
    ///
    /// ```
    /// use wireprint::engine::{Article, Restoring, Stream, Table};
    /// use wireprint::index::Window;
    /// use wireprint::{Rules, Scheme};
    ///
    /// let window = Window { memory: 2 << 20, span: None };
    /// let mut stream = Stream::new(&Scheme::REWRITE, Rules::default(), window, 1).unwrap();
    /// stream.keep_journal();
    /// let mut rings = vec![Vec::new(); stream.chunks(Table::Rings)];
    /// for (chunk, bytes) in rings.iter_mut().enumerate() {
    ///     stream.write_chunk(Table::Rings, chunk, bytes);
    ///     stream.begin_journal(chunk);
    /// }
    /// let article = Article::new(1, b"Ferries to Kolmar resume on Friday after a week of storms, the port authority said.");
    /// stream.observe(&article).unwrap();
    /// // An image of this moment: rings of before, the journals since, and all else as it is.
    /// let mut journals = Vec::new();
    /// for chunk in 0..rings.len() {
    ///     assert!(stream.journal_len(chunk).is_some_and(|len| len < 500));
    ///     assert!(stream.write_journal(chunk, &mut journals));
    ///     stream.begin_journal(chunk);
    /// }
    /// let head = postcard::to_stdvec(&stream.head()).unwrap();
    /// let head = postcard::from_bytes(&head).unwrap();
    /// let mut again = Restoring::new(&Scheme::REWRITE, Rules::default(), window, head).unwrap();
    /// for table in [Table::Records, Table::Stories, Table::Lines] {
    ///     for chunk in 0..stream.chunks(table) {
    ///         let mut bytes = Vec::new();
    ///         stream.write_chunk(table, chunk, &mut bytes);
    ///         again.read_chunk(table, chunk, &bytes).unwrap();
    ///     }
    /// }
    /// for (chunk, bytes) in rings.iter().enumerate() {
    ///     again.read_chunk(Table::Rings, chunk, bytes).unwrap();
    /// }
    /// again.read_journals(&journals).unwrap();
    /// let mut again = again.finish().unwrap();
    /// let seen = again.observe(&Article { id: 2, ..article }).unwrap();
    /// assert_eq!(seen.candidates[0].id, 1);
    /// ```
    pub fn keep_journal(&mut self) {
        self.engine.index.keep_journal();
    }

    /// Bytes that [`Stream::write_journal`] appends, below 300,000; none if the chunk is to be written whole.
    pub fn journal_len(&self, chunk: usize) -> Option<usize> {
        self.engine.index.journal_len(chunk)
    }

    /// Appends what has been noted of a chunk of rings since its journal was begun; false if there is none, and the chunk is to be written
    /// whole.
    pub fn write_journal(&self, chunk: usize, out: &mut Vec<u8>) -> bool {
        self.engine.index.write_journal(chunk, out)
    }

    /// Begins the journal of a chunk of rings anew, which has been written, or its journal has.
    pub fn begin_journal(&mut self, chunk: usize) {
        self.engine.index.begin_journal(chunk);
    }

    /// Appends a chunk of a table; nothing for a number past the last.
    pub fn write_chunk(&self, table: Table, chunk: usize, out: &mut Vec<u8>) {
        match table {
            Table::Records => self.engine.index.write_records(chunk, out),
            Table::Rings => self.engine.index.write_rings(chunk, out),
            Table::Stories => {
                let seen = self.background.stories.seen.chunks(SEEN_CHUNK).nth(chunk).unwrap_or_default();
                append(out, seen, |seen| [seen.key, seen.document, seen.host.get()].map(u32::to_le_bytes));
            }
            Table::Lines => {
                let lines = self.background.lines.cells.chunks(LINES_CHUNK).nth(chunk).unwrap_or_default();
                append(out, lines.as_flattened(), |cell| [cell.0.to_le_bytes()]);
            }
        }
    }
}

/// Appends words of each item: many at a time, for all of it is copied while articles wait.
fn append<T, const WORDS: usize>(out: &mut Vec<u8>, items: &[T], words: impl Fn(&T) -> [[u8; 4]; WORDS]) {
    let from = out.len();
    out.resize(from + items.len() * WORDS * 4, 0);
    let (places, _) = out.get_mut(from..).unwrap_or_default().as_chunks_mut();
    let (places, _) = places.as_chunks_mut();
    places.iter_mut().zip(items).for_each(|(place, item)| *place = words(item));
}

/// A stream that is being made again: give it every chunk of every table, journals if there are any, then finish.
///
/// ```
/// use wireprint::engine::{Article, Restoring, Stream, Table};
/// use wireprint::index::Window;
/// use wireprint::{Rules, Scheme};
///
/// let window = Window { memory: 2 << 20, span: None };
/// let mut stream = Stream::new(&Scheme::REWRITE, Rules::default(), window, 1).unwrap();
/// let article = Article::new(1, b"Ferries to Kolmar resume on Friday after a week of storms, the port authority said.");
/// stream.observe(&article).unwrap();
///
/// let head = postcard::to_stdvec(&stream.head()).unwrap();
/// let mut again =
///     Restoring::new(&Scheme::REWRITE, Rules::default(), window, postcard::from_bytes(&head).unwrap()).unwrap();
/// for table in Table::ALL {
///     for chunk in 0..stream.chunks(table) {
///         let mut bytes = Vec::new();
///         stream.write_chunk(table, chunk, &mut bytes);
///         again.read_chunk(table, chunk, &bytes).unwrap();
///     }
/// }
/// let mut again = again.finish().unwrap();
/// let seen = again.observe(&Article { id: 2, ..article }).unwrap();
/// assert_eq!(seen.candidates[0].id, 1);
/// ```
#[derive(Clone, Debug)]
pub struct Restoring<const BINS: usize = 512> {
    stream: Stream<BINS>,
}

impl<const BINS: usize> Restoring<BINS> {
    /// A stream with the head of an image, of the scheme and window that it was made with.
    ///
    /// # Errors
    /// [`ImageError`] if the head is of another scheme or window, or contradicts itself.
    pub fn new(scheme: &Scheme<BINS>, rules: Rules, window: Window, head: StreamHead<'_>) -> Result<Self, ImageError> {
        if head.scheme != scheme.id() {
            return Err(ImageError::Scheme { image: head.scheme, wanted: scheme.id() });
        }
        let mut background = Background::new(scheme);
        let is_of_scheme =
            head.learner.is_like(&background.stories.learner) && head.filter.shingles_id() == scheme.shingles_id();
        if !is_of_scheme {
            return Err(ImageError::Part { part: "learner's scheme and size", actual: 0, expected: 1 });
        }
        if !head.index.is_of(scheme.id(), head.filter.id()) {
            return Err(ImageError::Part { part: "index's scheme and filter", actual: 0, expected: 1 });
        }
        background.stories.learner = head.learner.into_owned();
        background.lines.documents = head.line_documents;
        let index = WindowIndex::of_head(window, head.index)?;
        let of_generation = usize::try_from(head.of_generation).unwrap_or(0).min(usize::MAX >> 1);
        let engine = Engine {
            index,
            ..Engine::new(rules, window).map_err(|_| ImageError::Part {
                part: "window's memory",
                actual: window.memory as u64,
                expected: crate::index::WINDOW_MEMORY_MIN as u64,
            })?
        };
        let filter = head.filter.into_owned();
        Ok(Self { stream: Stream { scheme: *scheme, engine, background, filter, of_generation } })
    }

    /// Chunks of a table.
    pub fn chunks(&self, table: Table) -> usize {
        self.stream.chunks(table)
    }

    /// Reads a chunk of a table.
    ///
    /// # Errors
    /// [`ImageError`] if it is not as long as it must be.
    pub fn read_chunk(&mut self, table: Table, chunk: usize, bytes: &[u8]) -> Result<(), ImageError> {
        let [rings, others] = self.sides();
        let mut side = if table == Table::Rings { rings } else { others };
        side.read_chunk(table, chunk, bytes)
    }

    /// Reads journals of rings, after all chunks of rings and in the order that they were written in.
    ///
    /// # Errors
    /// [`ImageError`] if they cannot be of these rings.
    pub fn read_journals(&mut self, bytes: &[u8]) -> Result<(), ImageError> {
        let [mut rings, _] = self.sides();
        rings.read_journals(bytes)
    }

    /// Two sides of much the same size, the rings and everything else, which two threads may read at the same time.
    pub fn sides(&mut self) -> [Side<'_, BINS>; 2] {
        let Stream { engine, background, .. } = &mut self.stream;
        let (records, rings) = engine.index.sides();
        let others = Half::Others { records, seen: &mut background.stories.seen, lines: &mut background.lines.cells };
        [Side(Half::Rings(rings)), Side(others)]
    }

    /// The stream.
    ///
    /// # Errors
    /// [`ImageError`] if the tables contradict one another.
    pub fn finish(mut self) -> Result<Stream<BINS>, ImageError> {
        self.stream.engine.index.finish_reading()?;
        Ok(self.stream)
    }
}

/// A side of a stream that is being made again.
#[derive(Debug)]
pub struct Side<'s, const BINS: usize = 512>(Half<'s, BINS>);

#[derive(Debug)]
enum Half<'s, const BINS: usize> {
    Rings(RingsSide<'s>),
    Others { records: RecordsSide<'s, BINS>, seen: &'s mut [Seen], lines: &'s mut [Bucket] },
}

impl<const BINS: usize> Side<'_, BINS> {
    /// The tables of this side.
    pub fn tables(&self) -> &'static [Table] {
        match self.0 {
            Half::Rings(_) => &[Table::Rings],
            Half::Others { .. } => &[Table::Records, Table::Stories, Table::Lines],
        }
    }

    /// Reads a chunk of a table of this side, quickest in their order.
    ///
    /// # Errors
    /// [`ImageError`] if it is not as long as it must be, or the table is of the other side.
    pub fn read_chunk(&mut self, table: Table, chunk: usize, bytes: &[u8]) -> Result<(), ImageError> {
        match (&mut self.0, table) {
            (Half::Rings(rings), Table::Rings) => rings.read(chunk, bytes),
            (Half::Others { records, .. }, Table::Records) => records.read(chunk, bytes),
            (Half::Others { seen, .. }, Table::Stories) => {
                let to = seen.chunks_mut(SEEN_CHUNK).nth(chunk).unwrap_or_default();
                let (seen, rest) = bytes.as_chunks::<12>();
                check_len("chunk of stories", seen.len(), to.len(), rest)?;
                for (to, bytes) in to.iter_mut().zip(seen) {
                    let (words, _) = bytes.as_chunks();
                    let mut words = words.iter().map(|word| u32::from_le_bytes(*word));
                    let mut next = || words.next().unwrap_or(0);
                    *to = Seen { key: next(), document: next(), host: HostId::of_hash(next()) };
                }
                Ok(())
            }
            (Half::Others { lines, .. }, Table::Lines) => {
                let to = lines.chunks_mut(LINES_CHUNK).nth(chunk).unwrap_or_default();
                let (words, rest) = bytes.as_chunks();
                check_len("chunk of lines", words.len(), to.as_flattened().len(), rest)?;
                let cells = to.as_flattened_mut().iter_mut();
                cells.zip(words).for_each(|(cell, word)| cell.0 = u32::from_le_bytes(*word));
                Ok(())
            }
            _ => Err(OTHER_SIDE),
        }
    }

    /// Reads journals of rings, after all chunks of rings and in the order that they were written in.
    ///
    /// # Errors
    /// [`ImageError`] if they cannot be of these rings, or rings are of the other side.
    pub fn read_journals(&mut self, bytes: &[u8]) -> Result<(), ImageError> {
        let Half::Rings(rings) = &mut self.0 else { return Err(OTHER_SIDE) };
        rings.read_journals(bytes)
    }
}

const OTHER_SIDE: ImageError = ImageError::Part { part: "table's side", actual: 1, expected: 0 };

fn check_len(part: &'static str, actual: usize, expected: usize, rest: &[u8]) -> Result<(), ImageError> {
    if actual == expected && rest.is_empty() {
        return Ok(());
    }
    Err(ImageError::Part { part, actual: actual as u64, expected: expected as u64 })
}
