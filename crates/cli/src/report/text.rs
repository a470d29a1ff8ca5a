//! An article taken apart for the page: paragraphs of segments, each in one passage, in a line that its host repeats, or in neither.
//!
//! A long article is shown where its passages are, with the gaps told. Ranges may overlap and lie anywhere: the longer passage, which
//! comes first, has what both claim, and ends of ranges move to the characters' own.

use std::ops::Range;

/// Bytes shown around a passage of a long article, and at its beginning.
const CONTEXT: usize = 300;

/// A piece of an article.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'t> {
    Paragraph(Vec<Segment<'t>>),
    /// So many bytes are not shown.
    Gap(usize),
}

/// Text of one kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Segment<'t> {
    pub(super) text: &'t str,
    /// Where it stands in the article.
    pub(super) at: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// A line that the host prints in other documents too.
    Repeated,
    /// A passage by its number in the list.
    Passage {
        number: usize,
        is_first: bool,
    },
}

/// Takes a text apart; shows some `limit` bytes of it at most.
pub(super) fn blocks<'t>(
    text: &'t str,
    passages: &[Range<usize>],
    repeated: &[Range<usize>],
    limit: usize,
) -> Vec<Block<'t>> {
    let inside = |range: &Range<usize>| floor(text, range.start)..floor(text, range.end.max(range.start));
    let passages: Vec<Range<usize>> = passages.iter().map(inside).collect();
    let repeated: Vec<Range<usize>> = repeated.iter().map(inside).collect();
    let kinds = kinds(text.len(), &passages, &repeated);
    let (mut out, mut at, mut seen) = (Vec::new(), 0, vec![false; passages.len()]);
    for window in windows(text, &passages, limit) {
        if window.start > at {
            out.push(Block::Gap(window.start - at));
        }
        at = window.end;
        for paragraph in paragraphs(text, &window) {
            let from = kinds.partition_point(|(range, _)| range.end <= paragraph.start);
            let mut segments = Vec::new();
            for (range, kind) in kinds.iter().skip(from).take_while(|(range, _)| range.start < paragraph.end) {
                let range = range.start.max(paragraph.start)..range.end.min(paragraph.end);
                let kind = match kind {
                    Kind::Passage { number, .. } => {
                        let is_first = seen.get_mut(*number).is_some_and(|seen| !std::mem::replace(seen, true));
                        Kind::Passage { number: *number, is_first }
                    }
                    other => *other,
                };
                segments.push(Segment { at: range.start, text: text.get(range).unwrap_or_default(), kind });
            }
            out.push(Block::Paragraph(segments));
        }
    }
    if at < text.len() {
        out.push(Block::Gap(text.len() - at));
    }
    out
}

