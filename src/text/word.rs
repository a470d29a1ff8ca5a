//! The token under construction: a word, or a gram of a script without spaces.

use crate::kernel::{SHORT_TOKEN, short_token_hash, token_hash};
use crate::scheme::{IDEOGRAPH_GRAM, TOKEN_BYTES, UNSPACED_GRAM};

use super::{Class, Token};

/// Letters and digits gathered so far, folded.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Of the first [`SHORT_TOKEN`], those behind the last are 0: a short token is hashed where it stands.
    bytes: [u8; TOKEN_BYTES],
    len: u8,
    /// Saturating: only its comparison with a small minimum counts.
    letters: u8,
    has_digit: bool,
    /// The last character, for composing Hangul.
    last: u32,
    start: u64,
    end: u64,
}

/// Encodes a scalar value; gives the bytes and how many of them count.
#[inline]
fn encode(cp: u32) -> ([u8; 4], u8) {
    let mut bytes = [0; 4];
    let len = char::from_u32(cp).map_or(0, |c| c.encode_utf8(&mut bytes).len());
    (bytes, len as u8)
}

/// A syllable of Hangul counts as two letters: words of two syllables are words.
fn letters(cp: u32) -> u8 {
    1 + u8::from(matches!(cp, 0xAC00..=0xD7A3))
}

/// The syllable that a loose vowel or final consonant completes, if `last` is what it completes.
pub(super) fn compose_hangul(last: u32, cp: u32) -> Option<u32> {
    match (last, cp) {
        (0x1100..=0x1112, 0x1161..=0x1175) => Some(0xAC00 + ((last - 0x1100) * 21 + (cp - 0x1161)) * 28),
        (0xAC00..=0xD7A3, 0x11A8..=0x11C2) if (last - 0xAC00).is_multiple_of(28) => Some(last + (cp - 0x11A7)),
        _ => None,
    }
}

