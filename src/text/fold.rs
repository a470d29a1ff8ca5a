//! A code point's class and folded form, by the generated table.

use super::unicode_table as table;

const _: () = {
    let (a, b) = (table::UNICODE_VERSION, crate::scheme::UNICODE_VERSION);
    assert!(a.0 == b.0 && a.1 == b.1 && a.2 == b.2, "the table and the scheme disagree about the Unicode version");
};

/// What a code point does to the tokens around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Ends a token: spaces, punctuation, symbols, controls, apostrophes and hyphens, unassigned code points.
    Separator,
    /// Part of a word.
    Letter,
    /// Part of a word; a word with a digit is always kept.
    Digit,
    /// A sign of a script without spaces whose signs are words or syllables.
    Ideograph,
    /// A letter or vowel sign of an alphabet without spaces.
    Unspaced,
    /// Not there: accents, points, soft hyphens, zero-width and direction marks, tatweel.
    Ignored,
}

impl Class {
    #[inline]
    fn from_leaf(leaf: u16) -> Self {
        match leaf {
            1 => Self::Letter,
            2 => Self::Digit,
            3 => Self::Ideograph,
            4 => Self::Unspaced,
            5 => Self::Ignored,
            _ => Self::Separator,
        }
    }
}

/// What lies above the table: further ideographic planes, ignorable marks and, so that a part of the table knows them, pictures.
#[inline]
fn leaf_by_rule(cp: u32) -> u16 {
    match cp {
        0xE0000..=0xE0FFF => Class::Ignored as u16,
        0x1F300..=0x1FAFF => Class::Separator as u16,
        _ if !cfg!(feature = "full") => table::UNCOVERED,
        0x20000..=0x3FFFF => Class::Ideograph as u16,
        _ => Class::Separator as u16,
    }
}

/// Looks a code point up.
#[inline]
fn leaf(cp: u32) -> u16 {
    if cp >= table::END {
        return leaf_by_rule(cp);
    }
    const LEAVES: u32 = 1 << table::LEAF_SHIFT;
    const MIDS: u32 = 1 << table::MID_SHIFT;
    let top = (cp >> (table::LEAF_SHIFT + table::MID_SHIFT)) as usize;
    let block = table::TOP.get(top).copied().unwrap_or(0);
    let mid = u32::from(block) * MIDS + (cp >> table::LEAF_SHIFT) % MIDS;
    let block = table::MID.get(mid as usize).copied().unwrap_or(0);
    table::LEAVES.get((u32::from(block) * LEAVES + cp % LEAVES) as usize).copied().unwrap_or(0)
}

/// Calls `each` with the class and value of every character that `cp` folds to: one in nearly all cases, at most four.
/// A separator or ignored mark is passed on as it is.
#[inline]
pub(crate) fn folded(cp: u32, mut each: impl FnMut(Class, u32)) {
    let found = leaf(cp);
    if found < table::CLASSES {
        each(Class::from_leaf(found), cp);
    } else if !(table::FIRST_PAIR..0xE000).contains(&found) {
        each(Class::from_leaf(leaf(u32::from(found))), u32::from(found));
    } else if found >= table::FIRST_DELTA {
        let delta = table::DELTAS.get(usize::from(found - table::FIRST_DELTA)).copied().unwrap_or(0);
        let to = cp.wrapping_add_signed(delta);
        each(Class::from_leaf(leaf(to)), to);
    } else {
        let pairs = usize::from(table::FIRST_TRIPLE - table::FIRST_PAIR);
        let triples = usize::from(table::FIRST_QUADRUPLE - table::FIRST_TRIPLE);
        let number = usize::from(found - table::FIRST_PAIR);
        let (start, len) = if number < pairs {
            (number * 2, 2)
        } else if number < pairs + triples {
            (pairs * 2 + (number - pairs) * 3, 3)
        } else {
            (pairs * 2 + triples * 3 + (number - pairs - triples) * 4, 4)
        };
        for &to in table::SEQUENCES.get(start..start + len).unwrap_or_default() {
            each(Class::from_leaf(leaf(u32::from(to))), u32::from(to));
        }
    }
}

/// Whether this build's table has a character. With the feature `full`, it has all.
///
/// A text with others is fingerprinted, but under the id of another scheme: see
/// [`Fingerprinter::uncovered`](crate::Fingerprinter::uncovered).
///
/// ```
/// assert!(wireprint::text::is_covered('é'));
/// assert_eq!(wireprint::text::is_covered('漢'), cfg!(feature = "full"));
/// ```
#[inline]
pub fn is_covered(c: char) -> bool {
    cfg!(feature = "full") || leaf(c.into()) != table::UNCOVERED
}