/// The nearest boundary of a character at or before this place.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Ranges of one kind, one after another, that cover the text.
fn kinds(len: usize, passages: &[Range<usize>], repeated: &[Range<usize>]) -> Vec<(Range<usize>, Kind)> {
    let mut cuts: Vec<usize> = passages.iter().chain(repeated).flat_map(|range| [range.start, range.end]).collect();
    cuts.extend([0, len]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut kinds: Vec<(Range<usize>, Kind)> = Vec::with_capacity(cuts.len());
    for cut in cuts.windows(2) {
        let &[start, end] = cut else { continue };
        let has = |range: &Range<usize>| range.contains(&start);
        let kind = match passages.iter().position(has) {
            Some(number) => Kind::Passage { number, is_first: false },
            None if repeated.iter().any(has) => Kind::Repeated,
            None => Kind::Plain,
        };
        match kinds.last_mut() {
            Some((range, last)) if *last == kind => range.end = end,
            _ => kinds.push((start..end, kind)),
        }
    }
    kinds
}

/// What is shown, in order: all, or the beginning and what surrounds the passages, until the limit is reached.
fn windows(text: &str, passages: &[Range<usize>], limit: usize) -> Vec<Range<usize>> {
    if text.len() <= limit {
        return std::iter::once(0..text.len()).filter(|all| !all.is_empty()).collect();
    }
    let beginning = 0..floor(text, CONTEXT.min(limit));
    let (mut windows, mut left) = (Vec::from([beginning]), limit);
    for passage in passages.iter().filter(|passage| !passage.is_empty()) {
        let (start, end) = (passage.start.saturating_sub(CONTEXT), passage.end.saturating_add(CONTEXT));
        let window = floor(text, start)..floor(text, end.min(start.saturating_add(left)));
        left = left.saturating_sub(window.len());
        windows.push(window);
    }
    windows.sort_unstable_by_key(|window| window.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for window in windows.into_iter().filter(|window| !window.is_empty()) {
        match merged.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => merged.push(window),
        }
    }
    merged
}

/// The paragraphs of a window: stretches between empty lines, without the white space around them.
fn paragraphs(text: &str, window: &Range<usize>) -> Vec<Range<usize>> {
    let (mut out, mut at, mut open): (Vec<Range<usize>>, _, Option<Range<usize>>) = (Vec::new(), window.start, None);
    for line in text.get(window.clone()).unwrap_or_default().split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = at + line.trim_end().len();
        at += line.len();
        if start >= end {
            out.extend(open.take());
        } else {
            open = Some(open.map_or(start, |open| open.start)..end);
        }
    }
    out.extend(open);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks in short: passages in brackets with their number, `*` where they go on, repeated lines in braces.
    fn drawn(blocks: &[Block<'_>]) -> Vec<String> {
        let segment = |s: &Segment<'_>| match s.kind {
            Kind::Plain => s.text.to_owned(),
            Kind::Repeated => format!("{{{}}}", s.text),
            Kind::Passage { number, is_first: true } => format!("[{number} {}]", s.text),
            Kind::Passage { number, .. } => format!("[{number}* {}]", s.text),
        };
        let block = |b: &Block<'_>| match b {
            Block::Paragraph(segments) => segments.iter().map(segment).collect(),
            Block::Gap(bytes) => format!("… {bytes}"),
        };
        blocks.iter().map(block).collect()
    }

    #[allow(clippy::single_range_in_vec_init)]
    #[test]
    fn passages_run_over_paragraphs() {
        let text = "Ferries resume.\n \nDivers look on,\nthey said.\n\n\nAll rights reserved.\n";
        let found = blocks(text, &[8..33], &[47..67], 1000);
        assert_eq!(
            drawn(&found),
            ["Ferries [0 resume.]", "[0* Divers look on,]\nthey said.", "{All rights reserved.}"]
        );
    }

    #[test]
    fn the_longer_passage_has_what_two_claim() {
        let text = "one two three four five six";
        let found = blocks(text, &[4..18, 14..23, 0..7], &[], 1000);
        assert_eq!(drawn(&found), ["[2 one ][0 two three four][1  five] six"]);
    }

    #[allow(clippy::single_range_in_vec_init, clippy::reversed_empty_ranges)]
    #[test]
    fn any_range_is_taken() {
        let text = "né€😀";
        for start in 0..12 {
            for end in 0..12 {
                let found = blocks(text, &[start..end, 2..usize::MAX], &[end..start], 1000);
                let all: String = found
                    .iter()
                    .flat_map(|block| match block {
                        Block::Paragraph(segments) => segments.iter().map(|s| s.text).collect::<Vec<_>>(),
                        Block::Gap(_) => panic!("a gap"),
                    })
                    .collect();
                assert_eq!(all, text, "{start}..{end}");
            }
        }
        assert_eq!(drawn(&blocks(text, &[1..2], &[], 99)), ["né€😀"]);
        assert_eq!(drawn(&blocks(text, &[2..5], &[], 99)), ["n[0 é]€😀"]);
        assert_eq!(drawn(&blocks("", &[0..0], &[0..9], 99)), [""; 0]);
    }

    #[allow(clippy::single_range_in_vec_init)]
    #[test]
    fn long_texts_are_shown_where_their_passages_are() {
        let text = "é".repeat(50_000);
        let (passage, limit) = (60_001..60_021, 2000);
        let found = blocks(&text, &[passage], &[], limit);
        let drawn = drawn(&found);
        assert_eq!(drawn.len(), 4);
        assert_eq!((&*drawn[1], &*drawn[3]), ("… 59400", "… 39680"));
        assert!(drawn[2].contains(&format!("[0 {}]", "é".repeat(10))));
        // However many passages there are.
        let passages: Vec<_> = (0..2000).map(|n| n * 50..n * 50 + 30).collect();
        let shown: usize = blocks(&text, &passages, &[], limit)
            .iter()
            .map(|block| match block {
                Block::Paragraph(segments) => segments.iter().map(|s| s.text.len()).sum(),
                Block::Gap(_) => 0,
            })
            .sum();
        assert!(shown <= limit + CONTEXT, "{shown}");
    }
}
