//! An index whose size is in its type.

use heapless::Vec;

use crate::fingerprint::Fingerprint;
use crate::scheme::KEYS;

use super::MIN_SHARED_KEYS;
use super::postings::{self, Documents, EMPTY, Postings};

/// A document that may match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedMatch<'a, const BINS: usize> {
    /// The caller's name for the document.
    pub id: u32,
    /// Keys shared, 2 to 128.
    pub shared_keys: u8,
    /// Its fingerprint.
    pub fingerprint: &'a Fingerprint<BINS>,
}

#[derive(Clone, Debug)]
struct Entry<const BINS: usize> {
    id: u32,
    /// Insertions before this one.
    age: u64,
    fingerprint: Option<Fingerprint<BINS>>,
}

/// Up to `DOCS` fingerprints, looked up through `SLOTS` table slots, without an allocator.
///
/// When it is full, an insertion puts out the document that was inserted first. `SLOTS` is a power of two and at least
/// `DOCS × 128 + 1`, better `DOCS × 192`; other sizes do not compile. Memory: about `DOCS × (592 + BINS) + SLOTS × 4` bytes. Insertion, removal and lookup probe 128 runs of slots.
///
/// ```
/// use wireprint::index::FixedIndex;
/// use wireprint::{Scheme, fingerprint};
///
/// let mut index = FixedIndex::<8, 2048>::new();
/// let story = fingerprint(&Scheme::REWRITE, b"Ferries to Kolmar resume on Friday after a week of heavy storms");
/// index.insert(17, story.clone());
/// let mut found = Vec::new();
/// index.candidates(&story, |candidate| found.push(candidate.id));
/// assert_eq!(found, [17]);
/// assert!(index.remove(17));
/// ```
///
/// ```compile_fail
/// use wireprint::index::FixedIndex;
/// let index = FixedIndex::<8, 1024>::new(); // 8 documents have up to 1,024 keys, and one slot must stay empty
/// ```
#[derive(Clone, Debug)]
pub struct FixedIndex<const DOCS: usize, const SLOTS: usize, const BINS: usize = 512> {
    entries: Vec<Entry<BINS>, DOCS>,
    slots: [u32; SLOTS],
    inserted: u64,
    len: usize,
}

/// The entries as the table sees them, whatever their capacity.
struct Entries<'a, const BINS: usize>(&'a [Entry<BINS>]);

impl<const BINS: usize> Documents for Entries<'_, BINS> {
    fn keys(&self, document: u32) -> Option<&[u32; KEYS]> {
        self.0.get(document as usize)?.fingerprint.as_ref().map(Fingerprint::keys)
    }

    fn age(&self, document: u32) -> u64 {
        self.0.get(document as usize).map_or(0, |entry| entry.age)
    }
}

impl<const DOCS: usize, const SLOTS: usize, const BINS: usize> FixedIndex<DOCS, SLOTS, BINS> {
    const VALID: () = assert!(
        DOCS > 0 && SLOTS.is_power_of_two() && SLOTS > DOCS * KEYS,
        "SLOTS must be a power of two above DOCS * 128"
    );

    /// An empty index.
    pub const fn new() -> Self {
        let () = Self::VALID;
        Self { entries: Vec::new(), slots: [EMPTY; SLOTS], inserted: 0, len: 0 }
    }

    /// Documents held.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Documents that it can hold.
    pub const fn capacity(&self) -> usize {
        DOCS
    }

    /// The fingerprint of a document.
    pub fn get(&self, id: u32) -> Option<&Fingerprint<BINS>> {
        self.find(id).and_then(|at| self.entries.get(at)?.fingerprint.as_ref())
    }

    fn find(&self, id: u32) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id && entry.fingerprint.is_some())
    }

    /// Adds a document; an equal id is replaced. Gives the id and fingerprint that had to go to make room, if any.
    pub fn insert(&mut self, id: u32, fingerprint: Fingerprint<BINS>) -> Option<(u32, Fingerprint<BINS>)> {
        self.remove(id);
        let entry = Entry { id, age: self.inserted, fingerprint: Some(fingerprint) };
        self.inserted += 1;
        let mut put_out = None;
        let free = self.entries.iter().position(|entry| entry.fingerprint.is_none());
        let at = match free {
            Some(free) => free,
            None if !self.entries.is_full() => self.entries.len(),
            None => {
                let oldest = self.entries.iter().enumerate().min_by_key(|(_, entry)| entry.age);
                let oldest = oldest.map_or(0, |(at, _)| at);
                put_out = self.take(oldest);
                oldest
            }
        };
        if let Some(place) = self.entries.get_mut(at) {
            *place = entry;
        } else {
            let _ = self.entries.push(entry); // `at` is one past the last, and there is room
        }
        self.len += 1;
        Postings { slots: &mut self.slots }.insert(&Entries(&self.entries), at as u32);
        put_out
    }

    /// Removes a document; whether it was there.
    pub fn remove(&mut self, id: u32) -> bool {
        self.find(id).is_some_and(|at| self.take(at).is_some())
    }

    fn take(&mut self, at: usize) -> Option<(u32, Fingerprint<BINS>)> {
        Postings { slots: &mut self.slots }.remove(&Entries(&self.entries), at as u32);
        let entry = self.entries.get_mut(at)?;
        let fingerprint = entry.fingerprint.take()?;
        self.len -= 1;
        Some((entry.id, fingerprint))
    }

    /// Calls `each` with every document that shares at least two keys with `query`, in the order of their places.
    pub fn candidates<'a>(&'a self, query: &Fingerprint<BINS>, mut each: impl FnMut(FixedMatch<'a, BINS>)) {
        let mut hits = [0u8; DOCS];
        for (group, key) in query.keys().iter().enumerate() {
            postings::for_each(&self.slots, &Entries(&self.entries), group, *key, |document| {
                if let Some(count) = hits.get_mut(document as usize) {
                    *count += 1;
                }
            });
        }
        for (entry, &shared_keys) in self.entries.iter().zip(&hits) {
            if let (Some(fingerprint), true) = (&entry.fingerprint, shared_keys >= MIN_SHARED_KEYS) {
                each(FixedMatch { id: entry.id, shared_keys, fingerprint });
            }
        }
    }
}

impl<const DOCS: usize, const SLOTS: usize, const BINS: usize> Default for FixedIndex<DOCS, SLOTS, BINS> {
    fn default() -> Self {
        Self::new()
    }
}
