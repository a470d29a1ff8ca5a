//! `cargo xtask tables [--check]`: writes `src/text/unicode_table/` (the whole table, and parts of it for small devices),
//! `src/kernel/fold_pages.rs` and, for other implementations, `docs/fold.txt`.
//!
//! Every code point gets a class and a folded form; both are the fixed point of one function, `Data::fold`, which is
//! specified in docs/format.md.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{DecomposingNormalizer, DecomposingNormalizerBorrowed};
use icu_properties::props::{CanonicalCombiningClass, DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::fold_pages;
use crate::fold_table::{TIERS, Table};
use crate::report::Report;

const FOLDER: &str = "src/text/unicode_table";
const PAGES_PATH: &str = "src/kernel/fold_pages.rs";
const SPECIFICATION: &str = "docs/fold.txt";
pub(crate) const UNICODE_VERSION: (u8, u8, u8) = (18, 0, 0);

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

/// Code points that tables cover; above it, `fold.rs` states two ranges by rule.
pub(crate) const END: usize = 0x20000;

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

    let check = args.iter().any(|a| a == "--check");
    store(PAGES_PATH, &fold_pages::source(&folds)?, check)?;
    for tier in &TIERS {
        let table = Table::new(tier, &folds)?;
        let bytes = table.bytes();
        report.row(format!("table {}", tier.name), bytes as f64, "B");
        ensure!(
            bytes <= tier.bytes_max,
            "the table {} takes {bytes} bytes; the budget is {}",
            tier.name,
            tier.bytes_max
        );
        store(&format!("{FOLDER}/{}.rs", tier.name), &table.source()?, check)?;
    }
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

pub(crate) fn array(out: &mut String, name: &str, of: &str, values: impl ExactSizeIterator<Item = i64>) -> Result<()> {
    writeln!(out, "#[rustfmt::skip]\npub(crate) static {name}: [{of}; {}] = [", values.len())?;
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
