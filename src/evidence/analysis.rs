//! One text, taken apart.

use alloc::vec::Vec;
use core::num::NonZeroU64;
use core::ops::Range;

use crate::compare::Overlap;
use crate::index::HostId;
use crate::kernel::shingle_hash;
use crate::scheme::Scheme;
use crate::suppress::Filter;
use crate::text::{Quotation, Token, TokenSink, Tokeniser};

use super::speech::quoted_by_layout;

/// Where a text comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// Its host.
    pub host: HostId,
    /// Seconds since 1970, where they are known.
    pub time: Option<i64>,
    /// The lines that its host repeats, in their order; what is shared there says little.
    pub repeated: &'a [RepeatedLine],
}

/// A line that its host has printed in other documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedLine {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Its figures were other ones: the frame is repeated, what fills it is this document's own.
    pub frame_only: bool,
}

/// Bytes of text for each kept token that there is room for from the start.
const BYTES_PER_KEPT_TOKEN: usize = 7;

/// A kept token's place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mark: Mark,
    /// The hash of a token that has a digit.
    pub(super) figure: Option<NonZeroU64>,
}

/// How much it says if a token or shingle is shared; of several occurrences the first in this order decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// It stands in a line that its host repeats.
    pub(super) repeated: bool,
    /// It stands in a quotation.
    pub(super) quoted: bool,
}

/// A text's kept tokens and shingles: about 80 bytes a token.
#[derive(Clone, Debug)]
pub struct Analysis {
    pub(super) host: HostId,
    pub(super) time: Option<i64>,
    /// Kept tokens in order.
    pub(super) places: Vec<Place>,
    /// Tokens in a shingle.
    pub(super) width: usize,
    /// The shingles that the filter let pass, in order: hash, and number of their first kept token.
    pub(super) shingles: Vec<(u64, u32)>,
    /// The same by hash, and where it is the same by place.
    pub(super) sorted: Vec<(u64, u32)>,
    /// The same as a set: sorted by hash.
    distinct: Vec<(u64, Mark)>,
    /// Whether any token stands in a line that its host repeats.
    has_repeated: bool,
    /// All tokens' hashes, folded into one; and their number.
    content: (u64, usize),
}

#[derive(Default)]
struct Collector {
    hashes: Vec<u64>,
    places: Vec<Place>,
    /// Kept tokens from here on wait for the closing mark.
    open_from: Option<usize>,
    content: (u64, usize),
}

impl TokenSink for Collector {
    fn token(&mut self, token: Token) {
        self.content = (shingle_hash([self.content.0, token.hash]), self.content.1 + 1);
        if token.kept {
            self.hashes.push(token.hash);
            self.places.push(Place {
                start: token.start as usize,
                end: token.end as usize,
                mark: Mark::default(),
                figure: NonZeroU64::new(token.hash).filter(|_| token.has_digit),
            });
        }
    }

    fn quotation(&mut self, event: Quotation) {
        if let (Quotation::Closed | Quotation::Continued, Some(from)) = (event, self.open_from) {
            self.places.iter_mut().skip(from).for_each(|place| place.mark.quoted = true);
        }
        let open = matches!(event, Quotation::Opened | Quotation::Continued);
        self.open_from = open.then_some(self.places.len());
    }
}

impl Analysis {
    /// Takes a text apart of which nothing else is known. The same tokens and shingles as a
    /// [`Fingerprinter`](crate::Fingerprinter) sees, and the same quotations; besides, those that are set apart by
    /// the layout alone: blocks after a colon, transcripts, embedded posts.
    pub fn new<const BINS: usize>(scheme: &Scheme<BINS>, filter: Option<&Filter>, text: &[u8]) -> Self {
        Self::of_source(scheme, filter, text, &Source::default())
    }

    /// Takes a text apart.
    pub fn of_source<const BINS: usize>(
        scheme: &Scheme<BINS>,
        filter: Option<&Filter>,
        text: &[u8],
        source: &Source<'_>,
    ) -> Self {
        // One kept token in so many bytes is more than most texts have.
        let room = text.len() / BYTES_PER_KEPT_TOKEN;
        let (hashes, places) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut found = Collector { hashes, places, ..Collector::default() };
        let mut tokeniser = Tokeniser::new(scheme);
        tokeniser.push(text, &mut found);
        tokeniser.finish(&mut found);
        for_each_inside(&mut found.places, &quoted_by_layout(text), Range::clone, |place, _| place.mark.quoted = true);
        for_each_inside(
            &mut found.places,
            source.repeated,
            |line| line.range.clone(),
            |place, line| {
                place.mark.repeated = !line.frame_only || place.figure.is_none();
            },
        );

        let width = scheme.profile().shingle_tokens();
        let windows = found.hashes.windows(width).zip(0u32..);
        let hashed = windows.map(|(hashes, first)| (shingle_hash(hashes.iter().copied()), first));
        let mut shingles = Vec::with_capacity(found.hashes.len());
        shingles.extend(hashed.filter(|(hash, _)| filter.is_none_or(|f| !f.contains(*hash))));
        let mut sorted = shingles.clone();
        sorted.sort_unstable();
        let Collector { places, content, .. } = found;
        let mark = |first: u32| {
            let places = places.get(first as usize..).and_then(|places| places.get(..width)).unwrap_or_default();
            // Where a frame meets what fills it, the shingle is the document's own.
            let repeated = places.iter().all(|place| place.mark.repeated);
            let quoted = places.iter().any(|place| place.mark.quoted);
            Mark { repeated, quoted }
        };
        let of_hash = |same: &[(u64, u32)]| Some((same.first()?.0, same.iter().map(|(_, first)| mark(*first)).min()?));
        let mut distinct = Vec::with_capacity(sorted.len());
        distinct.extend(sorted.chunk_by(|a, b| a.0 == b.0).filter_map(of_hash));
        let has_repeated = places.iter().any(|place| place.mark.repeated);
        Self { host: source.host, time: source.time, places, width, shingles, sorted, distinct, has_repeated, content }
    }

