//! Shared shingles → aligned passages: seed, chain, choose.
//!
//! Every shingle of `b` that `a` has too is a seed. Going through `b`, a seed lengthens a chain that it follows closely
//! in both texts, or begins one; small edits make gaps that a chain bridges. Of the chains, the longest are chosen
//! whose words are not yet spoken for. The number of places looked at for one shingle and of chains open at a time is
//! bounded, so two documents of one repeated word cost no more than others.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::Analysis;
use super::analysis::{Mark, Place};

/// Kept tokens that an edit inside a passage may add, drop or change.
const GAP: u32 = 6;
/// Places in `a` that are tried for one shingle of `b`.
const PLACES_MAX: usize = 8;
/// Chains open at a time.
const OPEN_MAX: usize = 16;
/// Kept tokens that a passage has at least.
const TOKENS_MIN: u32 = 4;

/// A stretch of text that both documents have, small edits aside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Passage {
    /// Byte range in the first text.
    pub a: Range<usize>,
    /// Byte range in the second text.
    pub b: Range<usize>,
    /// Kept tokens that are the same.
    pub tokens: u32,
    /// Whether most of it is quoted in either text.
    pub quoted: bool,
    /// Whether most of it stands in lines that the texts' host repeats, or both their hosts.
    pub repeated: bool,
    /// Tokens with digits on the side that has fewer of them.
    pub figures: u32,
    /// Of those, the ones that the other side has too.
    pub same_figures: u32,
}

/// Token ranges in both texts.
#[derive(Clone, Debug)]
struct Chain {
    a: Range<u32>,
    b: Range<u32>,
    /// Starts of the last seed.
    last: (u32, u32),
    tokens: u32,
}

impl Chain {
    fn new(a: u32, b: u32, width: u32) -> Self {
        Self { a: a..a + width, b: b..b + width, last: (a, b), tokens: width }
    }

    fn is_passage(&self) -> bool {
        self.tokens >= TOKENS_MIN
    }

    /// How far a seed lies off this chain's diagonal, if it may lengthen the chain.
    fn distance(&self, a: u32, b: u32) -> Option<u32> {
        let follows = a > self.last.0 && b > self.last.1 && a <= self.a.end + GAP && b <= self.b.end + GAP;
        follows.then(|| (a - self.last.0).abs_diff(b - self.last.1))
    }

    fn extend(&mut self, a: u32, b: u32, width: u32) {
        self.tokens += (b + width - self.b.end.max(b)).min(a + width - self.a.end.max(a));
        (self.a.end, self.b.end) = (a + width, b + width);
        self.last = (a, b);
    }
}

pub(super) fn passages(a: &Analysis, b: &Analysis) -> Vec<Passage> {
    let whole = a.places.len().min(b.places.len()) as u32;
    let mut chains = if a.is_same_content(b) && whole > 0 {
        vec![Chain { a: 0..whole, b: 0..whole, last: (0, 0), tokens: whole }]
    } else {
        chains(a, b)
    };
    chains.sort_by_key(|chain| (core::cmp::Reverse(chain.tokens), chain.b.start, chain.a.start));
    let (mut claimed_a, mut claimed_b) = (vec![false; a.places.len()], vec![false; b.places.len()]);
    chains.iter().filter_map(|chain| choose(chain, a, b, &mut claimed_a, &mut claimed_b)).collect()
}

fn chains(a: &Analysis, b: &Analysis) -> Vec<Chain> {
    let width = a.width as u32;
    let (mut open, mut done): (Vec<Chain>, Vec<Chain>) = (Vec::new(), Vec::new());
    for &(hash, at_b) in &b.shingles {
        let from = a.sorted.partition_point(|(h, _)| *h < hash);
        for &(_, at_a) in a.sorted.iter().skip(from).take(PLACES_MAX).take_while(|(h, _)| *h == hash) {
            let nearest = open.iter_mut().filter_map(|chain| Some((chain.distance(at_a, at_b)?, chain)));
            match nearest.min_by_key(|(distance, _)| *distance) {
                Some((_, chain)) => chain.extend(at_a, at_b, width),
                None => {
                    let ended = open.extract_if(.., |chain| at_b > chain.b.end + GAP);
                    done.extend(ended.filter(Chain::is_passage));
                    if open.len() == OPEN_MAX {
                        done.extend(Some(open.remove(0)).filter(Chain::is_passage));
                    }
                    open.push(Chain::new(at_a, at_b, width));
                }
            }
        }
    }
    done.extend(open.into_iter().filter(Chain::is_passage));
    done
}

/// Turns a chain into a passage unless most of its words belong to a longer one.
fn choose(
    chain: &Chain,
    a: &Analysis,
    b: &Analysis,
    claimed_a: &mut [bool],
    claimed_b: &mut [bool],
) -> Option<Passage> {
    let range = |r: &Range<u32>| r.start as usize..r.end as usize;
    let (in_a, in_b) = (range(&chain.a), range(&chain.b));
    let (claim_a, claim_b) = (claimed_a.get_mut(in_a.clone())?, claimed_b.get_mut(in_b.clone())?);
    let mostly = |claims: &[bool]| claims.iter().filter(|c| **c).count() * 2 > claims.len();
    if mostly(claim_a) || mostly(claim_b) {
        return None;
    }
    claim_a.fill(true);
    claim_b.fill(true);
    let (places_a, places_b) = (a.places.get(in_a)?, b.places.get(in_b)?);
    let mostly = |places: &[Place], is: fn(&Mark) -> bool| {
        places.iter().filter(|place| is(&place.mark)).count() * 2 > places.len()
    };
    let quoted = mostly(places_a, |mark| mark.quoted) || mostly(places_b, |mark| mark.quoted);
    let repeated = [places_a, places_b].map(|places| Mark { repeated: mostly(places, |m| m.repeated), quoted: false });
    let (figures, same_figures) = figures(places_a, places_b);
    Some(Passage {
        a: places_a.first()?.start..places_a.last()?.end,
        b: places_b.first()?.start..places_b.last()?.end,
        tokens: chain.tokens,
        quoted,
        repeated: a.is_background(b, repeated[0], repeated[1]),
        figures,
        same_figures,
    })
}

/// How many figures the side with fewer has, and how many of them stand on both.
fn figures(a: &[Place], b: &[Place]) -> (u32, u32) {
    let sorted = |places: &[Place]| {
        let mut hashes: Vec<_> = places.iter().filter_map(|place| place.figure).collect();
        hashes.sort_unstable();
        hashes
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut left, mut right, mut same) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(x), Some(y)) = (left.peek(), right.peek()) {
        match x.cmp(y) {
            core::cmp::Ordering::Less => drop(left.next()),
            core::cmp::Ordering::Greater => drop(right.next()),
            core::cmp::Ordering::Equal => {
                same += 1;
                left.next();
                right.next();
            }
        }
    }
    (a.len().min(b.len()) as u32, same)
}
