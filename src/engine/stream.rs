//! An engine that learns while the stream runs.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{Article, Background, Candidate, Engine, Observation};
use crate::compare::Rules;
use crate::error::{CompareError, WindowError};
use crate::evidence::{Analysis, Evidence, verify};
use crate::fingerprint::page_batch;
use crate::index::{Kept, Stats, Window};
use crate::scheme::Scheme;
use crate::suppress::Filter;

/// Articles fingerprinted together: so many are fingerprinted again at most where a new filter comes in.
const TOGETHER: usize = 256;

/// Articles of a generation at least, however quickly shards follow one another: a generation is a filter's worth of work.
const GENERATION_ARTICLES: usize = 512;

/// Observes articles as they come: fingerprints, looks up, and learns what is common as it goes.
///
/// A new generation of the filter begins only where a shard of the window begins, so what is said of an article depends
/// on the articles before it alone: not on threads, nor on how they were batched. Articles of the generation before
/// have kept a few more shingles; their comparisons are marked [`approximate`](crate::Comparison::approximate).
///
/// Memory: the window's, and 33 MiB for what is learned.
///
/// ```
/// use wireprint::engine::{Article, Stream};
/// use wireprint::index::Window;
/// use wireprint::{Rules, Scheme};
///
/// let mut stream = Stream::new(&Scheme::REWRITE, Rules::default(), Window::default(), 1).unwrap();
/// let agency = Article::new(1, b"Ferries to Kolmar resume on Friday after a week of storms, the port authority said, \
///     adding that two of the five piers remain closed until divers have inspected them.");
/// let outlet = Article::new(2, b"Good news: ferries to Kolmar resume on Friday after a week of storms. Two of the five \
///     piers remain closed until divers have inspected them.");
/// let seen = stream.observe_batch(&[agency, outlet]).unwrap();
/// let candidate = &seen[1].candidates[0];
/// assert_eq!(candidate.id, 1);
/// // Texts at hand, evidence decides.
/// let found = stream.verify(&agency, &outlet);
/// assert!(found.verdict(stream.rules()).is_match());
/// ```
#[derive(Clone, Debug)]
pub struct Stream<const BINS: usize = 512> {
    scheme: Scheme<BINS>,
    engine: Engine<BINS>,
    background: Background<BINS>,
    filter: Filter,
    /// Articles observed with this filter.
    of_generation: usize,
}

impl<const BINS: usize> Stream<BINS> {
    /// A stream that has observed nothing. `lineage` is told apart from that of other streams, such as by a random number:
    /// fingerprints of two streams cannot be compared.
    ///
    /// # Errors
    /// [`WindowError`] if the window's memory is too small to be of use.
    pub fn new(scheme: &Scheme<BINS>, rules: Rules, window: Window, lineage: u64) -> Result<Self, WindowError> {
        Ok(Self {
            scheme: *scheme,
            engine: Engine::new(rules, window)?,
            background: Background::new(scheme),
            filter: Filter::first(scheme, lineage),
            of_generation: 0,
        })
    }

    /// The thresholds in force.
    pub fn rules(&self) -> &Rules {
        self.engine.rules()
    }

    /// The filter in force.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// What it holds, and what became of the rest.
    pub fn stats(&self) -> Stats {
        self.engine.stats()
    }

    /// Looks up the articles in the window that this one may match, adds it and learns from it.
    ///
    /// # Errors
    /// As for [`Stream::observe_batch`].
    pub fn observe(&mut self, article: &Article<'_>) -> Result<Observation, CompareError> {
        let mut seen = self.observe_batch(core::slice::from_ref(article))?;
        Ok(seen.pop().unwrap_or(Observation { kept: Kept::TooOld, candidates: Vec::new() }))
    }

    /// Observes articles in their order, the same as one at a time; with the feature `parallel` they are fingerprinted on
    /// all threads of rayon's pool.
    ///
    /// # Errors
    /// None: a stream makes all its fingerprints itself.
    pub fn observe_batch(&mut self, articles: &[Article<'_>]) -> Result<Vec<Observation>, CompareError> {
        // Lines are learned ahead of everything else: what an article's own text is depends on those before it alone.
        let own: Vec<Cow<'_, [u8]>> = articles.iter().map(|article| self.background.learn_lines(article)).collect();
        let mut seen = Vec::with_capacity(articles.len());
        while let Some(rest) = own.get(seen.len()..).filter(|rest| !rest.is_empty()) {
            let rest = rest.get(..TOGETHER).unwrap_or(rest);
            // The filter is always of the scheme.
            let Ok(pages) = page_batch(&self.scheme, Some(&self.filter), rest) else { break };
            for ((article, own), page) in articles.iter().zip(&own).skip(seen.len()).zip(&pages) {
                let shards = self.engine.stats().shards_begun;
                seen.push(self.engine.observe(&article.document(page))?);
                self.background.learn_shingles(article, own);
                self.of_generation += 1;
                let is_due = self.engine.stats().shards_begun > shards && self.of_generation >= GENERATION_ARTICLES;
                if let Some(next) = is_due.then(|| self.background.next_filter(&self.filter)).flatten() {
                    // The rest is fingerprinted anew.
                    self.filter = next;
                    self.of_generation = 0;
                    break;
                }
            }
        }
        Ok(seen)
    }

    /// Takes an article apart with the filter in force.
    pub fn analysis(&self, article: &Article<'_>) -> Analysis {
        self.background.analysis(&self.filter, article)
    }

    /// Compares two articles exactly; see [`verify`](crate::evidence::verify).
    pub fn verify(&self, a: &Article<'_>, b: &Article<'_>) -> Evidence {
        verify(&self.analysis(a), &self.analysis(b))
    }

    /// The candidates of an article with their evidence, texts being asked for by id; those that no text is found for are left
    /// out.
    pub fn evidence<'t>(
        &self,
        article: &Article<'_>,
        candidates: &[Candidate],
        mut text_of: impl FnMut(u64) -> Option<Article<'t>>,
    ) -> Vec<(u64, Evidence)> {
        let own = self.analysis(article);
        let found = candidates.iter().filter_map(|candidate| {
            let other = text_of(candidate.id)?;
            Some((candidate.id, verify(&self.analysis(&other), &own)))
        });
        found.collect()
    }

    /// Removes an article; whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        self.engine.remove(id)
    }
}
