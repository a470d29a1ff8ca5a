//! The fixed forms in which agencies sign their copy: datelines, bylines, the last line.

use alloc::vec::Vec;

use super::lexicon::{BESIDE, MEDIA};
use super::token::{Kind, Token};
use super::{Credit, CreditKind, known, known_in_sign, push};

/// A dateline or byline begins within so many bytes of the text.
const HEAD: usize = 300;
/// Words before the agency in a dateline, at most.
const PLACE_WORDS: usize = 8;
/// Tokens of a group of names, at most.
const GROUP: usize = 16;
/// Bytes that a run of signs in brackets has at most, the place and the date included.
const SIGN_GROUP: usize = 60;
/// What Chinese agencies end their dateline with: "telegram".
const TELEGRAM: [char; 4] = ['电', '電', '讯', '訊'];

pub(super) fn credits(tokens: &[Token], found: &mut Vec<Credit>) {
    let Some(first) = tokens.first() else { return };
    let lines = || tokens.split(|token| token.kind == Kind::Line).filter(|line| !line.is_empty());
    let mut last_lines = lines().rev();
    if let Some(last) = last_lines.next().filter(|last| !runs_on(last_lines.next(), last)) {
        byline(last).or_else(|| sign_off(last)).into_iter().flatten().for_each(|credit| push(found, credit));
    }
    let mut before = None;
    let in_head = |line: &&[Token]| line.first().is_some_and(|token| token.at < first.at + HEAD);
    for line in lines().take_while(in_head) {
        if !runs_on(before, line) {
            byline(line).or_else(|| dateline(line)).into_iter().flatten().for_each(|credit| push(found, credit));
        }
        before = Some(line);
    }
}

/// Whether a short line with a full stop ends a sentence of the line before: "he told", "Reuters."
fn runs_on(before: Option<&[Token]>, line: &[Token]) -> bool {
    let ends = |line: &[Token], kind| line.last().is_some_and(|token| token.kind == kind);
    line.len() < 4 && ends(line, Kind::Stop) && before.is_some_and(|before| ends(before, Kind::Word))
}

