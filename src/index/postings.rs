//! The table of postings: an open-addressed multimap from keys to documents, written once over borrowed slots.
//!
//! A slot holds a node, `document × 128 + group`, or [`EMPTY`]. The key of a node is not stored here: the documents have
//! it. Nodes lie on a run of slots that begins at the home of their key and has no hole; removal moves later nodes of
//! the run back, so there are no tombstones and a table that turns over for years stays as quick as a new one.

use crate::scheme::KEYS;

use super::POSTINGS_PER_KEY;

pub(super) const EMPTY: u32 = u32::MAX;
/// A group without shingles has no key.
const NO_KEY: u32 = u32::MAX;

/// What the table needs to know of the documents.
pub(super) trait Documents {
    /// The keys of a document that the table holds.
    fn keys(&self, document: u32) -> Option<&[u32; KEYS]>;
    /// A number that is larger for documents that came later.
    fn age(&self, document: u32) -> u64;
}

/// The slots, a power of two of them, at least one of which is empty.
pub(super) struct Postings<'a> {
    pub(super) slots: &'a mut [u32],
}

fn node(document: u32, group: usize) -> u32 {
    document * KEYS as u32 + group as u32
}

fn document(node: u32) -> u32 {
    node / KEYS as u32
}

fn key_of(documents: &impl Documents, node: u32) -> u32 {
    let group = node as usize % KEYS;
    documents.keys(document(node)).and_then(|keys| keys.get(group)).copied().unwrap_or(NO_KEY)
}

/// The slot where the run of a key begins. The group takes part: equal minima of different groups are strangers.
#[inline]
fn home(key: u32, group: usize, slots: usize) -> usize {
    let mixed = ((u64::from(key) << 7) | group as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize & (slots - 1)
}

/// Calls `each` with every document on the run of `key` that has it.
#[inline]
pub(super) fn for_each(slots: &[u32], documents: &impl Documents, group: usize, key: u32, mut each: impl FnMut(u32)) {
    if key == NO_KEY || slots.is_empty() {
        return;
    }
    let mut at = home(key, group, slots.len());
    for _ in 0..slots.len() {
        let found = slots.get(at).copied().unwrap_or(EMPTY);
        if found == EMPTY {
            return;
        }
        if found as usize % KEYS == group && key_of(documents, found) == key {
            each(document(found));
        }
        at = (at + 1) & (slots.len() - 1);
    }
}

impl Postings<'_> {
    fn get(&self, at: usize) -> u32 {
        self.slots.get(at).copied().unwrap_or(EMPTY)
    }

    fn set(&mut self, at: usize, node: u32) {
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = node;
        }
    }

    fn after(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }

    /// Adds a document under each of its keys; gives how many slots it took.
    pub(super) fn insert(&mut self, documents: &impl Documents, new: u32) -> usize {
        let Some(keys) = documents.keys(new).copied() else { return 0 };
        let groups = keys.iter().enumerate().filter(|(_, key)| **key != NO_KEY);
        groups.map(|(group, key)| usize::from(self.insert_key(documents, new, group, *key))).sum()
    }

    /// True if a slot was taken; false if an older document's posting was replaced.
    fn insert_key(&mut self, documents: &impl Documents, new: u32, group: usize, key: u32) -> bool {
        let mut at = home(key, group, self.slots.len());
        let (mut same, mut oldest) = (0, (u64::MAX, at));
        for _ in 0..self.slots.len() {
            let found = self.get(at);
            if found == EMPTY {
                self.set(at, node(new, group));
                return true;
            }
            if found as usize % KEYS == group && key_of(documents, found) == key {
                same += 1;
                oldest = oldest.min((documents.age(document(found)), at));
                if same == POSTINGS_PER_KEY {
                    self.set(oldest.1, node(new, group));
                    return false;
                }
            }
            at = self.after(at);
        }
        false
    }

    /// Removes a document from under each of its keys; gives how many slots became free.
    pub(super) fn remove(&mut self, documents: &impl Documents, old: u32) -> usize {
        let Some(keys) = documents.keys(old).copied() else { return 0 };
        let groups = keys.iter().enumerate().filter(|(_, key)| **key != NO_KEY);
        groups.map(|(group, key)| usize::from(self.remove_key(documents, node(old, group), group, *key))).sum()
    }

    fn remove_key(&mut self, documents: &impl Documents, old: u32, group: usize, key: u32) -> bool {
        let mut at = home(key, group, self.slots.len());
        for _ in 0..self.slots.len() {
            match self.get(at) {
                EMPTY => return false,
                found if found == old => {
                    self.close_gap(documents, at);
                    return true;
                }
                _ => at = self.after(at),
            }
        }
        false
    }

    /// Moves the nodes behind an emptied slot back, as far as their homes allow. Source: Knuth, TAOCP 6.4, algorithm R.
    fn close_gap(&mut self, documents: &impl Documents, mut gap: usize) {
        self.set(gap, EMPTY);
        let mut at = gap;
        for _ in 0..self.slots.len() {
            at = self.after(at);
            let found = self.get(at);
            if found == EMPTY {
                return;
            }
            let home = home(key_of(documents, found), found as usize % KEYS, self.slots.len());
            let mask = self.slots.len() - 1;
            if at.wrapping_sub(home) & mask >= at.wrapping_sub(gap) & mask {
                self.set(gap, found);
                self.set(at, EMPTY);
                gap = at;
            }
        }
    }
}
