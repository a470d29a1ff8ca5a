//! What a scan writes: pairs as they are found, clusters and the documents that are kept at the end.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use wireprint::engine::{ClustersIn, Join};
use wireprint::evidence::Evidence;
use wireprint::{Rules, Verdict};
use wireprint_corpus::{Stage, Stages, Stored};

use crate::args::ScanArgs;
use crate::clusters::{Takers, take_clusters};
use crate::corpus::Corpus;
use crate::explain::{explain_passages, sentence};
use crate::keep::{Chosen, Keep};
use crate::output::{ClusterColumns, DocumentColumns, DocumentOut, Output, Pair, PairColumns, Records};
use crate::report::{Making, Report};
use crate::scratch::{FAILED, Files};
use crate::signals;
use crate::summary::{Part, Summary};
use crate::terminal::{Paint, tell};

/// The chosen outputs.
pub(crate) struct Writer {
    pairs: Option<Records<PairColumns>>,
    clusters_out: Option<Records<ClusterColumns>>,
    kept_out: Option<Records<DocumentColumns>>,
    explained: Option<Output>,
    report: Option<Report>,
    /// Matches so far, where clusters are asked for.
    clusters: Option<ClustersIn<Files>>,
    matches: u64,
    paint: Paint,
}

impl Writer {
    pub(crate) fn open(args: &ScanArgs) -> Result<Self> {
        let writes = !args.dry_run;
        let report = if writes { Report::open(&args.report)? } else { None };
        let is_asked = [args.clusters.is_some(), args.kept().is_some(), args.explain, args.dry_run, report.is_some()];
        let needs_clusters = is_asked.contains(&true);
        let stdout = PathBuf::from("-");
        let default = (!needs_clusters).then_some(&stdout);
        Ok(Self {
            pairs: args.pairs.as_ref().or(default).filter(|_| writes).map(|path| Records::create(path)).transpose()?,
            clusters_out: args.clusters.as_ref().filter(|_| writes).map(|path| Records::create(path)).transpose()?,
            kept_out: args.kept().filter(|_| writes).map(Records::create).transpose()?,
            explained: args.explain.then(Output::stdout),
            report,
            clusters: needs_clusters.then(ClustersIn::default),
            matches: 0,
            paint: Paint::stdout(),
        })
    }

    /// Takes note of the documents, before their pairs come.
    pub(crate) fn documents(&mut self, documents: &[Stored<'_>]) {
        if let Some(report) = &mut self.report {
            documents.iter().for_each(|document| report.document(document));
        }
    }

    pub(crate) fn pair(
        &mut self,
        args: &ScanArgs,
        rules: &Rules,
        found: &Evidence,
        (a, b): (usize, usize),
        [in_a, in_b]: [&Stored<'_>; 2],
    ) -> Result<()> {
        let verdict = found.verdict(rules);
        let pair = Pair::of_evidence(in_a.id(), in_b.id(), found, rules);
        let wanted = verdict.is_match() || args.all_verdicts && verdict != Verdict::None;
        if !wanted || pair.score < args.min_score {
            return Ok(());
        }
        self.matches += u64::from(verdict.is_match());
        if let Some(clusters) = &mut self.clusters {
            clusters.join(Join::of_evidence(a as u64, b as u64, found, rules)).context(FAILED)?;
        }
        if let Some(report) = &mut self.report {
            report.pair(found, rules, (a, b), [in_a.time(), in_b.time()])?;
        }
        if let Some(out) = &mut self.explained {
            writeln!(out, "{}", sentence(&pair, self.paint))?;
            explain_passages(out, found, in_a.text(), in_b.text())?;
            writeln!(out)?;
        }
        if let Some(out) = &mut self.pairs {
            out.write(&pair)?;
        }
        Ok(())
    }

    /// Writes what is written at the end; gives the counts. The outputs get their names by [`Self::finish`].
    pub(crate) fn end(
        &mut self,
        args: &ScanArgs,
        corpus: &Corpus,
        stages: &Stages,
        making: &Making,
    ) -> Result<Summary> {
        let keeps = self.kept_out.is_some() || args.dry_run;
        let mut keep = keeps.then(|| Keep::new(args.keep_by));
        let clusters = match self.clusters.take() {
            Some(clusters) => {
                let (out, report) = (self.clusters_out.as_mut(), self.report.as_mut());
                let takers = Takers { out, keep: keep.as_mut(), report };
                take_clusters(takers, clusters, corpus, stages)?
            }
            None => 0,
        };
        let mut summary = Summary { matches: self.matches, clusters: clusters as u64, ..Summary::default() };
        if let Some(keep) = keep {
            (summary.kept, summary.dropped) = self.kept_documents(keep.chosen()?, corpus, stages)?;
        }
        if let Some(report) = self.report.take() {
            stages.time(Stage::Write, || report.finish(corpus, making))?;
        }
        if let Some(out) = &mut self.explained {
            writeln!(out, "{} matches in {clusters} clusters of {} documents", self.matches, corpus.len())?;
        }
        Ok(summary)
    }

    /// Writes the documents that are kept, where that is asked for, and counts them and the others.
    fn kept_documents(&mut self, mut chosen: Chosen, corpus: &Corpus, stages: &Stages) -> Result<(Part, Part)> {
        let (mut kept, mut dropped) = (Part::default(), Part::default());
        for batch in corpus.batches() {
            signals::check()?;
            let (first, batch) = batch?;
            stages.time(Stage::Write, || {
                (first..).zip(batch.documents()).try_for_each(|(number, document)| {
                    let is_kept = chosen.is_kept(number as u64)?;
                    if is_kept { &mut kept } else { &mut dropped }.add(document.text().len());
                    let out = self.kept_out.as_mut().filter(|_| is_kept);
                    out.map_or(Ok(()), |out| out.write(&DocumentOut::from(&document)))
                })
            })?;
        }
        Ok((kept, dropped))
    }

    /// Gives the outputs, which are whole, their names.
    pub(crate) fn finish(self, stages: &Stages) -> Result<()> {
        stages.time(Stage::Write, || {
            self.pairs.map_or(Ok(()), Records::finish)?;
            self.clusters_out.map_or(Ok(()), Records::finish)?;
            self.kept_out.map_or(Ok(()), Records::finish)?;
            self.explained.map_or(Ok(()), Output::finish)
        })
    }

    /// Ends the outputs of a run that was cut short, with whole lines, and tells where they are.
    pub(crate) fn leave(self) -> Result<()> {
        let explained = self.explained.map_or(Ok(None), Output::leave);
        let left = [
            self.pairs.map_or(Ok(None), Records::leave),
            self.clusters_out.map_or(Ok(None), Records::leave),
            self.kept_out.map_or(Ok(None), Records::leave),
            explained,
        ];
        for part in left {
            if let Some(part) = part? {
                tell(format_args!("what was found until then is in {}", part.display()));
            }
        }
        Ok(())
    }
}
