//! Ids of schemes and filters, and the descriptor that a scheme's id is the hash of.

use core::fmt;

use xxhash_rust::xxh3::xxh3_64;

use super::{IDEOGRAPH_GRAM, KEYS, QUOTE_LIMIT, TOKEN_BYTES, UNSPACED_GRAM, VERSION};

/// Unicode version of the folding table; `text` checks that the table agrees.
pub(crate) const UNICODE_VERSION: (u8, u8, u8) = (18, 0, 0);

/// How much of Unicode a build can fold: by the features `full` and `european`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Table {
    /// All of it.
    Full,
    /// Latin letters and common signs.
    Latin,
    /// Those, and Greek, Cyrillic, Armenian and Georgian letters.
    European,
}

impl Table {
    /// That of this build.
    pub const HERE: Self = if cfg!(feature = "full") {
        Self::Full
    } else if cfg!(feature = "european") {
        Self::European
    } else {
        Self::Latin
    };

    /// The byte behind a descriptor; none behind that of the whole table.
    fn suffix(self) -> Option<u8> {
        match self {
            Self::Full => None,
            Self::Latin => Some(1),
            Self::European => Some(2),
        }
    }
}

/// The parameters in the order in which docs/format.md lists them.
pub(super) struct Descriptor {
    pub(super) min_letters: u8,
    pub(super) shingle_tokens: u8,
    pub(super) bins: u16,
    pub(super) seed: u64,
}

impl Descriptor {
    pub(super) fn hash(&self, table: Table) -> u64 {
        let bins = self.bins.to_le_bytes();
        let seed = self.seed.to_le_bytes();
        let bytes = [
            b'w',
            b'i',
            b'r',
            b'e',
            b'p',
            b'r',
            b'i',
            b'n',
            b't',
            VERSION,
            UNICODE_VERSION.0,
            UNICODE_VERSION.1,
            UNICODE_VERSION.2,
            self.min_letters,
            self.shingle_tokens,
            TOKEN_BYTES as u8,
            IDEOGRAPH_GRAM as u8,
            UNSPACED_GRAM as u8,
            QUOTE_LIMIT as u8,
            KEYS as u8,
            bins[0],
            bins[1],
            seed[0],
            seed[1],
            seed[2],
            seed[3],
            seed[4],
            seed[5],
            seed[6],
            seed[7],
            table.suffix().unwrap_or(0),
        ];
        xxh3_64(if table.suffix().is_some() {
            &bytes
        } else {
            bytes.split_last().map_or(&bytes[..], |(_, whole)| whole)
        })
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name(#[cfg_attr(feature = "serde", serde(with = "super::hex::number"))] pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:016x}", self.0)
            }
        }
    };
}

id! {
    /// Stands for a whole [`Scheme`](crate::Scheme). Shown as 16 hexadecimal digits.
    SchemeId
}
id! {
    /// Stands for the part of a scheme that decides shingle hashes.
    ShinglesId
}

/// Which common-shingle filter a fingerprint was made with.
///
/// Filters of one lineage only grow from generation to generation. Fingerprints of different generations can be
/// compared, approximately; those of different lineages cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct FilterId {
    /// 0 where no filter was used.
    #[cfg_attr(feature = "serde", serde(with = "super::hex::number"))]
    pub lineage: u64,
    /// Counts up from 0 within a lineage.
    pub generation: u32,
}

impl FilterId {
    /// No filter.
    pub const NONE: Self = Self { lineage: 0, generation: 0 };
}

impl fmt::Display for FilterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NONE {
            return f.write_str("none");
        }
        write!(f, "{:016x}.{}", self.lineage, self.generation)
    }
}