impl Word {
    #[inline(always)]
    pub(super) const fn new() -> Self {
        Self { bytes: [0; TOKEN_BYTES], len: 0, letters: 0, has_digit: false, last: 0, start: 0, end: 0 }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// An ignored mark belongs to the passage that its word is shown as.
    #[inline]
    pub(super) fn extend_to(&mut self, end: u64) {
        self.end = end;
    }

    /// Adds a letter or digit. False, and nothing added, where the token would pass [`TOKEN_BYTES`].
    #[inline]
    pub(super) fn push(&mut self, class: Class, cp: u32, start: u64, end: u64) -> bool {
        let composed = if matches!(cp, 0x1161..=0x11C2) { compose_hangul(self.last, cp) } else { None };
        let at = match composed {
            Some(_) => self.len.saturating_sub(3), // the character replaced takes three bytes, as does its successor
            None => self.len,
        };
        let cp = composed.unwrap_or(cp);
        let (bytes, width) = encode(cp);
        let range = usize::from(at)..usize::from(at + width);
        let (Some(to), Some(from)) = (self.bytes.get_mut(range.clone()), bytes.get(..usize::from(width))) else {
            return false;
        };
        // Not `copy_from_slice`: the compiler does not see that the lengths are one, and would keep its panic.
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        if self.len == 0 {
            self.start = start;
        }
        self.len = range.end as u8;
        self.end = end;
        if class == Class::Digit {
            self.has_digit = true;
        } else if composed.is_none() {
            self.letters = self.letters.saturating_add(letters(cp));
        } else if self.last < 0xAC00 {
            self.letters = self.letters.saturating_add(1);
        }
        self.last = cp;
        true
    }

    /// Adds the ASCII letters and digits that `piece` begins with, as far as there is room; gives how many.
    #[inline]
    pub(super) fn push_ascii(&mut self, piece: &[u8], start: u64) -> usize {
        let room = self.bytes.get_mut(usize::from(self.len)..).unwrap_or_default();
        let (mut taken, mut digits) = (0u8, 0);
        for (to, byte) in room.iter_mut().zip(piece) {
            let lowered = byte | 0x20; // which a digit has anyway
            let is_digit = byte.is_ascii_digit();
            if !is_digit && !lowered.is_ascii_lowercase() {
                break;
            }
            *to = lowered;
            digits += u8::from(is_digit);
            taken += 1;
        }
        if taken > 0 {
            if self.len == 0 {
                self.start = start;
            }
            self.len += taken;
            self.end = start + u64::from(taken);
            self.has_digit |= digits > 0;
            self.letters = self.letters.saturating_add(taken - digits);
            self.last = 0; // no ASCII character composes with what follows
        }
        usize::from(taken)
    }

    /// Takes the token, leaving the word empty. On a device a call of its own, whose stack is free again when the token is used.
    #[cfg_attr(target_pointer_width = "32", inline(never))]
    #[cfg_attr(not(target_pointer_width = "32"), inline)]
    pub(super) fn take(&mut self, seed: u64, min_letters: u32) -> Token {
        let hash = match self.bytes.first_chunk() {
            Some(padded) if usize::from(self.len) <= SHORT_TOKEN => short_token_hash(padded, seed),
            _ => token_hash(self.bytes.get(..usize::from(self.len)).unwrap_or_default(), seed),
        };
        if let Some(padding) = self.bytes.first_chunk_mut::<SHORT_TOKEN>() {
            padding.fill(0);
        }
        let token = Token {
            hash,
            start: self.start,
            end: self.end,
            kept: self.has_digit || u32::from(self.letters) >= min_letters,
            has_digit: self.has_digit,
        };
        (self.len, self.letters, self.has_digit, self.last) = (0, 0, false, 0);
        token
    }
}

/// A run of a script without spaces: its tokens are all its overlapping grams, or the run itself if it is shorter.
#[derive(Clone, Debug)]
pub(super) struct Gram {
    /// The last characters, oldest first, and the offset where each starts.
    characters: [u32; UNSPACED_GRAM],
    starts: [u64; UNSPACED_GRAM],
    len: u8,
    /// Whether the run has given a token yet.
    spoke: bool,
    class: Class,
    end: u64,
}

const _: () = assert!(4 * UNSPACED_GRAM <= SHORT_TOKEN, "a gram is a short token");

impl Gram {
    #[inline(always)]
    pub(super) const fn new() -> Self {
        Self {
            characters: [0; UNSPACED_GRAM],
            starts: [0; UNSPACED_GRAM],
            len: 0,
            spoke: false,
            class: Class::Ideograph,
            end: 0,
        }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub(super) fn class(&self) -> Class {
        self.class
    }

    /// Adds a character to the run; gives the token that it completes.
    #[inline]
    pub(super) fn push(&mut self, class: Class, cp: u32, start: u64, end: u64, seed: u64) -> Option<Token> {
        let width = if class == Class::Unspaced { UNSPACED_GRAM } else { IDEOGRAPH_GRAM };
        self.class = class;
        self.end = end;
        if usize::from(self.len) == width {
            self.characters.copy_within(1..width, 0);
            self.starts.copy_within(1..width, 0);
            self.len -= 1;
        }
        let at = usize::from(self.len);
        if let (Some(character), Some(offset)) = (self.characters.get_mut(at), self.starts.get_mut(at)) {
            (*character, *offset) = (cp, start);
            self.len += 1;
        }
        if usize::from(self.len) < width {
            return None;
        }
        self.spoke = true;
        Some(self.token(seed))
    }

    /// Ends the run; gives its one token if it was too short for a gram.
    #[inline]
    pub(super) fn finish(&mut self, seed: u64) -> Option<Token> {
        let token = (self.len > 0 && !self.spoke).then(|| self.token(seed));
        (self.len, self.spoke) = (0, false);
        token
    }

    fn token(&self, seed: u64) -> Token {
        let mut bytes = [0u8; SHORT_TOKEN];
        let mut len = 0usize;
        let characters = self.characters.get(..usize::from(self.len)).unwrap_or_default();
        for cp in characters {
            let (encoded, width) = encode(*cp);
            for byte in encoded.iter().take(usize::from(width)) {
                if let Some(slot) = bytes.get_mut(len) {
                    *slot = *byte;
                    len += 1;
                }
            }
        }
        Token {
            hash: short_token_hash(&bytes, seed),
            start: self.starts.first().copied().filter(|_| self.len > 0).unwrap_or(self.end),
            end: self.end,
            kept: true,
            has_digit: false,
        }
    }
}
