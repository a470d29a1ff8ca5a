//! Quotation without marks: what a page sets apart by its layout.
//!
//! Three kinds are told from prose. A **block** is a paragraph after a line that ends in a colon. A **transcript** has
//! lines that begin with the name of who speaks, names coming back. A **post** is the paragraph above a line with
//! an `@handle` and a date. A whole text is needed to see them, so fingerprints do not know of them.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

/// Bytes of the longest paragraph that is taken for a quotation: an article in one paragraph is none.
const PARAGRAPH_BYTES: usize = 3000;
/// Bytes of a line that names a speaker's post, and of a speaker's name.
const SIGNATURE_BYTES: usize = 160;
const NAME_BYTES: usize = 48;
const NAME_WORDS: usize = 4;
/// Paragraphs without a name that may stand between two of a transcript.
const TRANSCRIPT_GAP: usize = 3;

/// The stretches of text that are quoted by their layout, in order and apart.
pub(super) fn quoted_by_layout(text: &[u8]) -> Vec<Range<usize>> {
    let paragraphs = paragraphs(text);
    let of = |at: usize| paragraphs.get(at).cloned().unwrap_or_default();
    let bytes = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let mut found = transcripts(&paragraphs, text);
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let line = bytes(paragraph);
        if ends_in_colon(line) {
            found.push(of(at + 1));
        }
        if is_post_signature(last_line(line)) {
            // The signature closes its own paragraph, or stands alone below it.
            let is_alone = last_line(line).len() == line.len();
            if let (true, Some(above)) = (is_alone, at.checked_sub(1)) {
                found.push(of(above));
            }
            found.push(paragraph.clone());
        }
    }
    found.retain(|range| !range.is_empty() && range.len() <= PARAGRAPH_BYTES);
    found.sort_unstable_by_key(|range| (range.start, range.end));
    found.dedup();
    found
}

/// Paragraphs without the space around them. They end at blank lines; in a text that has none, at each line's end.
fn paragraphs(text: &[u8]) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let (mut start, mut has_blank, mut gap) = (0, false, false);
    let mut gaps = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let trimmed = line.trim_ascii();
        let at = start + (line.len() - line.trim_ascii_start().len());
        start += line.len() + 1;
        if trimmed.is_empty() {
            gap = true;
            continue;
        }
        has_blank |= gap && !lines.is_empty();
        gaps.push(gap);
        lines.push(at..at + trimmed.len());
        gap = false;
    }
    if !has_blank {
        return lines;
    }
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for (line, begins) in lines.into_iter().zip(gaps) {
        match paragraphs.last_mut() {
            Some(last) if !begins => last.end = line.end,
            _ => paragraphs.push(line),
        }
    }
    paragraphs
}

fn last_line(paragraph: &[u8]) -> &[u8] {
    paragraph.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii()
}

fn ends_in_colon(line: &[u8]) -> bool {
    line.ends_with(b":") || line.ends_with("：".as_bytes())
}

/// The name before a colon at the beginning of a paragraph: short, without figures or marks, and with speech after it.
fn speaker(paragraph: &[u8]) -> Option<&[u8]> {
    let head = paragraph.get(..paragraph.len().min(NAME_BYTES))?;
    let wide = "：".as_bytes();
    let narrow_at = head.iter().position(|byte| *byte == b':');
    let wide_at = head.windows(wide.len()).position(|window| window == wide);
    let (end, colon) = match (narrow_at, wide_at) {
        (Some(narrow), Some(wide_at)) if wide_at < narrow => (wide_at, wide.len()),
        (Some(narrow), _) => (narrow, 1),
        (None, Some(wide_at)) => (wide_at, wide.len()),
        (None, None) => return None,
    };
    let (name, said) = (paragraph.get(..end)?, paragraph.get(end + colon..)?);
    let is_plain = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii() || b" .-'()".contains(byte);
    let words = name.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
    let is_name = (1..=NAME_WORDS).contains(&words) && name.iter().all(is_plain) && !name.first()?.is_ascii_lowercase();
    let speaks = colon > 1 || said.first().is_some_and(u8::is_ascii_whitespace);
    (is_name && speaks && !said.trim_ascii().is_empty()).then_some(name)
}

