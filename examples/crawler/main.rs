//! A polite crawler that says of each page as it arrives: new, or a copy, rewrite or excerpt of which.
//!
//! The site is the bundled corpus, served on loopback, so nothing leaves this machine; the crawler does not know that.
//! It obeys robots.txt, asks it again where a redirect points, gives up on slow or endless answers and stays on the
//! site it was sent to. What wireprint adds is the block marked below; the rest is the crawler that you already have:
//!
//! | file | what it does |
//! |---|---|
//! | `main.rs` | asks wireprint about each article and prints what it says |
//! | `crawl.rs` | frontier, visited set, robots.txt, delay, page limit |
//! | `fetch.rs` | one request: timeouts, size limit, kinds of answer |
//! | `page.rs` | HTML → article text, publisher, links |
//! | `site.rs`, `newsroom.rs` | the server, and the corpus as its pages |
//!
//! ```text
//! cargo run --release --example crawler            # the whole site
//! cargo run --release --example crawler -- 40      # at most 40 requests
//! ```
//!
//! Exits with 1 if it could not crawl, found no reuse, or requested a page that robots.txt forbids.

mod crawl;
mod fetch;
mod newsroom;
mod page;
mod site;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use wireprint::compare::Part;
use wireprint::engine::{Article, Stream};
use wireprint::evidence::Evidence;
use wireprint::index::Window;
use wireprint::{CompareError, Rules, Scheme, Verdict};

use crawl::{Arrival, Crawler};
use site::Site;

/// Requests made at most, unless the command line says otherwise.
const PAGE_LIMIT: usize = 500;

// ---------------------------------------------------------------------------------------------------------------------
// What wireprint adds.

/// The articles seen so far: wireprint keeps their fingerprints, the crawler their texts.
struct Seen {
    stream: Stream,
    articles: Vec<page::Article>,
}

impl Seen {
    /// Remembers an article; returns the earlier one that it shares most text with, if it shares enough to be a match.
    fn recognise(&mut self, article: page::Article) -> Result<Option<Match>, CompareError> {
        let this = as_observed(self.articles.len() as u64, &article);
        let observed = self.stream.observe(&this)?;
        let text_of = |id: u64| self.articles.get(id as usize).map(|article| as_observed(id, article));
        let matches =
            self.stream.evidence(&this, &observed.candidates, text_of).into_iter().filter_map(|(id, evidence)| {
                let verdict = evidence.verdict(self.stream.rules());
                verdict.is_match().then_some(Match { document: id as usize, verdict, evidence })
            });
        let strongest = matches.reduce(|best, next| if next.is_stronger_than(&best) { next } else { best });
        self.articles.push(article);
        Ok(strongest)
    }
}

fn as_observed(id: u64, article: &page::Article) -> Article<'_> {
    Article { id, text: article.text.as_bytes(), host: article.publisher.as_deref(), time: None }
}

/// An earlier article and what the new one shares with it; the earlier one is `a` of the evidence.
struct Match {
    document: usize,
    verdict: Verdict,
    evidence: Evidence,
}

impl Match {
    /// The earlier article that has more of the new one's text; of two that have as much, the one that is more like it.
    fn is_stronger_than(&self, other: &Self) -> bool {
        let strength = |found: &Self| (found.evidence.overlap.shared, found.evidence.overlap.jaccard());
        strength(self) > strength(other)
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The crawl and what it prints.

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("crawler: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether reuse was found and nothing forbidden was requested.
fn run() -> Result<bool, Box<dyn Error>> {
    let site = Site::serve(newsroom::resources()?, newsroom::FORBIDDEN)?;
    let crawler = Crawler::start(site.front_page().parse()?, page_limit()?)?;
    let stream = Stream::new(&Scheme::REWRITE, Rules::default(), Window::default(), 1)?;
    let mut seen = Seen { stream, articles: Vec::new() };
    let mut addresses: Vec<String> = Vec::new();
    let mut summary = Summary::default();
    let mut out = io::stdout().lock();

    for (url, arrival) in crawler {
        summary.count(&arrival);
        let said = match arrival {
            Arrival::Page(Some(article)) => {
                let found = seen.recognise(article)?;
                addresses.push(url.path().to_owned());
                summary.count_verdict(found.as_ref());
                found.map_or("new".to_owned(), |found| found.describe(&addresses))
            }
            Arrival::Page(None) => "links only".to_owned(),
            Arrival::Redirect(to) => format!("moved to {}", to.path()),
            Arrival::NotHtml(mime) => format!("not HTML but {mime}"),
            Arrival::Forbidden => "skipped: robots.txt forbids it".to_owned(),
            Arrival::Failed(why) => format!("failed: {why}"),
        };
        writeln!(out, "{:<36} {said}", url.path())?;
    }

    let trespasses = site.forbidden_requests();
    writeln!(out, "\n{summary}\nforbidden pages requested: {trespasses}")?;
    Ok(summary.found_reuse() && trespasses == 0)
}

fn page_limit() -> Result<usize, String> {
    match std::env::args().nth(1) {
        None => Ok(PAGE_LIMIT),
        Some(limit) => limit.parse().map_err(|_| format!("the page limit must be a number, not {limit:?}")),
    }
}

impl Match {
    /// In words, with shares of distinct shingles; `addresses` are those of the articles.
    fn describe(&self, addresses: &[String]) -> String {
        let of = addresses.get(self.document).map_or("an earlier page", String::as_str);
        let overlap = &self.evidence.overlap;
        let (of_earlier, of_this) = (100.0 * overlap.a_in_b(), 100.0 * overlap.b_in_a());
        match self.verdict {
            Verdict::Exact => format!("copy of {of}"),
            Verdict::NearDuplicate => format!("near-duplicate of {of} ({of_this:.0}% of this page)"),
            Verdict::Excerpt { inner: Part::A } => format!("holds an excerpt of {of} ({of_earlier:.0}% of that page)"),
            Verdict::Excerpt { inner: Part::B } => format!("excerpt of {of} ({of_this:.0}% of this page)"),
            verdict => format!("{verdict} of {of} ({of_this:.0}% of this page)"),
        }
    }
}

/// What was counted.
#[derive(Default)]
struct Summary {
    pages: usize,
    redirects: usize,
    not_html: usize,
    skipped: usize,
    failed: usize,
    new: usize,
    reused: BTreeMap<&'static str, usize>,
}

impl Summary {
    fn count(&mut self, arrival: &Arrival) {
        *match arrival {
            Arrival::Page(_) => &mut self.pages,
            Arrival::Redirect(_) => &mut self.redirects,
            Arrival::NotHtml(_) => &mut self.not_html,
            Arrival::Forbidden => &mut self.skipped,
            Arrival::Failed(_) => &mut self.failed,
        } += 1;
    }

    fn count_verdict(&mut self, found: Option<&Match>) {
        *found.map_or(&mut self.new, |found| self.reused.entry(found.verdict.as_str()).or_default()) += 1;
    }

    fn found_reuse(&self) -> bool {
        !self.reused.is_empty()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pages, redirects, not_html, skipped, failed, new, reused } = self;
        writeln!(f, "fetched: {pages} pages, {redirects} redirect(s), {not_html} not HTML; {failed} failed")?;
        writeln!(f, "skipped for robots.txt: {skipped}")?;
        write!(f, "articles: {new} new")?;
        reused.iter().try_for_each(|(verdict, count)| write!(f, ", {count} {verdict}"))
    }
}
