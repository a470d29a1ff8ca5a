//! Quotation marks → where quotations begin and end.
//!
//! A mark opens a quotation only on probation: its tokens wait until the closing mark shows that they were quoted. An
//! opening mark that is not closed within [`QUOTE_LIMIT`] kept tokens, or by the end of the text, is not trusted, and
//! what followed it is narrative. Straight marks, and those that open in one language and close in another, are judged
//! by the characters on both sides. Single marks are not looked at: they cannot be told from apostrophes.

use crate::scheme::QUOTE_LIMIT;

use super::Class;

/// What happens between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotation {
    /// The tokens from here on wait for the closing mark.
    Opened,
    /// The tokens that waited are quoted.
    Closed,
    /// A paragraph inside a quotation opened with a mark of its own: what waited is quoted, and waiting goes on.
    Continued,
    /// The opening mark was not to be trusted: the tokens that waited are narrative.
    Abandoned,
}

/// What stands before or after a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Space,
    Word,
    /// Signs without spaces between them: a mark may open directly after one.
    Sign,
    /// Punctuation that ends something: no mark opens after it.
    Stop,
    Other,
}

impl Side {
    #[inline]
    pub(super) fn of(class: Class, cp: u32) -> Self {
        match class {
            Class::Letter | Class::Digit => Self::Word,
            Class::Ideograph | Class::Unspaced => Self::Sign,
            _ => match cp {
                0x09..=0x0D | 0x20 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 => {
                    Self::Space
                }
                0x21 | 0x25 | 0x27 | 0x29 | 0x2C | 0x2E | 0x3A | 0x3B | 0x3F | 0x5D | 0x7D | 0x2019 | 0x2026 => {
                    Self::Stop
                }
                _ => Self::Other,
            },
        }
    }
}

const STRAIGHT: u32 = 0x22;
const STRAIGHT_WIDE: u32 = 0xFF02;
const LEFT: u32 = 0x201C; // “ opens; closes „
const RIGHT: u32 = 0x201D; // ” closes; opens in Swedish and Finnish
const LOW: u32 = 0x201E; // „
const ANGLE_LEFT: u32 = 0xAB; // « opens; closes »
const ANGLE_RIGHT: u32 = 0xBB; // » closes; opens in Danish and in German books
const CORNER_LEFT: u32 = 0x300C;
const CORNER_RIGHT: u32 = 0x300D;
const WHITE_CORNER_LEFT: u32 = 0x300E;
const WHITE_CORNER_RIGHT: u32 = 0x300F;

/// Whether the code point is a mark that [`Tracker`] follows.
#[inline]
fn is_mark(cp: u32) -> bool {
    matches!(
        cp,
        STRAIGHT
            | STRAIGHT_WIDE
            | LEFT
            | RIGHT
            | LOW
            | ANGLE_LEFT
            | ANGLE_RIGHT
            | CORNER_LEFT
            | CORNER_RIGHT
            | WHITE_CORNER_LEFT
            | WHITE_CORNER_RIGHT
    )
}

/// Whether `mark` ends a quotation that `opener` began.
fn closes(opener: u32, mark: u32) -> bool {
    match opener {
        STRAIGHT => matches!(mark, STRAIGHT | RIGHT),
        LEFT => matches!(mark, RIGHT | STRAIGHT),
        LOW => matches!(mark, LEFT | RIGHT | STRAIGHT),
        RIGHT => mark == RIGHT,
        ANGLE_LEFT => mark == ANGLE_RIGHT,
        ANGLE_RIGHT => mark == ANGLE_LEFT,
        CORNER_LEFT => mark == CORNER_RIGHT,
        _ => mark == WHITE_CORNER_RIGHT,
    }
}

/// Follows the marks of one text. Constant size.
#[derive(Clone, Debug)]
pub(super) struct Tracker {
    /// The mark that opened the quotation we are in, or 0.
    opener: u32,
    /// Kept tokens since it opened.
    waiting: u16,
    /// A mark that the next character decides about, or 0, and what stood before it.
    undecided: u32,
    undecided_before: Side,
    before: Side,
    /// A line ended since the last letter, digit or sign.
    line_ended: bool,
}

impl Tracker {
    #[inline(always)]
    pub(super) const fn new() -> Self {
        Self {
            opener: 0,
            waiting: 0,
            undecided: 0,
            undecided_before: Side::Space,
            before: Side::Space,
            line_ended: false,
        }
    }

    /// Looks at the next character; `each` receives what it brought about, before the character's own token.
    #[inline]
    pub(super) fn character(&mut self, class: Class, cp: u32, mut each: impl FnMut(Quotation)) {
        let side = Side::of(class, cp);
        if self.undecided != 0 {
            self.decide(side, &mut each);
        }
        match side {
            Side::Word | Side::Sign => self.line_ended = false,
            _ if is_mark(cp) => self.mark(cp, &mut each),
            _ => self.line_ended |= cp == 0x0A,
        }
        self.before = side;
    }

