//! What every article has: the shingles that are common in a corpus, and the lines that a host repeats.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use super::{Article, RepeatedLines};
use crate::error::FilterError;
use crate::evidence::{Analysis, RepeatedLine, Source};
use crate::fingerprint::{Page, for_each_shingle, page_batch};
use crate::index::HostId;
use crate::scheme::{KEYS, Scheme};
use crate::sketch::MinHash;
use crate::suppress::{Cell, Filter, Learner};

/// Cells of the count-min sketch: 4 MiB.
const CELLS: usize = 4 << 18;
/// Places for keys of documents learned from: 12 MiB, the last 16,000 documents or so.
const PLACES: usize = 1 << 20;
/// Of the 128 keys every other one is looked at.
const LOOKED_AT: usize = KEYS / 2;
/// Keys shared with one earlier document from which a document of another host tells the same story: Jaccard .1.
const SAME_STORY: usize = LOOKED_AT / 10;
/// The same where the hosts are not known to differ: Jaccard .3, since documents of one host share boilerplate, which is
/// to be learned.
const SAME_TEXT: usize = LOOKED_AT * 3 / 10;

#[cfg(feature = "serde")]
impl crate::suppress::CellStorage for Vec<Cell> {
    fn with_len(len: usize) -> Option<Self> {
        // A length from hostile input may claim anything: 64 MiB is more than any learner needs.
        (len <= 1 << 24).then(|| vec![Cell::default(); len])
    }

    fn cells_mut(&mut self) -> &mut [Cell] {
        self
    }
}

/// Shingles of a document that there is room for without asking for memory.
const SHINGLES_KEPT: usize = 1 << 14;

/// A key and the document that had it last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) key: u32,
    pub(super) document: u32,
    pub(super) host: HostId,
}

