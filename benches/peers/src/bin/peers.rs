//! Prints the tables of docs/performance.md: wireprint beside its peers. `cargo xtask peers` builds and runs this.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wireprint_peers::documents::Library;
use wireprint_peers::plot::Plot;
use wireprint_peers::race::Effort;
use wireprint_peers::report::Report;
use wireprint_peers::tables::{fingerprint, index, simhash};
use wireprint_peers::{machine, page};

const USAGE: &str = "usage: cargo xtask peers [--quick] [--million] [--json FILE] [--svg FOLDER] [--write]

  --quick        few rounds, for a first look
  --million      the index with a million documents, too: half an hour and some 20 GB
  --json FILE    writes every figure as {\"name\", \"value\", \"unit\"}
  --svg FOLDER   writes performance-size.svg and performance-corpus.svg
  --write        writes tables and plots into docs/";

/// Documents of an index, the last only when asked for.
const DOCUMENTS: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

#[derive(Debug, Default)]
struct Args {
    quick: bool,
    million: bool,
    write: bool,
    json: Option<PathBuf>,
    svg: Option<PathBuf>,
}

impl Args {
    fn parse() -> Result<Self> {
        let (mut args, mut given) = (Self::default(), std::env::args().skip(1));
        while let Some(name) = given.next() {
            let mut value = || given.next().map(PathBuf::from).with_context(|| format!("{name} needs a value"));
            match name.as_str() {
                "--quick" => args.quick = true,
                "--million" => args.million = true,
                "--write" => args.write = true,
                "--json" => args.json = Some(value()?),
                "--svg" => args.svg = Some(value()?),
                other => bail!("what is {other}?\n\n{USAGE}"),
            }
        }
        Ok(args)
    }
}

fn main() -> Result<()> {
    let args = Args::parse()?;
    let effort = if args.quick { Effort::QUICK } else { Effort::FULL };
    let sizes = if args.million { &DOCUMENTS[..] } else { &DOCUMENTS[..3] };
    let (library, mut report) = (Library::open()?, Report::default());
    let [by_language, by_shingle] = fingerprint::by_language(&library, effort, &mut report)?;
    let (by_size, size_plot) = fingerprint::by_size(&library, effort, &mut report)?;
    let simhash = simhash::by_shingles(effort, &mut report)?;
    let (index, corpus_plot) = index::by_documents(sizes, effort, &mut report)?;
    let tables = [by_language, by_size, by_shingle, simhash, index].map(|table| table.to_string()).join("\n");
    println!("{tables}\n{}", machine::describe());
    if let Some(path) = &args.json {
        report.write(path)?;
    }
    if let Some(folder) = &args.svg {
        draw(folder, &size_plot, &corpus_plot)?;
    }
    if args.write {
        page::write("table", &tables)?;
        page::write("machine", &machine::describe())?;
        draw(&page::folder(), &size_plot, &corpus_plot)?;
    }
    Ok(())
}

fn draw(folder: &Path, size: &Plot, corpus: &Plot) -> Result<()> {
    for (name, plot) in [("performance-size.svg", size), ("performance-corpus.svg", corpus)] {
        let path = folder.join(name);
        fs::write(&path, plot.svg()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
