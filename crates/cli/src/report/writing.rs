//! The page while it is written: clusters and their matches, one after another, until the limit is reached.

use std::borrow::Cow;
use std::io::Write;

use anyhow::{Context, Result};
use askama::Template;

use super::UNKEPT;
use super::choice::{Chosen, Listed};
use super::csp;
use super::explain::count;
use super::matches::{Kept, Match};
use super::page::{Article, ClusterEnd, ClusterHead, Foot, MatchView, Name, RelatedHead};
use super::shown::lossy;
use crate::corpus::Corpus;
use crate::output::Output;

pub(super) struct Page<'c> {
    out: Output,
    bytes: u64,
    bytes_max: u64,
    kept: Kept,
    corpus: &'c Corpus,
    /// Matches written.
    matches: usize,
    /// Matches that are shown without their texts.
    without_texts: u64,
}

impl<'c> Page<'c> {
    pub(super) fn new(out: Output, bytes_max: u64, kept: Kept, corpus: &'c Corpus) -> Self {
        Self { out, bytes: 0, bytes_max, kept, corpus, matches: 0, without_texts: 0 }
    }

    pub(super) fn part(&mut self, part: &impl Template) -> Result<()> {
        let text = part.render().context("the report cannot be made")?;
        self.write(&text)
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.bytes += text.len() as u64;
        self.out.write_all(text.as_bytes()).context("the report cannot be written; check the room on its disk")
    }

    pub(super) fn cluster(&mut self, number: usize, cluster: &Listed, places: &[u64]) -> Result<()> {
        let names = Name::of_all(&cluster.members, self.corpus)?;
        self.part(&ClusterHead::new(number, cluster, &names, places.len()))?;
        places.iter().try_for_each(|place| self.matched(*place))?;
        self.part(&ClusterEnd { left: cluster.matches().saturating_sub(places.len() as u64), shown: places.len() })
    }

    /// Pairs that are no matches.
    pub(super) fn related(&mut self, chosen: &Chosen) -> Result<()> {
        if chosen.related_count == 0 {
            return Ok(());
        }
        self.part(&RelatedHead { count: count(chosen.related_count, "pair", "pairs") })?;
        chosen.related.iter().try_for_each(|place| self.matched(*place))?;
        let left = chosen.related_count.saturating_sub(chosen.related.len() as u64);
        self.part(&ClusterEnd { left, shown: chosen.related.len() })
    }

    fn matched(&mut self, place: u64) -> Result<()> {
        let found = self.kept.get(place).context(UNKEPT)?;
        self.matches += 1;
        if self.bytes < self.bytes_max {
            let (a, b) = (self.corpus.get(found.a)?, self.corpus.get(found.b)?);
            let texts = [lossy(a.text()), lossy(b.text())];
            let view = self.view(&found, &texts, true)?;
            if self.bytes + view.len() as u64 <= self.bytes_max {
                return self.write(&view);
            }
        }
        self.without_texts += 1;
        let view = self.view(&found, &[Cow::Borrowed(""), Cow::Borrowed("")], false)?;
        self.write(&view)
    }

    fn view(&self, found: &Match, texts: &[Cow<'_, str>; 2], has_texts: bool) -> Result<String> {
        let article = |document, text| Article::of(document, text, self.corpus);
        let articles = [article(found.a, &texts[0])?, article(found.b, &texts[1])?];
        MatchView::new(self.matches, found, &articles, has_texts).render().context("the report cannot be made")
    }

    pub(super) fn finish(mut self) -> Result<()> {
        let without_texts = (self.without_texts > 0).then(|| {
            count(self.without_texts, "match is shown without its texts", "matches are shown without their texts")
        });
        let limit = count(self.bytes_max >> 10, "KiB was", "KiB were");
        let without_texts = without_texts.map(|told| format!("{told}: {limit} reached, which --report-bytes raises"));
        self.part(&Foot { script: csp::script(), without_texts, version: env!("CARGO_PKG_VERSION") })?;
        self.out.finish()
    }
}
