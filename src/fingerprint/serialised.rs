//! serde: the byte form for compact formats such as postcard, named fields for readable ones such as JSON.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeTuple, Serializer};

use crate::scheme::hex::{Bytes, number};
use crate::scheme::{FilterId, KEYS, SchemeId};

use super::Fingerprint;

/// Longest byte form of any number of bins.
const BYTES_MAX: usize = Fingerprint::<1024>::BYTES;

/// The readable form.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Readable<const BINS: usize> {
    scheme: SchemeId,
    filter: FilterId,
    tokens: u32,
    shingles: u32,
    distinct: u32,
    #[serde(with = "number")]
    simhash: u64,
    #[serde(with = "number")]
    content: u64,
    #[serde(with = "keys")]
    keys: [u32; KEYS],
    signature: Bytes<BINS>,
}

mod keys {
    use super::{Deserializer, KEYS, KeysVisitor, SerializeTuple, Serializer};

    pub(super) fn serialize<S: Serializer>(keys: &[u32; KEYS], serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(KEYS)?;
        keys.iter().try_for_each(|key| tuple.serialize_element(key))?;
        tuple.end()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u32; KEYS], D::Error> {
        deserializer.deserialize_tuple(KEYS, KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = [u32; KEYS];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{KEYS} keys")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut keys = [0; KEYS];
        for (i, key) in keys.iter_mut().enumerate() {
            *key = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(i, &self))?;
        }
        Ok(keys)
    }
}

impl<const BINS: usize> Serialize for Fingerprint<BINS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return Readable {
                scheme: self.scheme,
                filter: self.filter,
                tokens: self.tokens,
                shingles: self.shingles,
                distinct: self.distinct,
                simhash: self.simhash,
                content: self.content,
                keys: self.keys,
                signature: Bytes(self.signature),
            }
            .serialize(serializer);
        }
        let mut bytes = [0; BYTES_MAX];
        let len = self.write_to(&mut bytes).map_err(serde::ser::Error::custom)?;
        serializer.serialize_bytes(bytes.get(..len).unwrap_or_default())
    }
}

impl<'de, const BINS: usize> Deserialize<'de> for Fingerprint<BINS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return deserializer.deserialize_bytes(CompactVisitor(PhantomData));
        }
        let r = Readable::<BINS>::deserialize(deserializer)?;
        let print = Self {
            scheme: r.scheme,
            filter: r.filter,
            tokens: r.tokens,
            shingles: r.shingles,
            distinct: r.distinct,
            simhash: r.simhash,
            content: r.content,
            keys: r.keys,
            signature: r.signature.0,
        };
        // One place decides what is valid: the byte form.
        let mut bytes = [0; BYTES_MAX];
        let len = print.write_to(&mut bytes).map_err(Error::custom)?;
        Self::from_bytes(bytes.get(..len).unwrap_or_default()).map_err(Error::custom)
    }
}

struct CompactVisitor<T>(PhantomData<T>);

impl<'de, const BINS: usize> Visitor<'de> for CompactVisitor<Fingerprint<BINS>> {
    type Value = Fingerprint<BINS>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} bytes of a fingerprint", Fingerprint::<BINS>::BYTES)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Fingerprint::from_bytes(bytes).map_err(E::custom)
    }
}
