//! `src/kernel/fold_pages.rs`: the folding table as the block kernels read it, for characters of one to three bytes.
//!
//! The kernels rewrite a text into folded bytes in which a byte alone tells its class (`src/kernel/folded.rs` states the
//! encoding). An entry says how: XOR the character's bytes with the low 24 bits, keep the first 0 to 3 of the result.
//! Characters that this cannot say are odd; they are left to the reference.

use std::collections::HashMap;
use std::fmt::Write as _;

use anyhow::Result;

use crate::tables::{Class, Fold, array};

/// The character is left to the reference. No other entry has this bit: a third byte stays a following one.
const ODD: u32 = 1 << 23;
/// Added to the first byte of an ideograph: no UTF-8 has the result.
const IDEOGRAPH: u8 = 0x13;
/// Pages of 64 characters, and how many of them are those of one or two bytes, which stand in order, so that they need no page.
const PAGES: usize = 1024;
const DIRECT: usize = 32;

/// Marks of quotation and the bytes that stand for them, as `src/kernel/folded.rs` lists them.
const MARKS: [(u32, u8); 10] = [
    (0xFF02, b'"'),
    (0x201C, b'A'),
    (0x201D, b'B'),
    (0x201E, b'C'),
    (0xAB, b'D'),
    (0xBB, b'E'),
    (0x300C, b'F'),
    (0x300D, b'G'),
    (0x300E, b'H'),
    (0x300F, b'I'),
];

/// What a separator becomes: one byte that tells how a quotation mark beside it is to be judged.
fn separator(cp: u32) -> u8 {
    match cp {
        0..=0x7F => cp as u8,
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 => b' ',
        0x2019 | 0x2026 => b'.',
        _ => MARKS.iter().find(|(mark, _)| *mark == cp).map_or(1, |(_, byte)| *byte),
    }
}

/// The folded bytes, or nothing for a character that is odd.
fn encoded(cp: u32, folds: &[Fold]) -> Option<Vec<u8>> {
    let c = char::from_u32(cp)?;
    let (class, folded) = &folds[cp as usize];
    let itself = [c];
    let to = if folded.is_empty() { &itself[..] } else { folded };
    match class {
        Class::Separator => return Some(vec![separator(cp)]),
        Class::Ignored => return Some(Vec::new()),
        _ => {}
    }
    let mut out = Vec::new();
    for &c in to {
        let mut utf8 = c.to_string().into_bytes();
        match folds[c as usize].0 {
            Class::Letter => {
                // Vowels and finals of Hangul may compose with what stands before; and EA to ED must mean a syllable.
                let composes = matches!(c, '\u{1161}'..='\u{11C2}');
                let looks_like_hangul = matches!(utf8[0], 0xEA..=0xED) && !matches!(c, '\u{AC00}'..='\u{D7A3}');
                if composes || looks_like_hangul {
                    return None;
                }
            }
            Class::Digit if c.is_ascii() => {}
            Class::Ideograph if matches!(utf8[0], 0xE2..=0xEA) => utf8[0] += IDEOGRAPH,
            _ => return None,
        }
        out.extend(utf8);
    }
    Some(out)
}

fn entry(cp: u32, width: usize, folds: &[Fold]) -> u32 {
    // What is longer folded than before would need bytes of the next character.
    let Some(mut to) = encoded(cp, folds).filter(|to| to.len() <= width) else { return ODD };
    let len = to.len() as u32;
    // What is beyond the length does not matter: the character's own bytes, so that most blocks are alike.
    let mut from = char::from_u32(cp).map(|c| c.to_string().into_bytes()).unwrap_or_default();
    if to.len() < width {
        to.extend_from_slice(&from[to.len()..]);
    }
    from.resize(3, 0);
    to.resize(3, 0);
    let xor = from.iter().zip(&to).rev().fold(0, |all, (a, b)| all << 8 | u32::from(a ^ b));
    len << 24 | xor
}

/// Says of a character of two bytes that it becomes shorter, or is odd.
const UNEVEN: u32 = 1 << 31;
/// Stands behind a separator that takes the room of a longer one.
const PAD: u8 = b'Z';

/// What a character of two bytes is XORed with where it keeps its room.
fn even(cp: u32, folds: &[Fold]) -> u32 {
    let Some(c) = char::from_u32(cp).filter(|c| c.len_utf8() == 2) else { return UNEVEN };
    let from = c.to_string().into_bytes();
    let to = match encoded(cp, folds) {
        Some(to) if to.len() == 2 => to,
        Some(to) if folds[cp as usize].0 == Class::Separator => vec![to[0], PAD],
        _ => return UNEVEN,
    };
    u32::from(from[0] ^ to[0]) | u32::from(from[1] ^ to[1]) << 8
}

/// The generated file.
pub(crate) fn source(folds: &[Fold]) -> Result<String> {
    let mut seen: HashMap<[u32; 64], usize> = HashMap::new();
    let mut entries: Vec<u32> = Vec::new();
    let mut pages = Vec::new();
    for page in 0..PAGES {
        let width = if page < 2 {
            1
        } else if page < DIRECT {
            2
        } else {
            3
        };
        let block: [u32; 64] = std::array::from_fn(|low| entry((page * 64 + low) as u32, width, folds));
        let next = entries.len();
        let place = if page < DIRECT { next } else { *seen.entry(block).or_insert(next) };
        if place == next {
            entries.extend(block);
        }
        pages.push(place);
    }
    let evens: Vec<u32> = (0..DIRECT as u32 * 64).map(|cp| even(cp, folds)).collect();
    let bytes = pages.len() * 2 + (entries.len() + evens.len()) * 4;
    let mut out = String::new();
    writeln!(out, "//! Generated by `cargo xtask tables`; {bytes} bytes. Do not edit.")?;
    writeln!(out, "//! `xtask/src/fold_pages.rs` tells what an entry means.\n")?;
    writeln!(out, "pub(super) const ODD: u32 = 0x{ODD:X};")?;
    array(&mut out, "PAGES", "u16", pages.iter().map(|place| *place as i64))?;
    writeln!(out, "pub(super) const UNEVEN: u32 = 0x{UNEVEN:X};")?;
    array(&mut out, "EVEN", "u32", evens.iter().map(|e| i64::from(*e)))?;
    array(&mut out, "ENTRIES", "u32", entries.iter().map(|e| i64::from(*e)))?;
    Ok(out)
}
