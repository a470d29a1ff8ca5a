//! Folded text → tokens.
//!
//! A block of 64 bytes becomes a few words of a bit a byte, and all that is to be known follows by arithmetic on them:
//! 1. *Words.* A token starts where a word byte follows none and is given where none follows one: two shifts.
//! 2. *Kept or not.* Long enough in ASCII: the three bits before the end are set, three shifts. With a digit: the run of
//!    bits is added to its digits; the carry runs to the run's end and marks it. In other scripts the third character of a
//!    word is found by adding twice (a bit behind a character runs through its following bytes to the next), and carried to
//!    the end in the same way. No loop over tokens or characters, and carries take it from block to block.
//! 3. *Ideographs.* The overlapping pairs start at every ideograph that one follows, and are given behind every one that
//!    follows another. Starts and ends stay in step: the i-th start belongs to the i-th end.
//! 4. *Extraction.* Places are written eight at a time whether they are there or not; only the number of eights is left to
//!    the branch predictor.

use crate::kernel::block::Block;
use crate::kernel::folded::Folded;
use crate::kernel::room::Room;
use crate::kernel::spans::{BLOCKS, PLACES, SPARE, Spans};

/// Masks of one block, before runs are looked at.
#[derive(Clone, Copy, Default)]
struct Masks {
    /// Bytes of words and ideographs.
    text: u64,
    digits: u64,
    /// First bytes of ideographs.
    ideographs: u64,
    /// Following bytes of any character.
    following: u64,
    /// First bytes of Hangul syllables.
    hangul: u64,
}

/// What one block leaves for the next.
#[derive(Default)]
struct Carry {
    word: u64,
    ideographs: u64,
    digit: bool,
    second: Step,
    third: Step,
    long: bool,
    hangul_next: Step,
}

/// The carry of [`next`].
#[derive(Clone, Copy, Default)]
struct Step {
    shifted: u64,
    added: bool,
}

/// `a + b` with a carry in and out.
#[inline(always)]
fn add(a: u64, b: u64, carry: &mut bool) -> u64 {
    let (sum, over) = a.overflowing_add(b);
    let (sum, again) = sum.overflowing_add(u64::from(*carry));
    *carry = over | again;
    sum
}

/// The bit of the byte behind each character of which `first` has the first byte.
#[inline(always)]
fn next(first: u64, following: u64, carry: &mut Step) -> u64 {
    let behind = first << 1 | carry.shifted;
    carry.shifted = first >> 63;
    add(behind, following, &mut carry.added) & !following
}

/// Finds the tokens that are given before `cut`, a place where a token starts or the end. Profiles that keep `all` tokens ask for
/// no letters, others for three.
///
/// # Safety
/// The instruction set of `B` must be there.
#[inline(always)]
pub(in crate::kernel) unsafe fn spans<B: Block>(folded: &Folded, cut: usize, all: bool, out: &mut Spans) {
    let cut = cut.min(folded.len);
    // One block more where the cut is at a block's end: the last token is given in its first bit.
    let blocks = (cut / 64 + 1).min(BLOCKS);
    let mut masks = [Masks::default(); BLOCKS + 1];
    let mut high_anywhere = 0;
    out.has_ideographs = false;
    for block in 0..blocks {
        // SAFETY: the caller's promise; a stretch has BLOCKS - 1 blocks, and SLACK behind it.
        let bytes = unsafe { B::load(folded.bytes.as_ptr().add(block * 64)) };
        // What stands behind the cut ends no token and starts none.
        let valid = mask_below(cut.saturating_sub(block * 64));
        let (Some(masks), Some(marks)) = (masks.get_mut(block), out.marks.get_mut(block)) else { break };
        // SAFETY: the caller's promise.
        unsafe {
            let classes = bytes.classes();
            let high = classes.high & valid;
            masks.text = classes.alphanumeric & valid | high;
            masks.digits = classes.digits & valid;
            *marks = classes.marks & valid;
            if high != 0 {
                masks.following = bytes.within::<0x80, 0xBF>() & valid;
                masks.ideographs = bytes.within::<0xF5, 0xFF>() & valid;
                masks.hangul = bytes.within::<0xEA, 0xED>() & valid;
                out.has_ideographs |= masks.ideographs != 0;
                high_anywhere |= high;
            }
        }
    }
    if let Some(marks) = out.marks.get_mut(blocks..) {
        marks.fill(0);
    }
    // SAFETY: the caller's promise.
    unsafe {
        match (high_anywhere != 0, out.has_ideographs, all) {
            (false, _, false) => tokens::<B, false, false, false>(&masks, blocks, out),
            (false, _, true) => tokens::<B, false, false, true>(&masks, blocks, out),
            (true, false, false) => tokens::<B, true, false, false>(&masks, blocks, out),
            (true, false, true) => tokens::<B, true, false, true>(&masks, blocks, out),
            (true, true, false) => tokens::<B, true, true, false>(&masks, blocks, out),
            (true, true, true) => tokens::<B, true, true, true>(&masks, blocks, out),
        }
    }
}

