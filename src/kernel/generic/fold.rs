//! UTF-8 → folded text.
//!
//! ASCII is lowered 64 bytes at a time. Where a block has bytes outside ASCII there are two ways on:
//! 1. *A few of them* (accents in Latin text, a dash, curly quotes): the ASCII before the next one is taken as a block that
//!    is cut short, which costs no branch on its length, then the one character by the table; and so on.
//! 2. *Many of them*: masks of the block's first and following bytes show whether its characters are well-formed, all at
//!    once; then a counted loop over the first bytes looks each character up and writes it, whatever its width. Only how
//!    many characters a block has is left to the branch predictor, so scripts may alternate as they like.
//!
//!
//! 3. *Mostly of two bytes* (Cyrillic, Greek, Arabic, Hebrew): nearly every character keeps its room, since letters stay letters
//!    of two bytes and separators are filled up with pads. Such blocks are folded in place, where no character waits for the
//!    one before.
//!
//! Otherwise every place of the block gets the code point that a character beginning there would have, by plain vector
//! arithmetic on all 64; what is no beginning is never looked at. An entry of the table is XORed with the character's bytes
//! and says how many of them to keep, so that the pages of all letters that fold to themselves are one.

use crate::kernel::block::Block;
use crate::kernel::fold_pages::{ENTRIES, ODD, PAGES, UNEVEN};
use crate::kernel::folded::{Folded, PAD, STRETCH, Stop};

/// What one turn adds at most: a block, or the ASCII before a character and that; characters that become longer are odd.
const TURN_FOLDED: usize = 64 + 4;
/// Bytes outside ASCII of 64 from which on the second way is taken.
const MANY: u32 = 14;
/// Characters of three bytes up to which a block is folded in place: where there are more, as in Japanese, whether one is a
/// letter or a separator is left to the branch predictor, which measured a tenth slower.
const FEW: u32 = 6;
/// Bytes that must be readable from where a block begins: the last character is read as four bytes.
const READABLE: usize = 64 + 4;

/// Appends folded text for as much of `text` as can be; gives the bytes taken.
///
/// # Safety
/// The instruction set of `B` must be there.
#[inline(always)]
pub(in crate::kernel) unsafe fn fold<B: Block>(text: &[u8], folded: &mut Folded) -> (usize, Stop) {
    let mut taken = 0;
    if text.len() >= READABLE {
        // SAFETY: the caller's promise; from every place below the limit READABLE bytes follow in `text`.
        let stop = unsafe { run::<B>(text.as_ptr(), &mut taken, text.len() - READABLE + 1, folded) };
        if stop != Stop::End {
            return (taken, stop);
        }
    }
    // The rest is at most READABLE - 1 bytes. A copy gives it something to be read behind its end; zeros, so that an unfinished
    // character is seen to be one.
    let mut copy = [0u8; 2 * READABLE];
    let rest = text.get(taken..).unwrap_or_default();
    if let Some(to) = copy.get_mut(..rest.len()) {
        to.copy_from_slice(rest);
    }
    let mut at = 0;
    // SAFETY: the caller's promise; at most READABLE - 1 bytes are asked for, so READABLE more can be read from each.
    let stop = unsafe { run::<B>(copy.as_ptr(), &mut at, rest.len(), folded) };
    // Blocks reach over the end: the zeros that were folded are taken off again.
    folded.len -= at.saturating_sub(rest.len());
    (taken + at.min(rest.len()), stop)
}

/// Folds from `*at` on while that is below `limit`.
///
/// # Safety
/// The instruction set of `B` must be there, and READABLE bytes must be readable from every place below `limit`.
#[inline(always)]
unsafe fn run<B: Block>(text: *const u8, at: &mut usize, limit: usize, folded: &mut Folded) -> Stop {
    while *at < limit {
        if folded.len > STRETCH - TURN_FOLDED {
            return Stop::Full;
        }
        // SAFETY: `*at` is below the limit; SLACK covers a block written where the stretch is full.
        let (from, to) = unsafe { (text.add(*at), folded.bytes.as_mut_ptr().add(folded.len)) };
        // SAFETY: READABLE bytes can be read from `from`, and 64 written to `to`.
        let high = unsafe {
            let block = B::load(from);
            block.lowered().store(to);
            block.high()
        };
        let ascii = high.trailing_zeros() as usize;
        *at += ascii;
        folded.len += ascii;
        if high == 0 {
            continue;
        }
        if high.count_ones() < MANY {
            if *at >= limit {
                break;
            }
            // SAFETY: `*at` is below the limit, so four bytes can be read there.
            let Some((width, entry, bytes)) = (unsafe { character(text.add(*at)) }) else { return Stop::Odd };
            if entry & ODD != 0 {
                return Stop::Odd;
            }
            // SAFETY: SLACK covers four bytes behind a block that began in a stretch that was not full.
            folded.len = unsafe { write(folded.bytes.as_mut_ptr(), folded.len, bytes, entry) };
            *at += width;
        } else {
            // From the block's own beginning, so that a loop sees as much of it as can be.
            *at -= ascii;
            folded.len -= ascii;
            // SAFETY: READABLE bytes can be read from the place, which is below the limit as it was before.
            let (taken, is_odd) = unsafe { characters::<B>(text.add(*at), folded) };
            *at += taken;
            if is_odd {
                return Stop::Odd;
            }
        }
    }
    Stop::End
}

