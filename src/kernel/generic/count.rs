//! SimHash as a positional population count, and the content sum.
//!
//! 1. *Eight lanes, each counting for itself*: carry-save adders add up 64 counters of a bit each in five logical operations a
//!    word, and a vector does several words at once. Every fourth word leaves one carry, which alone goes on.
//! 2. *Lanes are joined once a batch*, by adding halves, quarters and eighths to one another, plane by plane.

use crate::kernel::scalar::{PositionalCount, content_term};

const LANES: usize = 8;
type Lanes = [u64; LANES];

/// What `of` makes of each lane of both.
#[inline(always)]
fn each(a: Lanes, b: Lanes, of: impl Fn(u64, u64) -> u64) -> Lanes {
    let mut out = a;
    out.iter_mut().zip(b).for_each(|(out, b)| *out = of(*out, b));
    out
}

/// `a + b + c` bit by bit: the sum and the carry.
#[inline(always)]
fn add(a: Lanes, b: Lanes, c: Lanes) -> (Lanes, Lanes) {
    let either = each(a, b, |a, b| a ^ b);
    let both = each(a, b, |a, b| a & b);
    (each(either, c, |a, b| a ^ b), each(both, each(either, c, |a, b| a & b), |a, b| a | b))
}

/// Planes that stay in lanes: each counts 8 × 31 words at most before lanes are joined.
const PLANES: usize = 8;
const LANE_WORDS: usize = LANES * 255;

/// Adds all words to the count.
#[inline(always)]
pub(in crate::kernel) fn positional_count(count: &mut PositionalCount, words: &[u64]) {
    for words in words.chunks(LANE_WORDS) {
        let mut planes = [[0; LANES]; PLANES];
        let mut blocks = words.chunks_exact(4 * LANES);
        for block in &mut blocks {
            four(&mut planes, block);
        }
        // What is left is made whole with zeros, which count nothing.
        let rest = blocks.remainder();
        if !rest.is_empty() {
            let mut block = [0; 4 * LANES];
            block.iter_mut().zip(rest).for_each(|(to, word)| *to = *word);
            four(&mut planes, &block);
        }
        count.add_planes(&join(planes));
    }
}

/// Adds four words a lane.
#[inline(always)]
fn four(planes: &mut [Lanes; PLANES], block: &[u64]) {
    let mut lanes = block.as_chunks::<LANES>().0.iter();
    let mut next = || lanes.next().copied().unwrap_or([0; LANES]);
    let [ones, twos, higher @ ..] = planes;
    let (sum, twos_a) = add(*ones, next(), next());
    let (sum, twos_b) = add(sum, next(), next());
    *ones = sum;
    let (sum, mut carry) = add(*twos, twos_a, twos_b);
    *twos = sum;
    for plane in higher {
        (*plane, carry) = (each(*plane, carry, |a, b| a ^ b), each(*plane, carry, |a, b| a & b));
    }
}

/// The sum of all lanes: three more planes.
#[inline(always)]
fn join(planes: [Lanes; PLANES]) -> [u64; PLANES + 3] {
    let mut sums = [[0; LANES]; PLANES + 3];
    sums.iter_mut().zip(planes).for_each(|(sum, plane)| *sum = plane);
    // Lane by lane to the one that is 4, then 2, then 1 further on.
    for (round, step) in [(1, 4), (2, 2), (3, 1)] {
        let mut carry = [0; LANES];
        for plane in sums.iter_mut().take(PLANES + round) {
            let mut other = *plane;
            other.rotate_left(step);
            (*plane, carry) = add(*plane, other, carry);
        }
    }
    sums.map(|[first, ..]| first)
}

/// The sum of what the tokens add to the content sum, the first of them at `place`.
#[inline(always)]
pub(in crate::kernel) fn content_sum(hashes: &[u64], place: u64) -> u64 {
    let terms = hashes.iter().zip(0u64..).map(|(hash, at)| content_term(*hash, place.wrapping_add(at)));
    terms.fold(0, u64::wrapping_add)
}
