//! What an index holds, in numbers.

use core::fmt;

/// What an index holds, and what became of the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Stats {
    /// Documents held.
    pub documents: usize,
    /// Documents that the memory has room for.
    pub capacity: usize,
    /// Bytes allocated.
    pub bytes: usize,
    /// Bytes that it may allocate.
    pub bytes_max: usize,
    /// Shards that hold them.
    pub shards: usize,
    /// Shards begun since the start.
    pub shards_begun: u64,
    /// Documents that went with their shard, out of the window's span.
    pub expired: u64,
    /// Documents that went with their shard to make room: the memory is too small for the span.
    pub crowded_out: u64,
    /// Documents that came too late to be held.
    pub too_old: u64,
    /// Documents removed or replaced by their id.
    pub removed: u64,
    /// The time in the stream: the median of the latest documents'.
    pub now: Option<i64>,
}

impl Stats {
    /// Bytes a document, of those allocated.
    pub fn bytes_per_document(&self) -> usize {
        self.bytes / self.documents.max(1)
    }
}

impl fmt::Display for Stats {
    /// One line for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { documents, capacity, bytes, shards, expired, crowded_out, too_old, removed, .. } = self;
        let each = self.bytes_per_document();
        write!(
            f,
            "{documents} documents of at most {capacity} in {shards} shards, {bytes} bytes ({each} a document); \
             {expired} expired, {crowded_out} crowded out, {too_old} too old, {removed} removed"
        )
    }
}
