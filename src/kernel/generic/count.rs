//! SimHash as a positional population count, and the content sum.
//!
//! 1. *Eight lanes, each counting for itself*: carry-save adders add up 64 counters of a bit each in five logical operations a
//!    word, and a vector does several words at once. Every fourth word leaves one carry, which alone goes on.
//! 2. *Lanes are joined once a batch*, by adding halves, quarters and eighths to one another, plane by plane.

use crate::kernel::scalar::{PositionalCount, content_term};

const LANES: usize = 8;
type Lanes = [u64; LANES];

/// `a + b + c` bit by bit: the sum and the carry.
#[inline(always)]
fn add(a: Lanes, b: Lanes, c: Lanes) -> (Lanes, Lanes) {
    let either: Lanes = core::array::from_fn(|lane| a[lane] ^ b[lane]);
    let sum = core::array::from_fn(|lane| either[lane] ^ c[lane]);
    let carry = core::array::from_fn(|lane| a[lane] & b[lane] | either[lane] & c[lane]);
    (sum, carry)
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
    let (ones, twos_a) = add(planes[0], next(), next());
    let (ones, twos_b) = add(ones, next(), next());
    let (twos, mut carry) = add(planes[1], twos_a, twos_b);
    (planes[0], planes[1]) = (ones, twos);
    for plane in planes.iter_mut().skip(2) {
        let sum: Lanes = core::array::from_fn(|lane| plane[lane] ^ carry[lane]);
        carry = core::array::from_fn(|lane| plane[lane] & carry[lane]);
        *plane = sum;
    }
}

/// The sum of all lanes: three more planes.
#[inline(always)]
fn join(planes: [Lanes; PLANES]) -> [u64; PLANES + 3] {
    let mut sums = [[0u64; LANES]; PLANES + 3];
    sums.iter_mut().zip(planes).for_each(|(sum, plane)| *sum = plane);
    // Lane by lane to the one that is 4, then 2, then 1 further on.
    for (round, step) in [(0, 4), (1, 2), (2, 1)] {
        let mut carry = [0u64; LANES];
        for plane in sums.iter_mut().take(PLANES + round + 1) {
            let other: Lanes = core::array::from_fn(|lane| plane[(lane + step) % LANES]);
            (*plane, carry) = add(*plane, other, carry);
        }
    }
    sums.map(|plane| plane[0])
}

/// The sum of what the tokens add to the content sum, the first of them at `place`.
#[inline(always)]
pub(in crate::kernel) fn content_sum(hashes: &[u64], place: u64) -> u64 {
    let terms = hashes.iter().zip(0u64..).map(|(hash, at)| content_term(*hash, place.wrapping_add(at)));
    terms.fold(0, u64::wrapping_add)
}
