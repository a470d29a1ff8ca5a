//! Many documents at once.

use alloc::vec::Vec;

use crate::error::FilterError;
use crate::scheme::Scheme;
use crate::suppress::Filter;

use super::{Fingerprint, Fingerprinter};

/// Fingerprints documents, results in input order; with the feature `parallel` on all threads of rayon's pool.
///
/// ```
/// use wireprint::fingerprint::fingerprint_batch;
/// use wireprint::{Scheme, fingerprint};
/// let prints = fingerprint_batch(&Scheme::REWRITE, None, &["Ferries resume", "Ferries stay in port"]).unwrap();
/// assert_eq!(prints[1], fingerprint(&Scheme::REWRITE, b"Ferries stay in port"));
/// ```
///
/// # Errors
/// [`FilterError`] if the filter was learned for other shingles than the scheme makes.
pub fn fingerprint_batch<const BINS: usize, T: AsRef<[u8]> + Sync>(
    scheme: &Scheme<BINS>,
    filter: Option<&Filter>,
    documents: &[T],
) -> Result<Vec<Fingerprint<BINS>>, FilterError> {
    let fingerprinter = match filter {
        Some(filter) => Fingerprinter::with_filter(scheme, filter)?,
        None => Fingerprinter::new(scheme),
    };
    let one = |fingerprinter: &mut Fingerprinter<'_, BINS>, document: &T| {
        fingerprinter.push(document.as_ref());
        fingerprinter.finish()
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        Ok(documents.par_iter().map_with(fingerprinter, one).collect())
    }
    #[cfg(not(feature = "parallel"))]
    {
        let mut fingerprinter = fingerprinter;
        Ok(documents.iter().map(|document| one(&mut fingerprinter, document)).collect())
    }
}
