//! The filter of common shingles.

use core::fmt;

use bitvec::prelude::{BitArray, Lsb0};
use xxhash_rust::xxh3::Xxh3;

use crate::error::DecodeError;
use crate::kernel::{Blocks, FILTER_WORDS as WORDS, filter_place};
use crate::scheme::{FilterId, Scheme, ShinglesId};

/// Bits set in a filter that takes no more: some 8,600 shingles, 0.6 % of others taken for common.
const FULL_BITS: usize = WORDS * 32 / 5;
const HEADER_BYTES: usize = 24;
/// Size of a filter in bytes form.
pub const FILTER_BYTES: usize = HEADER_BYTES + WORDS * 4;

/// A frozen set of common shingles: a Bloom filter of one word a shingle with four bits in it, 16 KiB.
///
/// It holds up to about 4,096 shingles with .2 % of other shingles taken for common. Its id is part of every
/// fingerprint made with it. Source: Putze, Sanders and Singler, "Cache-, hash- and space-efficient Bloom filters", 2007.
///
/// ```
/// use wireprint::{Scheme, fingerprint};
/// use wireprint::suppress::Filter;
/// let filter = Filter::from_shingles(&Scheme::REWRITE, [17, 18, 19]);
/// assert!(filter.contains(18));
/// assert_eq!(Filter::from_bytes(&filter.to_bytes()).unwrap(), filter);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Filter {
    bits: BitArray<[u32; WORDS], Lsb0>,
    shingles: ShinglesId,
    id: FilterId,
}

impl Filter {
    /// A filter of exactly these shingle hashes, generation 0 of the lineage that its bits are hashed to.
    pub fn from_shingles<const BINS: usize>(scheme: &Scheme<BINS>, hashes: impl IntoIterator<Item = u64>) -> Self {
        Self::of(scheme.shingles_id(), hashes)
    }

    pub(super) fn of(shingles: ShinglesId, hashes: impl IntoIterator<Item = u64>) -> Self {
        let mut filter = Self { bits: BitArray::ZERO, shingles, id: FilterId::NONE };
        for hash in hashes {
            filter.insert(hash);
        }
        filter.id.lineage = filter.content_hash().max(1);
        filter
    }

    /// A filter that drops nothing yet: the first generation of a lineage that grows with a stream.
    ///
    /// `lineage` names the stream and nothing else: two filters of one lineage must descend from one another. A random number
    /// will do; 0 is taken for 1.
    pub fn first<const BINS: usize>(scheme: &Scheme<BINS>, lineage: u64) -> Self {
        let id = FilterId { lineage: lineage.max(1), generation: 0 };
        Self { bits: BitArray::ZERO, shingles: scheme.shingles_id(), id }
    }

    /// The next generation: what this one drops and `hashes` besides, as far as there is room. Nothing if that changes
    /// nothing.
    pub(super) fn next(&self, hashes: impl Iterator<Item = u64>) -> Option<Self> {
        let mut next = self.clone();
        next.id.generation = self.id.generation.checked_add(1)?;
        let mut set = next.bits.count_ones();
        for hash in hashes {
            if set > FULL_BITS {
                break;
            }
            set += next.insert(hash);
        }
        (next.bits != self.bits).then_some(next)
    }

    /// Sets the four bits of a shingle; gives how many were not set before.
    fn insert(&mut self, hash: u64) -> usize {
        let (word, bits) = filter_place(hash);
        let Some(word) = self.bits.data.get_mut(word) else { return 0 };
        let new = bits & !*word;
        *word |= bits;
        new.count_ones() as usize
    }

    /// XXH3-64 of the shingles id and the bit table, little-endian.
    fn content_hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        hash.update(&self.shingles.0.to_le_bytes());
        for word in self.bits.as_raw_slice() {
            hash.update(&word.to_le_bytes());
        }
        hash.digest()
    }

    /// Whether the shingle is common.
    #[inline]
    pub fn contains(&self, hash: u64) -> bool {
        let (word, bits) = filter_place(hash);
        self.bits.data.get(word).is_some_and(|w| w & bits == bits)
    }

    /// Moves the shingles that are not common to the front, with their flags; gives their number.
    #[inline]
    pub(crate) fn suppress(&self, blocks: Blocks, hashes: &mut [u64], quoted: &mut [u8]) -> usize {
        blocks.suppress(&self.bits.data, hashes, quoted)
    }

    /// What fingerprints made with this filter say about it.
    pub fn id(&self) -> FilterId {
        self.id
    }

    /// The shingles it was learned for.
    pub fn shingles_id(&self) -> ShinglesId {
        self.shingles
    }

    /// The bytes of docs/format.md.
    pub fn to_bytes(&self) -> [u8; FILTER_BYTES] {
        let mut out = [0; FILTER_BYTES];
        let (header, table) = out.split_at_mut(HEADER_BYTES);
        let fields = [self.shingles.0, self.id.lineage, u64::from(self.id.generation)];
        for (to, field) in header.chunks_exact_mut(8).zip(fields) {
            to.copy_from_slice(&field.to_le_bytes());
        }
        for (to, word) in table.chunks_exact_mut(4).zip(self.bits.as_raw_slice()) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        out
    }

    /// Reads [`Filter::to_bytes`].
    ///
    /// # Errors
    /// [`DecodeError`] for a wrong length or a generation past 32 bits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let wrong = DecodeError::Length { expected: FILTER_BYTES, actual: bytes.len() };
        let (header, table) = bytes.split_at_checked(HEADER_BYTES).ok_or(wrong)?;
        if bytes.len() != FILTER_BYTES {
            return Err(wrong);
        }
        let mut fields = header.chunks_exact(8).map(|c| u64::from_le_bytes(c.try_into().unwrap_or_default()));
        let (shingles, lineage, generation) =
            (fields.next().unwrap_or(0), fields.next().unwrap_or(0), fields.next().unwrap_or(0));
        let generation = u32::try_from(generation).map_err(|_| DecodeError::Field { offset: 16, value: generation })?;
        if lineage == 0 {
            return Err(DecodeError::Field { offset: 8, value: 0 });
        }
        let mut words = [0u32; WORDS];
        for (word, chunk) in words.iter_mut().zip(table.chunks_exact(4)) {
            *word = u32::from_le_bytes(chunk.try_into().unwrap_or_default());
        }
        Ok(Self { bits: BitArray::new(words), shingles: ShinglesId(shingles), id: FilterId { lineage, generation } })
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.bits.count_ones();
        f.debug_struct("Filter")
            .field("id", &self.id)
            .field("shingles", &self.shingles)
            .field("bits_set", &set)
            .finish()
    }
}

#[cfg(feature = "serde")]
mod serialised {
    use super::{FILTER_BYTES, Filter};
    use crate::scheme::hex::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl Serialize for Filter {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Bytes(self.to_bytes()).serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Filter {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let bytes = Bytes::<FILTER_BYTES>::deserialize(deserializer)?;
            Self::from_bytes(&bytes.0).map_err(serde::de::Error::custom)
        }
    }
}
