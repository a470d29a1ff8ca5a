//! Deciding about documents as they come.

use std::collections::HashMap;

use wireprint::engine::{Article, Candidate, Observation, Stream};
use wireprint::evidence::verify_by;
use wireprint::index::Kept;
use wireprint::{Rules, Verdict};

use crate::blocks::{Blocks, File};
use crate::decision::{Decision, Match};
use crate::error::StoreError;
use crate::row::{Incoming, Row, id_key};
use crate::store::Store;

/// Candidates of a document that are looked at, those with the most shared keys: a viral story has thousands.
pub(crate) const CANDIDATES: usize = 64;

/// Where a decision of a batch comes from.
enum From {
    /// It was made before.
    Before(Decision),
    /// It is that of the new document of this number.
    Fresh(usize),
}

impl Store {
    /// Decides about documents in their order, adds them, and returns when that is durable. A document that is known as it is gets the
    /// decision that it got before, so that a batch may be given again after a crash.
    ///
    /// What is decided does not depend on how documents are batched.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the batch is in the file then, and the store must be opened again.
    pub fn decide(&mut self, documents: &[Incoming<'_>]) -> Result<Vec<Decision>, StoreError> {
        self.writable(|store| {
            let file = File::new(&store.database.begin_read()?)?;
            let (from, fresh) = store.sort_out(&file, documents)?;
            let articles: Vec<Article<'_>> =
                fresh.iter().map(|document| document.article(store.settings.lineage)).collect();
            let numbers: HashMap<u64, usize> = HashMap::new();
            let mut deciding = Deciding {
                blocks: &store.blocks,
                file: &file,
                texts: store.settings.texts,
                fresh: &fresh,
                articles: &articles,
                numbers,
                decided: Vec::with_capacity(fresh.len()),
                failed: None,
            };
            store.stream.observe_each(&articles, |stream, number, seen| deciding.observed(stream, number, seen))?;
            let Deciding { decided, failed, .. } = deciding;
            if let Some(error) = failed {
                return Err(error);
            }
            let rows = fresh.iter().zip(&decided);
            let rows = rows.map(|(document, (kept, decision))| Row::new(document, *kept, Some(decision.clone())));
            let rows = rows.collect();
            store.commit(&fresh, rows)?;
            let decision = |from| match from {
                From::Before(decision) => decision,
                From::Fresh(number) => decided[number].1.clone(),
            };
            Ok(from.into_iter().map(decision).collect())
        })
    }

    /// Tells the documents that are known as they are from those that are not.
    fn sort_out<'a>(
        &mut self,
        file: &File,
        documents: &[Incoming<'a>],
    ) -> Result<(Vec<From>, Vec<Incoming<'a>>), StoreError> {
        let (mut from, mut fresh) = (Vec::with_capacity(documents.len()), Vec::new());
        let mut latest: HashMap<u64, (u128, usize)> = HashMap::new();
        for document in documents {
            let (key, content) = (document.key(self.settings.lineage), document.content());
            let known = match latest.get(&key) {
                Some((before, number)) => (*before == content).then_some(From::Fresh(*number)),
                None => {
                    let row = self.known(file, key, content)?;
                    row.map(|row| self.decided_before(file, document, &row).map(From::Before)).transpose()?
                }
            };
            self.counts.known += u64::from(known.is_some());
            from.push(known.unwrap_or_else(|| {
                latest.insert(key, (content, fresh.len()));
                fresh.push(*document);
                From::Fresh(fresh.len() - 1)
            }));
        }
        Ok((from, fresh))
    }

    /// The decision of a document that is known; one that was only added is decided about now.
    fn decided_before(&self, file: &File, document: &Incoming<'_>, row: &Row) -> Result<Decision, StoreError> {
        match &row.decision {
            Some(decision) => Ok(decision.clone()),
            None => self.look_up(file, document),
        }
    }
}

/// A batch while it is decided about.
struct Deciding<'a> {
    blocks: &'a Blocks,
    file: &'a File,
    texts: bool,
    fresh: &'a [Incoming<'a>],
    articles: &'a [Article<'a>],
    /// The latest document of the batch with each key.
    numbers: HashMap<u64, usize>,
    decided: Vec<(Kept, Decision)>,
    failed: Option<StoreError>,
}

