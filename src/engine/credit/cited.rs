//! Cues, and the names beside them.

use alloc::string::String;
use alloc::vec::Vec;

use super::lexicon::{AFTER, ARTICLES, AUXILIARY, BEFORE, DAYS, MEDIA, OWN_BEHALF, PRESS, TITLES};
use super::token::{Kind, Token, fold, folds_to};
use super::{CREDITS_MAX, Credit, CreditKind, Known, known, known_in_sign, push};

/// Tokens looked at between a cue and its source.
const BETWEEN: usize = 8;
/// Words of a publication's name.
const NAME_WORDS: usize = 6;
/// No cue is longer, in bytes.
const CUE_MAX: usize = 32;
/// Chinese before a source.
const SIGNS_BEFORE: &[&str] = &["据", "據", "援引", "引述", "转引", "轉引", "告诉", "告訴"];
/// Chinese and Japanese after it, not far.
#[rustfmt::skip]
const SIGNS_AFTER: &[&str] = &[
    "报道", "报导", "報道", "報導", "消息", "电", "によると", "によれば", "が報じ", "は報じ", "が伝え", "は伝え", "の取材",
];
/// "Not far", in characters.
const SIGNS_NEAR: usize = 16;

/// A cue by its last word: the words before that, or `None` of one that follows its source.
type Cue = (&'static str, Option<&'static str>);

/// The lengths of cues by their first byte: nearly all other words are ruled out before they are folded.
struct Shapes([u64; 256]);

impl Shapes {
    fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut lengths = [0; 256];
        for word in words {
            let first = word.as_bytes().first().copied().unwrap_or(0);
            if let Some(lengths) = lengths.get_mut(usize::from(first)) {
                *lengths |= 1 << word.len().min(63);
            }
        }
        Self(lengths)
    }

    /// Whether a word may be a cue; what folding makes of other than ASCII is not foreseen.
    fn may_be(&self, word: &str) -> bool {
        let first = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        let lengths = self.0.get(usize::from(first)).copied().unwrap_or(0);
        lengths >> word.len().min(63) & 1 == 1 || !word.is_ascii()
    }
}

pub(super) fn credits(tokens: &[Token], found: &mut Vec<Credit>) {
    let before =
        BEFORE.iter().map(|cue| cue.rsplit_once(' ').map_or((*cue, Some("")), |(rest, last)| (last, Some(rest))));
    let mut cues: Vec<Cue> = before.chain(AFTER.iter().map(|cue| (*cue, None))).collect();
    cues.sort_unstable();
    let shapes = Shapes::of(cues.iter().map(|(last, _)| *last));
    for (at, token) in tokens.iter().enumerate() {
        if found.len() >= CREDITS_MAX {
            break;
        }
        match token.kind {
            Kind::Sign => in_sign(tokens, at, found),
            Kind::Word if token.text.len() <= CUE_MAX && shapes.may_be(token.text) => {
                let word = fold(token.text);
                let from = cues.partition_point(|(last, _)| *last < word.as_str());
                for (_, earlier) in cues.iter().skip(from).take_while(|(last, _)| *last == word) {
                    let credit = match earlier {
                        Some(earlier) if follows(tokens, at, earlier) => source_after(tokens, at + 1),
                        Some(_) => None,
                        None => source_before(tokens, at, OWN_BEHALF.contains(&word.as_str())),
                    };
                    credit.into_iter().for_each(|credit| push(found, credit));
                }
                // Arabic "to Reuters" is one word.
                if token.text.starts_with('ل') {
                    let name = tokens.get(at..).and_then(|rest| known(rest, false));
                    let name = name.filter(|name| name.is_agency && name.at.start > token.at);
                    name.into_iter().for_each(|name| push(found, name.credit(CreditKind::Cited)));
                }
            }
            _ => {}
        }
    }
}

/// Whether the words of a cue before its last stand before that; a line may end between them.
fn follows(tokens: &[Token], at: usize, earlier: &str) -> bool {
    let mut before = tokens.iter().take(at).rev().filter(|token| token.kind != Kind::Line);
    earlier
        .rsplit(' ')
        .filter(|word| !word.is_empty())
        .all(|word| before.next().is_some_and(|token| token.kind == Kind::Word && folds_to(token.text, word)))
}

/// A credit to a known name, its article included where it is written large: "The Guardian", "Le Monde".
fn cited(tokens: &[Token], at: usize, name: Known) -> Credit {
    let mut credit = name.credit(CreditKind::Cited);
    let article = at.checked_sub(1).and_then(|before| tokens.get(before));
    if let Some(article) = article.filter(|token| token.is_capital() && token.is_in(TITLES)) {
        credit.at.start = article.at;
    }
    credit
}

/// The source that a cue before `from` names.
fn source_after(tokens: &[Token], from: usize) -> Option<Credit> {
    let (mut after_media, mut quoted, mut unknown) = (false, false, 0);
    for (at, token) in tokens.iter().enumerate().skip(from).take(BETWEEN) {
        let rest = tokens.get(at..)?;
        match token.kind {
            Kind::Line => continue,
            Kind::Quote => {
                quoted = true;
                continue;
            }
            Kind::Word | Kind::Sign => {}
            _ => return None,
        }
        if let Some(name) = known(rest, false) {
            return Some(cited(tokens, at, name));
        }
        if let Some((credit, _)) = unlisted(rest, true, after_media, quoted && after_media) {
            return Some(credit);
        }
        if token.is_in(MEDIA) {
            after_media = true;
        } else if !token.is_in(ARTICLES) {
            unknown += 1;
            after_media = false;
        }
        if unknown > 1 {
            return None;
        }
    }
    None
}

