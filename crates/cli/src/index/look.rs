//! `index stats`, `check` and `compact`.

use std::io::{self, Write};

use anyhow::{Result, bail};
use wireprint_store::Store;

use crate::args::FolderArgs;
use crate::problems::Problems;
use crate::terminal::safe;

const MB: f64 = 1e6;

pub(crate) fn stats(args: &FolderArgs) -> Result<Problems> {
    let store = Store::open_to_read(&args.dir)?;
    let stats = store.stats(&args.dir);
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &stats).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(Problems::default());
    }
    let (settings, counts) = (&stats.settings, &stats.counts);
    let profile = format!("{:?}", settings.profile).to_lowercase();
    let span = settings.span.map_or("no bound of time".into(), |span| format!("{span} s"));
    let texts = if settings.texts { "kept" } else { "not kept" };
    writeln!(
        out,
        "documents   {} taken in, {} of them decided about, {} known when they came again",
        counts.documents, counts.decided, counts.known
    )?;
    writeln!(out, "matches     {}", counts.matches)?;
    writeln!(out, "remembered  {}, in the window {}", stats.remembered, stats.window.documents)?;
    writeln!(out, "window      {:.1} MB at most, {span}", settings.memory as f64 / MB)?;
    writeln!(out, "texts       {texts}")?;
    writeln!(out, "scheme      {} ({profile}, seed {}), format {}", stats.scheme, settings.seed, stats.format)?;
    writeln!(out, "filter      {}", stats.filter)?;
    writeln!(
        out,
        "file        {:.1} MB, {} documents after its last image",
        stats.file_bytes as f64 / MB,
        stats.behind
    )?;
    Ok(Problems::default())
}

pub(crate) fn check(args: &FolderArgs) -> Result<Problems> {
    let check = Store::open(&args.dir)?.check()?;
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &check).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        for finding in &check.findings {
            writeln!(out, "{}", safe(finding))?;
        }
        let mended = if check.mended { "; it was mended" } else { "" };
        writeln!(
            out,
            "{} documents in {} blocks, {} of them in the window, {} findings{mended}",
            check.documents, check.blocks, check.held, check.findings_count
        )?;
    }
    if check.findings_count > 0 {
        bail!(
            "{}: the index is not sound; restore it from a backup, or export what is left and import that",
            args.dir.display()
        );
    }
    Ok(Problems::default())
}

pub(crate) fn compact(args: &FolderArgs) -> Result<Problems> {
    let (before, after) = Store::open(&args.dir)?.compact(&args.dir)?;
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, r#"{{"before":{before},"after":{after}}}"#)?;
    } else {
        writeln!(out, "{:.1} MB before, {:.1} MB after", before as f64 / MB, after as f64 / MB)?;
    }
    Ok(Problems::default())
}
