//! A Bloom filter in lines of 64 bytes: a hash's bits stand in one line, which is one access to memory.

/// Bits that a hash has in its line.
const BITS: usize = 5;
/// Bits of a hash that name one of a line's 512.
const PLACE: u32 = 9;

type Line = [u64; 8];

/// A set that may say of a hash that it is there when it is not, never the other way round.
#[derive(Debug)]
pub(super) struct Bloom {
    lines: usize,
    /// None before the first hash.
    bits: Vec<Line>,
}

impl Bloom {
    /// Of so many lines, a power of two up to 2^19, so that a hash has bits for all.
    pub(super) fn new(lines: usize) -> Self {
        Self { lines, bits: Vec::new() }
    }

    pub(super) fn insert(&mut self, hash: u64) {
        if self.bits.is_empty() {
            self.bits = vec![[0; 8]; self.lines];
        }
        let line = self.line_of(hash);
        for (word, bit) in places(hash) {
            self.bits[line][word] |= bit;
        }
    }

    pub(super) fn may_have(&self, hash: u64) -> bool {
        let line = self.bits.get(self.line_of(hash));
        line.is_some_and(|line| places(hash).all(|(word, bit)| line[word] & bit != 0))
    }

    pub(super) fn clear(&mut self) {
        self.bits = Vec::new();
    }

    /// By the first bits.
    fn line_of(&self, hash: u64) -> usize {
        ((u128::from(hash) * self.lines as u128) >> 64) as usize
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.bits[..])
    }
}

/// By the last bits: words of a line, and a bit in each.
fn places(hash: u64) -> impl Iterator<Item = (usize, u64)> {
    (0..BITS as u32).map(move |number| {
        let place = hash >> (number * PLACE) & ((1 << PLACE) - 1);
        ((place / 64) as usize, 1 << (place % 64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_missed_and_few_are_there_by_mistake() {
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mut bloom = Bloom::new(1 << 8);
        assert!(!bloom.may_have(hash(0)));
        // 16 bits for each.
        (0..8_192).for_each(|n| bloom.insert(hash(n)));
        assert!((0..8_192).all(|n| bloom.may_have(hash(n))));
        let mistaken = (8_192..108_192).filter(|n| bloom.may_have(hash(*n))).count();
        assert!(mistaken < 500, "{mistaken} of 100,000");
        bloom.clear();
        assert!(!bloom.may_have(hash(0)));
    }
}
