//! The tokeniser in blocks: texts are folded two kilobytes at a time, and tokens come by the hundred.
//!
//! The block kernels find and hash the tokens; this file follows the quotation marks between them and leaves to the
//! tokeniser of single characters what a kernel cannot say: the token that is unfinished where a piece ends, tokens of more than
//! [`TOKEN_BYTES`], characters of scripts that fold oddly. What comes out is the same at any division of labour; only offsets
//! are not told.

use crate::kernel::folded::{FIRST_IDEOGRAPH, IDEOGRAPH_LEAD, MARKS, OTHER, PAD};
use crate::kernel::{Blocks, Folded, PerToken, Spans, Stop};
use crate::scheme::TOKEN_BYTES;

use super::fold::folded;
use super::quotation::{Quotation, Side};
use super::utf8::{Decoder, Step};
use super::word::compose_hangul;
use super::{Class, TokenSink, Tokeniser};

/// What single characters are taken of before blocks are tried again, where they got nowhere.
const ODD_STRETCH: usize = 256;

/// Receives tokens by the hundred, and single ones as a [`TokenSink`] does.
pub(crate) trait TokenBlocks: TokenSink {
    /// Tokens in the order of the text, whether kept or not.
    fn tokens(&mut self, hashes: &[u64]);
    /// The kept ones among them, divided where quotations begin and end.
    fn kept(&mut self, hashes: &[u64]);
}

/// What the stages of a stretch hand to one another.
struct Workspace {
    folded: Folded,
    spans: Spans,
    hashes: PerToken,
    kept: PerToken,
}

impl Tokeniser {
    /// Pieces shorter than this are not worth the preparation.
    pub(crate) const WORTHWHILE: usize = 64;

    /// Takes the next piece of the text in blocks. The offsets of later tokens are not those of the text.
    pub(crate) fn push_blocks(&mut self, blocks: Blocks, piece: &[u8], sink: &mut impl TokenBlocks) {
        let mut rest = piece;
        if rest.len() >= Self::WORTHWHILE {
            let mut work = Workspace {
                folded: Folded::new(),
                spans: Spans::new(),
                hashes: PerToken::new(),
                kept: PerToken::new(),
            };
            while rest.len() >= Self::WORTHWHILE {
                rest = self.push_until_idle(rest, sink);
                let taken = self.stretches(blocks, rest, &mut work, sink);
                rest = rest.get(taken..).unwrap_or_default();
                if taken < ODD_STRETCH {
                    let (odd, after) = rest.split_at_checked(ODD_STRETCH).unwrap_or((rest, &[]));
                    self.push(odd, sink);
                    rest = after;
                }
            }
        }
        self.push(rest, sink);
    }

