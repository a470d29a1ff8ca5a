//! Many documents at once.

use alloc::vec::Vec;

use crate::error::FilterError;
use crate::scheme::Scheme;
use crate::suppress::Filter;

use super::{Fingerprint, Fingerprinter, Page, PageFingerprinter};

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
    Ok(map_with(documents, fingerprinter, |fingerprinter, document| {
        fingerprinter.push(document.as_ref());
        fingerprinter.finish()
    }))
}

/// The same with the segments of long pages.
///
/// # Errors
/// [`FilterError`] if the filter was learned for other shingles than the scheme makes.
pub fn page_batch<const BINS: usize, T: AsRef<[u8]> + Sync>(
    scheme: &Scheme<BINS>,
    filter: Option<&Filter>,
    documents: &[T],
) -> Result<Vec<Page<BINS>>, FilterError> {
    let fingerprinter = PageFingerprinter::new(scheme, filter)?;
    Ok(map_with(documents, fingerprinter, |fingerprinter, document| {
        fingerprinter.push(document.as_ref());
        fingerprinter.finish()
    }))
}

/// Results in input order, each worker with a state of its own.
fn map_with<T: Sync, S: Clone + Send, R: Send>(
    items: &[T],
    state: S,
    one: impl Fn(&mut S, &T) -> R + Send + Sync,
) -> Vec<R> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.par_iter().map_with(state, one).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        let mut state = state;
        items.iter().map(|item| one(&mut state, item)).collect()
    }
}
