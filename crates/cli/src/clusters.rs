//! Clusters at the end of a scan: made some at a time, written, and their representatives chosen.

use std::io;

use anyhow::{Context, Result};
use wireprint::engine::{Cluster, ClustersIn, Provenance, credits};
use wireprint_corpus::{Stage, Stages};

use crate::corpus::Corpus;
use crate::keep::Keep;
use crate::output::{ClusterColumns, ClusterOut, Records};
use crate::report::Report;
use crate::scratch::{FAILED, Files};
use crate::signals;

/// Clusters that are made, then written, at a time.
const TOGETHER: usize = 256;

/// Who takes clusters.
pub(crate) struct Takers<'a> {
    pub(crate) out: Option<&'a mut Records<ClusterColumns>>,
    pub(crate) keep: Option<&'a mut Keep>,
    pub(crate) report: Option<&'a mut Report>,
}

/// Makes clusters and hands them out; gives their number.
pub(crate) fn take_clusters(
    mut takers: Takers<'_>,
    clusters: ClustersIn<Files>,
    corpus: &Corpus,
    stages: &Stages,
) -> Result<usize> {
    let wants_origin = takers.out.is_some() || takers.keep.is_some() || takers.report.is_some();
    let mut failed = None;
    let provenance = |document: u64| {
        let known = wants_origin.then(|| corpus.get(document as usize)).transpose();
        let known = known.unwrap_or_else(|error| {
            failed = Some(error);
            None
        });
        known.map_or_else(Provenance::default, |known| Provenance {
            time: known.time(),
            host: known.host().map(str::to_owned),
            credits: credits(known.text()),
        })
    };
    let (mut taken, mut names) = (0, Names::default());
    let mut clusters = stages.time(Stage::Cluster, || clusters.finish(provenance)).context(FAILED)?;
    loop {
        signals::check()?;
        let some =
            stages.time(Stage::Cluster, || clusters.by_ref().take(TOGETHER).collect::<io::Result<Vec<Cluster>>>());
        let some = some.context(FAILED)?;
        if some.is_empty() {
            break;
        }
        stages.time(Stage::Write, || {
            some.iter().try_for_each(|cluster| {
                if let Some(keep) = &mut takers.keep {
                    let len = |document: u64| Ok(corpus.get(document as usize)?.text().len());
                    keep.cluster(&cluster.members, cluster.origin.document, len)?;
                }
                let name = names.name(cluster, corpus)?;
                if let Some(report) = &mut takers.report {
                    report.cluster(cluster, &name);
                }
                takers.out.as_mut().map_or(Ok(()), |out| write(out, &name, cluster, corpus))
            })
        })?;
        taken += some.len();
    }
    drop(clusters);
    failed.map_or(Ok(taken), Err)
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

fn write(out: &mut Records<ClusterColumns>, name: &str, cluster: &Cluster, corpus: &Corpus) -> Result<()> {
    let id = |document: &u64| Ok(corpus.head(*document as usize, 0)?.id().to_owned());
    let members = cluster.members.iter().map(id).collect::<Result<Vec<String>>>()?;
    let origin = cluster.members.iter().position(|member| *member == cluster.origin.document);
    out.write(&ClusterOut {
        cluster: name,
        origin: origin.and_then(|at| members.get(at)).map_or("", String::as_str),
        members: &members,
        reasons: cluster.origin.reasons.iter().map(ToString::to_string).collect(),
        verdicts: &cluster.verdicts,
    })
}
