//! What the templates take: clusters and matches in words, and articles in segments.

use std::collections::HashSet;
use std::ops::Range;

use anyhow::Result;
use askama::Template;
use wireprint::evidence::Passage;

use super::axis;
use super::choice::Listed;
use super::explain::{count, grouped, probability, sentence};
use super::matches::Match;
use super::ribbon::{Band, band};
use super::said::{Run, runs};
use super::shown::{line, link, lossy};
use super::text::{Block, Kind, Segment, blocks};
use super::timeline::Timeline;
use crate::corpus::{Corpus, article};

/// Characters of titles, and of names, that are shown.
const TITLE_MAX: usize = 200;
const NAME_MAX: usize = 120;
/// Bytes of a text that are looked at where it has no title.
const HEAD_BYTES: usize = 400;
/// Bytes of each article that are shown with a match.
const TEXT_MAX: usize = 24 << 10;
/// Hues of passages.
const HUES: usize = 6;

/// The page up to the clusters.
#[derive(Template)]
#[template(path = "report/head.html")]
pub(super) struct Head<'a> {
    pub(super) policy: String,
    pub(super) style: String,
    pub(super) documents: String,
    pub(super) matches: String,
    pub(super) clusters: String,
    /// From the first document to the last.
    pub(super) span: Option<[String; 2]>,
    pub(super) verdicts: Vec<VerdictRow>,
    pub(super) timeline: Option<Timeline>,
    pub(super) made: &'a [(&'static str, String)],
    /// What makes the result less than complete.
    pub(super) remarks: &'a [String],
    pub(super) shown: &'a [String],
}

#[derive(Debug)]
pub(super) struct VerdictRow {
    pub(super) name: &'static str,
    pub(super) count: String,
    /// Width of its bar, in per cent.
    pub(super) width: String,
    pub(super) means: &'static str,
}

/// A cluster up to its matches.
#[derive(Template)]
#[template(path = "report/cluster.html")]
pub(super) struct ClusterHead<'a> {
    pub(super) number: usize,
    pub(super) cluster: &'a Listed,
    /// Its name in other outputs.
    pub(super) known_as: String,
    pub(super) names: &'a [Name],
    pub(super) title: &'a str,
    pub(super) verdicts: Vec<(&'static str, u32)>,
    pub(super) score: f64,
    pub(super) hosts: Vec<String>,
    pub(super) size: String,
    pub(super) more_members: Option<String>,
    pub(super) reasons: String,
    /// Seconds, for sorting.
    pub(super) time: i64,
    pub(super) span: Option<String>,
    pub(super) matches: String,
    pub(super) shown: usize,
}

/// The end of a cluster, or of the pairs that are no matches.
#[derive(Template)]
#[template(path = "report/cluster-end.html")]
pub(super) struct ClusterEnd {
    /// Matches that are not shown.
    pub(super) left: u64,
    pub(super) shown: usize,
}

/// The pairs that are no matches.
#[derive(Template)]
#[template(path = "report/related.html")]
pub(super) struct RelatedHead {
    pub(super) count: String,
}

/// One match.
#[derive(Template)]
#[template(path = "report/match.html")]
pub(super) struct MatchView<'t> {
    id: String,
    verdict: &'static str,
    score: f64,
    probability: String,
    sentence: String,
    sides: [Side<'t>; 2],
    bands: Vec<Band>,
    passages: String,
    more_passages: Option<String>,
    kinds: Kinds,
    has_texts: bool,
}

/// What the legend has to explain.
#[derive(Debug, Default)]
struct Kinds {
    narrative: bool,
    quoted: bool,
    repeated: bool,
    boilerplate: bool,
    /// Quotations, shared or not.
    said: bool,
}

/// One of the two articles.
#[derive(Debug)]
struct Side<'t> {
    letter: &'static str,
    name: &'t Name,
    blocks: Vec<BlockView<'t>>,
}

#[derive(Debug)]
enum BlockView<'t> {
    Paragraph(Vec<Piece<'t>>),
    Gap(String),
}

