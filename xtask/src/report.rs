//! The table that a chore prints, and its `--json FILE` form: a list of `{"name", "value", "unit"}`.

use std::path::PathBuf;

use anyhow::{Context, Result};

#[derive(Debug)]
struct Row {
    name: String,
    value: f64,
    unit: &'static str,
}

#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
    json: Option<PathBuf>,
}

impl Report {
    pub(crate) fn from_args(args: &[String]) -> Result<Self> {
        let json = match args.iter().position(|a| a == "--json") {
            Some(i) => Some(args.get(i + 1).context("--json needs a file")?.into()),
            None => None,
        };
        Ok(Self { rows: Vec::new(), json })
    }

    pub(crate) fn row(&mut self, name: impl Into<String>, value: f64, unit: &'static str) {
        self.rows.push(Row { name: name.into(), value, unit });
    }

    pub(crate) fn finish(self) -> Result<()> {
        let width = self.rows.iter().map(|r| r.name.len()).max().unwrap_or(0);
        for r in &self.rows {
            println!("{:width$}  {:>12} {}", r.name, r.value, r.unit);
        }
        self.save()
    }

    /// Writes the file that `--json` names, for a chore that prints its figures in its own way.
    pub(crate) fn save(self) -> Result<()> {
        if let Some(path) = self.json {
            let rows: Vec<_> = self
                .rows
                .iter()
                .map(|r| serde_json::json!({"name": r.name, "value": r.value, "unit": r.unit}))
                .collect();
            std::fs::write(&path, serde_json::to_string_pretty(&rows)? + "\n")
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}
