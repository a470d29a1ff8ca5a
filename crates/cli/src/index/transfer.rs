//! `index export` and `merge`.

use std::io::Write;

use anyhow::Result;
use wireprint_corpus::Document;
use wireprint_store::{Exported, Store};

use super::add::Adding;
use super::exported;
use super::feed::Feed;
use crate::args::{ExportArgs, MergeArgs};
use crate::output::Output;
use crate::problems::Problems;
use crate::{progress, signals};

pub(crate) fn export(args: &ExportArgs) -> Result<Problems> {
    let mut problems = Problems::default();
    let store = if args.damaged { None } else { Some(Store::open_to_read(&args.dir)?) };
    let mut out = Output::create(&args.out)?;
    let progress = progress::spinner("exporting");
    let each = |exported: Exported<'_>| -> Result<()> {
        signals::check()?;
        progress.inc(1);
        if exported.is_held || !args.held {
            writeln!(out, "{}", exported::line(&exported, !args.no_texts))?;
        }
        Ok(())
    };
    match store {
        Some(store) => store.export(each)?,
        None => {
            let damaged = Store::salvage(&args.dir, each)?;
            damaged.iter().for_each(|error| problems.report(format_args!("{}: {error}", args.dir.display())));
        }
    }
    progress.finish_and_clear();
    out.finish()?;
    Ok(problems)
}

pub(crate) fn merge(args: &MergeArgs) -> Result<Problems> {
    let adding = Adding::open(&args.dir, args.json, progress::Reading::of_documents("adding"))?;
    // All are opened before anything is added.
    let sources = args.sources.iter().map(|source| Ok((source.clone(), Store::open_to_read(source)?)));
    let sources = sources.collect::<Result<Vec<_>>>()?;
    adding.all(Feed::gather(move |gathering| {
        for (folder, store) in sources {
            let exported = store.export(|exported| -> Result<()> {
                match document(&exported) {
                    Some(document) => gathering.document(document, exported.row.decision.clone()),
                    None => gathering.problem(format!(
                        "{}: document \"{}\" has no text and is left out; add it from where it came",
                        folder.display(),
                        exported.row.id
                    )),
                }
                Ok(())
            });
            if let Err(error) = exported {
                gathering.problem(format!("{}: {error:#}", folder.display()));
            }
        }
    })?)
}

fn document(exported: &Exported<'_>) -> Option<Document<'static>> {
    let (row, text) = (exported.row, exported.text.filter(|text| !text.is_empty())?);
    let owned = |field: &Option<String>| field.clone().map(Into::into);
    Some(Document {
        id: row.id.clone().into(),
        text: text.to_owned().into(),
        time: row.time,
        url: owned(&row.url),
        host: owned(&row.host),
        title: owned(&row.title),
    })
}
