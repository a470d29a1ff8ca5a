//! Byte arrays for serde: hexadecimal text where people read, plain bytes where programs do.

use core::fmt;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// A byte array that is written as hexadecimal text by readable formats and as bytes by compact ones.
pub(crate) struct Bytes<const N: usize>(pub(crate) [u8; N]);

struct Hexadecimal<'a>(&'a [u8]);

impl fmt::Display for Hexadecimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&Hexadecimal(&self.0))
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de, const N: usize> serde::Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(BytesVisitor)
        } else {
            deserializer.deserialize_bytes(BytesVisitor)
        }
    }
}

/// A 64-bit number, in readable formats as 16 hexadecimal digits: JSON readers in other languages round large numbers.
pub(crate) mod number {
    use super::{Bytes, Deserializer, Serialize, Serializer};
    use serde::Deserialize;

    pub(crate) fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            Bytes(value.to_be_bytes()).serialize(serializer)
        } else {
            serializer.serialize_u64(*value)
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        if deserializer.is_human_readable() {
            Bytes::deserialize(deserializer).map(|bytes| u64::from_be_bytes(bytes.0))
        } else {
            u64::deserialize(deserializer)
        }
    }
}

struct BytesVisitor<const N: usize>;

impl<'de, const N: usize> Visitor<'de> for BytesVisitor<N> {
    type Value = Bytes<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes, or {} hexadecimal digits", 2 * N)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        bytes.try_into().map(Bytes).map_err(|_| E::invalid_length(bytes.len(), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut out = [0; N];
        for (i, to) in out.iter_mut().enumerate() {
            *to = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(i, &self))?;
        }
        match seq.next_element::<u8>()? {
            None => Ok(Bytes(out)),
            Some(_) => Err(A::Error::invalid_length(N + 1, &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let digits = text.as_bytes();
        if digits.len() != 2 * N {
            return Err(E::invalid_length(digits.len(), &self));
        }
        let mut out = [0; N];
        for (to, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
            let byte = pair.iter().try_fold(0, |byte, digit| Some(byte << 4 | char::from(*digit).to_digit(16)?));
            *to = byte.ok_or_else(|| E::custom("not a hexadecimal digit"))? as u8;
        }
        Ok(Bytes(out))
    }
}
