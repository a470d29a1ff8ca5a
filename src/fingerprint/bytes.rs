//! The byte form of a fingerprint. docs/format.md draws it; this file is the drawing in code.

use crate::error::DecodeError;
use crate::scheme::KEYS;

use super::stored::SIGNATURE_AT;
use super::{Fingerprint, StoredFingerprint};

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
        let stored = StoredFingerprint::<BINS>::from_bytes(bytes)?;
        let mut print = Self {
            scheme: stored.scheme,
            filter: stored.filter,
            tokens: stored.tokens,
            shingles: stored.shingles,
            distinct: stored.distinct,
            simhash: stored.simhash,
            content: stored.content,
            keys: [0; KEYS],
            signature: *stored.signature,
        };
        print.keys.iter_mut().zip(stored.keys()).for_each(|(to, key)| *to = key);
        Ok(print)
    }
}