    /// The same for a run of ASCII letters and digits: the first decides, the others change nothing.
    #[inline]
    pub(super) fn ascii_word(&mut self, mut each: impl FnMut(Quotation)) {
        if self.undecided != 0 {
            self.decide(Side::Word, &mut each);
        }
        self.line_ended = false;
        self.before = Side::Word;
    }

    /// The same for an ASCII separator.
    #[inline]
    pub(super) fn ascii_separator(&mut self, byte: u8, mut each: impl FnMut(Quotation)) {
        let side = if byte == b' ' { Side::Space } else { Side::of(Class::Separator, byte.into()) };
        if self.undecided != 0 {
            self.decide(side, &mut each);
        }
        if u32::from(byte) == STRAIGHT {
            self.mark(STRAIGHT, &mut each);
        }
        self.line_ended |= byte == b'\n';
        self.before = side;
    }

    /// Brings the tracker up to a place of a text that it was not shown: what stands right before it, and whether a line
    /// ended, since the last letter, digit or sign, or since what it was shown last if none came.
    pub(super) fn skip_to(&mut self, before: Side, line_ended: bool) {
        self.before = before;
        self.line_ended = line_ended;
    }

    pub(super) fn has_line_ended(&self) -> bool {
        self.line_ended
    }

    /// Whether the next character decides about a mark.
    pub(super) fn is_undecided(&self) -> bool {
        self.undecided != 0
    }

    /// Looks at what follows an undecided mark.
    pub(super) fn follows(&mut self, side: Side, mut each: impl FnMut(Quotation)) {
        if self.undecided != 0 {
            self.decide(side, &mut each);
        }
    }

    /// Counts kept tokens; where they are too many for an open mark, gives up on it, and says after how many.
    #[inline]
    pub(super) fn kept_tokens(&mut self, tokens: usize) -> Option<usize> {
        if self.opener == 0 {
            return None;
        }
        let room = QUOTE_LIMIT.saturating_sub(usize::from(self.waiting));
        if tokens > room {
            self.opener = 0;
            return Some(room);
        }
        self.waiting += tokens as u16;
        None
    }

    /// Counts a kept token; gives up on the open mark where it is one too many.
    #[inline]
    pub(super) fn kept_token(&mut self) -> Option<Quotation> {
        if self.opener == 0 {
            return None;
        }
        if usize::from(self.waiting) == QUOTE_LIMIT {
            self.opener = 0;
            return Some(Quotation::Abandoned);
        }
        self.waiting += 1;
        None
    }

    /// The end of the text is a space to an undecided mark, and abandons what is still open.
    pub(super) fn finish(&mut self, mut each: impl FnMut(Quotation)) {
        if self.undecided != 0 {
            self.decide(Side::Space, &mut each);
        }
        if self.opener != 0 {
            each(Quotation::Abandoned);
        }
        *self = Self::new();
    }

    fn mark(&mut self, cp: u32, each: &mut impl FnMut(Quotation)) {
        match cp {
            STRAIGHT | STRAIGHT_WIDE => self.postpone(STRAIGHT),
            RIGHT | ANGLE_RIGHT if self.opener == 0 => self.postpone(cp),
            _ if self.opener != 0 && closes(self.opener, cp) => self.close(each),
            LEFT | LOW | ANGLE_LEFT | CORNER_LEFT | WHITE_CORNER_LEFT => self.open(cp, each),
            _ => {}
        }
    }

    fn postpone(&mut self, mark: u32) {
        self.undecided = mark;
        self.undecided_before = self.before;
    }

    fn decide(&mut self, after: Side, each: &mut impl FnMut(Quotation)) {
        let (mark, before) = (self.undecided, self.undecided_before);
        self.undecided = 0;
        let could_open = !matches!(before, Side::Word | Side::Stop) && !matches!(after, Side::Space | Side::Stop);
        if self.opener != 0 {
            let begins_paragraph = self.line_ended && could_open && before == Side::Space;
            if begins_paragraph && mark == self.opener {
                self.waiting = 0;
                each(Quotation::Continued);
            } else if closes(self.opener, mark) && (before, after) != (Side::Word, Side::Word) {
                self.close(each);
            }
        } else if could_open && (mark != ANGLE_RIGHT || before == Side::Space && after == Side::Word) {
            self.open(mark, each);
        }
    }

    fn open(&mut self, mark: u32, each: &mut impl FnMut(Quotation)) {
        if self.opener == 0 {
            self.opener = mark;
            self.waiting = 0;
            each(Quotation::Opened);
        } else if self.opener == mark {
            self.waiting = 0;
            if self.line_ended {
                each(Quotation::Continued);
            } else {
                each(Quotation::Abandoned);
                each(Quotation::Opened);
            }
        } // another mark inside a quotation is a quotation within it
    }

    fn close(&mut self, each: &mut impl FnMut(Quotation)) {
        self.opener = 0;
        each(Quotation::Closed);
    }
}
