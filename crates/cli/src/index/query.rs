//! `index query`: what would be decided.

use std::io::Write;

use anyhow::Result;
use rayon::prelude::*;
use wireprint_corpus::Stages;
use wireprint_store::{Store, StoreError};

use super::feed::Feed;
use crate::args::QueryArgs;
use crate::corpus::set_threads;
use crate::output::Output;
use crate::problems::Problems;
use crate::service::incoming;

pub(crate) fn run(args: &QueryArgs) -> Result<Problems> {
    set_threads(args.read.threads)?;
    let store = Store::open_to_read(&args.dir)?;
    let (mut out, mut problems) = (Output::stdout(), Problems::default());
    let feed = Feed::documents(&args.paths, args.read.options(&Stages::default()))?;
    feed.each(&mut problems, |batch| {
        // Who waits for an answer before it asks more gets it.
        let Some(batch) = batch else { return Ok(out.flush()?) };
        let decided = batch.par_iter().map(|(document, _)| {
            let decision = store.query(&incoming(document))?;
            Ok(decision.to_json(&document.id))
        });
        for line in decided.collect::<Result<Vec<String>, StoreError>>()? {
            writeln!(out, "{line}")?;
        }
        Ok(())
    })?;
    out.finish()?;
    Ok(problems)
}
