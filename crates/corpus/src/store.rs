//! The documents of a corpus, for a second look: the first ones in memory, the rest in a temporary file without a name.
//!
//! What stays in memory of a batch in the file is where it begins; of a document in it, nothing.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};

use crate::batch::{Batch, Row, Stored};
use crate::spill::read_exact_at;

/// Keeps documents; memory is bounded by the limit it is made with.
#[derive(Debug)]
pub struct Store {
    segments: Vec<Segment>,
    documents: usize,
    memory_len: usize,
    limit: usize,
    file: Option<File>,
    file_len: u64,
}

/// A batch that is kept.
#[derive(Debug)]
struct Segment {
    /// Number of its first document.
    first: usize,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Memory(Batch),
    /// The documents' bytes begin at `at`, their rows at `rows`.
    File {
        at: u64,
        rows: u64,
    },
}

/// Where a document is.
enum Found<'a> {
    Memory(Stored<'a>),
    File { at: u64, row: Row },
}

fn missing() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl Store {
    /// Keeps up to `limit` bytes in memory.
    pub fn new(limit: usize) -> Self {
        Self { segments: Vec::new(), documents: 0, memory_len: 0, limit, file: None, file_len: 0 }
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.documents
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.documents == 0
    }

    /// Keeps documents, in memory without copying them; gives an empty batch for the next.
    pub fn push(&mut self, mut batch: Batch) -> io::Result<Batch> {
        if batch.is_empty() {
            return Ok(batch);
        }
        let (first, documents) = (self.documents, batch.len());
        let len = batch.bytes.len() + size_of_val(&batch.rows[..]);
        let (place, next) = if self.file.is_none() && self.memory_len + len <= self.limit {
            self.memory_len += len;
            batch.bytes.shrink_to_fit();
            batch.rows.shrink_to_fit();
            let next = Batch::with_capacity(batch.bytes.len());
            (Place::Memory(batch), next)
        } else {
            let place = self.write(&batch)?;
            batch.clear();
            (place, batch)
        };
        self.segments.push(Segment { first, place });
        self.documents += documents;
        Ok(next)
    }

    fn write(&mut self, batch: &Batch) -> io::Result<Place> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        let rows: Vec<u8> = batch.rows.iter().flat_map(|row| row.to_bytes()).collect();
        file.write_all(&batch.bytes)?;
        file.write_all(&rows)?;
        let at = self.file_len;
        let place = Place::File { at, rows: at + batch.bytes.len() as u64 };
        self.file_len += (batch.bytes.len() + rows.len()) as u64;
        Ok(place)
    }

    /// The batches as they were kept, in their order.
    pub fn batches(&self) -> impl Iterator<Item = io::Result<Cow<'_, Batch>>> {
        let ends = self.segments.iter().skip(1).map(|next| next.first).chain([self.documents]);
        self.segments.iter().zip(ends).map(|(segment, end)| match &segment.place {
            Place::Memory(batch) => Ok(Cow::Borrowed(batch)),
            Place::File { at, rows } => {
                let bytes = self.read(*at, (rows - at) as usize)?;
                let table = self.read(*rows, (end - segment.first) * Row::BYTES)?;
                let (table, _) = table.as_chunks();
                Ok(Cow::Owned(Batch { bytes, rows: table.iter().map(Row::from_bytes).collect() }))
            }
        })
    }

    /// A document by its number, from 0.
    pub fn get(&self, document: usize) -> io::Result<Stored<'_>> {
        match self.find(document)? {
            Found::Memory(stored) => Ok(stored),
            Found::File { at, row } => Ok(Stored::new(row, Cow::Owned(self.read(at, row.len())?))),
        }
    }

    fn find(&self, document: usize) -> io::Result<Found<'_>> {
        let after = self.segments.partition_point(|segment| segment.first <= document);
        let segment = after.checked_sub(1).and_then(|at| self.segments.get(at)).ok_or_else(missing)?;
        let number = document - segment.first;
        match &segment.place {
            Place::Memory(batch) => batch.get(number).map(Found::Memory).ok_or_else(missing),
            Place::File { at, rows } => {
                if document >= self.documents {
                    return Err(missing());
                }
                let mut row = [0; Row::BYTES];
                self.read_to(&mut row, rows + (number * Row::BYTES) as u64)?;
                let row = Row::from_bytes(&row);
                Ok(Found::File { at: at + row.at, row })
            }
        }
    }

    /// The same with so many bytes of its text at most, which are all that is read of it.
    pub fn head(&self, document: usize, text: usize) -> io::Result<Stored<'_>> {
        match self.find(document)? {
            Found::Memory(stored) => Ok(stored),
            Found::File { at, row } => {
                let cut = row.with_text(text);
                let mut bytes = self.read(at, cut.text_len())?;
                bytes.extend(self.read(at + row.text_len() as u64, row.len() - row.text_len())?);
                Ok(Stored::new(cut, Cow::Owned(bytes)))
            }
        }
    }

    fn read(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        self.read_to(&mut bytes, at)?;
        Ok(bytes)
    }

    fn read_to(&self, to: &mut [u8], at: u64) -> io::Result<()> {
        read_exact_at(self.file.as_ref().ok_or_else(missing)?, to, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn document(number: usize) -> Document<'static> {
        let id = format!("id{number}").into();
        let text = ["", "a text", "é", "one more text, somewhat longer"][number % 4].into();
        let host = [None, Some("a.example".into()), Some("".into())][number % 3].clone();
        let time = [Some(0), None, Some(i64::MIN), Some(-1), Some(i64::MAX)][number % 5];
        let url = [None, Some("https://a.example/".into())][number % 2].clone();
        let title = [None, Some("Fähren".into()), None, Some("".into())][number % 4].clone();
        Document { id, text, time, url, host, title }
    }

    fn assert_same(stored: &Stored<'_>, number: usize) {
        let wanted = document(number);
        assert_eq!((stored.id(), stored.text()), (&*wanted.id, wanted.text.as_bytes()));
        assert_eq!((stored.host(), stored.time()), (wanted.host.as_deref(), wanted.time));
        assert_eq!((stored.url(), stored.title()), (wanted.url.as_deref(), wanted.title.as_deref()));
    }

    #[test]
    fn documents_come_back_from_memory_and_file() {
        for limit in [0, 700, usize::MAX] {
            let (mut store, mut batch, mut kept) = (Store::new(limit), Batch::default(), 0);
            for documents in [7, 1, 0, 20, 3] {
                for number in kept..kept + documents {
                    batch.push(&document(number)).expect("short");
                }
                kept += documents;
                batch = store.push(batch).expect("room");
                assert!(batch.is_empty());
            }
            assert!(store.memory_len <= limit && store.len() == 31);
            assert_eq!((store.file.is_some(), store.memory_len > 0), (limit < usize::MAX, limit > 0));
            (0..31).for_each(|number| assert_same(&store.get(number).expect("kept"), number));
            assert!(store.get(31).is_err() && store.head(31, 0).is_err());
            for number in 0..31 {
                let (whole, head) = (store.get(number).expect("kept"), store.head(number, 3).expect("kept"));
                let cut = whole.text().len().min(3);
                assert!(head.text() == whole.text() || head.text() == &whole.text()[..cut]);
                assert_eq!((head.id(), head.host(), head.url()), (whole.id(), whole.host(), whole.url()));
                assert_eq!((head.title(), head.time()), (whole.title(), whole.time()));
            }
            let batches: Vec<_> = store.batches().map(|batch| batch.expect("kept")).collect();
            assert_eq!(batches.iter().map(|batch| batch.len()).collect::<Vec<_>>(), [7, 1, 20, 3]);
            let all = batches.iter().flat_map(|batch| batch.documents());
            all.enumerate().for_each(|(number, stored)| assert_same(&stored, number));
        }
    }
}