/// The agencies in a group of tokens, if it holds nothing else but desks ("/lnw"), places ("Kolmar, AP"), figures and
/// words such as "by". `strangers` more words with a capital may be somebody's name. In brackets, Chinese and Japanese
/// may write place and date together with the agency.
fn names(tokens: &[Token], mut strangers: usize, bracketed: bool) -> Option<Vec<Credit>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((token, rest)) = tokens.get(at..).filter(|_| tokens.len() <= GROUP)?.split_first() {
        let beside = [at.checked_sub(1).and_then(|before| tokens.get(before)), rest.first()];
        let is_beside = |kind| beside.iter().flatten().any(|other| other.kind == kind);
        let is_desk = token.text.len() <= 4 && (token.joined || is_beside(Kind::Slash));
        let is_place = token.is_capital() && is_beside(Kind::Comma);
        let name = known(tokens.get(at..)?, true);
        at += name.as_ref().map_or(1, |name| name.tokens);
        match token.kind {
            Kind::Slash | Kind::Comma | Kind::Dash | Kind::Stop => {}
            Kind::Other if matches!(token.text, "©" | "*") => {}
            Kind::Sign => {
                let text = token.text;
                let name = known_in_sign(token, true).filter(|name| name.is_agency);
                let name = name.filter(|name| name.at.start == token.at || name.at.end == token.end());
                let is_name = name.as_ref().is_some_and(|name| name.at.len() == text.len());
                if !(is_name || text == "来源" || text == "來源" || bracketed && text.len() <= SIGN_GROUP) {
                    return None;
                }
                found.extend(name.map(|name| name.credit(CreditKind::Agency)));
            }
            Kind::Word => match name {
                Some(name) if name.is_agency => found.push(name.credit(CreditKind::Agency)),
                Some(_) => {}
                None if token.is_number() || token.is_in(BESIDE) || is_desk || is_place => {}
                None if token.is_capital() && strangers > 0 => strangers -= 1,
                None => return None,
            },
            _ => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// A line of names: "Reuters", "Von dpa", "Source: AFP", "By Anna Velm, Associated Press".
fn byline(line: &[Token]) -> Option<Vec<Credit>> {
    let is_by = line.first()?.is_in(&["by", "von", "par", "por", "di"]);
    names(line, if is_by { 4 } else { 0 }, false).or_else(|| {
        let (open, inner) = line.split_first()?;
        let (close, inner) = inner.split_last()?;
        (open.kind == Kind::Open && close.kind == Kind::Close).then(|| names(inner, 0, true)).flatten()
    })
}

/// "KOLMAR, May 3 (Reuters) -", "Berlin (dpa/lnw)", "МОСКВА, 3 мая. /ТАСС/.", "AP —", "新华社北京5月3日电".
fn dateline(line: &[Token]) -> Option<Vec<Credit>> {
    let (mut words, mut small, mut cased, mut figures) = (0, 0, false, false);
    for (at, token) in line.iter().enumerate().take(2 * GROUP) {
        let (before, rest) = (line.get(..at)?, line.get(at + 1..)?);
        let closing = match token.kind {
            Kind::Open => Kind::Close,
            // "Velm/AFP/" is no bracket.
            Kind::Slash if before.last().is_none_or(|last| last.end() < token.at) => Kind::Slash,
            Kind::Slash => continue,
            Kind::Word if words < PLACE_WORDS && !token.is_in(MEDIA) => {
                if let Some(found) = bare(before, line.get(at..)?) {
                    return Some(found);
                }
                figures |= token.is_number();
                cased |= token.is_capital();
                small += usize::from(token.is_small());
                words += 1;
                // "3 de mayo", "Frankfurt am Main"; not a sentence.
                if small > if figures { 3 } else { 1 } || token.is_small() && at == 0 && !is_name(line) {
                    return None;
                }
                continue;
            }
            Kind::Sign if at == 0 => return telegram(token, rest).or_else(|| bare(before, line)),
            Kind::Dash | Kind::Comma | Kind::Stop | Kind::Sign => continue,
            _ => return None,
        };
        let close = rest.iter().take(GROUP).position(|other| other.kind == closing);
        let group = close.and_then(|close| Some((names(rest.get(..close)?, 0, true)?, rest.get(close + 1..)?)));
        match group {
            Some((found, text)) if begins(text, words, cased) => return Some(found),
            None if token.kind == Kind::Slash => {}
            _ => return None,
        }
    }
    None
}

fn is_name(line: &[Token]) -> bool {
    known(line, true).is_some()
}

/// Whether a text begins after a dateline of so many words.
fn begins(text: &[Token], words: usize, cased: bool) -> bool {
    let mut text = text.iter().skip_while(|token| matches!(token.kind, Kind::Stop | Kind::Comma));
    let Some(first) = text.next() else { return words <= 4 };
    match first.kind {
        Kind::Dash | Kind::Quote => true,
        Kind::Word if cased => words == 0 || first.is_capital() || first.is_number(),
        _ => words <= 3,
    }
}

/// Names without brackets, a dash after them or around them.
fn bare(before: &[Token], tokens: &[Token]) -> Option<Vec<Credit>> {
    let last = before.last().map(|token| token.kind);
    if !matches!(last, None | Some(Kind::Comma | Kind::Dash | Kind::Slash | Kind::Stop)) {
        return None;
    }
    let mark = |token: &Token| matches!(token.kind, Kind::Dash | Kind::Comma | Kind::Stop | Kind::Open | Kind::Quote);
    let end = tokens.iter().take(GROUP).position(mark)?;
    let (found, mut after) = (names(tokens.get(..end)?, 0, false)?, tokens.get(end..)?.iter().peekable());
    let full_stop = after.next_if(|token| token.text == ".").is_some();
    let begins = match after.next()?.kind {
        Kind::Dash => after.next().is_none_or(|token| !token.is_small()),
        // "ТАСС, 3 мая."
        Kind::Comma if last.is_none() => {
            after.next()?.is_number() && after.take(3).any(|token| matches!(token.kind, Kind::Dash | Kind::Stop))
        }
        _ => full_stop && last == Some(Kind::Dash),
    };
    begins.then_some(found)
}

fn telegram(token: &Token, rest: &[Token]) -> Option<Vec<Credit>> {
    let name = known_in_sign(token, false).filter(|name| name.is_agency && name.at.start == token.at)?;
    let dash = rest.first().is_some_and(|next| next.kind == Kind::Dash);
    let head = token.text.char_indices().take(SIGN_GROUP / 3);
    let sent = dash || head.clone().any(|(_, c)| TELEGRAM.contains(&c));
    sent.then(|| Vec::from([name.credit(CreditKind::Agency)]))
}

/// How a last line ends: "(dpa)", "/dpa/", "- Reuters", or a sentence and "AFP".
fn sign_off(line: &[Token]) -> Option<Vec<Credit>> {
    let end = line.len() - line.iter().rev().take_while(|token| token.kind == Kind::Stop).count();
    let (last, text) = line.get(..end)?.split_last()?;
    let opening = |kinds: &[Kind]| text.iter().rev().take(GROUP).position(|token| kinds.contains(&token.kind));
    let inner = |back: usize| text.get(text.len() - back..);
    match last.kind {
        Kind::Close => names(inner(opening(&[Kind::Open])?)?, 0, true),
        Kind::Slash => names(inner(opening(&[Kind::Slash])?)?, 0, true),
        Kind::Word | Kind::Sign if end == line.len() => {
            let back = opening(&[Kind::Dash, Kind::Stop])?;
            let tail = line.get(text.len() - back..)?;
            let stop = text.get(text.len() - back - 1)?.kind == Kind::Stop;
            let found = names(tail, 0, false)?;
            // After a sentence, a short word is not enough.
            (!stop || known(tail, false).is_some()).then_some(found)
        }
        _ => None,
    }
}
