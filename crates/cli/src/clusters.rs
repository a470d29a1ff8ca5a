//! Clusters as they are written.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use wireprint::engine::{Cluster, Clusters, Provenance, credits};
use wireprint_corpus::{Stage, Stages};

use crate::corpus::Corpus;
use crate::output::Output;
use crate::report::Report;

/// Clusters that are made, then written, at a time.
const TOGETHER: usize = 256;

#[derive(Debug, Serialize)]
struct ClusterOut<'a> {
    cluster: &'a str,
    members: &'a [String],
    origin: &'a str,
    /// What speaks for the origin.
    reasons: Vec<String>,
    verdicts: &'a BTreeMap<&'static str, u32>,
}

/// Makes clusters and hands them to the outputs that there are; gives their number.
pub(crate) fn write_clusters(
    mut out: Option<Output>,
    report: &mut Option<Report>,
    clusters: Clusters,
    corpus: &Corpus,
    stages: &Stages,
) -> Result<usize> {
    let mut failed = None;
    let provenance = |document: u64| match corpus.get(document as usize) {
        Ok(known) => {
            Provenance { time: known.time(), host: known.host().map(str::to_owned), credits: credits(known.text()) }
        }
        Err(error) => {
            failed = Some(error);
            Provenance::default()
        }
    };
    let (mut written, mut names) = (0, Names::default());
    let mut clusters = stages.time(Stage::Cluster, || clusters.finish(provenance));
    loop {
        let some: Vec<Cluster> = stages.time(Stage::Cluster, || clusters.by_ref().take(TOGETHER).collect());
        if some.is_empty() {
            break;
        }
        stages.time(Stage::Write, || {
            some.iter().try_for_each(|cluster| {
                let name = names.name(cluster, corpus)?;
                if let Some(report) = report {
                    report.cluster(cluster, &name);
                }
                out.as_mut().map_or(Ok(()), |out| write(out, &name, cluster, corpus))
            })
        })?;
        written += some.len();
    }
    drop(clusters);
    out.map_or(Ok(()), Output::finish)?;
    failed.map_or(Ok(written), Err)
}

/// The names of clusters: that of the first member, and a number, since a page may be the first of several.
#[derive(Default)]
struct Names {
    first: Option<u64>,
    number: u32,
}

impl Names {
    fn name(&mut self, cluster: &Cluster, corpus: &Corpus) -> Result<String> {
        let first = cluster.members.first().copied();
        self.number = if first == self.first { self.number + 1 } else { 1 };
        self.first = first;
        let name = first.map_or(Ok(String::new()), |first| Ok(corpus.head(first as usize, 0)?.id().to_owned()));
        name.map(|name| if self.number == 1 { format!("c-{name}") } else { format!("c-{name}-{}", self.number) })
    }
}

fn write(out: &mut Output, name: &str, cluster: &Cluster, corpus: &Corpus) -> Result<()> {
    let id = |document: &u64| Ok(corpus.head(*document as usize, 0)?.id().to_owned());
    let members = cluster.members.iter().map(id).collect::<Result<Vec<String>>>()?;
    let origin = cluster.members.iter().position(|member| *member == cluster.origin.document);
    out.json_line(&ClusterOut {
        cluster: name,
        origin: origin.and_then(|at| members.get(at)).map_or("", String::as_str),
        members: &members,
        reasons: cluster.origin.reasons.iter().map(ToString::to_string).collect(),
        verdicts: &cluster.verdicts,
    })
}
