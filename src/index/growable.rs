//! An index that grows with its documents.

use alloc::vec;
use alloc::vec::Vec;

use crate::fingerprint::Fingerprint;
use crate::scheme::KEYS;

use super::MIN_SHARED_KEYS;
use super::postings::{self, DOCUMENTS_MAX, Documents, EMPTY, Postings};

/// Fingerprints by number, with lookup by shared keys.
///
/// Numbers count up from 0 in the order of insertion and are never used twice. Memory: 1,088 bytes a document at 512 bins
/// for the fingerprint and 680 to 1,360 for its postings. Insertion and lookup probe 128 runs of slots, each bounded by
/// [`POSTINGS_PER_KEY`](super::POSTINGS_PER_KEY) documents of one key.
///
/// ```
/// use wireprint::index::{GrowableIndex, Lookup};
/// use wireprint::{Scheme, fingerprint};
///
/// let mut index = GrowableIndex::new();
/// let story = fingerprint(&Scheme::REWRITE, b"Ferries to Kolmar resume on Friday after a week of heavy storms");
/// let number = index.insert(story.clone()).unwrap();
/// let mut lookup = Lookup::default();
/// assert_eq!(index.candidates(&story, &mut lookup), [(number, 7)]); // 7 shingles, 7 keys
/// ```
#[derive(Clone, Debug)]
pub struct GrowableIndex<const BINS: usize = 512> {
    documents: Vec<Option<Fingerprint<BINS>>>,
    slots: Vec<u32>,
    used: usize,
    len: usize,
}

/// Working memory of lookups, to be used again; one for each thread.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    hits: Vec<u8>,
    met: Vec<u32>,
    found: Vec<(u32, u8)>,
}

impl Lookup {
    /// Working memory that grows with use.
    pub const fn new() -> Self {
        Self { hits: Vec::new(), met: Vec::new(), found: Vec::new() }
    }
}

struct Stored<'a, const BINS: usize>(&'a [Option<Fingerprint<BINS>>]);

impl<const BINS: usize> Documents for Stored<'_, BINS> {
    #[inline]
    fn keys(&self, document: u32) -> Option<&[u32; KEYS]> {
        self.0.get(document as usize)?.as_ref().map(Fingerprint::keys)
    }

    fn age(&self, document: u32) -> u64 {
        u64::from(document)
    }
}

impl<const BINS: usize> GrowableIndex<BINS> {
    /// An empty index.
    pub const fn new() -> Self {
        Self { documents: Vec::new(), slots: Vec::new(), used: 0, len: 0 }
    }

    /// Documents held.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The fingerprint of a document that is held.
    pub fn get(&self, number: u32) -> Option<&Fingerprint<BINS>> {
        self.documents.get(number as usize)?.as_ref()
    }

    /// Adds a document; gives its number, or the fingerprint back if 33,554,431 numbers have been given out.
    ///
    /// # Errors
    /// The fingerprint itself, where no number is left.
    #[expect(clippy::result_large_err, reason = "what cannot be kept is given back")]
    pub fn insert(&mut self, fingerprint: Fingerprint<BINS>) -> Result<u32, Fingerprint<BINS>> {
        if self.documents.len() >= DOCUMENTS_MAX {
            return Err(fingerprint);
        }
        if (self.used + KEYS) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let number = self.documents.len() as u32;
        self.documents.push(Some(fingerprint));
        self.used += Postings { slots: &mut self.slots }.insert(&Stored(&self.documents), number);
        self.len += 1;
        Ok(number)
    }

    /// Doubles the table. Documents enter it in their order, so it is the one that a larger table would have been.
    fn grow(&mut self) {
        self.slots = vec![EMPTY; (self.slots.len() * 2).max(1024)];
        let mut postings = Postings { slots: &mut self.slots };
        let stored = Stored(&self.documents);
        self.used = (0..self.documents.len() as u32).map(|number| postings.insert(&stored, number)).sum();
    }

    /// Removes a document; gives its fingerprint. Its number is not given out again, and its place stays allocated.
    pub fn remove(&mut self, number: u32) -> Option<Fingerprint<BINS>> {
        self.used -= Postings { slots: &mut self.slots }.remove(&Stored(&self.documents), number);
        let fingerprint = self.documents.get_mut(number as usize)?.take()?;
        self.len -= 1;
        Some(fingerprint)
    }

    /// The documents that share at least two keys with `query`, and how many: most first, then by number.
    pub fn candidates<'l>(&self, query: &Fingerprint<BINS>, lookup: &'l mut Lookup) -> &'l [(u32, u8)] {
        lookup.hits.resize(self.documents.len(), 0);
        let Lookup { hits, met, found } = lookup;
        met.clear();
        found.clear();
        for (group, key) in query.keys().iter().enumerate() {
            postings::for_each(&self.slots, &Stored(&self.documents), group, *key, |document| {
                if let Some(count) = hits.get_mut(document as usize) {
                    if *count == 0 {
                        met.push(document);
                    }
                    *count += 1;
                }
            });
        }
        for &document in met.iter() {
            if let Some(count) = hits.get_mut(document as usize) {
                if *count >= MIN_SHARED_KEYS {
                    found.push((document, *count));
                }
                *count = 0;
            }
        }
        found.sort_unstable_by_key(|(document, count)| (core::cmp::Reverse(*count), *document));
        found
    }
}

impl<const BINS: usize> Default for GrowableIndex<BINS> {
    fn default() -> Self {
        Self::new()
    }
}