/// What there is to learn from a text: its keys that are looked at, each with its place, and its shingles.
#[derive(Debug)]
pub(super) struct Lesson {
    keys: Vec<(usize, u32)>,
    shingles: Vec<u64>,
}

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
    /// Apart from the rest, for it is some 250 KB.
    pub(super) learner: Box<Learner<Vec<Cell>>>,
    pub(super) lines: RepeatedLines,
    pub(super) seen: Vec<Seen>,
    shingles: Vec<u64>,
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
            learner: Box::new(Learner::new(scheme, vec![Cell::default(); CELLS])),
            lines: RepeatedLines::new(),
            seen: vec![Seen { key: u32::MAX, document: 0, host: HostId::UNKNOWN }; PLACES],
            shingles: Vec::new(),
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
        let own = self.learn_lines(article);
        self.learn_shingles(article, &own)
    }

    /// Counts the article's lines; gives its own text, as [`Background::own_text`] does.
    pub(super) fn learn_lines<'t>(&mut self, article: &Article<'t>) -> Cow<'t, [u8]> {
        without(article.text, &self.lines.observe(article.host_id(), article.id, article.text))
    }

    /// Learns from the article's own text.
    fn learn_shingles(&mut self, article: &Article<'_>, own: &[u8]) -> bool {
        let mut shingles = mem::take(&mut self.shingles);
        let keys = Self::take_apart(&self.scheme, own, &mut shingles);
        let is_learned = self.learn_story(article.host_id(), &keys, &shingles);
        // One long document must not cost memory for ever.
        shingles.clear();
        shingles.shrink_to(SHINGLES_KEPT);
        self.shingles = shingles;
        is_learned
    }

    /// What there is to learn from own texts, in their order; with the feature `parallel` on all threads of rayon's pool.
    pub(super) fn lessons(&self, own: &[Cow<'_, [u8]>]) -> Vec<Lesson> {
        map_all(own, |own| {
            let mut shingles = Vec::new();
            Lesson { keys: Self::take_apart(&self.scheme, own, &mut shingles), shingles }
        })
    }

    /// Learns what [`Background::lessons`] has made of an article of that host.
    pub(super) fn learn_lesson(&mut self, host: HostId, lesson: &Lesson) -> bool {
        self.learn_story(host, &lesson.keys, &lesson.shingles)
    }

    /// Learns from documents in their order, the same as one at a time; with the feature `parallel` their texts are taken apart on
    /// all threads of rayon's pool, at a cost in memory of some 10 bytes a word.
    pub fn learn_batch(&mut self, articles: &[Article<'_>]) {
        let own: Vec<Cow<'_, [u8]>> = articles.iter().map(|article| self.learn_lines(article)).collect();
        let lessons = self.lessons(&own);
        for (article, lesson) in articles.iter().zip(&lessons) {
            self.learn_lesson(article.host_id(), lesson);
        }
    }

    /// A text's shingles, and its keys that are looked at, each with its place.
    fn take_apart(scheme: &Scheme<BINS>, own: &[u8], shingles: &mut Vec<u64>) -> Vec<(usize, u32)> {
        shingles.clear();
        let mut minhash = MinHash::<512>::new();
        for_each_shingle(scheme, own, |shingle| {
            shingles.push(shingle.hash);
            minhash.shingle(shingle.hash, false);
        });
        Self::places(&minhash.keys())
    }

    /// Learns shingles, unless the keys belong to a story that is known; whether it did.
    fn learn_story(&mut self, host: HostId, keys: &[(usize, u32)], shingles: &[u64]) -> bool {
        let Self { learner, seen, .. } = self;
        if Self::is_told(seen, keys, host) {
            return false;
        }
        learner.begin_document();
        let document = learner.documents();
        for &(place, key) in keys {
            if let Some(place) = seen.get_mut(place) {
                *place = Seen { key, document, host };
            }
        }
        learner.shingles(shingles);
        true
    }

    /// The keys looked at, each with its place.
    fn places(keys: &[u32; KEYS]) -> Vec<(usize, u32)> {
        let looked_at = keys.iter().enumerate().step_by(2).filter(|(_, key)| **key != u32::MAX);
        let place = |group: usize, key: u32| {
            (((u64::from(key) << 7) | group as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % PLACES
        };
        looked_at.map(|(group, key)| (place(group, *key), *key)).collect()
    }

    fn is_told(seen: &[Seen], keys: &[(usize, u32)], host: HostId) -> bool {
        let found = keys.iter().filter_map(|(place, key)| seen.get(*place).filter(|seen| seen.key == *key));
        let mut documents: Vec<(u32, HostId)> = found.map(|seen| (seen.document, seen.host)).collect();
        documents.sort_unstable_by_key(|(document, _)| *document);
        documents.chunk_by(|a, b| a == b).any(|same| {
            let other = same.first().map_or(HostId::UNKNOWN, |(_, other)| *other);
            let elsewhere = host != HostId::UNKNOWN && other != HostId::UNKNOWN && !other.is_same(host);
            // Short texts have few keys: what is asked for is a share of those there are.
            let needed = if elsewhere { SAME_STORY } else { SAME_TEXT } * keys.len();
            same.len() * LOOKED_AT >= needed.max(2 * LOOKED_AT)
        })
    }

    /// The filter of what is common so far.
    pub fn filter(&self) -> Filter {
        self.learner.filter(self.least())
    }

    /// The filter that follows `filter` in its lineage: what is common by now is dropped besides. Nothing if there is no such
    /// shingle, or no room for one.
    pub fn next_filter(&self, filter: &Filter) -> Option<Filter> {
        self.learner.next_filter(filter, self.least())
    }

    /// Documents that a shingle is counted in to be common. Long documents fill the sketch, and what they add to every count
    /// must not make all of them common.
    fn least(&self) -> u32 {
        Self::MIN_DOCUMENTS.max(self.learner.documents() / Self::ONE_IN).saturating_add(self.learner.noise())
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

/// Results in the order of the items, on all threads where there are some.
fn map_all<T: Sync, R: Send>(items: &[T], one: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.par_iter().map(one).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        items.iter().map(one).collect()
    }
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