    /// Takes single bytes until no token is under way.
    fn push_until_idle<'p>(&mut self, piece: &'p [u8], sink: &mut impl TokenSink) -> &'p [u8] {
        let mut rest = piece;
        while !(self.word.is_empty() && self.gram.is_empty() && self.decoder.is_idle()) {
            if rest.is_empty() {
                break;
            }
            // Up to the first ASCII separator, which ends whatever is under way; not far, for scripts that have none.
            let near = rest.get(..ODD_STRETCH).unwrap_or(rest);
            let len = near
                .iter()
                .position(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
                .map_or(near.len(), |place| place + 1);
            let Some((now, after)) = rest.split_at_checked(len) else { break };
            self.push(now, sink);
            rest = after;
        }
        rest
    }

    /// Takes as much as can be taken in blocks, from an idle state; gives its bytes.
    fn stretches(&mut self, blocks: Blocks, text: &[u8], work: &mut Workspace, sink: &mut impl TokenBlocks) -> usize {
        let mut taken = 0;
        loop {
            let rest = text.get(taken..).unwrap_or_default();
            let (folded, stop) = blocks.fold(rest, &mut work.folded);
            taken += folded;
            let rest = rest.get(folded..).unwrap_or_default();
            match stop {
                Stop::Full => {
                    if !self.stretch(blocks, work, sink) {
                        return taken;
                    }
                }
                Stop::Odd => match odds(rest, &mut work.folded) {
                    Odd::Taken(width) => taken += width,
                    Odd::Full if self.stretch(blocks, work, sink) => {}
                    Odd::Full => return taken,
                    Odd::Left => break,
                },
                Stop::End => break,
            }
        }
        if self.stretch(blocks, work, sink) {
            self.replay(work.folded.as_bytes(), sink);
            work.folded.keep_from(usize::MAX);
        }
        taken
    }

    /// Gives the tokens of a stretch of which the end is there; the unfinished one stays in it. False if that was not
    /// possible: the stretch was taken character by character then.
    fn stretch(&mut self, blocks: Blocks, work: &mut Workspace, sink: &mut impl TokenBlocks) -> bool {
        let Workspace { folded, spans, hashes, kept } = work;
        let mut cut = last_token_start(folded.as_bytes());
        blocks.spans(folded, cut, self.profile.min_letters() <= 1, spans);
        let mut is_whole = cut > 0;
        if blocks.token_hashes(folded, spans, self.seed, hashes) > TOKEN_BYTES
            && let Some(start) = spans.truncate_at_longer(TOKEN_BYTES)
        {
            cut = start;
            is_whole = false;
        }
        let bytes = folded.as_bytes();
        hashes.truncate(spans.len());
        sink.tokens(hashes.as_slice());
        if cut > 0 && self.quotes.is_undecided() {
            self.quotes.follows(side_at(bytes, 0), |event| sink.quotation(event));
        }
        let (mut token, mut seen) = (0, 0);
        for (place, given) in spans.marks().take_while(|(place, _)| *place < cut) {
            self.kept(blocks, spans, hashes, token..given, kept, sink);
            token = given;
            self.skip(bytes, seen, place);
            seen = behind_pads(bytes, place + 1);
            let mark = bytes.get(place).map_or(0, |byte| code_point_of_ascii(*byte));
            self.quotes.character(Class::Separator, mark, |event| sink.quotation(event));
            if seen < cut {
                self.quotes.follows(side_at(bytes, seen), |event| sink.quotation(event));
            }
        }
        self.kept(blocks, spans, hashes, token..spans.len(), kept, sink);
        self.skip(bytes, seen, cut);
        if !is_whole {
            self.replay(bytes.get(cut..).unwrap_or_default(), sink);
            cut = usize::MAX;
        }
        folded.keep_from(cut);
        is_whole
    }

    /// Hands the kept tokens of a range over, and gives up on a quotation that they are too many for.
    #[inline]
    fn kept(
        &mut self,
        blocks: Blocks,
        spans: &Spans,
        hashes: &PerToken,
        range: core::ops::Range<usize>,
        packed: &mut PerToken,
        sink: &mut impl TokenBlocks,
    ) {
        blocks.kept_hashes(spans, hashes, range.start, range.end, packed);
        let mut kept = packed.as_slice();
        if let Some((quoted, rest)) = self.quotes.kept_tokens(kept.len()).and_then(|room| kept.split_at_checked(room)) {
            sink.kept(quoted);
            sink.quotation(Quotation::Abandoned);
            kept = rest;
        }
        sink.kept(kept);
    }

    /// Shows the tracker what it must know of `bytes[from..to]`, which holds no mark.
    fn skip(&mut self, bytes: &[u8], from: usize, to: usize) {
        let Some(skipped) = bytes.get(from..to) else { return };
        if skipped.is_empty() {
            return;
        }
        let mut line_ended = false;
        let mut separators = skipped.iter().rev().map_while(|byte| (!is_text(*byte)).then_some(*byte));
        let mut len = 0;
        for byte in &mut separators {
            line_ended |= byte == b'\n';
            len += 1;
        }
        if len == skipped.len() {
            line_ended |= self.quotes.has_line_ended();
        }
        self.quotes.skip_to(side_before(bytes, to), line_ended);
    }

    /// Takes folded text character by character.
    fn replay(&mut self, bytes: &[u8], sink: &mut impl TokenSink) {
        let mut decoder = Decoder::new();
        let mut class = Class::Letter;
        let mut rest = bytes;
        loop {
            // ASCII that stands for itself is text as it is.
            let len = rest.iter().position(|byte| !byte.is_ascii() || byte.is_ascii_uppercase()).unwrap_or(rest.len());
            let (plain, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            self.push(plain, sink);
            let Some((&byte, behind)) = behind.split_first() else { break };
            rest = behind;
            let at = self.offset;
            match byte {
                PAD => {}
                0..=0x7F => self.character(Class::Separator, code_point_of_ascii(byte), at, at, sink),
                _ => {
                    let is_ideograph = byte >= FIRST_IDEOGRAPH;
                    if byte >= 0xC0 {
                        class = if is_ideograph { Class::Ideograph } else { Class::Letter };
                    }
                    if let Step::Complete(cp) = decoder.feed(byte - if is_ideograph { IDEOGRAPH_LEAD } else { 0 }) {
                        self.character(class, cp, at, at, sink);
                    }
                }
            }
        }
    }
}

