//! Clusters as they are written; in CSV a row a member.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field};
use serde::Serialize;

use super::records::{Cells, Columns, Row, record_batch};

/// A cluster as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct ClusterOut<'a> {
    pub(crate) cluster: &'a str,
    pub(crate) members: &'a [String],
    pub(crate) origin: &'a str,
    /// What speaks for the origin.
    pub(crate) reasons: Vec<String>,
    pub(crate) verdicts: &'a BTreeMap<&'static str, u32>,
}

/// Clusters by columns.
#[derive(Debug)]
pub(crate) struct ClusterColumns {
    cluster: StringBuilder,
    members: ListBuilder<StringBuilder>,
    origin: StringBuilder,
    reasons: ListBuilder<StringBuilder>,
    verdicts: MapBuilder<StringBuilder, UInt32Builder>,
}

impl Default for ClusterColumns {
    fn default() -> Self {
        let list =
            |item: &str| ListBuilder::new(StringBuilder::new()).with_field(Field::new(item, DataType::Utf8, false));
        let verdicts = MapBuilder::new(None, StringBuilder::new(), UInt32Builder::new());
        Self {
            cluster: StringBuilder::new(),
            members: list("member"),
            origin: StringBuilder::new(),
            reasons: list("reason"),
            verdicts: verdicts.with_values_field(Field::new("value", DataType::UInt32, false)),
        }
    }
}

impl Columns for ClusterColumns {
    const HEADS: &[&str] = &["cluster", "member", "origin", "reasons", "verdicts"];

    fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns: [ArrayRef; 5] = [
            Arc::new(self.cluster.finish()),
            Arc::new(self.members.finish()),
            Arc::new(self.origin.finish()),
            Arc::new(self.reasons.finish()),
            Arc::new(self.verdicts.finish()),
        ];
        record_batch(&["cluster", "members", "origin", "reasons", "verdicts"], &[], columns.into_iter())
    }
}

impl Row for ClusterOut<'_> {
    type Columns = ClusterColumns;

    fn cells(&self, cells: &mut Cells<'_>) -> csv::Result<()> {
        let reasons = serde_json::to_string(&self.reasons).unwrap_or_default();
        let verdicts = serde_json::to_string(self.verdicts).unwrap_or_default();
        self.members.iter().try_for_each(|member| cells(&[self.cluster, member, self.origin, &reasons, &verdicts]))
    }

    fn append(&self, columns: &mut ClusterColumns) -> usize {
        columns.cluster.append_value(self.cluster);
        columns.members.append_value(self.members.iter().map(Some));
        columns.origin.append_value(self.origin);
        columns.reasons.append_value(self.reasons.iter().map(Some));
        for (verdict, count) in self.verdicts {
            columns.verdicts.keys().append_value(verdict);
            columns.verdicts.values().append_value(*count);
        }
        // Keys and values are of one length, which is all that could fail.
        let _ = columns.verdicts.append(true);
        let names = self.members.iter().chain(&self.reasons);
        names.map(|name| name.len() + 4).sum::<usize>() + self.cluster.len() + self.origin.len() + 40
    }
}
