//! The counts of a scan: what `--dry-run` tells.

use std::fmt;

use serde::Serialize;

/// Some documents and the bytes of their texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    pub(crate) documents: u64,
    pub(crate) bytes: u64,
}

impl Part {
    pub(crate) fn add(&mut self, bytes: usize) {
        self.documents += 1;
        self.bytes += bytes as u64;
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>10} documents, {:.1} MB of text", self.documents, self.bytes as f64 / 1e6)
    }
}

/// What a scan found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    pub(crate) read: Part,
    /// Records and files that could not be used.
    pub(crate) problems: u64,
    pub(crate) matches: u64,
    pub(crate) clusters: u64,
    /// What `--keep` keeps, and what it leaves out.
    pub(crate) kept: Part,
    pub(crate) dropped: Part,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { read, problems, matches, clusters, kept, dropped } = self;
        writeln!(f, "read        {read}")?;
        writeln!(f, "problems    {problems:>10}")?;
        writeln!(f, "matches     {matches:>10}")?;
        writeln!(f, "clusters    {clusters:>10}")?;
        writeln!(f, "would keep  {kept}")?;
        write!(f, "would drop  {dropped}")
    }
}
