//! SimHash as a positional population count, and the content sum.
//!
//! 1. *Eight lanes, each counting for itself*: adding up 64 counters of a bit each takes five logical operations a word with
//!    carry-save adders, and a vector does several words at once. Sixteen vectors leave one carry, which alone goes on to the
//!    tall counters.
//! 2. *Lanes are joined once a batch*, plane by plane.

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

/// Adds all words to the count.
#[inline(always)]
pub(in crate::kernel) fn positional_count(count: &mut PositionalCount, words: &[u64]) {
    const ZERO: Lanes = [0; LANES];
    let (mut ones, mut twos, mut fours) = (ZERO, ZERO, ZERO);
    let mut blocks = words.chunks_exact(8 * LANES);
    for block in &mut blocks {
        let mut lanes = block.as_chunks::<LANES>().0.iter();
        let mut next = || lanes.next().copied().unwrap_or(ZERO);
        let (sum, twos_a) = add(ones, next(), next());
        let (sum, twos_b) = add(sum, next(), next());
        let (twos_sum, fours_a) = add(twos, twos_a, twos_b);
        let (sum, twos_a) = add(sum, next(), next());
        let (sum, twos_b) = add(sum, next(), next());
        let (twos_sum, fours_b) = add(twos_sum, twos_a, twos_b);
        let (fours_sum, eights) = add(fours, fours_a, fours_b);
        (ones, twos, fours) = (sum, twos_sum, fours_sum);
        eights.iter().for_each(|word| count.add_at(3, *word));
    }
    let mut rest = blocks.remainder().chunks_exact(LANES);
    for block in &mut rest {
        let mut lanes = ZERO;
        lanes.copy_from_slice(block);
        let (sum, carry) = add(ones, lanes, ZERO);
        let (twos_sum, carry) = add(twos, carry, ZERO);
        let (fours_sum, carry) = add(fours, carry, ZERO);
        (ones, twos, fours) = (sum, twos_sum, fours_sum);
        carry.iter().for_each(|word| count.add_at(3, *word));
    }
    for (plane, lanes) in [ones, twos, fours].iter().enumerate() {
        lanes.iter().for_each(|word| count.add_at(plane, *word));
    }
    rest.remainder().iter().for_each(|word| count.add_at(0, *word));
}

/// The sum of what the tokens add to the content sum, the first of them at `place`.
#[inline(always)]
pub(in crate::kernel) fn content_sum(hashes: &[u64], place: u64) -> u64 {
    let terms = hashes.iter().zip(0u64..).map(|(hash, at)| content_term(*hash, place.wrapping_add(at)));
    terms.fold(0, u64::wrapping_add)
}