/// With `HIGH` where there are characters outside ASCII, `IDEOGRAPHS` where there are such, `ALL` where every token is kept.
///
/// # Safety
/// `blocks` must be at most BLOCKS, and the masks those of a stretch.
#[inline(always)]
unsafe fn tokens<B: Block, const HIGH: bool, const IDEOGRAPHS: bool, const ALL: bool>(
    masks: &[Masks; BLOCKS + 1],
    blocks: usize,
    out: &mut Spans,
) {
    let mut carry = Carry::default();
    let (mut starts_len, mut ends_len) = (0, 0);
    let to = out.tokens.start().cast::<u16>();
    let (mut starts_to, mut ends_to) = (Room::<u16, PLACES>::new(), Room::<u16, PLACES>::new());
    let mut following = masks.iter().skip(1);
    for (block, here) in masks.iter().enumerate().take(blocks) {
        let ahead = following.next().map_or(0, |masks| masks.ideographs);
        let (mut word, mut starts, mut ends, mut kept) = (here.text, 0, 0, 0);
        if IDEOGRAPHS {
            let (own, before) = (here.ideographs, carry.ideographs);
            let shifted = |by: u32| own << by | before >> (64 - by);
            word &= !(own | shifted(1) | shifted(2));
            let (next, previous) = (own >> 3 | ahead << 61, shifted(3));
            starts = own & (next | !previous);
            ends = previous & (shifted(6) | !own);
            kept = ends;
            carry.ideographs = own;
        }
        let before = |by: u32| word << by | carry.word >> (64 - by);
        let first = word & !before(1);
        let behind = before(1) & !word;
        starts |= first;
        ends |= behind;
        if ALL {
            kept |= behind;
        } else {
            let with_digit = add(word, here.digits, &mut carry.digit);
            kept |= with_digit & behind;
            kept |= if HIGH { long_enough(here, word, first, &mut carry) } else { before(2) & before(3) } & behind;
        }
        carry.word = word;
        if let (Some(given), Some(number)) = (out.given.get_mut(block), out.before.get_mut(block)) {
            *given = ends;
            *number = ends_len as u16;
        }
        // SAFETY: a stretch has at most half as many tokens as bytes, and PLACES leaves room for what is written in vain. The
        // instruction set is there.
        unsafe {
            append(&mut out.kept, ends_len, B::pack(kept, ends));
            if IDEOGRAPHS {
                B::places(starts_to.start().add(starts_len), starts, (block * 64) as u16);
                B::places(ends_to.start().add(ends_len), ends, (block * 64) as u16);
            } else {
                // Of words, every start is followed by its end: one row of places is all pairs.
                B::places(to.add(starts_len + ends_len), starts | ends, (block * 64) as u16);
            }
        }
        starts_len += starts.count_ones() as usize;
        ends_len += ends.count_ones() as usize;
    }
    if IDEOGRAPHS {
        // SAFETY: so many of both were written.
        unsafe {
            starts_to.set_len(ends_len);
            ends_to.set_len(ends_len);
        }
        for (at, (start, end)) in starts_to.as_slice().iter().zip(ends_to.as_slice()).enumerate() {
            // SAFETY: there is a place for every token.
            unsafe { out.tokens.start().add(at).write([*start, *end]) };
        }
    }
    // SAFETY: PLACES leaves room for the spare ones; so many tokens were written, there being as many starts as ends.
    unsafe {
        out.tokens.start().add(ends_len).cast::<[[u16; 2]; SPARE]>().write([[0; 2]; SPARE]);
        out.tokens.set_len(ends_len);
    }
}

/// Writes bits to a row of them, from `at` on; what was behind is lost.
#[inline(always)]
fn append<const N: usize>(row: &mut [u64; N], at: usize, bits: u64) {
    let (word, shift) = (at / 64, at % 64);
    if let Some([here, behind]) = row.get_mut(word..word + 2) {
        *here = *here & ((1 << shift) - 1) | bits << shift;
        *behind = (bits >> 1) >> (63 - shift);
    }
}

/// Bits at the ends of words of three letters, or more.
#[inline(always)]
fn long_enough(here: &Masks, word: u64, first: u64, carry: &mut Carry) -> u64 {
    let characters = word & !here.following;
    let second = next(first, here.following, &mut carry.second) & characters;
    let mut third = next(second, here.following, &mut carry.third) & characters;
    // A syllable counts as two letters: two characters are enough if one of them is one.
    let behind_hangul = next(here.hangul & characters, here.following, &mut carry.hangul_next);
    third |= second & (here.hangul | behind_hangul);
    add(word, third, &mut carry.long) & !word
}

/// Bits below `place`.
#[inline(always)]
fn mask_below(place: usize) -> u64 {
    if place >= 64 { !0 } else { (1 << place) - 1 }
}