/// Writes a character's folded bytes, and more over them, to `at`; gives the place behind.
///
/// # Safety
/// Four bytes must fit there.
#[inline(always)]
unsafe fn write(to: *mut u8, at: usize, bytes: u32, entry: u32) -> usize {
    // SAFETY: the caller's promise.
    unsafe { to.add(at).cast::<[u8; 4]>().write((bytes ^ entry).to_le_bytes()) };
    at + (entry >> 24) as usize
}

/// The entry of any code point of three bytes or fewer.
#[inline(always)]
fn entry(code_point: u16) -> u32 {
    // SAFETY: ten bits are less than the number of pages; a page's place leaves room for its 64 entries (the test below).
    unsafe {
        let page = *PAGES.get_unchecked(usize::from(code_point >> 6));
        *ENTRIES.get_unchecked(usize::from(page) + usize::from(code_point & 63))
    }
}

/// Looks one character outside ASCII up: its width, its entry and its bytes. Nothing if it is ill-formed, unfinished, or of
/// four bytes.
///
/// # Safety
/// Four bytes must be readable.
#[inline(always)]
unsafe fn character(from: *const u8) -> Option<(usize, u32, u32)> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { from.cast::<[u8; 4]>().read() };
    let code_point = code_point(bytes[0], bytes[1], bytes[2]);
    let word = u32::from_le_bytes(bytes);
    if word & 0xC0E0 == 0x80C0 && code_point >= 0x80 {
        return Some((2, entry(code_point), word));
    }
    if word & 0xC0_C0F0 == 0x80_80E0 && code_point >= 0x800 {
        return Some((3, entry(code_point), word));
    }
    None
}

/// The code point of a character of three bytes.
#[inline(always)]
fn three_bytes([first, second, third, _]: [u8; 4]) -> u16 {
    u16::from(first) << 12 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F)
}

/// The code point of a character of up to three bytes that begins with these.
#[inline(always)]
fn code_point(first: u8, second: u8, third: u8) -> u16 {
    let (second, third) = (u16::from(second & 0x3F), u16::from(third & 0x3F));
    let two = u16::from(first & 0x1F) << 6 | second;
    let three = u16::from(first) << 12 | second << 6 | third;
    if first < 0x80 {
        u16::from(first)
    } else if first < 0xE0 {
        two
    } else {
        three
    }
}

/// Folds the characters of one block that are well-formed and not odd, up to the first that is; gives the bytes taken and
/// whether such a character follows.
///
/// # Safety
/// The instruction set of `B` must be there, READABLE bytes must be readable, and the stretch not be full.
#[inline(always)]
unsafe fn characters<B: Block>(from: *const u8, folded: &mut Folded) -> (usize, bool) {
    // SAFETY: the caller's promise.
    let (following, two, three, other, overlong) = unsafe {
        let block = B::load(from);
        let three = block.within::<0xE0, 0xEF>();
        let overlong = block.within::<0xE0, 0xE0>() << 1 & block.within::<0x80, 0x9F>();
        let other = block.within::<0xF0, 0xFF>() | block.within::<0xC0, 0xC1>();
        (block.within::<0x80, 0xBF>(), block.within::<0xC2, 0xDF>(), three, other, overlong)
    };
    let mut taken = 64 - unfinished(two, three);
    let wrong = following ^ (two << 1 | three << 1 | three << 2) | other | overlong;
    let mut is_odd = false;
    // At the place where the unfinished character begins, too: it may interrupt another.
    if wrong & (mask_below(taken) << 1 | 1) != 0 {
        taken = sound_prefix(wrong, two, three);
        is_odd = true;
        if taken == 0 {
            return (0, true);
        }
    }
    let first = !following & mask_below(taken);
    let (two, three) = (two & first, three & first);
    if three.count_ones() <= FEW && two.count_ones() > three.count_ones() {
        // SAFETY: the block was stored at the folded text's end, lowered.
        let is_even = unsafe { in_place::<B>(from, two, three, folded.bytes.as_mut_ptr().add(folded.len)) };
        if is_even {
            folded.len += taken;
            return (taken, is_odd);
        }
    }
    let mut code_points = [0u16; 64];
    for (place, code) in code_points.iter_mut().enumerate() {
        // SAFETY: places are below 64, and READABLE bytes can be read.
        *code = unsafe { code_point(*from.add(place), *from.add(place + 1), *from.add(place + 2)) };
    }
    let to = folded.bytes.as_mut_ptr();
    let (mut rest, mut at, mut seen) = (first, folded.len, 0);
    while rest != 0 {
        let place = rest.trailing_zeros() as usize & 63;
        rest &= rest - 1;
        // SAFETY: a place is below 64, so that four bytes are among the READABLE; no character becomes longer, so the
        // block becomes at most TURN_FOLDED bytes, for which a stretch that is not full has room, and SLACK for what is
        // written over.
        unsafe {
            let entry = entry(*code_points.get_unchecked(place));
            seen |= entry;
            at = write(to, at, u32::from_le_bytes(from.add(place).cast::<[u8; 4]>().read()), entry);
        }
    }
    if seen & ODD == 0 {
        folded.len = at;
        return (taken, is_odd);
    }
    // SAFETY: the same places once more.
    unsafe { up_to_odd(from, &code_points, first, folded) }
}

