//! The byte form of a fixed index: its documents in the order of their insertion. docs/format.md draws it.

use crate::error::DecodeError;
use crate::fingerprint::Fingerprint;

use super::FixedIndex;

/// What the bytes begin with: the name and the version of the form.
const MAGIC: [u8; 8] = *b"wpindex\x01";
const HEADER: usize = 16;
const ID: usize = 4;

impl<const DOCS: usize, const SLOTS: usize, const BINS: usize> FixedIndex<DOCS, SLOTS, BINS> {
    const RECORD: usize = ID + Fingerprint::<BINS>::BYTES;

    /// Length of the byte form as the index stands: 16 bytes, and 1,076 a document at 512 bins.
    pub fn bytes_len(&self) -> usize {
        HEADER + self.len() * Self::RECORD
    }

    /// Writes the byte form to the front of `out`; gives its length. Time: documents held, squared.
    ///
    /// ```
    /// use wireprint::index::FixedIndex;
    /// use wireprint::{Scheme, fingerprint};
    /// let mut index = FixedIndex::<8, 2048>::new();
    /// index.insert(17, fingerprint(&Scheme::REWRITE, b"Ferries to Kolmar resume on Friday"));
    /// let mut bytes = vec![0; index.bytes_len()];
    /// index.write_to(&mut bytes).unwrap();
    /// let read = FixedIndex::<32, 8192>::from_bytes(&bytes).unwrap(); // another capacity will do
    /// assert_eq!(read.get(17), index.get(17));
    /// ```
    ///
    /// # Errors
    /// [`DecodeError::Length`] if `out` is shorter than [`Self::bytes_len`]; nothing is written then.
    pub fn write_to(&self, out: &mut [u8]) -> Result<usize, DecodeError> {
        let (expected, actual) = (self.bytes_len(), out.len());
        let to = out.get_mut(..expected).ok_or(DecodeError::Length { expected, actual })?;
        let Some((header, records)) = to.split_first_chunk_mut::<HEADER>() else { return Ok(0) }; // it is longer
        let fields = [MAGIC, ((BINS as u64) | (self.len() as u64) << 32).to_le_bytes()];
        header.copy_from_slice(fields.as_flattened());
        let mut oldest_first = self.oldest_first();
        for record in records.chunks_exact_mut(Self::RECORD) {
            let Some((id, fingerprint)) = oldest_first.next() else { break };
            if let Some((number, rest)) = record.split_first_chunk_mut::<ID>() {
                *number = id.to_le_bytes();
                fingerprint.write_to(rest)?;
            }
        }
        Ok(expected)
    }

    /// Reads the byte form, whatever the capacity of the index that wrote it.
    ///
    /// # Errors
    /// [`DecodeError`] for a wrong length, another form, another number of bins, more documents than `DOCS`, an id that comes
    /// twice, or a fingerprint that is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let wrong = DecodeError::Length { expected: HEADER, actual: bytes.len() };
        let (magic, rest) = bytes.split_first_chunk::<8>().ok_or(wrong)?;
        let (numbers, records) = rest.split_first_chunk::<8>().ok_or(wrong)?;
        if *magic != MAGIC {
            return Err(DecodeError::Field { offset: 0, value: u64::from_le_bytes(*magic) });
        }
        let numbers = u64::from_le_bytes(*numbers);
        let (bins, documents) = (numbers & 0xFFFF_FFFF, (numbers >> 32) as usize);
        if bins != BINS as u64 {
            return Err(DecodeError::Field { offset: 8, value: bins });
        }
        if documents > DOCS {
            return Err(DecodeError::Field { offset: 12, value: documents as u64 });
        }
        let expected = HEADER + documents * Self::RECORD;
        if bytes.len() != expected {
            return Err(DecodeError::Length { expected, actual: bytes.len() });
        }
        let mut index = Self::new();
        for (number, record) in records.chunks_exact(Self::RECORD).enumerate() {
            let start = HEADER + number * Self::RECORD;
            let Some((id, fingerprint)) = record.split_first_chunk::<ID>() else { break };
            let id = u32::from_le_bytes(*id);
            if index.get(id).is_some() {
                return Err(DecodeError::Field { offset: start, value: id.into() });
            }
            let fingerprint = Fingerprint::from_bytes(fingerprint).map_err(|error| match error {
                DecodeError::Field { offset, value } => DecodeError::Field { offset: start + ID + offset, value },
                other => other,
            })?;
            index.insert(id, fingerprint);
        }
        Ok(index)
    }
}
