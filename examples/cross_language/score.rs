//! How much two documents have in common, by how rare their common anchors are.

use std::collections::HashMap;

use crate::anchors::Anchors;

/// Anchors in a larger share of the documents say nothing.
const COMMON: f64 = 0.3;
/// Evidence that a pair of short documents is short of: their scores shrink by it.
const SHRINKAGE: f64 = 30.0;

/// In how many documents each anchor is.
pub(crate) struct Rarity<'a> {
    documents: f64,
    frequency: HashMap<&'a str, u32>,
}

impl<'a> Rarity<'a> {
    pub(crate) fn of(documents: &'a [Anchors]) -> Self {
        let mut frequency = HashMap::new();
        for anchor in documents.iter().flat_map(Anchors::keys) {
            *frequency.entry(anchor.as_str()).or_default() += 1;
        }
        Self { documents: documents.len() as f64, frequency }
    }

    /// Inverse document frequency.
    fn weight(&self, anchor: &str) -> f64 {
        let frequency = f64::from(self.frequency.get(anchor).copied().unwrap_or(0));
        if frequency > COMMON * self.documents { 0.0 } else { ((self.documents + 1.0) / (frequency + 0.5)).ln() }
    }

    pub(crate) fn weighted<'b>(&self, anchors: &'b Anchors) -> Weighted<'b> {
        let weight = |(anchor, count): (&'b String, &u32)| {
            (anchor.as_str(), self.weight(anchor) * (1.0 + f64::from(*count).ln()))
        };
        let anchors: Vec<_> = anchors.iter().map(weight).filter(|(_, weight)| *weight > 0.0).collect();
        let total = anchors.iter().map(|(_, weight)| weight).sum();
        Weighted { anchors, total }
    }
}

/// A document's anchors, each with its weight.
pub(crate) struct Weighted<'a> {
    anchors: Vec<(&'a str, f64)>,
    total: f64,
}

/// Documents to be searched.
pub(crate) struct Side<'a> {
    pub(crate) documents: Vec<Weighted<'a>>,
    postings: HashMap<&'a str, Vec<(usize, f64)>>,
}

impl<'a> Side<'a> {
    pub(crate) fn new(documents: &'a [Anchors], rarity: &Rarity<'_>) -> Self {
        let documents: Vec<_> = documents.iter().map(|anchors| rarity.weighted(anchors)).collect();
        let mut postings: HashMap<_, Vec<_>> = HashMap::new();
        for (number, document) in documents.iter().enumerate() {
            for (anchor, weight) in &document.anchors {
                postings.entry(*anchor).or_default().push((number, *weight));
            }
        }
        Self { documents, postings }
    }

    /// The query's score with each document, 0 where nothing is common.
    pub(crate) fn scores(&self, query: &Weighted<'_>) -> Vec<f64> {
        let mut scores = vec![0.0; self.documents.len()];
        for (anchor, weight) in &query.anchors {
            for (number, other) in self.postings.get(anchor).into_iter().flatten() {
                scores[*number] += weight.min(*other);
            }
        }
        for (score, document) in scores.iter_mut().zip(&self.documents) {
            *score /= (query.total * document.total).sqrt() + SHRINKAGE;
        }
        scores
    }
}
