//! `src/text/unicode_table/`: the folding table in three stages, whole and in part.
//!
//! A leaf is a class (the character folds to itself), a folded code point, a delta to one outside the BMP, or the place of
//! a sequence of two to four. Equal blocks of leaves, and of blocks, are stored once: three stages, because two take 38 KB.
//! A part says of the code points that it lacks that it lacks them.

use std::collections::HashMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, anyhow, ensure};

use crate::tables::{Class, END, Fold, UNICODE_VERSION, array};

/// How much of Unicode a table covers.
pub(crate) struct Tier {
    pub(crate) name: &'static str,
    /// Code points that are looked up; `fold.rs` says by rule what lies above.
    end: usize,
    /// First and last of what is covered; what that folds to is covered, too.
    ranges: &'static [(usize, usize)],
    pub(crate) bytes_max: usize,
}

/// Latin letters, and the signs, symbols and marks that stand between words of any script.
const LATIN: [(usize, usize); 12] = [
    (0x0000, 0x036F),
    (0x1AB0, 0x1AFF), // combining marks
    (0x1D00, 0x1EFF), // phonetic letters and marks, Latin with accents
    (0x2000, 0x2BFF), // punctuation, currencies, letter-like signs, arrows, symbols
    (0x2C60, 0x2C7F),
    (0x2E00, 0x2E7F), // punctuation
    (0xA720, 0xA7FF),
    (0xAB30, 0xAB6F),
    (0xD800, 0xF8FF), // surrogates, which no text holds, and private signs
    (0xFB00, 0xFB06), // ligatures
    (0xFE00, 0xFE2F), // variants and halves of marks
    (0xFEFF, 0xFFFF), // the byte order mark, full-width forms, replacement
];

/// The other alphabets of Europe.
const EUROPEAN: [(usize, usize); LATIN.len() + 9] = {
    let others = [
        (0x0370, 0x058F), // Greek, Cyrillic, Armenian
        (0x10A0, 0x10FF), // Georgian
        (0x1C80, 0x1CBF),
        (0x1F00, 0x1FFF),
        (0x2C00, 0x2C5F), // Glagolitic
        (0x2C80, 0x2D2F), // Coptic, Georgian
        (0x2DE0, 0x2DFF),
        (0xA640, 0xA69F),
        (0xFB13, 0xFB17),
    ];
    let mut all = [(0, 0); LATIN.len() + 9];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < LATIN.len() { LATIN[at] } else { others[at - LATIN.len()] };
        at += 1;
    }
    all
};

pub(crate) const TIERS: [Tier; 3] = [
    Tier { name: "full", end: END, ranges: &[(0, END - 1)], bytes_max: 24 << 10 },
    Tier { name: "european", end: PART_END, ranges: &EUROPEAN, bytes_max: 12 << 10 },
    Tier { name: "latin", end: PART_END, ranges: &LATIN, bytes_max: 8 << 10 },
];

/// Above this, a part knows by rule only pictures, which separate, and ignorable marks.
const PART_END: usize = 0x10000;
const PICTURES: std::ops::RangeInclusive<usize> = 0x1F300..=0x1FAFF;

const LEAF_SHIFT: u32 = 3;
/// The leaf of a code point that the table lacks. Nothing folds to U+0006.
const UNCOVERED: u16 = 6;
/// Leaves below this are a class, or [`UNCOVERED`]: the character folds to itself.
const CLASSES: u16 = 7;
/// Leaves in the range of the surrogates, which nothing folds to: sequences of two to four, then deltas to targets
/// outside the BMP.
const PAIRS: u16 = 0xD800;

/// The three stages: `leaves[mid[top[cp >> 3 + MID] ...]]`, equal blocks stored once.
struct Stages {
    mid_shift: u32,
    top: Vec<u16>,
    mid: Vec<u16>,
    leaves: Vec<u16>,
}

/// Stores each distinct block of 2^shift values once; gives the block numbers and the blocks end to end.
fn blocks(values: &[u16], shift: u32) -> (Vec<u16>, Vec<u16>) {
    let mut seen: HashMap<&[u16], u16> = HashMap::new();
    let (mut numbers, mut stored) = (Vec::new(), Vec::new());
    for block in values.chunks(1 << shift) {
        let next = seen.len() as u16;
        numbers.push(*seen.entry(block).or_insert_with(|| {
            stored.extend_from_slice(block);
            next
        }));
    }
    (numbers, stored)
}

impl Stages {
    fn smallest(values: &[u16]) -> Result<Self> {
        let (numbers, leaves) = blocks(values, LEAF_SHIFT);
        let all = (2..8).map(|mid_shift| {
            let (top, mid) = blocks(&numbers, mid_shift);
            Self { mid_shift, top, mid, leaves: leaves.clone() }
        });
        all.filter(|s| s.top.iter().all(|&n| n < 256))
            .min_by_key(Self::bytes)
            .context("the top stage no longer fits bytes")
    }

    fn bytes(&self) -> usize {
        self.top.len() + 2 * self.mid.len() + 2 * self.leaves.len()
    }
}