/// Runs of paragraphs that begin with speakers' names. Two names that come back tell a conversation from a table.
fn transcripts(paragraphs: &[Range<usize>], text: &[u8]) -> Vec<Range<usize>> {
    let name = |range: &Range<usize>| speaker(text.get(range.clone())?);
    let named: Vec<(usize, &[u8])> =
        paragraphs.iter().enumerate().filter_map(|(at, range)| Some((at, name(range)?))).collect();
    let runs = named.chunk_by(|(before, _), (after, _)| after - before <= TRANSCRIPT_GAP + 1);
    let conversations = runs.filter(|run| {
        let mut turns: BTreeMap<&[u8], u32> = BTreeMap::new();
        run.iter().for_each(|(_, name)| *turns.entry(*name).or_default() += 1);
        turns.values().filter(|turns| **turns >= 2).count() >= 2
    });
    let spoken = conversations.flat_map(|run| {
        let from = run.first().map_or(0, |(at, _)| *at);
        let to = run.last().map_or(0, |(at, _)| *at);
        paragraphs.get(from..=to).unwrap_or_default().iter().cloned()
    });
    spoken.collect()
}

/// A line such as `— Ada Rell (@adarell) March 3, 2025`: a handle, and a date or the dash of a signature.
fn is_post_signature(line: &[u8]) -> bool {
    let is_handle = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        let handle = line.get(at + 1..).unwrap_or_default();
        let letters = handle.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        before.is_none_or(|byte| b" (".contains(byte)) && letters >= 2
    };
    let dashes = ["—", "–", "-", "―"];
    let signed = dashes.iter().any(|dash| line.starts_with(dash.as_bytes()));
    line.len() <= SIGNATURE_BYTES
        && (signed || line.iter().any(u8::is_ascii_digit))
        && line.iter().enumerate().any(|(at, byte)| *byte == b'@' && is_handle(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    fn quoted(text: &str) -> Vec<&str> {
        quoted_by_layout(text.as_bytes()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_paragraph_after_a_colon_is_a_block() {
        assert_eq!(
            quoted("The letter reads:\n\nDear neighbours, the mill closes.\n\nHe signed it."),
            ["Dear neighbours, the mill closes."]
        );
        assert_eq!(quoted("声明如下：\n\n磨坊将于春天关闭。\n\n他说。"), ["磨坊将于春天关闭。"]);
        assert_eq!(quoted("At 10:30 it opened.\n\nNothing was said.\n\nMore"), [""; 0]);
        let article = String::from("Updated:\n\n") + &"one paragraph of a whole article ".repeat(200);
        assert_eq!(quoted(&article), [""; 0]);
    }

    #[test]
    fn names_that_come_back_are_a_transcript() {
        let text = "They met on Monday.\nOSTROW: We will not be rushed.\nMODERATOR: Until when?\nOSTROW: Until spring.\n\
                    It was late by then.\nMODERATOR: Thank you.\nThe hall emptied.";
        let found = quoted(text);
        assert_eq!(
            (found.first(), found.last()),
            (Some(&"OSTROW: We will not be rushed."), Some(&"MODERATOR: Thank you."))
        );
        assert_eq!(found.len(), 5);
        let table = "Depth: 312 cm\nWind: west\nRain: none\nTide: low\nDepth: 315 cm";
        assert_eq!(quoted(table), [""; 0]);
        let dateline = "VELM: The railway is late.\nHotels complain.\nOSTEN: The mill closes.\nWorkers complain.";
        assert_eq!(quoted(dateline), [""; 0]);
    }

    #[test]
    fn a_handle_and_a_date_sign_a_post() {
        let post = "The bridge is open again, drive carefully!";
        let signature = "— Tarn Roads (@tarnroads) March 3, 2025";
        let text = format!("Drivers were relieved.\n\n{post}\n\n{signature}\n\nThe council was silent.");
        assert_eq!(quoted(&text), [post, signature]);
        let text = format!("Drivers were relieved.\n\n{post}\n{signature}\n\nThe council was silent.");
        assert_eq!(quoted(&text), [format!("{post}\n{signature}")]);
        assert_eq!(quoted("Story.\n\nWrite to desk@courier.example or call 555.\n\nEnd."), [""; 0]);
    }

    #[test]
    fn hostile_text_ends() {
        for unit in [":\n", "a: b\n", "@@\n", "— @ab 1\n", "\n\n", "：", "\u{0}:\n\n", "A: x\nB: y\n"] {
            let text = unit.repeat(100_000);
            assert!(quoted_by_layout(text.as_bytes()).len() <= 400_000);
        }
        quoted_by_layout(&[0xFF, b':', b'\n', 0xC3, b'@', b'a', b'b', b'1']);
    }
}
