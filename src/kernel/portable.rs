//! Eight words of eight bytes: for every CPU, without any instruction set of its own.
//!
//! A byte is compared inside a word by adding what lifts it over 7F exactly if it is large enough, its own high bit set
//! apart; the high bits are gathered by a multiplication that moves each to the top.

use super::block::{Block, Classes};

#[derive(Clone, Copy)]
pub(super) struct Words([u64; 8]);

const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const HIGH: u64 = each(0x80);

/// High bit of every byte from `LOW` to `HIGHEST`, which are on the same side of 80.
#[inline(always)]
fn within<const LOW: u8, const HIGHEST: u8>(word: u64) -> u64 {
    let seven = word & !HIGH;
    let (low, highest) = (LOW & 0x7F, HIGHEST & 0x7F);
    let at_least = seven + each(0x80 - low);
    let above = seven + each(0x7F - highest);
    let side = if LOW >= 0x80 { word } else { !word };
    at_least & !above & side & HIGH
}

/// Bit `i` of the result is the high bit of byte `i`; there are no other bits.
#[inline(always)]
fn gathered(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

impl Words {
    /// Bit `i` of the result is the high bit of byte `i` of what `of` makes.
    #[inline(always)]
    fn mask(self, of: impl Fn(u64) -> u64) -> u64 {
        self.0.iter().enumerate().fold(0, |mask, (at, word)| mask | gathered(of(*word)) << (8 * at))
    }
}

// SAFETY: plain arithmetic, on every CPU.
unsafe impl Block for Words {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller's promise: 64 bytes can be read.
        let bytes = unsafe { from.cast::<[[u8; 8]; 8]>().read() };
        Self(bytes.map(u64::from_le_bytes))
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        // SAFETY: the caller's promise: 64 bytes can be written.
        unsafe { to.cast::<[[u8; 8]; 8]>().write(self.0.map(u64::to_le_bytes)) }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        self.mask(|word| word & HIGH)
    }

    #[inline(always)]
    unsafe fn within<const LOW: u8, const HIGHEST: u8>(self) -> u64 {
        self.mask(within::<LOW, HIGHEST>)
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Self {
        Self(self.0.map(|word| word | within::<b'A', b'Z'>(word) >> 2))
    }

    #[inline(always)]
    unsafe fn classes(self) -> Classes {
        // Byte by byte, for the compiler to do with whatever vectors every CPU of the target has.
        let bytes = self.0.map(u64::to_le_bytes);
        let bytes = bytes.as_flattened();
        let (mut alphanumeric, mut digits, mut marks, mut high) = ([0u8; 64], [0u8; 64], [0u8; 64], [0u8; 64]);
        let mut rare = 0;
        let common = alphanumeric.iter_mut().zip(&mut digits);
        for (byte, ((alphanumeric, digit), (mark, high))) in
            bytes.iter().zip(common.zip(marks.iter_mut().zip(&mut high)))
        {
            let is = |yes: bool| u8::from(yes);
            *digit = is(byte.wrapping_sub(b'0') < 10);
            *alphanumeric = is(byte.wrapping_sub(b'a') < 26) | *digit;
            *mark = is(byte.wrapping_sub(b'A') < 9) | is(*byte == b'"');
            *high = byte >> 7;
            rare |= *digit | *mark | *high;
        }
        let alphanumeric = gather(&alphanumeric);
        // Most blocks have nothing else, and gathering bits is dearer than finding them.
        if rare == 0 {
            return Classes { alphanumeric, digits: 0, marks: 0, high: 0 };
        }
        Classes { alphanumeric, digits: gather(&digits), marks: gather(&marks), high: gather(&high) }
    }
}

/// Bit `i` of the result is byte `i`, which is 0 or 1.
#[inline(always)]
fn gather(bytes: &[u8; 64]) -> u64 {
    let words =
        bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    words.enumerate().fold(0, |mask, (at, bits)| mask | bits << (8 * at))
}

super::siblings!(Words);
