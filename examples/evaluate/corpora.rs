//! A corpus and its labels.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde::Deserialize;
use wireprint::engine::Article;
use wireprint_corpus::{Options, open};

/// A labelled pair, documents by number.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) is_reuse: bool,
    /// Kind of pair or language, where the corpus tells.
    pub(crate) group: Option<String>,
}

/// Where a text comes from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) host: Option<String>,
    pub(crate) time: Option<i64>,
}

#[derive(Debug, Default)]
pub(crate) struct Corpus {
    pub(crate) texts: Vec<String>,
    /// Where each text comes from, as far as the corpus tells.
    pub(crate) sources: Vec<Source>,
    pub(crate) pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Label<'a> {
    #[serde(borrow)]
    a: wireprint_corpus::IdText<'a>,
    #[serde(borrow)]
    b: wireprint_corpus::IdText<'a>,
    pos: u8,
    lang: Option<String>,
    label: Option<serde_json::Value>,
}

impl Corpus {
    pub(crate) fn read(folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let mut corpus = Self::default();
        let mut numbers = HashMap::new();
        let mut problem = None;
        // A folder of text files, or one with a file of documents among other things.
        let documents = folder.join("docs.jsonl");
        let path = if documents.is_file() { documents } else { folder.to_owned() };
        wireprint_corpus::read(
            &[path],
            &Options::default(),
            &mut |document| {
                numbers.insert(document.id.into_owned(), corpus.texts.len());
                corpus.texts.push(document.text.into_owned());
                let host = document.host.map(|host| host.into_owned());
                corpus.sources.push(Source { host, time: document.time });
            },
            &mut |found| problem = problem.take().or(Some(found.to_string())),
        );
        if let Some(problem) = problem {
            return Err(problem.into());
        }
        let mut labels = String::new();
        std::io::Read::read_to_string(&mut open(&folder.join("pairs.jsonl"), &Options::default())?, &mut labels)?;
        for (line, text) in labels.lines().enumerate() {
            let label: Label<'_> = serde_json::from_str(text)?;
            let number = |id: String| {
                let unknown = || format!("{}/pairs.jsonl:{}: no document \"{id}\"", folder.display(), line + 1);
                numbers.get(&id).copied().ok_or_else(unknown)
            };
            let group = label.lang.or_else(|| label.label.as_ref().map(|v| v.to_string().trim_matches('"').to_owned()));
            let (a, b) = (number(label.a.to_string())?, number(label.b.to_string())?);
            corpus.pairs.push(Pair { a, b, is_reuse: label.pos == 1, group });
        }
        Ok(corpus)
    }

    /// The texts with what is known of them.
    pub(crate) fn articles(&self) -> Vec<Article<'_>> {
        let documents = (0..).zip(&self.texts).zip(&self.sources);
        documents
            .map(|((id, text), Source { host, time })| Article {
                id,
                text: text.as_bytes(),
                host: host.as_deref(),
                time: *time,
            })
            .collect()
    }

    /// Groups that have pairs of both kinds.
    pub(crate) fn groups(&self) -> BTreeSet<String> {
        let with = |reuse: bool| {
            let pairs = self.pairs.iter().filter(move |pair| pair.is_reuse == reuse);
            pairs.filter_map(|pair| pair.group.clone()).collect::<BTreeSet<_>>()
        };
        with(true).intersection(&with(false)).cloned().collect()
    }
}
