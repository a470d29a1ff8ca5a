//! The scheme: every parameter that decides a fingerprint's bytes, and the id that stands for all of them.
//!
//! Two fingerprints can be compared only if their schemes are equal, so a scheme is a small closed set of choices: a
//! [`Profile`], the number of MinHash bins (a type parameter, checked when the program is compiled) and a seed.

#[cfg(feature = "serde")]
pub(crate) mod hex;
mod id;
#[cfg(feature = "serde")]
mod serialised;

pub(crate) use id::UNICODE_VERSION;
pub use id::{FilterId, SchemeId, ShinglesId, Table};

use crate::scheme::id::Descriptor;

/// Lookup keys in every fingerprint: each is the minimum over `BINS / KEYS` bins. With two shared keys a candidate is
/// found in 99 % of cases at Jaccard .05; docs/design.md tells what 64 keys missed.
pub const KEYS: usize = 128;
/// Folded bytes of one token; a longer run of letters is several tokens.
pub const TOKEN_BYTES: usize = 64;
/// Kept tokens after which an unclosed quotation is given up and counts as narrative.
pub const QUOTE_LIMIT: usize = 160;
/// The longest shingle of any profile, in tokens.
pub const SHINGLE_TOKENS_MAX: usize = 3;
/// Characters in a token of a script written without spaces whose signs are words or syllables (Han, kana).
pub const IDEOGRAPH_GRAM: usize = 2;
/// Characters in a token of an alphabet written without spaces (Thai, Lao, Khmer, Myanmar).
pub const UNSPACED_GRAM: usize = 4;
/// The version of the format that docs/format.md specifies.
pub const VERSION: u8 = 1;

/// Which tokens make shingles, and how many make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Profile {
    /// Pairs of tokens that have at least three letters or a digit: survives the small words that editors change.
    Rewrite,
    /// Triples of every token: for near-exact copies.
    Strict,
}

impl Profile {
    /// Tokens in a shingle, 2 or 3.
    pub const fn shingle_tokens(self) -> usize {
        match self {
            Self::Rewrite => 2,
            Self::Strict => 3,
        }
    }

    /// Letters that a token without a digit needs to be kept, 1 or 3.
    pub const fn min_letters(self) -> u32 {
        match self {
            Self::Rewrite => 3,
            Self::Strict => 1,
        }
    }
}

/// The complete set of parameters that decides a fingerprint's bytes.
///
/// `BINS` is the number of MinHash bins: 256 for small parts, 512 by default, 1024 where a smaller error is worth the
/// bytes. Any other number does not compile:
///
/// ```compile_fail
/// use wireprint::{Profile, Scheme};
/// let scheme = Scheme::<300>::new(Profile::Rewrite); // BINS must be 256, 512 or 1024
/// ```
///
/// ```
/// use wireprint::{Profile, Scheme};
/// let (a, b) = (Scheme::REWRITE, Scheme::REWRITE.with_seed(7));
/// assert_ne!(a.id(), b.id());
/// assert_eq!(Scheme::<512>::new(Profile::Rewrite), a);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scheme<const BINS: usize = 512> {
    profile: Profile,
    seed: u64,
}

impl Scheme {
    /// The default: finds rewrites. 512 bins, seed 0.
    pub const REWRITE: Self = Self::new(Profile::Rewrite);
    /// Finds near-exact copies. 512 bins, seed 0.
    pub const STRICT: Self = Self::new(Profile::Strict);
}

impl<const BINS: usize> Scheme<BINS> {
    const VALID: () = assert!(matches!(BINS, 256 | 512 | 1024), "BINS must be 256, 512 or 1024");

    /// A scheme with seed 0.
    pub const fn new(profile: Profile) -> Self {
        let () = Self::VALID;
        Self { profile, seed: 0 }
    }

    /// The same scheme under another seed. A secret seed keeps people from crafting texts whose hashes collide.
    #[must_use]
    pub const fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Which tokens make shingles.
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// The seed of every hash.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The id that every fingerprint of this scheme carries: XXH3-64 of the descriptor in docs/format.md.
    pub fn id(&self) -> SchemeId {
        SchemeId(self.descriptor(BINS as u16).hash(Table::Full))
    }

    /// The id of fingerprints of texts that hold characters which a build with this table lacks: it tells them from all
    /// others, with which they must not be compared.
    ///
    /// ```
    /// use wireprint::Scheme;
    /// use wireprint::scheme::Table;
    /// assert_ne!(Scheme::REWRITE.id_beyond(Table::Latin), Scheme::REWRITE.id());
    /// assert_eq!(Scheme::REWRITE.id_beyond(Table::Full), Scheme::REWRITE.id()); // which lacks none
    /// ```
    pub fn id_beyond(&self, table: Table) -> SchemeId {
        SchemeId(self.descriptor(BINS as u16).hash(table))
    }

    /// The id of the part that decides shingle hashes, whatever the bins: a filter learned at one `BINS` serves all.
    pub fn shingles_id(&self) -> ShinglesId {
        ShinglesId(self.descriptor(0).hash(Table::Full))
    }

    fn descriptor(&self, bins: u16) -> Descriptor {
        Descriptor {
            min_letters: self.profile.min_letters() as u8,
            shingle_tokens: self.profile.shingle_tokens() as u8,
            bins,
            seed: self.seed,
        }
    }
}

impl<const BINS: usize> Default for Scheme<BINS> {
    fn default() -> Self {
        Self::new(Profile::Rewrite)
    }
}