#[derive(Debug)]
enum Piece<'t> {
    Plain(Vec<Run<'t>>),
    Boilerplate(Vec<Run<'t>>),
    Passage { class: String, number: usize, own: String, partner: Option<String>, is_first: bool, text: Vec<Run<'t>> },
}

/// The end of the page.
#[derive(Template)]
#[template(path = "report/foot.html")]
pub(super) struct Foot {
    pub(super) script: String,
    pub(super) without_texts: Option<String>,
    pub(super) version: &'static str,
}

/// What is told of a document beside its text.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) host: Option<String>,
    pub(super) link: Option<String>,
    pub(super) time: Option<i64>,
    pub(super) moment: String,
    pub(super) machine: String,
}

impl Name {
    pub(super) fn of(document: usize, corpus: &Corpus) -> Result<Self> {
        let stored = corpus.head(document, HEAD_BYTES)?;
        let id = line(stored.id(), NAME_MAX);
        let title = stored.title().map(|title| line(title, TITLE_MAX)).filter(|title| !title.is_empty());
        // Text files have no title: their first line may be one.
        let beginning = stored.text().get(..HEAD_BYTES).unwrap_or(stored.text());
        let first_line = || lossy(beginning).lines().map(|text| line(text, 90)).find(|text| !text.is_empty());
        let time = stored.time().filter(|time| axis::machine(*time).is_some());
        Ok(Self {
            title: title.or_else(first_line).unwrap_or_else(|| id.clone()),
            host: stored.host().map(|host| line(host, NAME_MAX)).filter(|host| !host.is_empty()),
            link: stored.url().and_then(link),
            time,
            moment: time.and_then(axis::moment).unwrap_or_default(),
            machine: time.and_then(axis::machine).unwrap_or_default(),
            id,
        })
    }

    pub(super) fn of_all(documents: &[usize], corpus: &Corpus) -> Result<Vec<Self>> {
        documents.iter().map(|document| Self::of(*document, corpus)).collect()
    }

    /// Its host, or else its id.
    pub(super) fn place(&self) -> &str {
        self.host.as_deref().unwrap_or(&self.id)
    }
}

impl<'a> ClusterHead<'a> {
    pub(super) fn new(number: usize, cluster: &'a Listed, names: &'a [Name], shown: usize) -> Self {
        let mut hosts: Vec<String> = names.iter().filter_map(|name| name.host.clone()).collect();
        let mut met = HashSet::new();
        hosts.retain(|host| met.insert(host.clone()));
        let times = || names.iter().filter_map(|name| name.time);
        let span = times().min().zip(times().max()).and_then(|(first, last)| {
            let day = axis::day(first)?;
            Some(if first == last { day } else { format!("{day}, over {}", axis::length(last.abs_diff(first))) })
        });
        let more = cluster.size - cluster.members.len();
        Self {
            number,
            cluster,
            known_as: line(&cluster.name, NAME_MAX),
            names,
            title: names.first().map_or("", |name| name.title.as_str()),
            verdicts: cluster.verdicts.iter().map(|(verdict, count)| (*verdict, *count)).collect(),
            score: cluster.best,
            hosts,
            size: count(cluster.size as u64, "document", "documents"),
            more_members: (more > 0).then(|| grouped(more as u64)),
            reasons: cluster.reasons.join(", "),
            time: times().min().unwrap_or(i64::MAX),
            span,
            matches: count(cluster.matches(), "match", "matches"),
            shown,
        }
    }
}

/// The class of a passage: its hue, and whether it is quoted or repeated.
fn class(number: usize, passage: &Passage) -> String {
    let kind = match (passage.repeated, passage.quoted) {
        (true, _) => " repeated",
        (false, true) => " quoted",
        (false, false) => "",
    };
    format!("h{}{kind}", number % HUES)
}

/// A document as it is shown in a match.
pub(super) struct Article<'t> {
    pub(super) name: Name,
    pub(super) text: &'t str,
    /// Lines that its host repeats.
    pub(super) repeated: Vec<Range<usize>>,
    /// What of it is quoted.
    pub(super) quotations: Vec<Range<usize>>,
}

impl<'t> Article<'t> {
    /// A document with its text, or with an empty one.
    pub(super) fn of(document: usize, text: &'t str, corpus: &Corpus) -> Result<Self> {
        let name = Name::of(document, corpus)?;
        if text.is_empty() {
            return Ok(Self { name, text, repeated: Vec::new(), quotations: Vec::new() });
        }
        let stored = corpus.get(document)?;
        let article = article(document, &stored);
        let repeated = corpus.repeated(&article).into_iter().filter(|line| !line.frame_only).map(|line| line.range);
        Ok(Self { name, text, repeated: repeated.collect(), quotations: corpus.quotations(&article) })
    }
}