/// Whether a byte belongs to a word or an ideograph.
#[inline]
fn is_text(byte: u8) -> bool {
    byte >= 0x80 || matches!(byte, b'a'..=b'z' | b'0'..=b'9')
}

/// What a single byte of folded text stands for.
fn code_point_of_ascii(byte: u8) -> u32 {
    let mark = byte.checked_sub(b'A').and_then(|at| MARKS.get(usize::from(at)));
    mark.copied().unwrap_or(u32::from(byte))
}

/// Where the word or run of ideographs starts that may go on behind the end; the end if there is none.
fn last_token_start(bytes: &[u8]) -> usize {
    let mut start = bytes.len();
    let mut last = None;
    let mut at = bytes.len();
    while let Some(byte) = at.checked_sub(1).and_then(|before| bytes.get(before)) {
        at -= 1;
        if !is_text(*byte) {
            break;
        }
        if matches!(byte, 0x80..=0xBF) {
            continue;
        }
        let is_ideograph = *byte >= FIRST_IDEOGRAPH;
        if *last.get_or_insert(is_ideograph) != is_ideograph {
            break;
        }
        start = at;
    }
    start
}

/// The side that the character at a place shows to a mark before it.
fn side_at(bytes: &[u8], place: usize) -> Side {
    match bytes.get(place).copied().unwrap_or(b' ') {
        byte @ 0..=0x7F if !is_text(byte) => Side::of(Class::Separator, code_point_of_ascii(byte)),
        byte if byte >= FIRST_IDEOGRAPH => Side::of(Class::Ideograph, 0),
        _ => Side::of(Class::Letter, 0),
    }
}

/// The side that the character before a place shows to a mark behind it.
fn side_before(bytes: &[u8], place: usize) -> Side {
    let before = bytes.get(..place).unwrap_or_default();
    let first = before.iter().rposition(|byte| !matches!(*byte, 0x80..=0xBF | PAD)).unwrap_or(0);
    side_at(bytes, first)
}

/// The first place from `from` on that is no pad.
fn behind_pads(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| **byte == PAD).count()
}

/// What became of an odd character.
enum Odd {
    /// It is folded; so many bytes are taken.
    Taken(usize),
    /// There is no room for it.
    Full,
    /// The tokeniser of single characters must take it.
    Left,
}

/// Characters that are folded one by one before a block is tried again.
const ODDS: usize = 16;

