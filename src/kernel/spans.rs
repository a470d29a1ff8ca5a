//! Where the tokens of a stretch of folded text are.

use super::folded::STRETCH;
use super::room::Room;

/// Blocks of 64 bytes in a stretch, and one more for a bit that falls behind the last.
pub(super) const BLOCKS: usize = STRETCH / 64 + 1;
/// Tokens of a stretch at most (every other byte a word), and what an extraction may write beyond.
pub(super) const PLACES: usize = STRETCH / 2 + 64;

/// Empty tokens behind the last, so that tokens can be hashed in groups.
pub(super) const SPARE: usize = 8;

/// Tokens, as byte ranges of folded text, and the marks between them.
pub(crate) struct Spans {
    /// The start of each token, and its end, exclusive. Behind the last stand [`SPARE`] empty ones.
    pub(super) tokens: Room<[u16; 2], PLACES>,
    /// A bit for every token, set if the profile keeps it; one word more than needed, so that bits are written in pairs of words.
    pub(super) kept: [u64; PLACES / 64 + 2],
    /// A bit for every byte that is a quotation mark.
    pub(super) marks: [u64; BLOCKS],
    /// A bit for every byte behind a token's last: the token is given when it is read.
    pub(super) given: [u64; BLOCKS],
    /// Tokens given in the blocks before.
    pub(super) before: [u16; BLOCKS],
    /// Whether any token is of ideographs.
    pub(super) has_ideographs: bool,
}

impl Spans {
    pub(crate) const fn new() -> Self {
        Self {
            tokens: Room::new(),
            kept: [0; PLACES / 64 + 2],
            marks: [0; BLOCKS],
            given: [0; BLOCKS],
            before: [0; BLOCKS],
            has_ideographs: false,
        }
    }

    /// Tokens.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Forgets the tokens from the first that is longer than `bytes` on; gives where that one starts.
    #[cold]
    pub(crate) fn truncate_at_longer(&mut self, bytes: usize) -> Option<usize> {
        let at = self.tokens.as_slice().iter().position(|[start, end]| usize::from(end - start) > bytes)?;
        let start = self.tokens.as_slice().get(at).map(|token| usize::from(token[0]));
        self.tokens.truncate(at);
        start
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