impl Deciding<'_> {
    fn observed(&mut self, stream: &Stream, number: usize, seen: Observation) {
        let decision = self.decision(stream, number, &seen.candidates).unwrap_or_else(|error| {
            self.failed.get_or_insert(error);
            Decision::NEW
        });
        self.numbers.insert(self.articles[number].id, number);
        self.decided.push((seen.kept, decision));
    }

    fn decision(&self, stream: &Stream, number: usize, candidates: &[Candidate]) -> Result<Decision, StoreError> {
        let mut judge = Judge::new(stream, self.texts, &self.articles[number]);
        for candidate in candidates.iter().take(CANDIDATES) {
            match self.numbers.get(&candidate.id) {
                Some(&other) => {
                    let (document, decision) = (&self.fresh[other], &self.decided[other].1);
                    let cluster = decision.cluster.clone().unwrap_or_else(|| format!("c-{}", document.id));
                    judge.judge(candidate, document.id, cluster, Some(&self.articles[other]));
                }
                None => judge.judge_known(candidate, self.blocks, self.file)?,
            }
        }
        Ok(judge.decision())
    }
}

/// Judges the candidates of one document.
pub(crate) struct Judge<'a> {
    stream: &'a Stream,
    rules: Rules,
    texts: bool,
    article: &'a Article<'a>,
    own: Option<wireprint::evidence::Analysis>,
    found: Vec<(Match, String)>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(stream: &'a Stream, texts: bool, article: &'a Article<'a>) -> Self {
        Self { stream, rules: *stream.rules(), texts, article, own: None, found: Vec::new() }
    }

    /// A candidate whose row stands in the file.
    pub(crate) fn judge_known(
        &mut self,
        candidate: &Candidate,
        blocks: &Blocks,
        file: &File,
    ) -> Result<(), StoreError> {
        let missing = || StoreError::Damaged { what: "document", number: candidate.id };
        let number = blocks.number(candidate.id).ok_or_else(missing)?;
        let (block, at) = blocks.read(file, number)?.ok_or_else(missing)?;
        let row = block.rows.get(at).ok_or_else(missing)?;
        let text = block.text(at).map(str::as_bytes);
        let other = text.map(|text| Article { id: candidate.id, text, host: row.host.as_deref(), time: row.time });
        self.judge(candidate, &row.id, row.cluster(), other.as_ref());
        Ok(())
    }

    fn judge(&mut self, candidate: &Candidate, id: &str, cluster: String, other: Option<&Article<'_>>) {
        let Self { stream, rules, article, own, .. } = self;
        let found = match other.filter(|_| self.texts) {
            Some(other) => {
                let own = own.get_or_insert_with(|| stream.analysis(article));
                let found = verify_by(rules, &stream.analysis(other), own);
                found
                    .filter(|found| found.verdict(rules).is_match())
                    .map(|found| Match::of_evidence(id.to_owned(), &found, rules))
            }
            None => {
                let (verdict, found) = (candidate.verdict(rules), &candidate.comparison);
                verdict.is_match().then(|| Match::new(id.to_owned(), verdict, found.score(), &found.overlap))
            }
        };
        self.found.extend(found.map(|found| (found, cluster)));
    }

    pub(crate) fn decision(mut self) -> Decision {
        let inside = |found: &Match| found.a_in_b.max(found.b_in_a);
        self.found.sort_by(|(x, _), (y, _)| {
            let by_score = y.score.total_cmp(&x.score).then(inside(y).total_cmp(&inside(x)));
            by_score.then_with(|| x.a.cmp(&y.a))
        });
        let best = self.found.first();
        Decision {
            verdict: best.map_or(Verdict::None, |(best, _)| best.verdict),
            cluster: best.map(|(_, cluster)| cluster.clone()),
            matches: self.found.into_iter().map(|(found, _)| found).collect(),
        }
    }
}

/// The engine's name for an id.
pub(crate) fn key(id: &str, lineage: u64) -> u64 {
    id_key(id, lineage)
}
