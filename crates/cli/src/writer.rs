//! What a scan writes: pairs as they are found, clusters at the end.

use std::io::Write;

use anyhow::Result;
use wireprint::engine::{Clusters, Join, Provenance};
use wireprint::evidence::Evidence;
use wireprint::{Rules, Verdict};
use wireprint_corpus::{Stage, Stages, Stored};

use crate::args::ScanArgs;
use crate::clusters::write_clusters;
use crate::corpus::Corpus;
use crate::output::{Output, Pair, explain_passages, sentence};
use crate::report::{Making, Report};

/// The chosen outputs.
pub(crate) struct Writer {
    pairs: Option<Output>,
    clusters_out: Option<Output>,
    explained: Option<Output>,
    report: Option<Report>,
    /// Matches so far, where clusters are asked for.
    clusters: Option<Clusters>,
    matches: u64,
}

impl Writer {
    pub(crate) fn open(args: &ScanArgs) -> Result<Self> {
        let stdout = std::path::PathBuf::from("-");
        let report = Report::open(&args.report)?;
        let default = (args.clusters.is_none() && !args.explain && report.is_none()).then_some(stdout);
        let pairs = args.pairs.as_ref().or(default.as_ref());
        Ok(Self {
            pairs: pairs.map(|path| Output::create(path)).transpose()?,
            clusters_out: args.clusters.as_ref().map(|path| Output::create(path)).transpose()?,
            explained: args.explain.then(Output::stdout),
            clusters: (args.clusters.is_some() || args.explain || report.is_some()).then(Clusters::default),
            report,
            matches: 0,
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
            clusters.join(Join::of_evidence(a as u64, b as u64, found, rules));
        }
        if let Some(report) = &mut self.report {
            report.pair(found, rules, (a, b), [in_a.time(), in_b.time()])?;
        }
        if let Some(out) = &mut self.explained {
            writeln!(out, "{}", sentence(&pair))?;
            explain_passages(out, found, in_a.text(), in_b.text())?;
            writeln!(out)?;
        }
        if let Some(out) = &mut self.pairs {
            out.json_line(&pair)?;
        }
        Ok(())
    }

    /// Writes what is left to be written; gives the number of matches.
    pub(crate) fn finish(mut self, corpus: &Corpus, stages: &Stages, making: &Making) -> Result<u64> {
        let clusters = match self.clusters {
            Some(clusters) if self.clusters_out.is_some() || self.report.is_some() => {
                write_clusters(self.clusters_out, &mut self.report, clusters, corpus, stages)?
            }
            Some(clusters) => stages.time(Stage::Cluster, || clusters.finish(|_| Provenance::default()).count()),
            None => 0,
        };
        stages.time(Stage::Write, || {
            if let Some(out) = self.pairs {
                out.finish()?;
            }
            if let Some(report) = self.report {
                report.finish(corpus, making)?;
            }
            if let Some(mut out) = self.explained {
                writeln!(out, "{} matches in {clusters} clusters of {} documents", self.matches, corpus.len())?;
                out.finish()?;
            }
            Ok(self.matches)
        })
    }
}