/// The class of a code point, that of its first folded character.
///
/// ```
/// use wireprint::text::{Class, class};
/// assert_eq!(class('É'), Class::Letter);
/// assert_eq!(class('\u{301}'), Class::Ignored);
/// assert_eq!(class('語'), Class::Ideograph);
/// assert_eq!(class('’'), Class::Separator);
/// ```
pub fn class(c: char) -> Class {
    let mut first = None;
    folded(c as u32, |class, _| first = first.or(Some(class)));
    first.unwrap_or(Class::Separator)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::String;

    fn fold(text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            folded(c as u32, |class, to| {
                if class != Class::Ignored {
                    out.push(char::from_u32(to).expect("a folded value is a character"));
                }
            });
        }
        out
    }

    #[test]
    fn each_rule_of_the_format_has_an_example() {
        for (from, to) in [
            ("ÉLÈVE", "eleve"),
            ("e\u{301}le\u{300}ve", "eleve"),
            ("Ｗｉｒｅ１２", "wire12"),
            ("أحمد إلى آخر ٱلله", "احمد الي اخر الله"),
            ("مـــدرسة", "مدرسه"),
            ("كَتَبَ", "كتب"),
            ("کتابی", "كتابي"),
            ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"),
            ("İSTANBUL ıstanbul", "istanbul istanbul"),
            ("ﬁnance Straße Œuvre Łódź", "finance strasse oeuvre lodz"),
            ("co\u{ad}op\u{200b}er\u{200d}ate", "cooperate"),
            ("Ёлка йод", "елка иод"),
            ("٣٤ ३४ ３４", "34 34 34"),
            ("ﾆﾎﾝ", "ニホン"),
            ("שָׁלוֹם", "שלום"),
            ("𝐁𝐨𝐥𝐝 km²", "bold km2"),
            ("한국", "한국"),
            ("हिन्दी", "हिन्दी"),
        ] {
            if from.chars().all(is_covered) {
                assert_eq!(fold(from), to, "{from}");
            }
        }
        assert_eq!(class('½'), Class::Separator, "a fraction is no word");
        assert_eq!(class('ʼ'), Class::Separator, "apostrophes separate, whatever Unicode calls them");
        assert_eq!(class('ท'), if is_covered('ท') { Class::Unspaced } else { Class::Separator });
    }

    /// docs/fold.txt is what other implementations read: it says the same of every code point that the table has.
    #[test]
    fn equals_the_published_table() {
        let mut published = std::vec![(Class::Separator, std::vec::Vec::new()); 0x110000];
        let hex = |text: &str| u32::from_str_radix(text, 16).expect("hexadecimal");
        for line in include_str!("../../docs/fold.txt").lines().filter(|l| !l.starts_with('#')) {
            let (range, rest) = line.split_once(' ').expect("a range and a class");
            let (class, to) = rest.split_once(" > ").unwrap_or((rest, ""));
            let class = match class {
                "letter" => Class::Letter,
                "digit" => Class::Digit,
                "ideograph" => Class::Ideograph,
                "unspaced" => Class::Unspaced,
                "ignored" => Class::Ignored,
                other => panic!("unknown class {other}"),
            };
            let (first, last) = range.split_once("..").unwrap_or((range, range));
            for cp in hex(first)..=hex(last) {
                let to: std::vec::Vec<u32> = to.split_whitespace().map(hex).collect();
                published[cp as usize] = (class, if to.is_empty() { std::vec![cp] } else { to });
            }
        }
        for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|c| is_covered(*c)) {
            let (expected, to) = &published[c as usize];
            assert_eq!(class(c), *expected, "U+{:04X}", c as u32);
            if !matches!(expected, Class::Separator | Class::Ignored) {
                let mut folded_to = std::vec::Vec::new();
                folded(c as u32, |_, cp| folded_to.push(cp));
                assert_eq!(folded_to, *to, "U+{:04X}", c as u32);
            }
        }
    }

    #[test]
    fn folding_is_idempotent_for_every_code_point() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            folded(c as u32, |class, to| {
                if !matches!(class, Class::Ignored | Class::Separator) {
                    let mut again = 0;
                    folded(to, |c2, t2| {
                        again += 1;
                        assert_eq!((class, to), (c2, t2), "U+{:04X}", c as u32);
                    });
                    assert_eq!(again, 1);
                }
            });
        }
    }
}
