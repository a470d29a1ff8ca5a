//! A whole document → its fingerprint: by language, by size, and by shingle.

use anyhow::{Context, Result};

use crate::contestants::{Contestant, GAOYA, TXTFP, best_of_ours};
use crate::documents::{ARTICLE, Language, Library, SIZES};
use crate::ours;
use crate::peers::{gaoya, txtfp};
use crate::plot::{Plot, Series};
use crate::race::{Effort, Entrant, Outcome, race};
use crate::report::Report;
use crate::table::{Table, figure, times};

/// What everybody took for the documents of a set.
struct Set {
    label: String,
    /// Bytes of all its documents.
    bytes: usize,
    documents: Vec<String>,
    outcomes: Vec<Outcome>,
}

impl Set {
    fn measure(label: String, documents: Vec<String>, effort: Effort) -> Self {
        let entrants = Contestant::everybody().into_iter().map(|mut contestant| {
            let documents = &documents;
            Entrant::new(contestant.name.clone(), move || documents.iter().for_each(|text| contestant.work(text)))
        });
        let outcomes = race(entrants.collect(), effort);
        Self { label, bytes: documents.iter().map(String::len).sum(), documents, outcomes }
    }

    fn outcome(&self, name: &str) -> Result<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.name == name).with_context(|| format!("nobody is called {name}"))
    }

    fn megabytes_a_second(&self, outcome: &Outcome) -> f64 {
        self.bytes as f64 / outcome.nanoseconds() * 1e3
    }

    /// Speeds of everybody, then how many times our best is quicker than two peers.
    fn row(&self, report: &mut Report) -> Result<Vec<String>> {
        let ours = self.outcome(&best_of_ours())?;
        let mut cells = vec![self.label.clone()];
        for outcome in &self.outcomes {
            let speed = self.megabytes_a_second(outcome);
            report.row(format!("fingerprint/{}/{}", self.label, outcome.name), speed, "MB/s");
            cells.push(figure(speed));
        }
        for peer in [TXTFP, GAOYA] {
            let ratio = ours.times_quicker_than(self.outcome(peer)?);
            report.row(format!("fingerprint/{}/ratio to {peer}", self.label), ratio, "times");
            cells.push(times(ratio));
        }
        Ok(cells)
    }
}

/// Tables by language and by shingle.
pub fn by_language(library: &Library, effort: Effort, report: &mut Report) -> Result<[Table; 2]> {
    let measured = Language::ALL.into_iter().map(|language| {
        eprintln!("fingerprints: {}", language.name);
        Set::measure(language.name.into(), library.documents(language, ARTICLE), effort)
    });
    let sets: Vec<Set> = measured.collect();
    let text = "MB/s of one thread, whole articles of 4 KB each; the last two columns say how many times as quick \
                wireprint is, by the kernel that its users get.";
    let by_language = speeds("Fingerprint by language", text, "language", &sets, report)?;
    Ok([by_language, by_shingle(&sets, report)?])
}

/// The table by size, and its plot.
pub fn by_size(library: &Library, effort: Effort, report: &mut Report) -> Result<(Table, Plot)> {
    let measured = SIZES.into_iter().map(|size| {
        eprintln!("fingerprints: {size} bytes");
        Set::measure(bytes(size), library.documents(Language::ENGLISH, size), effort)
    });
    let sets: Vec<Set> = measured.collect();
    let table = speeds("Fingerprint by size", "MB/s of one thread, English.", "document", &sets, report)?;
    let names = sets.first().map(|set| set.outcomes.iter().map(|outcome| outcome.name.clone())).context("no sizes")?;
    let mut series = Vec::new();
    for name in names.filter(|name| name != "memcpy") {
        let point = |(set, size): (&Set, usize)| Ok((size as f64, set.megabytes_a_second(set.outcome(&name)?)));
        let points = sets.iter().zip(SIZES).map(point).collect::<Result<_>>()?;
        series.push(Series { name, points });
    }
    let plot = Plot {
        title: "Throughput against document size, English, one thread",
        x_label: "bytes of a document",
        y_label: "MB/s",
        x_ticks: SIZES.into_iter().map(|size| (size as f64, bytes(size))).collect(),
        series,
    };
    Ok((table, plot))
}

fn speeds(heading: &str, text: &str, first: &str, sets: &[Set], report: &mut Report) -> Result<Table> {
    let names = sets.first().context("nothing was measured")?.outcomes.iter().map(|outcome| outcome.name.as_str());
    let ratios = [TXTFP, GAOYA].map(|peer| format!("to {peer}"));
    let columns = std::iter::once(first).chain(names).chain(ratios.iter().map(String::as_str));
    let mut table = Table::new(heading, text, columns);
    for set in sets {
        table.row(set.row(report)?);
    }
    Ok(table)
}

/// A name, and how many shingles that contestant makes of a text.
type Counter = (String, fn(&str) -> usize);

fn by_shingle(sets: &[Set], report: &mut Report) -> Result<Table> {
    let counters: [Counter; 3] = [
        (best_of_ours(), |text| ours::shingles(text).len()),
        (TXTFP.into(), txtfp::shingles),
        (GAOYA.into(), gaoya::shingles),
    ];
    let columns = counters.iter().flat_map(|(name, _)| [name.clone(), "shingles".into()]);
    let mut table = Table::new(
        "Fingerprint by shingle",
        "Nanoseconds for each shingle of an article, and how many shingles everybody makes of one: pairs of content words \
         in wireprint, runs of five words in txtfp, single words in gaoya.",
        std::iter::once("language".to_owned()).chain(columns),
    );
    for set in sets {
        let mut cells = vec![set.label.clone()];
        for (name, shingles) in &counters {
            let count: usize = set.documents.iter().map(|text| shingles(text)).sum();
            let each = set.outcome(name)?.nanoseconds() / count.max(1) as f64;
            report.row(format!("shingle/{}/{name}", set.label), each, "ns");
            cells.extend([figure(each), figure((count / set.documents.len()) as f64).trim_end_matches(".00").into()]);
        }
        table.row(cells);
    }
    Ok(table)
}

fn bytes(size: usize) -> String {
    if size < 1 << 10 { format!("{size} B") } else { format!("{} KB", size >> 10) }
}
