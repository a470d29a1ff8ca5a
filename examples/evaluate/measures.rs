//! Scores and verdicts against labels.

use std::fmt;

use crate::corpora::Pair;

/// What a method says of a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) score: f64,
    /// Whether a lookup would have brought the pair up.
    pub(crate) is_candidate: bool,
    pub(crate) is_match: bool,
}

/// The figures of one method on one set of pairs.
#[derive(Debug)]
pub(crate) struct Measures {
    auc: f64,
    pub(crate) average_precision: f64,
    best_f1: f64,
    candidate_recall: f64,
    precision: f64,
    recall: f64,
    calibration_error: f64,
}

/// Steps of the score within which calibration is looked at.
const STEPS: usize = 10;

impl Measures {
    pub(crate) const HEADER: &'static str = "  AUC     AP    F1   cand  prec   rec   ECE";

    pub(crate) fn of(judged: &[Judged], pairs: &[Pair], group: Option<&str>) -> Self {
        let mut rows: Vec<(Judged, bool)> = judged
            .iter()
            .zip(pairs)
            .filter(|(_, pair)| group.is_none_or(|g| pair.group.as_deref() == Some(g)))
            .map(|(judged, pair)| (*judged, pair.is_reuse))
            .collect();
        rows.sort_by(|(x, _), (y, _)| y.score.total_cmp(&x.score));
        let positives = rows.iter().filter(|(_, reuse)| *reuse).count() as f64;
        let negatives = rows.len() as f64 - positives;
        let (mut auc, mut average_precision, mut best_f1) = (0.0, 0.0, 0.0f64);
        let (mut hits, mut misses) = (0.0, 0.0);
        for tied in rows.chunk_by(|(x, _), (y, _)| x.score == y.score) {
            let right = tied.iter().filter(|(_, reuse)| *reuse).count() as f64;
            let wrong = tied.len() as f64 - right;
            auc += wrong * (hits + right / 2.0);
            (hits, misses) = (hits + right, misses + wrong);
            average_precision += right / positives * hits / (hits + misses);
            best_f1 = best_f1.max(2.0 * hits / (hits + misses + positives));
        }
        let count = |of: &dyn Fn(&Judged, bool) -> bool| rows.iter().filter(|(j, reuse)| of(j, *reuse)).count() as f64;
        let found = count(&|j, reuse| j.is_match && reuse);
        Self {
            auc: auc / (positives * negatives),
            average_precision,
            best_f1,
            candidate_recall: count(&|j, reuse| j.is_candidate && reuse) / positives,
            precision: found / count(&|j, _| j.is_match).max(1.0),
            recall: found / positives,
            calibration_error: calibration_error(&rows),
        }
    }

    /// Name and value of each.
    pub(crate) fn named(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("AUC", self.auc),
            ("AP", self.average_precision),
            ("F1", self.best_f1),
            ("candidate recall", self.candidate_recall),
            ("precision", self.precision),
            ("recall", self.recall),
            ("calibration error", self.calibration_error),
        ]
    }
}

/// Expected calibration error: how far the mean score of a step lies from the share of reuse in it, by pairs.
fn calibration_error(rows: &[(Judged, bool)]) -> f64 {
    let step = |score: f64| ((score * STEPS as f64) as usize).min(STEPS - 1);
    let of_step = |at: usize| {
        let inside: Vec<_> = rows.iter().filter(|(judged, _)| step(judged.score) == at).collect();
        let score: f64 = inside.iter().map(|(judged, _)| judged.score).sum();
        let reuse = inside.iter().filter(|(_, reuse)| *reuse).count() as f64;
        (score - reuse).abs()
    };
    (0..STEPS).map(of_step).sum::<f64>() / rows.len() as f64
}

impl fmt::Display for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.named().iter().try_for_each(|(_, value)| write!(f, " {value:.3}"))
    }
}
