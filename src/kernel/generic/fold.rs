//! UTF-8 → folded text.
//!
//! ASCII is lowered 64 bytes at a time. Where a block has bytes outside ASCII there are two ways on:
//! 1. *A few of them* (accents in Latin text, a dash, curly quotes): the ASCII before the next one is taken as a block that
//!    is cut short, which costs no branch on its length, then the one character by the table; and so on.
//! 2. *Many of them*: masks of the block's first and following bytes show whether its characters are well-formed, all at
//!    once; then a counted loop over the first bytes looks each character up and writes it, whatever its width. Only how
//!    many characters a block has is left to the branch predictor, so scripts may alternate as they like.
//!
//! The table takes a character's bytes as they stand, without making a code point of them: one level by the first byte of
//! two, or the first two of three, one by the last. An entry is XORed with the bytes, so the blocks of all letters that
//! fold to themselves are one.

use crate::kernel::block::Block;
use crate::kernel::fold_pages::{ENTRIES, ODD, ONE, PAGES, THREE, TWO};
use crate::kernel::folded::{Folded, STRETCH, Stop};

/// A block becomes at most so many folded bytes: characters that become longer are odd.
const BLOCK_FOLDED: usize = 64;
/// Bytes outside ASCII of 64 from which on the second way is taken.
const MANY: u32 = 14;
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
        if folded.len > STRETCH - BLOCK_FOLDED {
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
            unsafe { write(folded, bytes, entry) };
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

/// Writes a character's folded bytes, and up to four bytes over them.
///
/// # Safety
/// Four bytes must fit behind the folded text's end.
#[inline(always)]
unsafe fn write(folded: &mut Folded, bytes: u32, entry: u32) {
    // SAFETY: the caller's promise.
    unsafe {
        let to = folded.bytes.as_mut_ptr().add(folded.len);
        to.cast::<[u8; 4]>().write((bytes ^ entry & 0xFF_FFFF).to_le_bytes());
    }
    folded.len += (entry >> 24 & 3) as usize;
}

/// The entry of a character by its bytes, lowest first. `page` is below the number of pages.
///
/// # Safety
/// `page` must be less than the length of PAGES and `low` less than 64.
#[inline(always)]
unsafe fn entry(page: usize, low: usize) -> u32 {
    // SAFETY: the caller's promise; a page's number leaves room for its 64 entries (the test below).
    unsafe { *ENTRIES.get_unchecked(usize::from(*PAGES.get_unchecked(page)) + low) }
}

/// Looks one character outside ASCII up: its width, its entry and its bytes. Nothing if it is ill-formed, unfinished, or of
/// four bytes.
///
/// # Safety
/// Four bytes must be readable.
#[inline(always)]
unsafe fn character(from: *const u8) -> Option<(usize, u32, u32)> {
    // SAFETY: the caller's promise.
    let bytes = u32::from_le_bytes(unsafe { from.cast::<[u8; 4]>().read() });
    let (first, second, third) = (bytes & 0xFF, bytes >> 8 & 0xFF, bytes >> 16 & 0xFF);
    if first & 0xE0 == 0xC0 && second & 0xC0 == 0x80 {
        // SAFETY: five bits are below THREE, which is below the number of pages; six bits are below 64.
        return Some((2, unsafe { entry(TWO + (first & 0x1F) as usize, (second & 0x3F) as usize) }, bytes));
    }
    if first & 0xF0 == 0xE0 && second & 0xC0 == 0x80 && third & 0xC0 == 0x80 {
        let page = THREE + ((first & 0x0F) << 6 | second & 0x3F) as usize;
        // SAFETY: THREE plus ten bits is below the number of pages; six bits are below 64.
        return Some((3, unsafe { entry(page, (third & 0x3F) as usize) }, bytes));
    }
    None
}

/// Folds the characters of one block that are well-formed and not odd, up to the first that is; gives the bytes taken and
/// whether such a character follows.
///
/// # Safety
/// The instruction set of `B` must be there, and READABLE bytes must be readable.
#[inline(always)]
unsafe fn characters<B: Block>(from: *const u8, folded: &mut Folded) -> (usize, bool) {
    // SAFETY: the caller's promise.
    let (following, two, three, other) = unsafe {
        let block = B::load(from);
        let first = block.within::<0xC0, 0xFF>();
        let three = block.within::<0xE0, 0xEF>();
        let other = block.within::<0xF0, 0xFF>();
        (block.within::<0x80, 0xBF>(), first & !three & !other, three, other)
    };
    let mut first = !following;
    let mut taken = 64 - unfinished(two, three);
    let wrong = following ^ (two << 1 | three << 1 | three << 2) | other;
    let mut is_odd = false;
    if wrong & mask_below(taken) != 0 {
        taken = sound_prefix(wrong, two, three);
        is_odd = true;
    }
    first &= mask_below(taken);
    let (mut at, end) = (folded.len, first.count_ones());
    for _ in 0..end {
        let place = first.trailing_zeros() as usize;
        // SAFETY: a place is below 64, so that four bytes are among the READABLE.
        let bytes = u32::from_le_bytes(unsafe { from.add(place).cast::<[u8; 4]>().read() });
        let (one, two) = (bytes & 0xFF, bytes >> 8);
        let (page, low) = if one >= 0xE0 {
            (THREE + ((one & 0x0F) << 6 | two & 0x3F) as usize, bytes >> 16 & 0x3F)
        } else if one >= 0x80 {
            (TWO + (one & 0x1F) as usize, two & 0x3F)
        } else {
            (ONE + (one >> 6) as usize, one & 0x3F)
        };
        // SAFETY: TWO plus five bits, THREE plus ten and ONE plus one are below the number of pages; six bits below 64.
        let entry = unsafe { entry(page, low as usize) };
        if entry & ODD != 0 {
            folded.len = at;
            return (place, true);
        }
        // SAFETY: a block becomes at most BLOCK_FOLDED bytes, for which the stretch has room, and SLACK behind it.
        unsafe {
            let to = folded.bytes.as_mut_ptr().add(at);
            to.cast::<[u8; 4]>().write((bytes ^ entry & 0xFF_FFFF).to_le_bytes());
        }
        at += (entry >> 24) as usize;
        first &= first.wrapping_sub(1);
    }
    folded.len = at;
    (taken, is_odd)
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
    last | last_but_one << 1
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
        assert!(PAGES.len() == ONE + 2 && ONE == THREE + 1024 && THREE == TWO + 32);
    }
}
