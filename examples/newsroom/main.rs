//! The main job on a corpus: which articles are copies, rewrites or excerpts of which, on what evidence.
//!
//! ```sh
//! cargo run --release --example newsroom                 # the bundled corpus, ending with its truth table
//! cargo run --release --example newsroom -- PATH…        # your own: text files, folders, JSON lines
//! ```
//!
//! Three steps, each a call or two of the library: learn what is common, observe every fingerprint, verify the
//! candidates on their texts.

mod truth;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wireprint::engine::{Article, Background, Cluster, Clusters, Engine, Join, Provenance, credits};
use wireprint::evidence::{Evidence, verify};
use wireprint::index::Window;
use wireprint::{Part, Rules, Scheme, Verdict};
use wireprint_corpus::{Document, Options};

/// Two documents that have something to do with one another, the earlier in the input first.
struct Found {
    a: usize,
    b: usize,
    verdict: Verdict,
    evidence: Evidence,
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
    let given: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let paths = if given.is_empty() { vec![bundled.join("docs.jsonl")] } else { given.clone() };

    let (mut documents, mut problems) = (Vec::new(), 0);
    wireprint_corpus::read(
        &paths,
        &Options::default(),
        &mut |document| documents.push(document.into_owned()),
        &mut |problem| {
            problems += 1;
            eprintln!("newsroom: {problem}");
        },
    );
    let found = find(&documents)?;
    for pair in &found {
        tell(pair, &documents);
    }
    tell_clusters(&found, &documents);
    let good = if given.is_empty() { truth::table(&bundled.join("pairs.jsonl"), &documents, &found)? } else { true };
    Ok(if good && problems == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All that the library does here.
fn find(documents: &[Document<'_>]) -> Result<Vec<Found>, Box<dyn std::error::Error>> {
    let scheme = Scheme::REWRITE;
    let articles: Vec<Article<'_>> = (0..).zip(documents).map(|(id, document)| article(id, document)).collect();
    let background = Background::of(&scheme, &articles);
    let filter = background.filter();

    let pages = background.pages(&filter, &articles)?;
    let analyse = |document: usize| background.analysis(&filter, &articles[document]);

    let mut engine = Engine::new(Rules::default(), Window::default())?;
    let mut found = Vec::new();
    for (b, page) in pages.iter().enumerate() {
        for candidate in engine.observe(&articles[b].document(page))?.candidates {
            let a = candidate.id as usize;
            let evidence = verify(&analyse(a), &analyse(b));
            let verdict = evidence.verdict(engine.rules());
            if verdict != Verdict::None {
                found.push(Found { a, b, verdict, evidence });
            }
        }
    }
    Ok(found)
}

fn article<'a>(id: u64, document: &'a Document<'_>) -> Article<'a> {
    Article { id, text: document.text.as_bytes(), host: document.host.as_deref(), time: document.time }
}

fn tell(pair: &Found, documents: &[Document<'_>]) {
    let (a, b) = (&documents[pair.a], &documents[pair.b]);
    let overlap = &pair.evidence.overlap;
    let (in_b, in_a) = (overlap.a_in_b() * 100.0, overlap.b_in_a() * 100.0);
    let direction = match pair.verdict {
        Verdict::Excerpt { inner: Part::A } => "is inside",
        Verdict::Excerpt { .. } => "contains",
        _ => "and",
    };
    println!("{:14} {} {direction} {}   ({in_b:.0} % / {in_a:.0} %)", pair.verdict, a.id, b.id);
    for passage in pair.evidence.passages.iter().take(2) {
        let mark = if passage.quoted { ", quoted" } else { "" };
        println!("    {} words{mark}", passage.tokens);
        println!("      | {}", shortened(&a.text[passage.a.clone()]));
        println!("      | {}", shortened(&b.text[passage.b.clone()]));
    }
}

fn shortened(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(100) {
        Some((cut, _)) => format!("{}…", &words[..cut]),
        None => words,
    }
}

fn tell_clusters(found: &[Found], documents: &[Document<'_>]) {
    let rules = Rules::default();
    let mut clusters = Clusters::default();
    for pair in found {
        clusters.join(Join::of_evidence(pair.a as u64, pair.b as u64, &pair.evidence, &rules));
    }
    let name = |document: &u64| &*documents[*document as usize].id;
    let clusters = clusters.finish(|document| {
        let Document { time, host, text, .. } = &documents[document as usize];
        Provenance { time: *time, host: host.as_deref().map(str::to_owned), credits: credits(text.as_bytes()) }
    });
    let clusters: Vec<Cluster> = clusters.collect();
    println!("\n{} documents, {} clusters", documents.len(), clusters.len());
    for cluster in clusters {
        let others = cluster.members.iter().filter(|member| **member != cluster.origin.document);
        let reasons: Vec<String> = cluster.origin.reasons.iter().map(ToString::to_string).collect();
        println!("  {} → {}", name(&cluster.origin.document), others.map(name).collect::<Vec<_>>().join(", "));
        println!("      origin: {}", reasons.join("; "));
    }
}
