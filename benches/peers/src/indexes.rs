//! Indexes of ours and of gaoya, filled with the same stories and asked the same questions.

use std::mem;

use anyhow::Result;
use wireprint::Fingerprint;
use wireprint::fingerprint::Page;
use wireprint::index::{Document, HostId, Lookup, Window, WindowIndex};

use crate::peers::gaoya::{self, Banding};
use crate::{ours, stories};

/// An index that takes documents by number and is asked for the similar ones of a query.
pub trait Index {
    /// As tables call it.
    fn name(&self) -> String;
    /// Adds a document.
    fn insert(&mut self, number: usize) -> Result<()>;
    /// How many documents are similar to the query, as the index's users learn it: candidates, compared.
    fn lookup(&mut self, query: usize) -> usize;
    /// Sets the questions.
    fn ask(&mut self, queries: &Sketches);
    /// Bytes a document, where the index knows it.
    fn bytes_per_document(&self) -> Option<usize>;
}

/// What everybody makes of the same texts, worked out beforehand.
#[derive(Debug)]
pub struct Sketches {
    pages: Vec<Page>,
    /// As long as the widest banding; a narrower one takes the first.
    signatures: Vec<Vec<u32>>,
}

impl Sketches {
    /// Of the texts with these numbers.
    pub fn of(count: usize, text: impl Fn(u64) -> String + Sync) -> Self {
        let widest = Banding::ALL.into_iter().max_by_key(|banding| banding.hashes()).unwrap_or(Banding::README);
        let hasher = gaoya::min_hasher(widest);
        let both = stories::each(count as u64, |number| {
            let text = text(number);
            (page(ours::fingerprint(&text)), gaoya::minhash_of_triples(&hasher, &gaoya::triples(&text)))
        });
        let (pages, signatures) = both.into_iter().unzip();
        Self { pages, signatures }
    }

    fn signatures(&self, banding: Banding) -> Vec<Vec<u32>> {
        self.signatures.iter().map(|signature| signature[..banding.hashes()].to_vec()).collect()
    }
}

fn page(fingerprint: Fingerprint) -> Page {
    Page { fingerprint, segments: Vec::new() }
}

/// Everybody's index, empty, with the documents that are to be inserted.
pub fn everybody(documents: &Sketches) -> Result<Vec<Box<dyn Index>>> {
    let mut all: Vec<Box<dyn Index>> = vec![Box::new(Own::new(documents.pages.clone())?)];
    for banding in Banding::ALL {
        all.push(Box::new(Gaoya::new(banding, documents.signatures(banding))));
    }
    Ok(all)
}

struct Own {
    index: WindowIndex,
    pages: Vec<Page>,
    queries: Vec<Page>,
    memory: Lookup,
}

impl Own {
    fn new(pages: Vec<Page>) -> Result<Self> {
        let index = WindowIndex::new(Window::default())?;
        Ok(Self { index, pages, queries: Vec::new(), memory: Lookup::new() })
    }
}

fn document(id: u64, page: &Page) -> Document<'_> {
    Document { id, page, host: HostId::UNKNOWN, time: None }
}

impl Index for Own {
    fn name(&self) -> String {
        "wireprint".into()
    }

    fn insert(&mut self, number: usize) -> Result<()> {
        self.index.insert(&document(number as u64, &self.pages[number]))?;
        Ok(())
    }

    fn lookup(&mut self, query: usize) -> usize {
        let page = &self.queries[query];
        let candidates = self.index.candidates(&document(u64::MAX, page), &mut self.memory);
        candidates.iter().filter(|hit| self.index.compare(hit.slot, &page.fingerprint).is_some()).count()
    }

    fn ask(&mut self, queries: &Sketches) {
        self.queries.clone_from(&queries.pages);
    }

    fn bytes_per_document(&self) -> Option<usize> {
        Some(self.index.stats().bytes_per_document())
    }
}

struct Gaoya {
    banding: Banding,
    index: ::gaoya::minhash::MinHashIndex<u32, u64>,
    signatures: Vec<Vec<u32>>,
    queries: Vec<Vec<u32>>,
}

impl Gaoya {
    fn new(banding: Banding, signatures: Vec<Vec<u32>>) -> Self {
        Self { banding, index: banding.index(), signatures, queries: Vec::new() }
    }
}

impl Index for Gaoya {
    fn name(&self) -> String {
        self.banding.name()
    }

    fn insert(&mut self, number: usize) -> Result<()> {
        self.index.insert(number as u64, mem::take(&mut self.signatures[number]));
        Ok(())
    }

    fn lookup(&mut self, query: usize) -> usize {
        self.index.query(&self.queries[query]).len()
    }

    fn ask(&mut self, queries: &Sketches) {
        self.queries = queries.signatures(self.banding);
    }

    fn bytes_per_document(&self) -> Option<usize> {
        None
    }
}
