//! Matches for people to read.

use std::io::{self, Write};

use wireprint::evidence::Evidence;

use crate::output::Pair;
use crate::terminal::{Paint, is_command, safe};

/// Tells a verdict to people, with its direction.
pub(crate) fn sentence(pair: &Pair<'_>, paint: Paint) -> String {
    let percent = |share: f64| (share * 100.0).round();
    let Pair { verdict, a_in_b, b_in_a, shared, .. } = pair;
    let [a, b] = [pair.a, pair.b].map(|id| paint.bold(&safe(id)));
    let direction = match *verdict {
        "excerpt" if a_in_b > b_in_a => format!("{a} is inside {b}"),
        "excerpt" => format!("{b} is inside {a}"),
        _ => format!("{a} and {b}"),
    };
    let (in_b, in_a) = (percent(*a_in_b), percent(*b_in_a));
    let verdict = paint.verdict(verdict);
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
