//! A fingerprint in its byte form, read where it lies: in flash, in a file that is mapped, in a frame.

use crate::error::DecodeError;
use crate::scheme::{FilterId, KEYS, SchemeId};

use super::{Fingerprint, Sketch};

pub(super) const HEADER: usize = 48;
pub(super) const SIGNATURE_AT: usize = HEADER + 4 * KEYS;

/// Reads fields one after the other; the caller has checked the length.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        match self.0.split_first_chunk() {
            Some((field, rest)) => {
                self.0 = rest;
                *field
            }
            None => [0; N],
        }
    }

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }
}

/// The bytes of a fingerprint, checked and not copied: what a device compares with that has no room for two.
///
/// ```
/// use wireprint::fingerprint::StoredFingerprint;
/// use wireprint::{Fingerprint, Scheme, compare, compare_stored, fingerprint};
/// let print = fingerprint(&Scheme::REWRITE, b"Ferries to Kolmar resume on Friday after a week of storms");
/// let mut bytes = [0; Fingerprint::<512>::BYTES];
/// print.write_to(&mut bytes).unwrap();
/// let stored = StoredFingerprint::from_bytes(&bytes).unwrap();
/// assert_eq!(compare_stored(&print, &stored), compare(&print, &print));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StoredFingerprint<'a, const BINS: usize = 512> {
    pub(super) scheme: SchemeId,
    pub(super) filter: FilterId,
    pub(super) tokens: u32,
    pub(super) shingles: u32,
    pub(super) distinct: u32,
    pub(super) simhash: u64,
    pub(super) content: u64,
    keys: &'a [u8],
    pub(super) signature: &'a [u8; BINS],
}

impl<'a, const BINS: usize> StoredFingerprint<'a, BINS> {
    /// Reads the byte form of [`Fingerprint::write_to`].
    ///
    /// # Errors
    /// [`DecodeError`] for a wrong length, or counts that contradict one another.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let length = DecodeError::Length { expected: Fingerprint::<BINS>::BYTES, actual: bytes.len() };
        let (header, rest) = bytes.split_at_checked(HEADER).ok_or(length)?;
        let (keys, signature) = rest.split_at_checked(4 * KEYS).ok_or(length)?;
        let mut r = Reader(header);
        let stored = Self {
            scheme: SchemeId(r.u64()),
            filter: FilterId { lineage: r.u64(), generation: r.u32() },
            tokens: r.u32(),
            shingles: r.u32(),
            distinct: r.u32(),
            simhash: r.u64(),
            content: r.u64(),
            keys,
            signature: signature.try_into().map_err(|_| length)?,
        };
        stored.check()?;
        Ok(stored)
    }

    fn check(&self) -> Result<(), DecodeError> {
        if self.filter.lineage == 0 && self.filter.generation != 0 {
            return Err(DecodeError::Field { offset: 16, value: u64::from(self.filter.generation) });
        }
        if self.distinct > self.shingles {
            return Err(DecodeError::Field { offset: 28, value: u64::from(self.distinct) });
        }
        if let Some((i, key)) = self.keys().enumerate().find(|(_, key)| (1 << 31..u32::MAX).contains(key)) {
            return Err(DecodeError::Field { offset: HEADER + 4 * i, value: u64::from(key) });
        }
        if let Some(i) = self.signature.iter().position(|bin| *bin == 0x80) {
            return Err(DecodeError::Field { offset: SIGNATURE_AT + i, value: 0x80 });
        }
        Ok(())
    }

    /// The lookup keys.
    pub fn keys(&self) -> impl Iterator<Item = u32> + use<'a, BINS> {
        let (keys, _) = self.keys.as_chunks();
        keys.iter().map(|key| u32::from_le_bytes(*key))
    }

    /// The MinHash signature.
    pub fn signature(&self) -> &'a [u8; BINS] {
        self.signature
    }

    /// The scheme it was made with.
    pub fn scheme(&self) -> SchemeId {
        self.scheme
    }

    /// The filter it was made with.
    pub fn filter(&self) -> FilterId {
        self.filter
    }

    pub(crate) fn sketch(&self) -> Sketch<'a> {
        Sketch {
            scheme: self.scheme,
            filter: self.filter,
            tokens: self.tokens,
            distinct: self.distinct,
            simhash: self.simhash,
            content: self.content,
            signature: self.signature,
        }
    }
}
