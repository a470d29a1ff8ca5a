//! Output files: `-` is standard output, `.gz` and `.zst` are compressed by name.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use wireprint::compare::Overlap;
use wireprint::evidence::{Evidence, Passage};
use wireprint::{Rules, Verdict};

use crate::terminal::{is_command, safe};

/// A file being written; it is complete once [`Output::finish`] has returned.
pub(crate) enum Output {
    Plain(BufWriter<Box<dyn Write>>),
    Gzip(flate2::write::GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl Output {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::stdout());
        }
        let open = || -> io::Result<Self> {
            let file = BufWriter::new(File::create(path)?);
            Ok(match path.extension().and_then(|e| e.to_str()) {
                Some("gz") => Self::Gzip(flate2::write::GzEncoder::new(file, flate2::Compression::default())),
                Some("zst") => Self::Zstd(zstd::Encoder::new(file, 3)?),
                _ => Self::Plain(BufWriter::new(Box::new(file))),
            })
        };
        open().with_context(|| format!("{}: cannot be written; check the folder and the permissions", path.display()))
    }

    pub(crate) fn stdout() -> Self {
        Self::Plain(BufWriter::new(Box::new(io::stdout().lock())))
    }

    pub(crate) fn json_line(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut *self, value).map_err(io::Error::from)?;
        self.write_all(b"\n")?;
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self {
            Self::Plain(mut out) => out.flush()?,
            Self::Gzip(out) => out.finish()?.flush()?,
            Self::Zstd(out) => out.finish()?.flush()?,
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(out) => out.write(bytes),
            Self::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(out) => out.flush(),
            Self::Zstd(out) => out.flush(),
        }
    }
}

/// A pair as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct Pair<'a> {
    pub(crate) a: &'a str,
    pub(crate) b: &'a str,
    pub(crate) verdict: &'static str,
    pub(crate) score: f64,
    pub(crate) jaccard: f64,
    pub(crate) a_in_b: f64,
    pub(crate) b_in_a: f64,
    pub(crate) shared: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<PassageOut>,
}

/// A passage as it is written: half-open byte offsets.
#[derive(Debug, Serialize)]
pub(crate) struct PassageOut {
    a: [usize; 2],
    b: [usize; 2],
    tokens: u32,
    quoted: bool,
}

impl From<&Passage> for PassageOut {
    fn from(p: &Passage) -> Self {
        Self { a: [p.a.start, p.a.end], b: [p.b.start, p.b.end], tokens: p.tokens, quoted: p.quoted }
    }
}

/// Four decimals say all that there is to say.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

impl<'a> Pair<'a> {
    pub(crate) fn new(a: &'a str, b: &'a str, verdict: Verdict, score: f64, overlap: &Overlap) -> Self {
        Self {
            a,
            b,
            verdict: verdict.as_str(),
            score,
            jaccard: rounded(overlap.jaccard()),
            a_in_b: rounded(overlap.a_in_b()),
            b_in_a: rounded(overlap.b_in_a()),
            shared: overlap.shared.round() as u64,
            evidence: Vec::new(),
        }
    }

    pub(crate) fn of_evidence(a: &'a str, b: &'a str, found: &Evidence, rules: &Rules) -> Self {
        let verdict = found.verdict(rules);
        let evidence = found.passages.iter().map(PassageOut::from).collect();
        Self { evidence, ..Self::new(a, b, verdict, found.score(), &found.overlap) }
    }
}

/// Tells a verdict to people, with its direction.
pub(crate) fn sentence(pair: &Pair<'_>) -> String {
    let percent = |share: f64| (share * 100.0).round();
    let Pair { verdict, a_in_b, b_in_a, shared, .. } = pair;
    let (a, b) = (safe(pair.a), safe(pair.b));
    let direction = match *verdict {
        "excerpt" if a_in_b > b_in_a => format!("{a} is inside {b}"),
        "excerpt" => format!("{b} is inside {a}"),
        _ => format!("{a} and {b}"),
    };
    let (in_b, in_a) = (percent(*a_in_b), percent(*b_in_a));
    format!(
        "{verdict}: {direction} ({in_b} % of the first in the second, {in_a} % of the second in the first, {shared} shingles shared)"
    )
}

/// Tells a passage to people: its text in both documents, line breaks folded, cut where it is long.
pub(crate) fn explain_passages(out: &mut impl Write, found: &Evidence, a: &[u8], b: &[u8]) -> io::Result<()> {
    const PASSAGES: usize = 5;
    for passage in found.passages.iter().take(PASSAGES) {
        let quoted = if passage.quoted { ", quoted" } else { "" };
        writeln!(out, "    {} words{quoted}", passage.tokens)?;
        writeln!(out, "      a {:>6}  {}", passage.a.start, shown(a, &passage.a))?;
        writeln!(out, "      b {:>6}  {}", passage.b.start, shown(b, &passage.b))?;
    }
    let more = found.passages.len().saturating_sub(PASSAGES);
    if more > 0 {
        writeln!(out, "    and {more} shorter ones")?;
    }
    Ok(())
}

fn shown(text: &[u8], range: &std::ops::Range<usize>) -> String {
    const CHARACTERS: usize = 240;
    let text = String::from_utf8_lossy(text.get(range.clone()).unwrap_or_default());
    let clean = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut clean: String = clean.chars().filter(|c| !is_command(*c)).collect();
    if let Some((cut, _)) = clean.char_indices().nth(CHARACTERS) {
        clean.truncate(cut);
        clean.push('…');
    }
    clean
}
