//! An engine that learns while the stream runs.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::background::learn_lines;
use super::story_learner::Lesson;
use super::threads::both;
use super::{Article, Background, Candidate, Engine, Observation};
use crate::compare::Rules;
use crate::error::{CompareError, WindowError};
use crate::evidence::{Analysis, Evidence, verify};
use crate::fingerprint::{Page, page_batch};
use crate::index::{HostId, Kept, Lookup, Stats, Window, WindowIndex};
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
    pub(super) scheme: Scheme<BINS>,
    pub(super) engine: Engine<BINS>,
    pub(super) background: Background<BINS>,
    pub(super) filter: Filter,
    /// Articles observed with this filter.
    pub(super) of_generation: usize,
}

/// An article made ready before its turn, when the articles just before it had not been looked at.
struct Ahead<'t, const BINS: usize> {
    /// Its own text, as far as was known.
    own: Cow<'t, [u8]>,
    page: Page<BINS>,
    lesson: Lesson,
}

impl<const BINS: usize> Ahead<'_, BINS> {
    /// The same if that is its own text; else made anew.
    fn with(self, scheme: &Scheme<BINS>, filter: &Filter, own: Cow<'_, [u8]>) -> Self {
        if own == self.own {
            return self;
        }
        let lesson = Lesson::of(scheme, &own);
        let anew = page_batch(scheme, Some(filter), &[own]).unwrap_or_default();
        Self { page: anew.into_iter().next().unwrap_or(self.page), lesson, ..self }
    }
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
        let mut all = Vec::with_capacity(articles.len());
        self.observe_each(articles, |_, _, seen| all.push(seen))?;
        Ok(all)
    }

    /// The same, every observation being handed to `each` with the number of its article, while the stream is as it was when that
    /// article came: evidence that `each` asks for does not depend on batches.
    ///
    /// # Errors
    /// As for [`Stream::observe_batch`].
    pub fn observe_each(
        &mut self,
        articles: &[Article<'_>],
        mut each: impl FnMut(&Self, usize, Observation),
    ) -> Result<(), CompareError> {
        let mut done = 0;
        while let Some(rest) = articles.get(done..).filter(|rest| !rest.is_empty()) {
            let Some(ahead) = self.ahead(rest) else { break };
            for (article, ahead) in rest.iter().zip(ahead) {
                let own = learn_lines(&mut self.background.lines, article);
                let Ahead { page, lesson, .. } = ahead.with(&self.scheme, &self.filter, own);
                let shards = self.engine.stats().shards_begun;
                let seen = self.engine.observe(&article.document(&page))?;
                each(self, done, seen);
                self.background.stories.learn(article.host_id(), &lesson);
                done += 1;
                self.of_generation += 1;
                let is_due = self.engine.stats().shards_begun > shards && self.of_generation >= GENERATION_ARTICLES;
                if is_due && self.begin_generation() {
                    // The rest is made ready anew.
                    break;
                }
            }
        }
        Ok(())
    }

    /// Adds articles and learns from them as [`Stream::observe_batch`] does, without looking anything up; with the feature
    /// `parallel` articles are added while those before them are learned from.
    ///
    /// # Errors
    /// As for [`Stream::observe_batch`].
    pub fn add_batch(&mut self, articles: &[Article<'_>]) -> Result<Vec<Kept>, CompareError> {
        let mut all = Vec::with_capacity(articles.len());
        // Added and not learned from yet.
        let mut waiting: Vec<(HostId, Lesson)> = Vec::new();
        while let Some(rest) = articles.get(all.len()..).filter(|rest| !rest.is_empty()) {
            let Some(ahead) = self.ahead(rest) else { break };
            let mut ready = rest.iter().zip(ahead);
            loop {
                let Self { scheme, engine, background, filter, of_generation } = self;
                let Background { stories, lines, .. } = background;
                let mut added: Vec<(HostId, Lesson)> = Vec::with_capacity(ready.len());
                let add = || -> Result<bool, CompareError> {
                    for (article, ahead) in &mut ready {
                        let Ahead { page, lesson, .. } = ahead.with(scheme, filter, learn_lines(lines, article));
                        let shards = engine.stats().shards_begun;
                        all.push(engine.add(&article.document(&page))?);
                        added.push((article.host_id(), lesson));
                        *of_generation += 1;
                        if engine.stats().shards_begun > shards && *of_generation >= GENERATION_ARTICLES {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                };
                let (is_due, ()) = both(add, || stories.learn_all(&mut waiting));
                waiting = added;
                if !is_due? {
                    break;
                }
                self.background.stories.learn_all(&mut waiting);
                if self.begin_generation() {
                    // The rest is made ready anew.
                    break;
                }
            }
        }
        self.background.stories.learn_all(&mut waiting);
        Ok(all)
    }

    /// Some of the articles made ready with the filter in force, on all threads; nothing if there is none.
    fn ahead<'t>(&self, articles: &[Article<'t>]) -> Option<Vec<Ahead<'t, BINS>>> {
        let some = articles.get(..TOGETHER).unwrap_or(articles);
        let own = self.background.own_texts(some);
        // The filter is always of the scheme.
        let pages = page_batch(&self.scheme, Some(&self.filter), &own).ok()?;
        let lessons = self.background.lessons(&own);
        let all = own.into_iter().zip(pages).zip(lessons);
        Some(all.map(|((own, page), lesson)| Ahead { own, page, lesson }).collect())
    }

    /// Exchanges the filter for one that drops what has become common, if there is such; whether there was.
    fn begin_generation(&mut self) -> bool {
        let Some(next) = self.background.next_filter(&self.filter) else { return false };
        self.filter = next;
        self.of_generation = 0;
        true
    }

    /// Looks up the articles that this one may match, without adding it or learning from it; `lookup` is working memory. Many
    /// threads may ask at once.
    ///
    /// # Errors
    /// None: a stream makes all its fingerprints itself.
    pub fn query(&self, article: &Article<'_>, lookup: &mut Lookup) -> Result<Vec<Candidate>, CompareError> {
        let own = [self.background.own_text(article)];
        let pages = page_batch(&self.scheme, Some(&self.filter), &own).unwrap_or_default();
        pages.first().map_or(Ok(Vec::new()), |page| self.engine.query(&article.document(page), lookup))
    }

    /// The documents held.
    pub fn index(&self) -> &WindowIndex<BINS> {
        self.engine.index()
    }

    /// From now on the ids that leave the window are noted down for [`Stream::take_dropped`], 8 bytes each.
    pub fn note_dropped(&mut self) {
        self.engine.index.note_dropped();
    }

    /// The ids that left the window since the last call.
    pub fn take_dropped(&mut self) -> Vec<u64> {
        self.engine.index.take_dropped()
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
