//! Naive specifications of every stage, for whole texts: slow, allocating, and plain enough to be believed.

use std::collections::{BTreeMap, BTreeSet};

use wireprint::scheme::{IDEOGRAPH_GRAM, KEYS, TOKEN_BYTES, UNSPACED_GRAM};
use wireprint::suppress::Filter;
use wireprint::text::Class;
use wireprint::{Fingerprint, Profile};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The published folding table.
pub(crate) struct Table(BTreeMap<u32, (Class, Vec<char>)>);

impl Table {
    pub(crate) fn published() -> Self {
        let hex = |text: &str| u32::from_str_radix(text, 16).expect("hexadecimal");
        let mut table = BTreeMap::new();
        for line in include_str!("../../docs/fold.txt").lines().filter(|l| !l.starts_with('#')) {
            let (range, rest) = line.split_once(' ').expect("a range and a class");
            let (name, to) = rest.split_once(" > ").unwrap_or((rest, ""));
            let class = match name {
                "letter" => Class::Letter,
                "digit" => Class::Digit,
                "ideograph" => Class::Ideograph,
                "unspaced" => Class::Unspaced,
                _ => Class::Ignored,
            };
            let to: Vec<char> = to.split_whitespace().filter_map(|cp| char::from_u32(hex(cp))).collect();
            let (first, last) = range.split_once("..").unwrap_or((range, range));
            for cp in hex(first)..=hex(last) {
                table.insert(cp, (class, to.clone()));
            }
        }
        Self(table)
    }

    /// Folded characters with their classes, ignored ones left out.
    fn fold(&self, text: &str) -> Vec<(Class, char)> {
        let mut out = Vec::new();
        for c in text.chars() {
            match self.0.get(&(c as u32)) {
                None => out.push((Class::Separator, c)),
                Some((Class::Ignored, _)) => {}
                Some((class, to)) if to.is_empty() => out.push((*class, c)),
                Some((_, to)) => out.extend(to.iter().map(|c| (self.0[&(*c as u32)].0, *c))),
            }
        }
        out
    }

    /// The folded tokens of a text and whether each is kept.
    pub(crate) fn tokens(&self, text: &str, profile: Profile) -> Vec<(String, bool)> {
        let mut out = Vec::new();
        let is_word = |class: Class| matches!(class, Class::Letter | Class::Digit);
        for run in self.fold(text).chunk_by(|(a, _), (b, _)| a == b || is_word(*a) && is_word(*b)) {
            let width = match run[0].0 {
                Class::Ideograph => IDEOGRAPH_GRAM,
                Class::Unspaced => UNSPACED_GRAM,
                Class::Letter | Class::Digit => {
                    out.extend(words(run, profile));
                    continue;
                }
                _ => continue,
            };
            let characters: Vec<char> = run.iter().map(|(_, c)| *c).collect();
            let grams = characters.windows(width.min(characters.len()));
            out.extend(grams.map(|gram| (gram.iter().collect::<String>(), true)));
        }
        out
    }
}

/// A run of letters and digits, cut where a token would be too long.
fn words(run: &[(Class, char)], profile: Profile) -> Vec<(String, bool)> {
    let mut out: Vec<(String, bool, u32)> = Vec::new();
    for (class, c) in run {
        if out.last().is_none_or(|(word, ..)| word.len() + c.len_utf8() > TOKEN_BYTES) {
            out.push((String::new(), false, 0));
        }
        let (word, has_digit, letters) = out.last_mut().expect("one was pushed");
        word.push(*c);
        *has_digit |= *class == Class::Digit;
        *letters += match class {
            Class::Letter => 1 + u32::from(('가'..='힣').contains(c)),
            _ => 0,
        };
    }
    let kept = |has_digit: bool, letters: u32| has_digit || letters >= profile.min_letters();
    out.into_iter().map(|(word, has_digit, letters)| (word, kept(has_digit, letters))).collect()
}

/// XXH3 of the token padded with zeros to 16 bytes.
pub(crate) fn token_hash(token: &str, seed: u64) -> u64 {
    let mut bytes = token.as_bytes().to_vec();
    bytes.resize(bytes.len().max(16), 0);
    xxh3_64_with_seed(&bytes, seed)
}

