//! Folded text: what block kernels make of UTF-8, and what tokens are cut from.
//!
//! Folded text is UTF-8 of folded characters with four liberties, by which a byte alone tells its class:
//! * a separator is one ASCII byte, itself if it is ASCII; a quotation mark outside ASCII is a capital letter (folding
//!   leaves none), any space is a space, `’` and `…` are a full stop, all others are 01;
//! * the first byte of an ideograph is [`IDEOGRAPH_LEAD`] higher than in UTF-8, a value that UTF-8 does not use;
//! * ignored characters are not there;
//! * [`PAD`]s may stand behind a separator, to fill the room that it had: they are not there either.
//!
//! So a word consists of `a–z`, `0–9` and bytes of 80 to F4, a run of ideographs of three-byte characters that begin with
//! F5 to FD, and everything else separates. EA to ED begin Hangul syllables and nothing else. Characters that this cannot
//! say (odd ones) never enter it.

/// Bytes that one stretch of folded text holds. Half of it cost 7 % of the speed on English, twice as much gained nothing.
pub(crate) const STRETCH: usize = 2048;
/// Bytes behind the end that kernels may write to or read.
pub(super) const SLACK: usize = 192;
/// What the first byte of an ideograph is raised by.
pub(crate) const IDEOGRAPH_LEAD: u8 = 0x13;
/// The lowest first byte of an ideograph, so raised.
pub(crate) const FIRST_IDEOGRAPH: u8 = 0xF5;
/// The quotation marks that capital letters stand for, from `A`.
pub(crate) const MARKS: [u32; 9] = [0x201C, 0x201D, 0x201E, 0xAB, 0xBB, 0x300C, 0x300D, 0x300E, 0x300F];
/// Fills room; is no character.
pub(crate) const PAD: u8 = b'Z';
/// Any separator that is neither a mark nor a space nor a stop.
pub(crate) const OTHER: u8 = 1;

/// A stretch of folded text, with slack behind it.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(super) bytes: [u8; STRETCH + SLACK],
    pub(super) len: usize,
}

impl Folded {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; STRETCH + SLACK], len: 0 }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Appends a few bytes; false, and nothing appended, if there is no room.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> bool {
        let Some(to) = self.bytes.get_mut(self.len..STRETCH).and_then(|room| room.get_mut(..bytes.len())) else {
            return false;
        };
        to.copy_from_slice(bytes);
        self.len += bytes.len();
        true
    }

    /// Whether so many bytes can be appended.
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        self.len + bytes <= STRETCH
    }

    /// Takes the last `len` bytes off.
    pub(crate) fn truncate_by(&mut self, len: usize) {
        self.len = self.len.saturating_sub(len);
    }

    /// Drops what stands before `from`.
    pub(crate) fn keep_from(&mut self, from: usize) {
        let from = from.min(self.len);
        self.bytes.copy_within(from..self.len, 0);
        self.len -= from;
    }
}

/// Why a kernel stopped folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// All of the text is folded.
    End,
    /// The stretch is full.
    Full,
    /// The next character is odd, ill-formed or unfinished.
    Odd,
}