    pub(super) fn has_repeated(&self) -> bool {
        self.has_repeated
    }

    /// The stretches of the text that are quoted, by marks or by layout, as bytes from kept token to kept token, in order and apart.
    ///
    /// ```
    /// use wireprint::Scheme;
    /// use wireprint::evidence::Analysis;
    /// let text = "The harbour master said: \u{201C}Two piers remain closed.\u{201D} Ferries resume on Friday.";
    /// let quoted = Analysis::new(&Scheme::REWRITE, None, text.as_bytes()).quotations();
    /// assert_eq!(quoted.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>(), ["Two piers remain closed"]);
    /// ```
    pub fn quotations(&self) -> Vec<Range<usize>> {
        let stretches = self.places.chunk_by(|a, b| a.mark.quoted == b.mark.quoted);
        let quoted = stretches.filter(|stretch| stretch.first().is_some_and(|place| place.mark.quoted));
        quoted.filter_map(|stretch| Some(stretch.first()?.start..stretch.last()?.end)).collect()
    }

    /// Distinct shingles that the filter let pass.
    pub fn distinct(&self) -> usize {
        self.distinct.len()
    }

    /// Whether the other text has the same tokens in the same order; never true of texts without tokens.
    pub fn is_same_content(&self, other: &Self) -> bool {
        self.content.1 > 0 && self.content == other.content
    }

    /// Whether both are known to come from one host.
    pub fn is_same_host(&self, other: &Self) -> bool {
        self.host.is_same(other.host)
    }

    /// Whether it says nothing that both have a token or shingle so marked: of one host, what that host repeats; of two,
    /// what each of them repeats. A bulletin that another host reprints once is reuse, a frame filled anew is not.
    pub(super) fn is_background(&self, other: &Self, own: Mark, others: Mark) -> bool {
        own.repeated && others.repeated || (own.repeated || others.repeated) && self.is_same_host(other)
    }

    /// Exact set sizes and intersections, lines that hosts repeat included.
    pub fn overlap(&self, other: &Self) -> Overlap {
        self.count(other, |_, _| false, true)
    }

    /// The same without what hosts repeat: shared there it counts for nothing, and not shared it makes no text longer.
    pub fn own_overlap(&self, other: &Self) -> Overlap {
        self.count(other, |own, others| self.is_background(other, own, others), false)
    }

    fn count(&self, other: &Self, is_background: impl Fn(Mark, Mark) -> bool, count_repeated: bool) -> Overlap {
        let size = |of: &Self| {
            let counted = of.distinct.iter().filter(|(_, mark)| count_repeated || !mark.repeated);
            counted.fold((0u32, 0u32), |(all, narrative), (_, mark)| (all + 1, narrative + u32::from(!mark.quoted)))
        };
        let ((mut a, mut narrative_a), (mut b, mut narrative_b)) = (size(self), size(other));
        let (mut shared, mut narrative_shared) = (0u32, 0u32);
        let (mut left, mut right) = (self.distinct.iter().peekable(), other.distinct.iter().peekable());
        while let (Some((hash, own)), Some((other_hash, others))) = (left.peek(), right.peek()) {
            match hash.cmp(other_hash) {
                core::cmp::Ordering::Less => drop(left.next()),
                core::cmp::Ordering::Greater => drop(right.next()),
                core::cmp::Ordering::Equal => {
                    let counts_anyway = |mark: &Mark| u32::from(!count_repeated && mark.repeated);
                    if !is_background(*own, *others) {
                        shared += 1;
                        narrative_shared += u32::from(!own.quoted && !others.quoted);
                        // What is shared and counts is part of both texts, repeated or not.
                        a += counts_anyway(own);
                        b += counts_anyway(others);
                        narrative_a += counts_anyway(own) * u32::from(!own.quoted);
                        narrative_b += counts_anyway(others) * u32::from(!others.quoted);
                    } else {
                        // And what is background in one is so in the other.
                        let is_own = |mark: &Mark| u32::from(!count_repeated && !mark.repeated);
                        a -= is_own(own);
                        b -= is_own(others);
                        narrative_a -= is_own(own) * u32::from(!own.quoted);
                        narrative_b -= is_own(others) * u32::from(!others.quoted);
                    }
                    left.next();
                    right.next();
                }
            }
        }
        let [a, b, narrative_a, narrative_b] = [a, b, narrative_a, narrative_b].map(f64::from);
        let (shared, narrative_shared) = (f64::from(shared), f64::from(narrative_shared));
        Overlap { a, b, shared, narrative_a, narrative_b, narrative_shared }
    }
}

/// Calls `each` with every token that begins inside one of the stretches, which are in order.
pub(super) fn for_each_inside<T>(
    places: &mut [Place],
    stretches: &[T],
    range: impl Fn(&T) -> Range<usize>,
    each: impl Fn(&mut Place, &T),
) {
    let mut stretches = stretches.iter().peekable();
    for place in places {
        while stretches.next_if(|stretch| range(stretch).end <= place.start).is_some() {}
        if let Some(stretch) = stretches.peek().filter(|stretch| range(stretch).contains(&place.start)) {
            each(place, stretch);
        }
    }
}