impl<'t> MatchView<'t> {
    /// With the articles, or without them.
    pub(super) fn new(number: usize, found: &Match, articles: &'t [Article<'t>; 2], has_texts: bool) -> Self {
        let id = format!("m{number}");
        // Passages are numbered as a reader of A meets them.
        let mut order: Vec<usize> = (0..found.passages.len()).collect();
        order.sort_by_key(|at| (found.passages[*at].a.start, *at));
        let mut numbers = vec![0; order.len()];
        order.iter().zip(1..).for_each(|(at, number)| numbers[*at] = number);
        let classes: Vec<String> = found.passages.iter().zip(&numbers).map(|(p, n)| class(*n, p)).collect();
        let lens = [articles[0].text.len(), articles[1].text.len()];
        let bands = found.passages.iter().zip(&classes).map(|(p, class)| band(&p.a, &p.b, lens, class)).collect();
        let ranges =
            |of: fn(&Passage) -> &Range<usize>| found.passages.iter().map(|p| of(p).clone()).collect::<Vec<_>>();
        let ranges = [ranges(|p| &p.a), ranges(|p| &p.b)];
        let part = |side: usize| {
            if !has_texts {
                return Vec::new();
            }
            blocks(articles[side].text, &ranges[side], &articles[side].repeated, TEXT_MAX)
        };
        let parts = [part(0), part(1)];
        let mut kinds = Kinds::default();
        for passage in &found.passages {
            let kind = match (passage.repeated, passage.quoted) {
                (true, _) => &mut kinds.repeated,
                (false, true) => &mut kinds.quoted,
                (false, false) => &mut kinds.narrative,
            };
            *kind = true;
        }
        let [in_a, in_b] = parts;
        let (seen_a, seen_b) = (numbers_in(&in_a), numbers_in(&in_b));
        let marks = Marks { id: &id, numbers: &numbers, classes: &classes };
        let side = |letter, article: &'t Article<'t>, parts, own, partner: &HashSet<usize>, other| Side {
            letter,
            name: &article.name,
            blocks: marks.blocks(parts, &article.quotations, own, partner, other),
        };
        let sides =
            [side("A", &articles[0], in_a, 'a', &seen_b, 'b'), side("B", &articles[1], in_b, 'b', &seen_a, 'a')];
        let pieces = || sides.iter().flat_map(Side::pieces);
        kinds.boilerplate = pieces().any(|piece| matches!(piece, Piece::Boilerplate(_)));
        kinds.said = pieces().any(Piece::has_quotation);
        let more = found.more_passages as u64;
        Self {
            verdict: found.verdict.as_str(),
            score: found.score,
            probability: probability(found.score),
            sentence: sentence(found, [articles[0].name.time, articles[1].name.time]),
            sides,
            bands,
            passages: count(found.passages.len() as u64 + more, "shared passage", "shared passages"),
            more_passages: (more > 0).then(|| grouped(more)),
            kinds,
            has_texts,
            id,
        }
    }
}

/// How the passages of a match are named.
struct Marks<'m> {
    id: &'m str,
    numbers: &'m [usize],
    classes: &'m [String],
}

impl Marks<'_> {
    fn blocks<'t>(
        &self,
        blocks: Vec<Block<'t>>,
        quotations: &[Range<usize>],
        own: char,
        partners: &HashSet<usize>,
        other: char,
    ) -> Vec<BlockView<'t>> {
        let piece = |segment: Segment<'t>| {
            let text = runs(segment.text, segment.at, quotations);
            self.piece(segment.kind, text, own, partners, other)
        };
        let view = |block| match block {
            Block::Paragraph(segments) => BlockView::Paragraph(segments.into_iter().map(piece).collect()),
            Block::Gap(bytes) => BlockView::Gap(grouped(bytes as u64)),
        };
        blocks.into_iter().map(view).collect()
    }

    fn piece<'t>(
        &self,
        kind: Kind,
        text: Vec<Run<'t>>,
        own: char,
        partners: &HashSet<usize>,
        other: char,
    ) -> Piece<'t> {
        let Self { id, numbers, classes } = self;
        match kind {
            Kind::Plain => Piece::Plain(text),
            Kind::Repeated => Piece::Boilerplate(text),
            Kind::Passage { number: at, is_first } => {
                let number = numbers.get(at).copied().unwrap_or(0);
                let partner = partners.contains(&at).then(|| format!("{id}{other}{number}"));
                let class = classes.get(at).cloned().unwrap_or_default();
                Piece::Passage { class, number, own: format!("{id}{own}{number}"), partner, is_first, text }
            }
        }
    }
}

impl<'t> Side<'t> {
    fn pieces(&self) -> impl Iterator<Item = &Piece<'t>> {
        self.blocks.iter().flat_map(|block| match block {
            BlockView::Paragraph(pieces) => pieces.as_slice(),
            BlockView::Gap(_) => &[],
        })
    }
}

impl Piece<'_> {
    fn has_quotation(&self) -> bool {
        let (Self::Plain(runs) | Self::Boilerplate(runs) | Self::Passage { text: runs, .. }) = self;
        runs.iter().any(|run| run.quoted)
    }
}

/// The passages that are shown in an article.
fn numbers_in(blocks: &[Block<'_>]) -> HashSet<usize> {
    let segments = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(segments) => segments.as_slice(),
        Block::Gap(_) => &[],
    });
    let number = |segment: &Segment<'_>| match segment.kind {
        Kind::Passage { number, .. } => Some(number),
        _ => None,
    };
    segments.filter_map(number).collect()
}
