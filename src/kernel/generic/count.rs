//! SimHash as a positional population count, and the content sum.
//!
//! 1. *Eight lanes, each counting for itself*: carry-save adders add up 64 counters of a bit each in five logical operations a
//!    word, and a vector does several words at once. Eight words leave one carry, which alone goes on to the higher planes.
//! 2. *Lanes are joined once a batch*, by adding halves, quarters and eighths to one another, plane by plane.

use crate::kernel::scalar::{PositionalCount, content_term};

const LANES: usize = 8;
type Lanes = [u64; LANES];

/// What `of` makes of each lane of both.
#[inline(always)]
fn each<const N: usize>(a: [u64; N], b: [u64; N], of: impl Fn(u64, u64) -> u64) -> [u64; N] {
    let mut out = a;
    out.iter_mut().zip(b).for_each(|(out, b)| *out = of(*out, b));
    out
}

/// `a + b + c` bit by bit: the sum and the carry.
#[inline(always)]
fn add<const N: usize>(a: [u64; N], b: [u64; N], c: [u64; N]) -> ([u64; N], [u64; N]) {
    let either = each(a, b, |a, b| a ^ b);
    let both = each(a, b, |a, b| a & b);
    (each(either, c, |a, b| a ^ b), each(both, each(either, c, |a, b| a & b), |a, b| a | b))
}

/// Planes above the lowest three: each lane counts 2,047 words before lanes are joined.
const HIGHER: usize = 8;
const LANE_WORDS: usize = LANES * 2047;
/// Words that one turn adds: eight a lane.
const TURN: usize = 8 * LANES;

/// Adds all words to the count.
#[inline(always)]
pub(in crate::kernel) fn positional_count(count: &mut PositionalCount, words: &[u64]) {
    for words in words.chunks(LANE_WORDS) {
        let mut low = [[0; LANES]; 3];
        let mut higher = [[0; LANES]; HIGHER];
        let mut blocks = words.chunks_exact(TURN);
        for block in &mut blocks {
            low = turn(low, &mut higher, block);
        }
        // What is left is made whole with zeros, which count nothing.
        let rest = blocks.remainder();
        if !rest.is_empty() {
            let mut block = [0; TURN];
            block.iter_mut().zip(rest).for_each(|(to, word)| *to = *word);
            low = turn(low, &mut higher, &block);
        }
        let mut planes = [[0; LANES]; HIGHER + 3];
        planes.iter_mut().zip(low.into_iter().chain(higher)).for_each(|(to, plane)| *to = plane);
        count.add_planes(&join(planes));
    }
}

/// Adds eight words a lane: seven adders, whose one carry of weight eight goes on to the higher planes.
#[inline(always)]
fn turn([ones, twos, fours]: [Lanes; 3], higher: &mut [Lanes; HIGHER], block: &[u64]) -> [Lanes; 3] {
    let mut lanes = block.as_chunks::<LANES>().0.iter();
    let mut next = || lanes.next().copied().unwrap_or([0; LANES]);
    let (ones, twos_a) = add(ones, next(), next());
    let (ones, twos_b) = add(ones, next(), next());
    let (twos, fours_a) = add(twos, twos_a, twos_b);
    let (ones, twos_a) = add(ones, next(), next());
    let (ones, twos_b) = add(ones, next(), next());
    let (twos, fours_b) = add(twos, twos_a, twos_b);
    let (fours, mut carry) = add(fours, fours_a, fours_b);
    for plane in higher {
        (*plane, carry) = (each(*plane, carry, |a, b| a ^ b), each(*plane, carry, |a, b| a & b));
    }
    [ones, twos, fours]
}

/// The sum of all lanes: three more planes.
#[inline(always)]
fn join(planes: [Lanes; HIGHER + 3]) -> [u64; HIGHER + 6] {
    let fours: [[u64; 4]; HIGHER + 4] = halved(planes.map(|[a, b, c, d, e, f, g, h]| ([a, b, c, d], [e, f, g, h])));
    let twos: [[u64; 2]; HIGHER + 5] = halved(fours.map(|[a, b, c, d]| ([a, b], [c, d])));
    let ones: [[u64; 1]; HIGHER + 6] = halved(twos.map(|[a, b]| ([a], [b])));
    ones.map(|[plane]| plane)
}

/// The sums of both halves of all lanes, which take one more plane.
#[inline(always)]
fn halved<const N: usize, const P: usize, const Q: usize>(planes: [([u64; N], [u64; N]); P]) -> [[u64; N]; Q] {
    let mut sums = [[0; N]; Q];
    let mut carry = [0; N];
    let mut planes = planes.into_iter();
    for sum in &mut sums {
        let (a, b) = planes.next().unwrap_or(([0; N], [0; N]));
        (*sum, carry) = add(a, b, carry);
    }
    sums
}

/// The sum of what the tokens add to the content sum, the first of them at `place`.
#[inline(always)]
pub(in crate::kernel) fn content_sum(hashes: &[u64], place: u64) -> u64 {
    let terms = hashes.iter().zip(0u64..).map(|(hash, at)| content_term(*hash, place.wrapping_add(at)));
    terms.fold(0, u64::wrapping_add)
}