/// Folds the character that `text` begins with, and some of those outside ASCII that follow: odd ones seldom come alone.
fn odds(text: &[u8], to: &mut Folded) -> Odd {
    let mut taken = 0;
    for _ in 0..ODDS {
        let rest = text.get(taken..).unwrap_or_default();
        match odd(rest, to) {
            Odd::Taken(width) => taken += width,
            other if taken == 0 => return other,
            _ => break,
        }
        if text.get(taken).is_none_or(u8::is_ascii) {
            break;
        }
    }
    Odd::Taken(taken)
}

/// Folds the character that `text` begins with, by the tables of the reference.
fn odd(text: &[u8], to: &mut Folded) -> Odd {
    let mut decoder = Decoder::new();
    for (at, byte) in text.iter().enumerate() {
        match decoder.feed(*byte) {
            Step::Pending => {}
            // How many separators stand in a row makes no difference, and a following byte begins nothing.
            Step::IllFormed | Step::IllFormedBefore => {
                // Nor do bytes that begin no character.
                let (_, behind) = text.split_at_checked(at.max(1)).unwrap_or((text, &[]));
                let more = behind.iter().take_while(|byte| matches!(byte, 0x80..=0xC1 | 0xF5..=0xFF)).count();
                return if to.push(&[OTHER]) { Odd::Taken(at.max(1) + more) } else { Odd::Full };
            }
            Step::Complete(cp) => return odd_code_point(cp, at + 1, to),
        }
    }
    Odd::Left
}

fn odd_code_point(cp: u32, width: usize, to: &mut Folded) -> Odd {
    let mut bytes = heapless::Vec::<u8, 16>::new();
    let mut is_sayable = true;
    let mut replaced = 0;
    folded(cp, |class, cp| {
        let Some(c) = char::from_u32(cp) else { return };
        let mut utf8 = [0; 4];
        let mut composed = c;
        if matches!(cp, 0x1161..=0x11C2)
            && bytes.is_empty()
            && let Some(syllable) = last_code_point(to.as_bytes()).and_then(|last| compose_hangul(last, cp))
        {
            composed = char::from_u32(syllable).unwrap_or(c);
            replaced = 3;
        }
        let len = composed.encode_utf8(&mut utf8).len();
        let first = utf8[0];
        is_sayable &= match class {
            Class::Separator => {
                utf8[0] = separator(cp);
                true
            }
            Class::Ignored => return,
            Class::Letter => !matches!(first, 0xEA..=0xED) || matches!(composed, '\u{AC00}'..='\u{D7A3}'),
            Class::Digit => c.is_ascii(),
            Class::Ideograph if matches!(first, 0xE2..=0xEA) => {
                utf8[0] = first + IDEOGRAPH_LEAD;
                true
            }
            Class::Ideograph | Class::Unspaced => false,
        };
        let len = if class == Class::Separator { 1 } else { len };
        is_sayable &= bytes.extend_from_slice(utf8.get(..len).unwrap_or_default()).is_ok();
    });
    if !is_sayable {
        return Odd::Left;
    }
    if !to.has_room(bytes.len()) {
        return Odd::Full;
    }
    to.truncate_by(replaced);
    to.push(&bytes);
    Odd::Taken(width)
}

/// The byte that a separator becomes.
fn separator(cp: u32) -> u8 {
    let mark = MARKS.iter().zip(b'A'..).find(|(mark, _)| **mark == cp);
    match cp {
        0..=0x7F => cp as u8,
        0xFF02 => b'"',
        _ if mark.is_some() => mark.map_or(OTHER, |(_, byte)| byte),
        _ => match Side::of(Class::Separator, cp) {
            Side::Space => b' ',
            Side::Stop => b'.',
            _ => OTHER,
        },
    }
}

/// The last character of folded text, if it has three bytes and is no ideograph.
fn last_code_point(bytes: &[u8]) -> Option<u32> {
    let (_, last) = bytes.split_last_chunk::<3>()?;
    let text = core::str::from_utf8(last).ok()?;
    text.chars().next().map(u32::from)
}
