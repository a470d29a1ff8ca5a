//! Where the tokens of a stretch of folded text are.

use super::folded::STRETCH;

/// Blocks of 64 bytes in a stretch, and one more for a bit that falls behind the last.
pub(super) const BLOCKS: usize = STRETCH / 64 + 1;
/// Tokens of a stretch at most (every other byte a word), and what an extraction may write beyond.
pub(super) const PLACES: usize = STRETCH / 2 + 64;
/// Set in an end where the profile keeps the token.
pub(super) const KEPT: u16 = 1 << 15;

/// Tokens, as byte ranges of folded text, and the marks between them.
#[derive(Debug)]
pub(crate) struct Spans {
    pub(super) starts: [u16; PLACES],
    /// The end of the token, exclusive, and [`KEPT`].
    pub(super) ends: [u16; PLACES],
    pub(super) len: usize,
    /// A bit for every byte that is a quotation mark.
    pub(super) marks: [u64; BLOCKS],
    /// A bit for every byte behind a token's last: the token is given when it is read.
    pub(super) given: [u64; BLOCKS],
    /// Tokens given in the blocks before.
    pub(super) before: [u16; BLOCKS],
    /// Whether any token has bytes outside ASCII, and whether any is of ideographs.
    pub(super) has_ideographs: bool,
}

impl Spans {
    pub(crate) const fn new() -> Self {
        Self {
            starts: [0; PLACES],
            ends: [0; PLACES],
            len: 0,
            marks: [0; BLOCKS],
            given: [0; BLOCKS],
            before: [0; BLOCKS],
            has_ideographs: false,
        }
    }

    /// Tokens.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Forgets the tokens from the first that is longer than `bytes` on; gives where that one starts.
    #[cold]
    pub(crate) fn truncate_at_longer(&mut self, bytes: usize) -> Option<usize> {
        let lengths = self.starts.iter().zip(&self.ends).take(self.len);
        let at = lengths.map(|(start, end)| (end & !KEPT) - start).position(|len| usize::from(len) > bytes)?;
        self.len = at;
        self.starts.get(at).map(|start| usize::from(*start))
    }

    /// The quotation marks: their place, and how many tokens were given up to it.
    pub(crate) fn marks(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let blocks = self.marks.iter().zip(&self.given).zip(&self.before).enumerate();
        blocks.flat_map(|(block, ((marks, given), before))| {
            Bits(*marks).map(move |bit| {
                let given = given & (!0 >> (63 - bit));
                (block * 64 + bit as usize, usize::from(*before) + given.count_ones() as usize)
            })
        })
    }
}

/// The set bits of a word, from the lowest.
struct Bits(u64);

impl Iterator for Bits {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let bit = self.0.trailing_zeros();
        (self.0 != 0).then(|| {
            self.0 &= self.0 - 1;
            bit
        })
    }
}
