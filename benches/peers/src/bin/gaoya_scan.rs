//! All similar pairs of a corpus with gaoya, written plainly: `gaoya-scan DOCS.jsonl[.gz] --pairs FILE`. The whole job
//! that `wireprint scan` is measured against.
//!
//! Documents are read a line at a time, split into words by gaoya's `whitespace_split` after `to_lowercase`, and the words
//! into threes by its `shingle_tokens`. A document's shingles are kept as sorted hashes; MinHash is of those, 64 bands of 2.
//! Each document is looked up, with a threshold of .2, and then inserted; what the lookup finds is compared exactly, and
//! written if the Jaccard similarity is at least .2 or one text contains .3 of the other.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use wireprint_peers::peers::gaoya::{Banding, min_hasher, minhash_of_triples, triples};

const JACCARD_MIN: f64 = 0.2;
const CONTAINMENT_MIN: f64 = 0.3;

#[derive(Debug, Deserialize)]
struct Document {
    id: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Pair<'a> {
    a: &'a str,
    b: &'a str,
    jaccard: f64,
    a_in_b: f64,
    b_in_a: f64,
    shared: usize,
}

/// What is kept of a document.
struct Kept {
    id: String,
    shingles: Vec<u64>,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [documents, "--pairs", pairs] = args.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        bail!("usage: gaoya-scan DOCS.jsonl[.gz] --pairs FILE");
    };
    let mut pairs = BufWriter::new(File::create(pairs).with_context(|| format!("cannot write {pairs}"))?);
    let hasher = min_hasher(Banding::WIDE);
    let mut index = Banding::WIDE.index();
    let mut kept: Vec<Kept> = Vec::new();
    for line in lines(Path::new(documents))? {
        let document: Document = serde_json::from_str(&line?)?;
        let shingles = triples(&document.text);
        let signature = minhash_of_triples(&hasher, &shingles);
        let new = Kept { id: document.id, shingles };
        for other in index.query(&signature) {
            write_if_similar(&mut pairs, &kept[*other as usize], &new)?;
        }
        index.insert(kept.len() as u64, signature);
        kept.push(new);
    }
    pairs.flush()?;
    Ok(())
}

fn lines(path: &Path) -> Result<impl Iterator<Item = std::io::Result<String>>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let is_packed = path.extension().is_some_and(|extension| extension == "gz");
    let plain: Box<dyn Read> = if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    Ok(BufReader::with_capacity(1 << 16, plain).lines())
}

fn write_if_similar(out: &mut impl Write, a: &Kept, b: &Kept) -> Result<()> {
    let shared = shared(&a.shingles, &b.shingles);
    let share_of = |all: usize| shared as f64 / all.max(1) as f64;
    let (in_b, in_a) = (share_of(a.shingles.len()), share_of(b.shingles.len()));
    let jaccard = share_of(a.shingles.len() + b.shingles.len() - shared);
    if jaccard >= JACCARD_MIN || in_a.max(in_b) >= CONTAINMENT_MIN {
        let pair = Pair { a: &a.id, b: &b.id, jaccard, a_in_b: in_b, b_in_a: in_a, shared };
        serde_json::to_writer(&mut *out, &pair)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// How many hashes both have; they are sorted.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let order = x.cmp(y);
        shared += usize::from(order == Ordering::Equal);
        i += usize::from(order != Ordering::Greater);
        j += usize::from(order != Ordering::Less);
    }
    shared
}