fn mix(x: u64, y: u64) -> u64 {
    let product = u128::from(x ^ 0x9E37_79B9_7F4A_7C15) * u128::from(y ^ 0xC2B2_AE3D_27D4_EB4F);
    (product >> 64) as u64 ^ product as u64
}

/// Shingle hashes of kept token hashes.
pub(crate) fn shingles(kept: &[u64], width: usize) -> Vec<u64> {
    kept.windows(width).map(|w| w[1..].iter().fold(w[0], |x, y| mix(x, *y))).collect()
}

/// What a fingerprint says, quotation apart.
#[derive(Debug, PartialEq)]
pub(crate) struct Naive {
    pub(crate) tokens: u32,
    pub(crate) shingles: u32,
    pub(crate) distinct: u32,
    pub(crate) simhash: u64,
    pub(crate) content: u64,
    pub(crate) keys: Vec<u32>,
    pub(crate) signature: Vec<u8>,
}

/// A fingerprint from a text that has no quotation, from the definitions.
pub(crate) fn fingerprint(
    table: &Table,
    text: &str,
    profile: Profile,
    seed: u64,
    bins: usize,
    filter: Option<&Filter>,
) -> Naive {
    let tokens = table.tokens(text, profile);
    let hashes: Vec<(u64, bool)> = tokens.iter().map(|(t, kept)| (token_hash(t, seed), *kept)).collect();
    let kept: Vec<u64> = hashes.iter().filter(|(_, kept)| *kept).map(|(hash, _)| *hash).collect();
    let mut shingles = shingles(&kept, profile.shingle_tokens());
    shingles.retain(|hash| filter.is_none_or(|f| !f.contains(*hash)));
    let bin_of = |hash: u64| ((u128::from(hash) * bins as u128) >> 64) as usize;
    let minimum = |bin: usize| shingles.iter().filter(|h| bin_of(**h) == bin).map(|h| h % (1 << 31)).min();
    let minima: Vec<Option<u64>> = (0..bins).map(minimum).collect();
    let placed = |at: usize, hash: u64| hash.wrapping_add((at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let content = hashes.iter().enumerate().map(|(at, (hash, _))| placed(at, *hash));
    let content = content.map(|u| (u >> 32) * (u % (1 << 32))).fold(0, u64::wrapping_add);
    let sum: u64 = minima.iter().map(|m| m.map_or(1 << 31, |m| m + 1)).sum();
    let occupied = minima.iter().flatten().count() as u64;
    let votes = |bit: u32| shingles.iter().filter(|h| *h >> bit & 1 == 1).count();
    Naive {
        tokens: tokens.len() as u32,
        shingles: shingles.len() as u32,
        distinct: ((((bins as u64 * occupied) << 31) + sum / 2) / sum).min(shingles.len() as u64) as u32,
        simhash: (0..64).filter(|bit| votes(*bit) > shingles.len() / 2).map(|bit| 1 << bit).sum(),
        content: mix(content, tokens.len() as u64 ^ seed),
        keys: minima.chunks(bins / KEYS).map(|g| g.iter().flatten().min().map_or(u32::MAX, |m| *m as u32)).collect(),
        signature: minima
            .iter()
            .map(|m| m.map_or(0, |m| 1 + ((u64::from((m as u32).wrapping_mul(0x9E37_79B1)) * 127) >> 32) as u8))
            .collect(),
    }
}

impl Naive {
    /// The same fields of a real fingerprint.
    pub(crate) fn of<const BINS: usize>(print: &Fingerprint<BINS>) -> Self {
        Self {
            tokens: print.tokens(),
            shingles: print.shingles(),
            distinct: print.distinct(),
            simhash: print.simhash(),
            content: print.content(),
            keys: print.keys().to_vec(),
            signature: print.signature().to_vec(),
        }
    }
}

/// Exact Jaccard and containments of two sets.
pub(crate) fn overlap(a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> (f64, f64, f64) {
    let shared = a.intersection(b).count() as f64;
    (shared / a.union(b).count() as f64, shared / a.len() as f64, shared / b.len() as f64)
}