/// The source that a cue at `cue` follows.
fn source_before(tokens: &[Token], cue: usize, agencies_only: bool) -> Option<Credit> {
    // "Reuters'a göre"; a capital after a hyphen belongs to the name: "France-Presse".
    let between = |token: &&Token| match token.kind {
        Kind::Quote | Kind::Line => true,
        _ if token.is_small() => token.joined || token.is_in(AUXILIARY),
        _ => token.is_in(&["agency", "ajansi"]),
    };
    let end = cue - tokens.iter().take(cue).rev().take(BETWEEN).take_while(between).count();
    let words = tokens.iter().take(end).rev().take(NAME_WORDS).take_while(|token| token.kind == Kind::Word).count();
    for at in end - words..end {
        let name = known(tokens.get(at..end)?, false);
        if let Some(name) = name.filter(|name| at + name.tokens == end && (name.is_agency || !agencies_only)) {
            return Some(cited(tokens, at, name));
        }
    }
    if agencies_only {
        return None;
    }
    (end - words..end).find_map(|at| {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| token.kind);
        let in_sentence = matches!(before, Some(Kind::Word | Kind::Comma));
        let (credit, count) = unlisted(tokens.get(at..end)?, in_sentence, false, false)?;
        (at + count == end).then_some(credit)
    })
}

/// A name that looks like a publication's, and its tokens: "The" written large inside a sentence, a word such as
/// "Gazette" in it, or "newspaper" before it; or a domain. In quotation marks after "newspaper" it ends with them.
fn unlisted(tokens: &[Token], in_sentence: bool, after_media: bool, quoted: bool) -> Option<(Credit, usize)> {
    let titled = in_sentence && tokens.first()?.text == "The";
    let skipped = usize::from(tokens.first()?.is_in(ARTICLES));
    let name = tokens.get(skipped..)?;
    if known(name, false).is_some() {
        return None;
    }
    let ends = |token: &Token| if quoted { token.kind == Kind::Quote } else { token.kind != Kind::Word };
    let mut count = name.iter().take(NAME_WORDS + 1).position(ends).unwrap_or(name.len()).min(NAME_WORDS);
    if !quoted {
        let particle = |token: &Token| token.is_in(&["of", "de", "della", "di", "du", "fur"]);
        let is_part = |(at, token): (usize, &Token)| {
            let inside = at > 0 && (particle(token) || token.is_number());
            (token.is_capital() || inside) && !(token.joined && token.is_small())
        };
        count = name.iter().take(count).enumerate().take_while(|word| is_part(*word)).count();
        let part = name.get(..count)?;
        count -= part.iter().rev().take_while(|token| particle(token)).count();
    }
    let name = name.get(..count)?;
    let (first, last) = (name.first()?, name.last()?);
    if first.is_small() || name.iter().any(|token| !matches!(token.kind, Kind::Word | Kind::Sign)) {
        return None;
    }
    let is_domain = first.text.rsplit_once('.').is_some_and(|(name, top)| {
        name.len() > 2 && (2..=4).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let is_press = name.iter().any(|token| token.is_in(PRESS)) && (count > 1 || titled);
    let is_title = titled && !first.is_in(&["hague", "bahamas", "gambia", "netherlands", "philippines"]);
    let is_named = after_media && skipped == 0 && !first.is_in(DAYS) && !first.is_in(MEDIA);
    if !(is_domain || is_press || is_title || is_named) {
        return None;
    }
    let words: Vec<String> = name.iter().map(|token| fold(token.text)).collect();
    let start = if skipped > 0 && tokens.first()?.is_capital() { tokens.first()?.at } else { first.at };
    Some((Credit { kind: CreditKind::Cited, source: words.join(" "), at: start..last.end() }, skipped + count))
}

/// Chinese and Japanese write cue and name together: "据路透社报道", "ロイターによると", "BBCによると".
fn in_sign(tokens: &[Token], at: usize, found: &mut Vec<Credit>) {
    let Some(token) = tokens.get(at) else { return };
    let near = |text: &str| {
        let end = text.char_indices().nth(SIGNS_NEAR).map_or(text.len(), |(end, _)| end);
        text.get(..end).is_some_and(|near| SIGNS_AFTER.iter().any(|cue| near.contains(cue)))
    };
    let cue_at_end = |text: &str| SIGNS_BEFORE.iter().any(|cue| text.ends_with(cue));
    if let Some(name) = known_in_sign(token, false) {
        let (start, end) = (name.at.start - token.at, name.at.end - token.at);
        let before = token.text.get(..start).is_some_and(cue_at_end);
        if before || token.text.get(end..).is_some_and(near) {
            push(found, name.credit(CreditKind::Cited));
        }
    }
    if cue_at_end(token.text) {
        source_after(tokens, at + 1).into_iter().for_each(|credit| push(found, credit));
    }
    if near(token.text) {
        source_before(tokens, at, false).into_iter().for_each(|credit| push(found, credit));
    }
}
