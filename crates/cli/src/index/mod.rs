//! `wireprint index`: an index made, filled, asked and looked after.

mod add;
mod exported;
mod feed;
mod look;
mod query;
mod transfer;

use anyhow::Result;
use wireprint_store::Store;

use crate::args::{IndexArgs, IndexCommand};
use crate::problems::Problems;

pub(crate) fn run(args: &IndexArgs) -> Result<Problems> {
    match &args.command {
        IndexCommand::Create(args) => {
            Store::create(&args.dir, &args.new.settings())?.close()?;
            Ok(Problems::default())
        }
        IndexCommand::Add(args) => add::add(args),
        IndexCommand::Query(args) => query::run(args),
        IndexCommand::Stats(args) => look::stats(args),
        IndexCommand::Check(args) => look::check(args),
        IndexCommand::Compact(args) => look::compact(args),
        IndexCommand::Export(args) => transfer::export(args),
        IndexCommand::Import(args) => add::import(args),
        IndexCommand::Merge(args) => transfer::merge(args),
    }
}