/// A table as it is stored.
pub(crate) struct Table {
    stages: Stages,
    end: usize,
    /// The first leaves of pairs, triples and quadruples, and of deltas.
    starts: [u16; 4],
    deltas: Vec<i32>,
    pool: Vec<char>,
}

impl Table {
    pub(crate) fn new(tier: &Tier, folds: &[Fold]) -> Result<Self> {
        ensure!(
            folds[PICTURES].iter().all(|(class, _)| *class == Class::Separator),
            "a part of the table calls all of U+1F300 to U+1FAFF separators, and they are not"
        );
        let mut covered = vec![false; folds.len()];
        for &(first, last) in tier.ranges {
            for cp in first..=last {
                covered[cp] = true;
                folds[cp].1.iter().for_each(|to| covered[*to as usize] = true);
            }
        }
        let is_covered = |cp: usize| covered[cp];
        let known = || (0..tier.end).filter(|cp| is_covered(*cp)).map(|cp| &folds[cp].1);

        let mut sequences: [Vec<&[char]>; 3] = Default::default();
        for folded in known() {
            if let n @ 2..=4 = folded.len() {
                sequences[n - 2].push(folded);
            }
        }
        for s in &mut sequences {
            s.sort_unstable();
            s.dedup();
        }
        let mut starts = [PAIRS; 4];
        for n in 1..4 {
            starts[n] = starts[n - 1] + sequences[n - 1].len() as u16;
        }

        let mut deltas: Vec<i32> = Vec::new();
        let mut values = Vec::with_capacity(tier.end);
        for (cp, (class, folded)) in folds[..tier.end].iter().enumerate() {
            values.push(match folded.as_slice() {
                _ if !is_covered(cp) => UNCOVERED,
                [] => *class as u16,
                [c] if *c as usize == cp => *class as u16,
                [c] if (*c as usize) < 0x10000 => *c as u16,
                [c] => {
                    let delta = *c as i32 - cp as i32;
                    let at = deltas.iter().position(|d| *d == delta).unwrap_or_else(|| {
                        deltas.push(delta);
                        deltas.len() - 1
                    });
                    starts[3] + at as u16
                }
                more => {
                    let n = more.len() - 2;
                    let at = sequences[n].binary_search(&more).map_err(|_| anyhow!("U+{cp:04X}: sequence lost"))?;
                    starts[n] + at as u16
                }
            });
        }
        ensure!(starts[3] as usize + deltas.len() <= 0xE000, "the surrogate range is full");
        let pool: Vec<char> = sequences.iter().flat_map(|s| s.iter().flat_map(|q| q.iter().copied())).collect();
        ensure!(pool.iter().all(|c| (*c as u32) < 0x10000), "a sequence leaves the BMP");
        Ok(Self { stages: Stages::smallest(&values)?, end: tier.end, starts, deltas, pool })
    }

    pub(crate) fn bytes(&self) -> usize {
        self.stages.bytes() + 2 * self.pool.len() + 4 * self.deltas.len()
    }

    pub(crate) fn source(&self) -> Result<String> {
        let Self { stages: s, starts, deltas, pool, end } = self;
        let (major, minor, patch) = UNICODE_VERSION;
        let bytes = self.bytes();
        let mut out = format!(
            "//! Generated by `cargo xtask tables` from Unicode {major}.{minor}.{patch}; {bytes} bytes. Do not edit.\n\
             //! The meaning of a leaf is told in `fold.rs`.\n\n"
        );
        let constants = [
            ("END", "u32", format!("0x{end:X}")),
            ("LEAF_SHIFT", "u32", LEAF_SHIFT.to_string()),
            ("MID_SHIFT", "u32", s.mid_shift.to_string()),
            ("UNCOVERED", "u16", UNCOVERED.to_string()),
            ("CLASSES", "u16", CLASSES.to_string()),
            ("FIRST_PAIR", "u16", format!("0x{:X}", starts[0])),
            ("FIRST_TRIPLE", "u16", format!("0x{:X}", starts[1])),
            ("FIRST_QUADRUPLE", "u16", format!("0x{:X}", starts[2])),
            ("FIRST_DELTA", "u16", format!("0x{:X}", starts[3])),
        ];
        let version = format!("({major}, {minor}, {patch})");
        writeln!(out, "pub(crate) const UNICODE_VERSION: (u8, u8, u8) = {version};")?;
        for (name, of, value) in constants {
            writeln!(out, "pub(crate) const {name}: {of} = {value};")?;
        }
        array(&mut out, "TOP", "u8", s.top.iter().map(|v| i64::from(*v)))?;
        array(&mut out, "MID", "u16", s.mid.iter().map(|v| i64::from(*v)))?;
        array(&mut out, "LEAVES", "u16", s.leaves.iter().map(|v| i64::from(*v)))?;
        array(&mut out, "DELTAS", "i32", deltas.iter().map(|v| i64::from(*v)))?;
        array(&mut out, "SEQUENCES", "u16", pool.iter().map(|c| i64::from(*c as u32)))?;
        Ok(out)
    }
}
