//! `cargo xtask tables [--check]`: writes `src/text/unicode_table.rs`, `src/kernel/fold_pages.rs` and, for other
//! implementations, `docs/fold.txt`.
//!
//! Every code point gets a class and a folded form; both are the fixed point of one function, `Data::fold`, which is
//! specified in docs/format.md. A leaf is a class (the character folds to itself), a folded code point, a delta to one
//! outside the BMP, or the place of a sequence of two to four. Equal blocks of leaves, and of blocks, are stored once:
//! three stages, because two take 38 KB.

use std::collections::HashMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, anyhow, ensure};
use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{DecomposingNormalizer, DecomposingNormalizerBorrowed};
use icu_properties::props::{CanonicalCombiningClass, DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::fold_pages;
use crate::report::Report;

const PATH: &str = "src/text/unicode_table.rs";
const PAGES_PATH: &str = "src/kernel/fold_pages.rs";
const SPECIFICATION: &str = "docs/fold.txt";
const UNICODE_VERSION: (u8, u8, u8) = (18, 0, 0);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub(crate) enum Class {
    Separator = 0,
    Letter = 1,
    Digit = 2,
    Ideograph = 3,
    Unspaced = 4,
    Ignored = 5,
}

/// A code point's class and folded form.
pub(crate) type Fold = (Class, Vec<char>);

struct Data {
    category: icu_properties::CodePointMapDataBorrowed<'static, GeneralCategory>,
    script: icu_properties::CodePointMapDataBorrowed<'static, Script>,
    combining: icu_properties::CodePointMapDataBorrowed<'static, CanonicalCombiningClass>,
    ignorable: icu_properties::CodePointSetDataBorrowed<'static>,
    nfkd: DecomposingNormalizerBorrowed<'static>,
    case: CaseMapperBorrowed<'static>,
}

/// Letters that differ from a base letter by more than a decomposition, or that people type for one another.
const SPECIAL: &[(u32, &str)] = &[
    (0x0131, "i"), // Turkish dotless i
    (0x00E6, "ae"),
    (0x0153, "oe"), // ligatures that Unicode calls letters
    (0x00F8, "o"),
    (0x0111, "d"),
    (0x0127, "h"),
    (0x0142, "l"),
    (0x0167, "t"), // strokes
    (0x0671, "\u{627}"),
    (0x0672, "\u{627}"),
    (0x0673, "\u{627}"),
    (0x0675, "\u{627}"), // alef wasla, wavy hamza, high hamza
    (0x0649, "\u{64A}"),
    (0x06CC, "\u{64A}"),
    (0x0629, "\u{647}"),
    (0x06A9, "\u{643}"), // maqsura, Persian yeh, teh marbuta, keheh
];
/// Apostrophes that Unicode calls letters: they separate, as ' and ’ do.
const APOSTROPHES: &[u32] = &[0x02BB, 0x02BC, 0x02BD, 0x055A, 0xA78B, 0xA78C];
const TATWEEL: u32 = 0x0640;

impl Data {
    fn new() -> Self {
        Self {
            category: CodePointMapData::new(),
            script: CodePointMapData::new(),
            combining: CodePointMapData::new(),
            ignorable: CodePointSetData::new::<DefaultIgnorableCodePoint>(),
            nfkd: DecomposingNormalizer::new_nfkd(),
            case: CaseMapper::new(),
        }
    }

    fn class(&self, c: char) -> Class {
        use GeneralCategory as G;
        let category = self.category.get(c);
        if c as u32 == TATWEEL || category == G::Format || self.ignorable.contains(c) {
            return Class::Ignored;
        }
        if APOSTROPHES.contains(&(c as u32)) {
            return Class::Separator;
        }
        let script = self.script.get(c);
        let ideographic = matches!(c, '\u{20000}'..='\u{3FFFF}') // Han, Seal, and whatever these planes receive
            || matches!(script, Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo | Script::Yi)
            || matches!(c, '\u{3005}'..='\u{3007}' | '\u{30FC}' | '\u{3031}'..='\u{3035}' | '\u{303C}');
        let unspaced = matches!(script, Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar);
        match category {
            G::DecimalNumber => Class::Digit,
            G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
            | G::LetterNumber
            | G::OtherNumber => {
                if ideographic {
                    Class::Ideograph
                } else if unspaced {
                    Class::Unspaced
                } else if matches!(category, G::LetterNumber | G::OtherNumber) {
                    Class::Digit
                } else {
                    Class::Letter
                }
            }
            G::NonspacingMark | G::SpacingMark | G::EnclosingMark => {
                let combining = self.combining.get(c).0;
                if unspaced {
                    Class::Unspaced
                } else if category == G::EnclosingMark || !matches!(combining, 0 | 9) {
                    Class::Ignored
                } else {
                    Class::Letter // a vowel sign or virama is part of its word
                }
            }
            _ => Class::Separator,
        }
    }

    /// The folded form: a sequence of characters that fold to themselves. Empty for separators and ignored marks.
    fn fold(&self, c: char) -> Fold {
        let own = self.class(c);
        if matches!(own, Class::Separator | Class::Ignored) {
            // A compatibility form of a mark sign, symbol or space separates, whatever it decomposes to.
            return (own, Vec::new());
        }
        if self.script.get(c) == Script::Hangul {
            return (own, vec![c]); // syllables stay whole; the tokeniser composes loose jamo
        }
        let mut out = Vec::new();
        let decomposed = self.nfkd.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
        let cased = self.case.fold_string(&decomposed).into_owned();
        for c in self.nfkd.normalize(&cased).chars() {
            let special = SPECIAL.iter().find(|(from, _)| *from == c as u32).map(|(_, to)| *to);
            for c in special.map_or_else(|| vec![c], |to| to.chars().collect()) {
                match self.class(c) {
                    Class::Ignored => {}
                    Class::Separator => return (Class::Separator, Vec::new()),
                    Class::Digit => out.push(self.digit(c)),
                    _ => out.push(c),
                }
            }
        }
        match out.first() {
            None => (Class::Ignored, out),
            Some(_) if out.len() > 4 => (Class::Separator, Vec::new()), // an abbreviation in one square, not a word
            // Two-part vowel signs of historic scripts: sequences outside the BMP stay whole.
            Some(_) if out.len() > 1 && out.iter().any(|c| *c > '\u{FFFF}') => (own, vec![c]),
            Some(_) if Self::is_relic(c) => (own, vec![c]),
            Some(&first) => (self.class(first), out),
        }
    }

    /// Forms kept for round trips with old encodings, too rare in text to earn their kilobytes: they stay whole.
    fn is_relic(c: char) -> bool {
        matches!(c, '\u{2F800}'..='\u{2FA1F}' // duplicates of ideographs
            | '\u{FBEA}'..='\u{FDC7}') // typesetters' ligatures of Arabic letters
    }

    /// Decimal digits of every script become ASCII digits: Unicode assigns them in contiguous runs of ten.
    fn digit(&self, c: char) -> char {
        if self.category.get(c) != GeneralCategory::DecimalNumber {
            return c;
        }
        let mut start = c as u32;
        while char::from_u32(start - 1).is_some_and(|p| self.category.get(p) == GeneralCategory::DecimalNumber) {
            start -= 1;
        }
        char::from(b'0' + ((c as u32 - start) % 10) as u8)
    }
}

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

/// Code points the table covers; above it, `fold.rs` states two ranges by rule.
const END: usize = 0x20000;
const LEAF_SHIFT: u32 = 3;
/// Leaves below this are a class: the character folds to itself.
const CLASSES: u16 = 6;
/// Leaves in the range of the surrogates, which nothing folds to: sequences of two to four, then deltas to targets
/// outside the BMP.
const PAIRS: u16 = 0xD800;

pub(crate) fn run(args: &[String]) -> Result<()> {
    let mut report = Report::from_args(args)?;
    let data = Data::new();
    ensure!(
        data.category.get('\u{3D000}') == GeneralCategory::OtherLetter // the Seal script, new in 18.0
            && data.category.get('\u{33480}') == GeneralCategory::Unassigned,
        "the icu crates do not carry Unicode {UNICODE_VERSION:?}: pin the versions that xtask/Cargo.toml names"
    );

    let folds: Vec<Fold> =
        (0..0x110000).map(|cp| char::from_u32(cp).map_or((Class::Separator, Vec::new()), |c| data.fold(c))).collect();
    check_fixed_points(&folds)?;
    check_ranges_by_rule(&folds)?;

    let mut deltas: Vec<i32> = Vec::new();
    let mut sequences: [Vec<&[char]>; 3] = Default::default();
    for (_, folded) in &folds[..END] {
        if let n @ 2..=4 = folded.len() {
            sequences[n - 2].push(folded);
        }
    }
    for s in &mut sequences {
        s.sort_unstable();
        s.dedup();
    }
    let mut starts = [PAIRS; 3];
    for n in 1..3 {
        starts[n] = starts[n - 1] + sequences[n - 1].len() as u16;
    }
    let end_of_sequences = starts[2] + sequences[2].len() as u16;

    let mut values = Vec::with_capacity(END);
    for (cp, (class, folded)) in folds[..END].iter().enumerate() {
        values.push(match folded.as_slice() {
            [] => *class as u16,
            [c] if *c as usize == cp => *class as u16,
            [c] if (*c as usize) < 0x10000 => *c as u16,
            [c] => {
                let delta = *c as i32 - cp as i32;
                let at = deltas.iter().position(|d| *d == delta).unwrap_or_else(|| {
                    deltas.push(delta);
                    deltas.len() - 1
                });
                end_of_sequences + at as u16
            }
            more => {
                let n = more.len() - 2;
                let at = sequences[n].binary_search(&more).map_err(|_| anyhow!("U+{cp:04X}: sequence lost"))?;
                starts[n] + at as u16
            }
        });
    }
    ensure!(end_of_sequences as usize + deltas.len() <= 0xE000, "the surrogate range is full");
    let stages = Stages::smallest(&values)?;
    let pool: Vec<char> = sequences.iter().flat_map(|s| s.iter().flat_map(|q| q.iter().copied())).collect();
    ensure!(pool.iter().all(|c| (*c as u32) < 0x10000), "a sequence leaves the BMP");

    let bytes = stages.bytes() + 2 * pool.len() + 4 * deltas.len();
    report.row("table bytes", bytes as f64, "B");
    report.row("code points folded", values.iter().filter(|v| **v >= CLASSES).count() as f64, "code points");
    report.row("stage top", stages.top.len() as f64, "B");
    report.row("stage mid", 2.0 * stages.mid.len() as f64, "B");
    report.row("stage leaves", 2.0 * stages.leaves.len() as f64, "B");
    report.row("sequences", 2.0 * pool.len() as f64, "B");
    ensure!(bytes <= 24 * 1024, "the table takes {bytes} bytes; the budget is {}", 24 * 1024);

    let check = args.iter().any(|a| a == "--check");
    store(PAGES_PATH, &fold_pages::source(&folds)?, check)?;
    store(PATH, &source(&stages, &deltas, starts, end_of_sequences, &pool, bytes)?, check)?;
    let by_rule = (END..folds.len()).map(|cp| (class_by_rule(cp), Vec::new()));
    let folds: Vec<_> = folds.into_iter().take(END).chain(by_rule).collect();
    store(SPECIFICATION, &specification(&folds)?, check)?;
    report.finish()
}

fn store(path: &str, text: &str, check: bool) -> Result<()> {
    if !check {
        return std::fs::write(path, text).with_context(|| format!("cannot write {path}"));
    }
    let stored = std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    ensure!(stored == text, "{path} is not what `cargo xtask tables` generates: run it and commit the result");
    Ok(())
}

/// The table for people who write another implementation: one line a range of equal meaning.
fn specification(folds: &[Fold]) -> Result<String> {
    let (major, minor, patch) = UNICODE_VERSION;
    let mut out = format!(
        "# wireprint folding table, Unicode {major}.{minor}.{patch}. Generated by `cargo xtask tables`.\n\
         # FIRST..LAST CLASS: these characters fold to themselves. FIRST CLASS > TO…: this one folds to others.\n\
         # What is not listed is a separator. Classes: letter, digit, ideograph, unspaced, ignored.\n"
    );
    let mut cp = 0;
    while cp < folds.len() {
        let (class, folded) = &folds[cp];
        let name = format!("{class:?}").to_lowercase();
        let is_same = |at: usize| folds[at].1.is_empty() || folds[at].1 == [char::from_u32(at as u32).unwrap_or('\0')];
        if is_same(cp) {
            let end = (cp..folds.len()).take_while(|&at| folds[at].0 == *class && is_same(at)).last().unwrap_or(cp);
            if *class != Class::Separator {
                writeln!(out, "{cp:04X}..{end:04X} {name}")?;
            }
            cp = end + 1;
        } else {
            let to: Vec<String> = folded.iter().map(|c| format!("{:04X}", *c as u32)).collect();
            writeln!(out, "{cp:04X} {name} > {}", to.join(" "))?;
            cp += 1;
        }
    }
    Ok(out)
}

/// Folding twice must be folding once, or composed and decomposed text would part ways.
fn check_fixed_points(folds: &[Fold]) -> Result<()> {
    for (cp, (_, folded)) in folds.iter().enumerate() {
        for &c in folded {
            let (class, again) = &folds[c as usize];
            ensure!(again.as_slice() == [c], "U+{cp:04X} folds to {c:?}, which folds on to {again:?} ({class:?})");
        }
    }
    Ok(())
}

/// Above [`END`] only two things carry text: the further Han planes and ignorable marks.
fn check_ranges_by_rule(folds: &[Fold]) -> Result<()> {
    for (cp, (class, folded)) in folds.iter().enumerate().skip(END) {
        let by_rule = class_by_rule(cp);
        let assigned = *class != Class::Separator || !folded.is_empty();
        ensure!(!assigned || *class == by_rule, "U+{cp:04X} is {class:?}, the rule says {by_rule:?}");
    }
    Ok(())
}

fn class_by_rule(cp: usize) -> Class {
    match cp {
        0x20000..=0x3FFFF => Class::Ideograph,
        0xE0000..=0xE0FFF => Class::Ignored,
        _ => Class::Separator,
    }
}

fn source(s: &Stages, deltas: &[i32], starts: [u16; 3], end: u16, pool: &[char], bytes: usize) -> Result<String> {
    let (major, minor, patch) = UNICODE_VERSION;
    let mut out = String::new();
    writeln!(
        out,
        "//! Generated by `cargo xtask tables` from Unicode {major}.{minor}.{patch}; {bytes} bytes. Do not edit."
    )?;
    writeln!(out, "//! The meaning of a leaf is told in `fold.rs`.\n")?;
    writeln!(out, "pub(super) const UNICODE_VERSION: (u8, u8, u8) = ({major}, {minor}, {patch});")?;
    writeln!(out, "pub(super) const END: u32 = 0x{END:X};")?;
    writeln!(out, "pub(super) const LEAF_SHIFT: u32 = {LEAF_SHIFT};")?;
    writeln!(out, "pub(super) const MID_SHIFT: u32 = {};", s.mid_shift)?;
    writeln!(out, "pub(super) const CLASSES: u16 = {CLASSES};")?;
    writeln!(out, "pub(super) const FIRST_PAIR: u16 = 0x{:X};", starts[0])?;
    writeln!(out, "pub(super) const FIRST_TRIPLE: u16 = 0x{:X};", starts[1])?;
    writeln!(out, "pub(super) const FIRST_QUADRUPLE: u16 = 0x{:X};", starts[2])?;
    writeln!(out, "pub(super) const FIRST_DELTA: u16 = 0x{end:X};")?;
    array(&mut out, "TOP", "u8", s.top.iter().map(|v| i64::from(*v)))?;
    array(&mut out, "MID", "u16", s.mid.iter().map(|v| i64::from(*v)))?;
    array(&mut out, "LEAVES", "u16", s.leaves.iter().map(|v| i64::from(*v)))?;
    array(&mut out, "DELTAS", "i32", deltas.iter().map(|v| i64::from(*v)))?;
    array(&mut out, "SEQUENCES", "u16", pool.iter().map(|c| i64::from(*c as u32)))?;
    Ok(out)
}

pub(crate) fn array(out: &mut String, name: &str, of: &str, values: impl ExactSizeIterator<Item = i64>) -> Result<()> {
    writeln!(out, "#[rustfmt::skip]\npub(super) static {name}: [{of}; {}] = [", values.len())?;
    let mut line = String::from("   ");
    for v in values {
        let word = format!(" {v},");
        if line.len() + word.len() > 120 {
            writeln!(out, "{line}")?;
            line = String::from("   ");
        }
        line.push_str(&word);
    }
    writeln!(out, "{line}\n];")?;
    Ok(())
}
