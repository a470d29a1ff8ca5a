//! Which shard a document is filed in, and which shard goes next.

use alloc::vec::Vec;

use super::clock::Clock;
#[cfg(feature = "serde")]
use crate::error::ImageError;

/// Shards that a window's span is divided into.
const SHARDS: u64 = 16;
/// Documents of the first shards, so that a stream that learns has something learned early.
const FIRST_SHARD: usize = 1024;

/// Where a document belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filed {
    /// In a shard of this stretch of time; none while no document has stated a time.
    In { bucket: Option<i64> },
    /// It is older than the window.
    TooOld,
}

#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Shard {
    number: u32,
    /// Which stretch of time; none while no document has stated a time.
    bucket: Option<i64>,
    /// Documents that it holds, and those that were ever filed in it.
    documents: usize,
    filed: usize,
    filed_max: usize,
}

/// The shards of a window: 16 by time, one open in each, and 16 by number, as long as few documents are replaced.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Shards {
    span: Option<u64>,
    documents_max: usize,
    shards: Vec<Shard>,
    begun: u64,
    clock: Clock,
}

impl Shards {
    pub(super) const fn new(span: Option<u64>, documents_max: usize) -> Self {
        Self { span, documents_max, shards: Vec::new(), begun: 0, clock: Clock::new() }
    }

    #[cfg(feature = "serde")]
    pub(super) fn documents_max(&self) -> usize {
        self.documents_max
    }

    /// Shards that were read back, if they could be those of such a window; their documents are to be counted anew.
    #[cfg(feature = "serde")]
    pub(super) fn checked(self, span: Option<u64>, documents_max: usize) -> Result<Self, ImageError> {
        let is_count = |count: usize| count <= u32::MAX as usize;
        let mut numbers: Vec<u32> = self.shards.iter().map(|shard| shard.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let is_sound = self.span == span
            && self.documents_max == documents_max
            && numbers.len() == self.shards.len()
            && self.shards.iter().all(|shard| is_count(shard.filed) && shard.filed_max <= documents_max)
            && self.begun < 1 << 62
            && self.clock.is_sound();
        let part = ImageError::Part { part: "table of shards", actual: self.shards.len() as u64, expected: 0 };
        if is_sound { Ok(self) } else { Err(part) }
    }

    #[cfg(feature = "serde")]
    pub(super) fn forget_documents(&mut self) {
        self.shards.iter_mut().for_each(|shard| shard.documents = 0);
    }

    /// Counts a document that a shard holds already; whether there is such a shard.
    #[cfg(feature = "serde")]
    pub(super) fn count_document(&mut self, number: u32) -> bool {
        let shard = self.shards.iter_mut().find(|shard| shard.number == number);
        shard.map(|shard| shard.documents += 1).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.shards.len()
    }

    pub(super) fn begun(&self) -> u64 {
        self.begun
    }

    pub(super) fn now(&self) -> Option<i64> {
        self.clock.now()
    }

    fn width(&self) -> Option<i64> {
        self.span.map(|span| i64::try_from(span / SHARDS).unwrap_or(i64::MAX).max(1))
    }

    fn present(&self) -> Option<i64> {
        Some(self.now()?.div_euclid(self.width()?))
    }

    /// Takes note of a document's time and says where it belongs.
    pub(super) fn file(&mut self, time: Option<i64>) -> Filed {
        if let Some(time) = time {
            self.clock.stated(time);
        }
        let Some((span, width)) = self.span.zip(self.width()) else { return Filed::In { bucket: None } };
        // Documents that came before any time was known belong to the present that is known now.
        let present = self.present();
        self.shards.iter_mut().filter(|shard| shard.bucket.is_none()).for_each(|shard| shard.bucket = present);
        match (time, self.now()) {
            (Some(time), Some(now)) if time < now && time.abs_diff(now) > span => Filed::TooOld,
            // Whatever lies beyond the window's far end is filed at that end: a wrong clock makes no shards of its own.
            (Some(time), _) => {
                let end = present.map_or(i64::MAX, |present| present.saturating_add(SHARDS as i64 + 1));
                Filed::In { bucket: Some(time.div_euclid(width).min(end)) }
            }
            (None, _) => Filed::In { bucket: present },
        }
    }

    pub(super) fn bucket(&self, number: u32) -> Option<Option<i64>> {
        self.shards.iter().find(|shard| shard.number == number).map(|shard| shard.bucket)
    }

    /// The shard of a stretch of time that has room, or a new one.
    pub(super) fn open(&mut self, bucket: Option<i64>, held: usize) -> u32 {
        let newest = self.shards.iter().rev().find(|shard| shard.bucket == bucket);
        if let Some(shard) = newest.filter(|shard| shard.filed < shard.filed_max) {
            return shard.number;
        }
        self.shards.retain(|shard| shard.documents > 0);
        // A shard is dropped long before its number comes again.
        let number = (self.begun % u64::from(u32::MAX)) as u32;
        self.begun += 1;
        let filed_max = held.clamp(FIRST_SHARD.min(self.documents_max), self.documents_max);
        self.shards.push(Shard { number, bucket, documents: 0, filed: 0, filed_max });
        number
    }

    pub(super) fn add(&mut self, number: u32) {
        if let Some(shard) = self.shards.iter_mut().find(|shard| shard.number == number) {
            shard.documents += 1;
            shard.filed += 1;
        }
    }

    pub(super) fn subtract(&mut self, number: u32) {
        if let Some(shard) = self.shards.iter_mut().find(|shard| shard.number == number) {
            shard.documents = shard.documents.saturating_sub(1);
        }
    }

    pub(super) fn drop(&mut self, number: u32) {
        self.shards.retain(|shard| shard.number != number);
    }

    /// A shard that lies behind the window.
    pub(super) fn expired(&self) -> Option<u32> {
        let (span, width, now) = (self.span?, self.width()?, self.now()?);
        let oldest = now.saturating_sub_unsigned(span);
        let is_behind = |shard: &&Shard| {
            let end = shard.bucket.and_then(|bucket| bucket.checked_add(1)?.checked_mul(width));
            end.is_some_and(|end| end <= oldest)
        };
        self.shards.iter().find(is_behind).map(|shard| shard.number)
    }

    /// The shard that is to go to make room for a document in `bucket`: the farthest from the present, of equals the
    /// one that began first. None if the document itself is farther than all that is held.
    pub(super) fn farthest(&self, bucket: Option<i64>, open: u32) -> Option<u32> {
        let present = self.present();
        let distance = |bucket: Option<i64>| present.zip(bucket).map_or(0, |(now, bucket)| now.abs_diff(bucket));
        let others = self.shards.iter().enumerate().filter(|(_, shard)| shard.documents > 0 && shard.number != open);
        let (_, farthest) = others.max_by_key(|(at, shard)| (distance(shard.bucket), core::cmp::Reverse(*at)))?;
        (distance(farthest.bucket) >= distance(bucket)).then_some(farthest.number)
    }
}
