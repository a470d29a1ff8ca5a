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

/// A place for a document. Apart from the fingerprints, so that a search through all places touches few bytes.
#[derive(Clone, Copy, Debug)]
struct Place {
    id: u32,
    is_held: bool,
    /// Insertions before this one.
    age: u64,
}

/// Up to `DOCS` fingerprints, looked up through `SLOTS` table slots, without an allocator.
///
/// Made for devices: insertion, removal and lookup each look at all `DOCS` places (16 bytes each, or one), besides probing
/// 128 runs of slots. When it is full, an insertion puts out the document that was inserted first. `SLOTS` is a power of two and at least
/// `DOCS × 128 + 1`, better `DOCS × 192`; other sizes do not compile. Memory: `DOCS × (584 + BINS) + SLOTS × 4` bytes
/// and a few.
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
    places: Vec<Place, DOCS>,
    /// The fingerprint of each place, stale where the place is not held.
    fingerprints: Vec<Fingerprint<BINS>, DOCS>,
    slots: [u32; SLOTS],
    inserted: u64,
    len: usize,
}

/// The documents as the table sees them, whatever their capacity.
struct Held<'a, const BINS: usize>(&'a [Place], &'a [Fingerprint<BINS>]);

impl<const BINS: usize> Documents for Held<'_, BINS> {
    fn keys(&self, document: u32) -> Option<&[u32; KEYS]> {
        self.1.get(document as usize).map(Fingerprint::keys)
    }

    fn age(&self, document: u32) -> u64 {
        self.0.get(document as usize).map_or(0, |place| place.age)
    }
}

impl<const DOCS: usize, const SLOTS: usize, const BINS: usize> FixedIndex<DOCS, SLOTS, BINS> {
    const VALID: () = assert!(
        DOCS > 0 && DOCS <= 1 << 24 && SLOTS.is_power_of_two() && SLOTS > DOCS * KEYS,
        "SLOTS must be a power of two above DOCS * 128"
    );

    /// An empty index.
    pub const fn new() -> Self {
        let () = Self::VALID;
        Self { places: Vec::new(), fingerprints: Vec::new(), slots: [EMPTY; SLOTS], inserted: 0, len: 0 }
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
        self.find(id).and_then(|at| self.fingerprints.get(at))
    }

    fn find(&self, id: u32) -> Option<usize> {
        self.places.iter().position(|place| place.is_held && place.id == id)
    }

    /// The documents in the order of their insertion.
    pub(super) fn oldest_first(&self) -> impl Iterator<Item = (u32, &Fingerprint<BINS>)> {
        let mut next = 0;
        core::iter::from_fn(move || {
            let held =
                self.places.iter().zip(&self.fingerprints).filter(|(place, _)| place.is_held && place.age >= next);
            let (place, fingerprint) = held.min_by_key(|(place, _)| place.age)?;
            next = place.age + 1;
            Some((place.id, fingerprint))
        })
    }

    /// Adds a document; an equal id is replaced. Gives the id and fingerprint that had to go to make room, if any.
    pub fn insert(&mut self, id: u32, fingerprint: Fingerprint<BINS>) -> Option<(u32, Fingerprint<BINS>)> {
        self.remove(id);
        let free = self.places.iter().position(|place| !place.is_held);
        let oldest = || self.places.iter().enumerate().min_by_key(|(_, place)| place.age).map(|(at, _)| at);
        let at = free.or_else(|| if self.places.is_full() { oldest() } else { None }).unwrap_or(self.places.len());
        let put_out = self.take(at);
        let place = Place { id, is_held: true, age: self.inserted };
        match (self.places.get_mut(at), self.fingerprints.get_mut(at)) {
            (Some(old), Some(print)) => (*old, *print) = (place, fingerprint),
            _ => {
                // `at` is one past the last, and there is room.
                let _ = self.places.push(place);
                let _ = self.fingerprints.push(fingerprint);
            }
        }
        self.inserted += 1;
        self.len += 1;
        Postings { slots: &mut self.slots }.insert(&Held(&self.places, &self.fingerprints), at as u32);
        put_out
    }

    /// Removes a document; whether it was there.
    pub fn remove(&mut self, id: u32) -> bool {
        self.find(id).is_some_and(|at| self.take(at).is_some())
    }

    fn take(&mut self, at: usize) -> Option<(u32, Fingerprint<BINS>)> {
        let id = self.places.get(at).filter(|place| place.is_held)?.id;
        Postings { slots: &mut self.slots }.remove(&Held(&self.places, &self.fingerprints), at as u32);
        self.places.get_mut(at)?.is_held = false;
        self.len -= 1;
        Some((id, self.fingerprints.get(at)?.clone()))
    }

    /// Calls `each` with every document that shares at least two keys with `query`, in the order of their places.
    pub fn candidates<'a>(&'a self, query: &Fingerprint<BINS>, mut each: impl FnMut(FixedMatch<'a, BINS>)) {
        let mut hits = [0u8; DOCS];
        for (group, key) in query.keys().iter().enumerate() {
            postings::for_each(&self.slots, &Held(&self.places, &self.fingerprints), group, *key, |document| {
                if let Some(count) = hits.get_mut(document as usize) {
                    *count += 1;
                }
            });
        }
        let documents = self.places.iter().zip(&self.fingerprints).zip(hits);
        for ((place, fingerprint), shared_keys) in documents.filter(|(_, shared)| *shared >= MIN_SHARED_KEYS) {
            each(FixedMatch { id: place.id, shared_keys, fingerprint });
        }
    }
}

impl<const DOCS: usize, const SLOTS: usize, const BINS: usize> Default for FixedIndex<DOCS, SLOTS, BINS> {
    fn default() -> Self {
        Self::new()
    }
}
