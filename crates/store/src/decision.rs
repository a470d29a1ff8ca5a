//! What was decided about a document.

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use wireprint::compare::Overlap;
use wireprint::evidence::{Evidence, Passage};
use wireprint::{Rules, Verdict};

/// A document that an earlier one matches, in the form of the pairs that `scan` writes: `a` is the earlier one, `b` the
/// one that is decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The earlier document's id.
    pub a: String,
    /// What the two are to one another.
    pub verdict: Verdict,
    /// The probability of reuse.
    pub score: f64,
    /// Shingles that both have, of all that one of them has.
    pub jaccard: f64,
    /// How much of the earlier document is in this one, 0 to 1.
    pub a_in_b: f64,
    /// How much of this one is in the earlier, 0 to 1.
    pub b_in_a: f64,
    /// Shingles that both have.
    pub shared: u64,
    /// The passages that the verdict rests on; none where texts are not kept.
    pub evidence: Vec<PassageOf>,
}

/// A passage that both have: half-open byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageOf {
    /// Where it begins and ends in the earlier document.
    pub a: [u64; 2],
    /// Where in this one.
    pub b: [u64; 2],
    /// Its kept tokens.
    pub tokens: u32,
    /// Whether it is a quotation in one of them.
    pub quoted: bool,
}

impl From<&Passage> for PassageOf {
    fn from(p: &Passage) -> Self {
        let ends = |range: &std::ops::Range<usize>| [range.start as u64, range.end as u64];
        Self { a: ends(&p.a), b: ends(&p.b), tokens: p.tokens, quoted: p.quoted }
    }
}

/// Four decimals say all that there is to say.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

impl Match {
    pub(crate) fn new(a: String, verdict: Verdict, score: f64, overlap: &Overlap) -> Self {
        Self {
            a,
            verdict,
            score: rounded(score),
            jaccard: rounded(overlap.jaccard()),
            a_in_b: rounded(overlap.a_in_b()),
            b_in_a: rounded(overlap.b_in_a()),
            shared: overlap.shared.round() as u64,
            evidence: Vec::new(),
        }
    }

    pub(crate) fn of_evidence(a: String, found: &Evidence, rules: &Rules) -> Self {
        let evidence = found.passages.iter().map(PassageOf::from).collect();
        Self { evidence, ..Self::new(a, found.verdict(rules), found.score(), &found.overlap) }
    }
}

/// What was decided about a document when it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// That of the best match; none without one.
    pub verdict: Verdict,
    /// The cluster of the best match: `c-` and the id of the document that began it.
    pub cluster: Option<String>,
    /// Earlier documents of the window that it matches, the best first; of a viral story the best 64.
    pub matches: Vec<Match>,
}

impl Decision {
    /// Nothing like it was there.
    pub(crate) const NEW: Self = Self { verdict: Verdict::None, cluster: None, matches: Vec::new() };

    /// The decision as one JSON object without a line break: `{"id", "verdict", "matches", "cluster"}`.
    pub fn to_json(&self, id: &str) -> String {
        let line = Line { id, decision: self };
        // Text and finite numbers alone, which cannot fail.
        serde_json::to_string(&line).unwrap_or_default()
    }
}

struct Line<'a> {
    id: &'a str,
    decision: &'a Decision,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Decision { verdict, cluster, matches } = self.decision;
        let pairs: Vec<Pair<'_>> = matches.iter().map(|found| Pair { found, b: self.id }).collect();
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("id", self.id)?;
        map.serialize_entry("verdict", verdict.as_str())?;
        map.serialize_entry("matches", &pairs)?;
        map.serialize_entry("cluster", cluster)?;
        map.end()
    }
}

struct Pair<'a> {
    found: &'a Match,
    b: &'a str,
}

impl Serialize for Pair<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Match { a, verdict, score, jaccard, a_in_b, b_in_a, shared, evidence } = self.found;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("a", a)?;
        map.serialize_entry("b", self.b)?;
        map.serialize_entry("verdict", verdict.as_str())?;
        map.serialize_entry("score", score)?;
        map.serialize_entry("jaccard", jaccard)?;
        map.serialize_entry("a_in_b", a_in_b)?;
        map.serialize_entry("b_in_a", b_in_a)?;
        map.serialize_entry("shared", shared)?;
        if !evidence.is_empty() {
            map.serialize_entry("evidence", evidence)?;
        }
        map.end()
    }
}