/// Folds the characters outside ASCII where they are, which most scripts' letters allow: no place depends on what was folded
/// before. False if one is odd or becomes shorter within a word.
///
/// # Safety
/// As for [`characters`]; `to` holds the block, lowered.
#[inline(always)]
unsafe fn in_place<B: Block>(from: *const u8, two: u64, three: u64, to: *mut u8) -> bool {
    // SAFETY: the caller's promise; what `two` has begins a character of two bytes, below U+0800.
    let mut seen = unsafe { B::exchange(from, two, to) } & UNEVEN;
    let mut rest = three;
    while rest != 0 {
        let place = rest.trailing_zeros() as usize & 63;
        rest &= rest - 1;
        // SAFETY: places are below 64, and characters end in the block.
        unsafe {
            let bytes = from.add(place).cast::<[u8; 4]>().read();
            let entry = entry(three_bytes(bytes));
            let bytes = (u32::from_le_bytes(bytes) ^ entry).to_le_bytes();
            let (len, first) = (entry >> 24, bytes[0]);
            // A separator is filled up; without a branch, since there is no telling which it is.
            let is_word = first.is_ascii_lowercase() | first.is_ascii_digit();
            let is_separator = (len == 1) & !is_word;
            let [second, third] = if is_separator { [PAD, PAD] } else { [bytes[1], bytes[2]] };
            to.add(place).cast::<[u8; 3]>().write([first, second, third]);
            seen |= entry & ODD | u32::from((len != 3) & !is_separator);
        }
    }
    seen == 0
}

/// Folds characters up to the first that is odd, of which there is one; gives the bytes before it.
///
/// # Safety
/// As for [`characters`].
#[cold]
#[inline(never)]
unsafe fn up_to_odd(from: *const u8, code_points: &[u16; 64], first: u64, folded: &mut Folded) -> (usize, bool) {
    let mut rest = first;
    while rest != 0 {
        let place = rest.trailing_zeros() as usize & 63;
        rest &= rest - 1;
        let entry = code_points.get(place).map_or(ODD, |code| entry(*code));
        if entry & ODD != 0 {
            return (place, true);
        }
        // SAFETY: as in `characters`.
        unsafe {
            let bytes = u32::from_le_bytes(from.add(place).cast::<[u8; 4]>().read());
            folded.len = write(folded.bytes.as_mut_ptr(), folded.len, bytes, entry);
        }
    }
    (64, false)
}

/// Bits below `place`, which is at most 64.
#[inline(always)]
fn mask_below(place: usize) -> u64 {
    if place >= 64 { !0 } else { (1 << place) - 1 }
}

/// Bytes at the block's end that begin a character which ends in the next.
#[inline(always)]
fn unfinished(two: u64, three: u64) -> usize {
    let last = ((two | three) >> 63) as usize;
    let last_but_one = (three >> 62 & 1) as usize;
    last & !last_but_one | last_but_one << 1
}

/// Bytes before the character that is ill-formed, or of four bytes; `wrong` has its first bit in it or right behind it.
#[cold]
fn sound_prefix(wrong: u64, two: u64, three: u64) -> usize {
    let place = wrong.trailing_zeros() as usize;
    let unfinished = (1..=place.min(2)).find(|back| {
        let lead = 1u64 << (place - back);
        (three & lead != 0) || (*back == 1 && two & lead != 0)
    });
    place - unfinished.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_entries() {
        assert!(PAGES.iter().all(|page| usize::from(*page) + 64 <= ENTRIES.len()));
        assert_eq!(PAGES.len(), 1024);
    }

    #[test]
    fn no_character_becomes_longer() {
        for code_point in 0..=u16::MAX {
            let Some(c) = char::from_u32(code_point.into()) else { continue };
            let kept = entry(code_point) >> 24;
            assert!(kept as usize <= c.len_utf8(), "{c:?} keeps {kept}");
        }
    }
}
