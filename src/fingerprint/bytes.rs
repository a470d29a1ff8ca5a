//! The byte form of a fingerprint. docs/format.md draws it; this file is the drawing in code.

use crate::error::DecodeError;
use crate::scheme::{FilterId, KEYS, SchemeId};

use super::Fingerprint;

const HEADER: usize = 48;
const SIGNATURE_AT: usize = HEADER + 4 * KEYS;

/// Writes fields one after the other.
struct Writer<'a>(&'a mut [u8]);

impl Writer<'_> {
    fn put(&mut self, bytes: &[u8]) {
        let rest = core::mem::take(&mut self.0);
        if let Some((to, rest)) = rest.split_at_mut_checked(bytes.len()) {
            to.copy_from_slice(bytes);
            self.0 = rest;
        }
    }
}

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

impl<const BINS: usize> Fingerprint<BINS> {
    /// Length of the byte form: 1,072 at 512 bins.
    pub const BYTES: usize = SIGNATURE_AT + BINS;

    /// Writes the byte form to the front of `out`; gives its length.
    ///
    /// # Errors
    /// [`DecodeError::Length`] if `out` is shorter than [`Self::BYTES`]; nothing is written then.
    pub fn write_to(&self, out: &mut [u8]) -> Result<usize, DecodeError> {
        let actual = out.len();
        let to = out.get_mut(..Self::BYTES).ok_or(DecodeError::Length { expected: Self::BYTES, actual })?;
        let mut w = Writer(to);
        w.put(&self.scheme.0.to_le_bytes());
        w.put(&self.filter.lineage.to_le_bytes());
        w.put(&self.filter.generation.to_le_bytes());
        w.put(&self.tokens.to_le_bytes());
        w.put(&self.shingles.to_le_bytes());
        w.put(&self.distinct.to_le_bytes());
        w.put(&self.simhash.to_le_bytes());
        w.put(&self.content.to_le_bytes());
        for key in &self.keys {
            w.put(&key.to_le_bytes());
        }
        w.put(&self.signature);
        Ok(Self::BYTES)
    }

    /// Reads the byte form.
    ///
    /// ```
    /// use wireprint::{Fingerprint, Scheme, fingerprint};
    /// let print = fingerprint(&Scheme::REWRITE, b"Ferries to Kolmar resume on Friday");
    /// let mut bytes = [0; Fingerprint::<512>::BYTES];
    /// print.write_to(&mut bytes).unwrap();
    /// assert_eq!(Fingerprint::from_bytes(&bytes), Ok(print));
    /// ```
    ///
    /// # Errors
    /// [`DecodeError`] for a wrong length, or counts that contradict one another.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() != Self::BYTES {
            return Err(DecodeError::Length { expected: Self::BYTES, actual: bytes.len() });
        }
        let mut r = Reader(bytes);
        let mut print = Self {
            scheme: SchemeId(r.u64()),
            filter: FilterId { lineage: r.u64(), generation: r.u32() },
            tokens: r.u32(),
            shingles: r.u32(),
            distinct: r.u32(),
            simhash: r.u64(),
            content: r.u64(),
            keys: [0; KEYS],
            signature: [0; BINS],
        };
        print.keys.fill_with(|| r.u32());
        print.signature = r.take();
        if print.filter.lineage == 0 && print.filter.generation != 0 {
            return Err(DecodeError::Field { offset: 16, value: u64::from(print.filter.generation) });
        }
        if print.distinct > print.shingles {
            return Err(DecodeError::Field { offset: 28, value: u64::from(print.distinct) });
        }
        if let Some((i, key)) = print.keys.iter().enumerate().find(|(_, key)| (1 << 31..u32::MAX).contains(*key)) {
            return Err(DecodeError::Field { offset: HEADER + 4 * i, value: u64::from(*key) });
        }
        if let Some(i) = print.signature.iter().position(|bin| *bin == 0x80) {
            return Err(DecodeError::Field { offset: SIGNATURE_AT + i, value: 0x80 });
        }
        Ok(print)
    }
}
