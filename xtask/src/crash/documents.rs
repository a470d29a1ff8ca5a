//! The documents that are fed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::run::root;

/// JSON lines in their order, and their ids.
pub(crate) struct Documents {
    pub(crate) lines: Vec<String>,
    pub(crate) ids: Vec<String>,
    pub(crate) numbers: HashMap<String, usize>,
}

impl Documents {
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Those of a file, plain or .gz.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("{}: cannot be opened", path.display()))?;
        let is_packed = path.extension().is_some_and(|extension| extension == "gz");
        let input: Box<dyn Read> =
            if is_packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
        let lines = BufReader::new(input).lines().collect::<Result<Vec<String>, _>>()?;
        Self::new(lines)
    }

    /// So many documents: the bundled corpus again and again, with ids of their own.
    pub(crate) fn bundled(number: usize) -> Result<Self> {
        let bundled = Self::read(&root().join("examples/corpus/docs.jsonl"))?;
        let again = bundled.lines.iter().cycle().take(number).enumerate().map(|(number, line)| {
            let mut document: serde_json::Value = serde_json::from_str(line)?;
            let id = format!("{}#{number}", document["id"].as_str().unwrap_or_default());
            document["id"] = id.into();
            Ok(document.to_string())
        });
        Self::new(again.collect::<Result<_>>()?)
    }

    fn new(lines: Vec<String>) -> Result<Self> {
        let id = |line: &String| -> Result<String> {
            let document: serde_json::Value = serde_json::from_str(line)?;
            Ok(document["id"].as_str().context("a document without an id of text")?.to_owned())
        };
        let ids = lines.iter().map(id).collect::<Result<Vec<_>>>()?;
        let numbers: HashMap<String, usize> = ids.iter().cloned().zip(0..).collect();
        ensure!(numbers.len() == ids.len(), "two documents have the same id");
        Ok(Self { lines, ids, numbers })
    }
}
