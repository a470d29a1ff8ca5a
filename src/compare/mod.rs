//! Two fingerprints → how much of each is in the other, with standard errors, and a verdict.

mod coefficients;
mod overlap;
pub mod score;
mod verdict;

pub use overlap::Overlap;
pub use verdict::{Part, PassageSummary, Rules, Verdict};

use crate::error::CompareError;
use crate::fingerprint::{Fingerprint, Sketch, StoredFingerprint};
use crate::kernel::{MatchedBins, matched_bins};

/// Below this many distinct shingles on either side, only the exact hash and SimHash speak.
pub const SHORT_TEXT_SHINGLES: u32 = 8;

/// An estimate and its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// One standard error.
    pub error: f64,
}

/// What a comparison rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Basis {
    /// The signatures.
    Signature,
    /// One text has fewer than [`SHORT_TEXT_SHINGLES`] distinct shingles: the content hash and SimHash alone. The overlap
    /// is then that of the whole text for the same content, and none otherwise.
    ShortText,
}

/// What two fingerprints say about their texts. `a` is the first argument of [`compare`], `b` the second.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Comparison {
    /// Shingles in both ÷ shingles in either, 0 to 1.
    pub jaccard: Estimate,
    /// The share of `a`'s shingles that `b` has, 0 to 1: how much of `a` is inside `b`.
    pub a_in_b: Estimate,
    /// The share of `b`'s shingles that `a` has, 0 to 1.
    pub b_in_a: Estimate,
    /// Distinct shingles in both.
    pub shared: Estimate,
    /// The counts behind the estimates, with quotations told apart.
    pub overlap: Overlap,
    /// Whether the texts have the same tokens in the same order.
    pub same_content: bool,
    /// Differing SimHash bits, 0 to 64.
    pub simhash_distance: u32,
    /// What the estimates rest on.
    pub basis: Basis,
    /// Whether the two were made with different generations of one filter. The older one then kept some shingles that
    /// the younger dropped: its containment is underestimated by at most the share of such shingles.
    pub approximate: bool,
}

impl Comparison {
    /// The probability of reuse, 0 to 1; 1 for the same content. See [`score`].
    pub fn score(&self) -> f64 {
        if self.same_content { 1.0 } else { score::score_of_overlap(&self.overlap) }
    }
}

/// Compares two fingerprints of one scheme, in time proportional to `BINS`, under a microsecond; symmetric but for the exchange of `a` and `b`.
///
/// Jaccard is `matched ÷ occupied` bins, corrected for the one pair in 127 that agrees by accident; the number of
/// shared shingles follows from it and the two distinct counts. Source: Li and König, "b-bit minwise hashing", 2010.
///
/// ```
/// use wireprint::{CompareError, Scheme, compare, fingerprint};
/// let text = b"Ferries to Kolmar resume on Friday after a week of storms, the port authority said on Tuesday";
/// let a = fingerprint(&Scheme::REWRITE, text);
/// assert_eq!(compare(&a, &a).unwrap().a_in_b.value, 1.0);
///
/// let b = fingerprint(&Scheme::STRICT, text);
/// let Err(CompareError::Scheme { left, right }) = compare(&a, &b) else { panic!() };
/// assert_eq!((left, right), (a.scheme(), b.scheme()));
/// ```
///
/// # Errors
/// [`CompareError`] names both sides where schemes, or filters of different lineage, meet.
pub fn compare<const BINS: usize>(a: &Fingerprint<BINS>, b: &Fingerprint<BINS>) -> Result<Comparison, CompareError> {
    compare_sketches(&a.sketch(), &b.sketch())
}

/// The same with the bytes of a fingerprint, which are not copied.
///
/// # Errors
/// [`CompareError`] as for [`compare`].
pub fn compare_stored<const BINS: usize>(
    a: &Fingerprint<BINS>,
    b: &StoredFingerprint<'_, BINS>,
) -> Result<Comparison, CompareError> {
    compare_sketches(&a.sketch(), &b.sketch())
}

fn compare_sketches(a: &Sketch<'_>, b: &Sketch<'_>) -> Result<Comparison, CompareError> {
    let (found, bins) = compare_whole(a, b)?;
    Ok(with_narrative(found, bins.as_ref(), a, b))
}

/// Compares two sketches, and gives the comparison if it is wanted, which is asked before narrative is told from quotation:
/// most pairs that an index brings up are dismissed.
#[cfg(feature = "alloc")]
pub(crate) fn compare_if(
    a: &Sketch<'_>,
    b: &Sketch<'_>,
    is_wanted: impl FnOnce(&Comparison) -> bool,
) -> Result<Option<Comparison>, CompareError> {
    let (found, bins) = compare_whole(a, b)?;
    Ok(is_wanted(&found).then(|| with_narrative(found, bins.as_ref(), a, b)))
}

fn with_narrative(found: Comparison, bins: Option<&MatchedBins>, a: &Sketch<'_>, b: &Sketch<'_>) -> Comparison {
    // Of two texts that are the same but for their punctuation, the first says what is quoted.
    let b = if bins.is_none() && is_complete(a, b) { a } else { b };
    Comparison { overlap: found.overlap.with_narrative(a, b, bins), ..found }
}

/// Whether both have all that the other has. Bytes from elsewhere may claim the same content and other counts.
fn is_complete(a: &Sketch<'_>, b: &Sketch<'_>) -> bool {
    a.is_same_content(b) && a.filter.generation == b.filter.generation && a.distinct == b.distinct
}

/// All but the narrative counts, which are 0, and the bins that they rest on. Signatures are of equal length where schemes are
/// equal.
fn compare_whole(a: &Sketch<'_>, b: &Sketch<'_>) -> Result<(Comparison, Option<MatchedBins>), CompareError> {
    if a.scheme != b.scheme {
        return Err(CompareError::Scheme { left: a.scheme, right: b.scheme });
    }
    if a.filter.lineage != b.filter.lineage {
        return Err(CompareError::Filter { left: a.filter, right: b.filter });
    }
    let same_content = a.is_same_content(b);
    let approximate = a.filter.generation != b.filter.generation;
    let short = a.distinct.min(b.distinct) < SHORT_TEXT_SHINGLES;
    let is_complete = is_complete(a, b);
    let bins = (!is_complete && !short).then(|| matched_bins(a.signature, b.signature));
    let overlap = match &bins {
        Some(bins) => Overlap::estimate(a, b, bins),
        None if is_complete => Overlap::complete(a),
        None => Overlap::none(a, b),
    };
    let jaccard = Estimate { value: overlap.jaccard(), error: bins.as_ref().map_or(0.0, overlap::jaccard_error) };
    let [shared, a_in_b, b_in_a] = overlap.errors(jaccard, a.signature.len());
    let found = Comparison {
        jaccard,
        a_in_b,
        b_in_a,
        shared,
        overlap,
        same_content,
        simhash_distance: (a.simhash ^ b.simhash).count_ones(),
        basis: if short { Basis::ShortText } else { Basis::Signature },
        approximate,
    };
    Ok((found, bins))
}
