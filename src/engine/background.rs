//! What every article has: the shingles that are common in a corpus, and the lines that a host repeats.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::story_learner::{Lesson, StoryLearner};
use super::threads::map_all;
use super::{Article, RepeatedLines};
use crate::error::FilterError;
use crate::evidence::{Analysis, RepeatedLine, Source};
use crate::fingerprint::{Page, page_batch};
use crate::scheme::Scheme;
use crate::suppress::Filter;

/// Learns what is common in a corpus, in fixed memory: shingles, each story counted once, and each host's repeated lines.
///
/// Outlets that reprint or rewrite a story do not make it common: only the first document of a story is learned from. Those
/// that share enough keys with one learned from before are passed over, more readily if they come from another
/// host. Lines that their host repeats do not make two texts one story.
///
/// Memory: 33 MiB. Time: that of tokenising, and some memory accesses a shingle.
///
/// ```
/// use wireprint::Scheme;
/// use wireprint::engine::{Article, Background};
/// use wireprint::fingerprint::for_each_shingle;
///
/// let scheme = Scheme::REWRITE;
/// let mut background = Background::new(&scheme);
/// let words = |n: u32| (0..40).map(|i| format!("word{i}of{n} ")).collect::<String>();
/// let stories = (0..30).map(|n| format!("The foreign minister told reporters: {}", words(n)));
/// for story in stories {
///     background.learn(&Article::new(0, story.as_bytes()));
/// }
/// let filter = background.filter();
/// let mut kept = 0;
/// for_each_shingle(&scheme, b"The foreign minister told reporters", |shingle| {
///     kept += u32::from(!filter.contains(shingle.hash));
/// });
/// assert_eq!(kept, 0);
/// ```
#[derive(Clone, Debug)]
pub struct Background<const BINS: usize = 512> {
    scheme: Scheme<BINS>,
    pub(super) stories: StoryLearner,
    pub(super) lines: RepeatedLines,
    lesson: Lesson,
}

impl<const BINS: usize> Background<BINS> {
    /// A shingle is never common that stands in fewer stories than this.
    pub const MIN_DOCUMENTS: u32 = 16;
    /// Nor one that stands in less than one of this many.
    pub const ONE_IN: u32 = 500;

    /// Nothing learned yet.
    pub fn new(scheme: &Scheme<BINS>) -> Self {
        Self {
            scheme: *scheme,
            stories: StoryLearner::new(scheme),
            lines: RepeatedLines::new(),
            lesson: Lesson::default(),
        }
    }

    /// What is to be learned from these articles, in their order.
    pub fn of<'a>(scheme: &Scheme<BINS>, articles: impl IntoIterator<Item = &'a Article<'a>>) -> Self {
        let mut background = Self::new(scheme);
        for article in articles {
            background.learn(article);
        }
        background
    }

    /// Learns from a document, unless its story was learned from before; whether it did.
    pub fn learn(&mut self, article: &Article<'_>) -> bool {
        let own = learn_lines(&mut self.lines, article);
        self.lesson.retake(&self.scheme, &own);
        let is_learned = self.stories.learn(article.host_id(), &self.lesson);
        self.lesson.clear();
        is_learned
    }

    /// What there is to learn from own texts, in their order; with the feature `parallel` on all threads of rayon's pool.
    pub(super) fn lessons(&self, own: &[Cow<'_, [u8]>]) -> Vec<Lesson> {
        map_all(own, |own| Lesson::of(&self.scheme, own))
    }

    /// Learns from documents in their order, the same as one at a time; with the feature `parallel` their texts are taken apart on
    /// all threads of rayon's pool, at a cost in memory of some 10 bytes a word.
    pub fn learn_batch(&mut self, articles: &[Article<'_>]) {
        let own: Vec<Cow<'_, [u8]>> = articles.iter().map(|article| learn_lines(&mut self.lines, article)).collect();
        let lessons = self.lessons(&own);
        for (article, lesson) in articles.iter().zip(&lessons) {
            self.stories.learn(article.host_id(), lesson);
        }
    }

    /// The filter of what is common so far.
    pub fn filter(&self) -> Filter {
        self.stories.learner.filter(self.least())
    }

    /// The filter that follows `filter` in its lineage: what is common by now is dropped besides. Nothing if there is no such
    /// shingle, or no room for one.
    pub fn next_filter(&self, filter: &Filter) -> Option<Filter> {
        self.stories.learner.next_filter(filter, self.least())
    }

    /// Documents that a shingle is counted in to be common. Long documents fill the sketch, and what they add to every count
    /// must not make all of them common.
    fn least(&self) -> u32 {
        let learner = &self.stories.learner;
        Self::MIN_DOCUMENTS.max(learner.documents() / Self::ONE_IN).saturating_add(learner.noise())
    }

    /// The lines that hosts repeat.
    pub fn lines(&self) -> &RepeatedLines {
        &self.lines
    }

    /// An article's text without the lines that its host prints on page after page: what is fingerprinted, so that
    /// boilerplate neither makes pages of one host alike nor hides what two hosts share. Lines whose figures change are left
    /// in, and a text that hardly holds anything else is left whole.
    pub fn own_text<'t>(&self, article: &Article<'t>) -> Cow<'t, [u8]> {
        without(article.text, &self.lines.repeated(article.host_id(), article.text))
    }

    /// The articles' own texts, in their order; with the feature `parallel` on all threads of rayon's pool.
    pub(super) fn own_texts<'t>(&self, articles: &[Article<'t>]) -> Vec<Cow<'t, [u8]>> {
        map_all(articles, |article| self.own_text(article))
    }

    /// Fingerprints articles' own texts, in their order; with the feature `parallel` on all threads of rayon's pool.
    ///
    /// # Errors
    /// [`FilterError`] if the filter was learned for other shingles.
    pub fn pages(&self, filter: &Filter, articles: &[Article<'_>]) -> Result<Vec<Page<BINS>>, FilterError> {
        let own: Vec<Cow<'_, [u8]>> = articles.iter().map(|article| self.own_text(article)).collect();
        page_batch(&self.scheme, Some(filter), &own)
    }

    /// Takes an article apart, common shingles dropped and repeated lines marked.
    pub fn analysis(&self, filter: &Filter, article: &Article<'_>) -> Analysis {
        let host = article.host_id();
        let repeated = self.lines.repeated(host, article.text);
        let source = Source { host, time: article.time, repeated: &repeated };
        Analysis::of_source(&self.scheme, Some(filter), article.text, &source)
    }
}

/// Counts an article's lines; gives its own text, as [`Background::own_text`] does.
pub(super) fn learn_lines<'t>(lines: &mut RepeatedLines, article: &Article<'t>) -> Cow<'t, [u8]> {
    without(article.text, &lines.observe(article.host_id(), article.id, article.text))
}

/// A text of which less than one in so many bytes is its own is a frame filled anew, and is taken as it is.
const OWN_AT_LEAST: usize = 10;

/// A text without the lines that are repeated figures and all.
fn without<'t>(text: &'t [u8], repeated: &[RepeatedLine]) -> Cow<'t, [u8]> {
    let mut dropped = repeated.iter().filter(|line| !line.frame_only).map(|line| line.range.clone()).peekable();
    if dropped.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let (mut own, mut from) = (Vec::with_capacity(text.len()), 0);
    for line in dropped {
        own.extend_from_slice(text.get(from..line.start).unwrap_or_default());
        from = line.end;
    }
    own.extend_from_slice(text.get(from..).unwrap_or_default());
    if own.trim_ascii().len() < text.len() / OWN_AT_LEAST { Cow::Borrowed(text) } else { Cow::Owned(own) }
}
