//! Pairs as they are written.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, ListBuilder, StringBuilder, StructBuilder, UInt32Builder, UInt64Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields};
use serde::Serialize;
use wireprint::compare::Overlap;
use wireprint::evidence::{Evidence, Passage};
use wireprint::{Rules, Verdict};

use super::records::{Cells, Columns, Row, record_batch};

/// A pair as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct Pair<'a> {
    pub(crate) a: &'a str,
    pub(crate) b: &'a str,
    pub(crate) verdict: &'static str,
    pub(crate) score: f64,
    pub(crate) jaccard: f64,
    pub(crate) a_in_b: f64,
    pub(crate) b_in_a: f64,
    pub(crate) shared: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<PassageOut>,
}

/// A passage as it is written: half-open byte offsets.
#[derive(Debug, Serialize)]
pub(crate) struct PassageOut {
    a: [usize; 2],
    b: [usize; 2],
    tokens: u32,
    quoted: bool,
}

impl From<&Passage> for PassageOut {
    fn from(p: &Passage) -> Self {
        Self { a: [p.a.start, p.a.end], b: [p.b.start, p.b.end], tokens: p.tokens, quoted: p.quoted }
    }
}

/// Four decimals say all that there is to say.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

impl<'a> Pair<'a> {
    pub(crate) fn new(a: &'a str, b: &'a str, verdict: Verdict, score: f64, overlap: &Overlap) -> Self {
        Self {
            a,
            b,
            verdict: verdict.as_str(),
            score,
            jaccard: rounded(overlap.jaccard()),
            a_in_b: rounded(overlap.a_in_b()),
            b_in_a: rounded(overlap.b_in_a()),
            shared: overlap.shared.round() as u64,
            evidence: Vec::new(),
        }
    }

    pub(crate) fn of_evidence(a: &'a str, b: &'a str, found: &Evidence, rules: &Rules) -> Self {
        let verdict = found.verdict(rules);
        let evidence = found.passages.iter().map(PassageOut::from).collect();
        Self { evidence, ..Self::new(a, b, verdict, found.score(), &found.overlap) }
    }
}

/// Pairs by columns, evidence as a list of structures.
#[derive(Debug)]
pub(crate) struct PairColumns {
    names: [StringBuilder; 3],
    shares: [Float64Builder; 4],
    shared: UInt64Builder,
    evidence: ListBuilder<StructBuilder>,
}

fn passage_fields() -> Fields {
    let field = |name: &str, kind| Field::new(name, kind, false);
    let places = ["a_start", "a_end", "b_start", "b_end"].map(|name| field(name, DataType::UInt64));
    places.into_iter().chain([field("tokens", DataType::UInt32), field("quoted", DataType::Boolean)]).collect()
}

impl Default for PairColumns {
    fn default() -> Self {
        let passage = Field::new_struct("passage", passage_fields(), false);
        Self {
            names: Default::default(),
            shares: Default::default(),
            shared: UInt64Builder::new(),
            evidence: ListBuilder::new(StructBuilder::from_fields(passage_fields(), 0)).with_field(passage),
        }
    }
}

impl Columns for PairColumns {
    const HEADS: &[&str] = &["a", "b", "verdict", "score", "jaccard", "a_in_b", "b_in_a", "shared", "evidence"];

    fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let names = self.names.each_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
        let shares = self.shares.each_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
        let rest: [ArrayRef; 2] = [Arc::new(self.shared.finish()), Arc::new(self.evidence.finish())];
        record_batch(Self::HEADS, &[], names.into_iter().chain(shares).chain(rest))
    }
}

impl Row for Pair<'_> {
    type Columns = PairColumns;

    fn cells(&self, cells: &mut Cells<'_>) -> csv::Result<()> {
        let shares = [self.score, self.jaccard, self.a_in_b, self.b_in_a].map(|share| format!("{share:?}"));
        let [score, jaccard, a_in_b, b_in_a] = shares.each_ref().map(String::as_str);
        let (shared, evidence) = (self.shared.to_string(), serde_json::to_string(&self.evidence).unwrap_or_default());
        cells(&[self.a, self.b, self.verdict, score, jaccard, a_in_b, b_in_a, &shared, &evidence])
    }

    fn append(&self, columns: &mut PairColumns) -> usize {
        let names = [self.a, self.b, self.verdict];
        columns.names.iter_mut().zip(names).for_each(|(column, name)| column.append_value(name));
        let shares = [self.score, self.jaccard, self.a_in_b, self.b_in_a];
        columns.shares.iter_mut().zip(shares).for_each(|(column, share)| column.append_value(share));
        columns.shared.append_value(self.shared);
        let passages = columns.evidence.values();
        for PassageOut { a, b, tokens, quoted } in &self.evidence {
            for (column, place) in [a[0], a[1], b[0], b[1]].into_iter().enumerate() {
                if let Some(column) = passages.field_builder::<UInt64Builder>(column) {
                    column.append_value(place as u64);
                }
            }
            if let Some(column) = passages.field_builder::<UInt32Builder>(4) {
                column.append_value(*tokens);
            }
            if let Some(column) = passages.field_builder::<BooleanBuilder>(5) {
                column.append_value(*quoted);
            }
            passages.append(true);
        }
        columns.evidence.append(true);
        names.iter().map(|name| name.len()).sum::<usize>() + 40 + 40 * self.evidence.len()
    }
}
