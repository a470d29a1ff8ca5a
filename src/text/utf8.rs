//! UTF-8, a byte at a time, by the rules of the Encoding Standard: an ill-formed sequence ends at the first byte that
//! cannot continue it, and that byte is looked at again.

/// What one byte did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A code point is complete.
    Complete(u32),
    /// The sequence goes on.
    Pending,
    /// The byte cannot stand here at all.
    IllFormed,
    /// The sequence before the byte is ill-formed; the byte itself must be fed again.
    IllFormedBefore,
}

/// A decoder between two bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoder {
    code_point: u32,
    /// Continuation bytes still needed.
    needed: u8,
    /// Bytes of the sequence seen.
    seen: u8,
    /// The range that the next continuation byte must lie in, less 0x80: narrower after E0, ED, F0 and F4.
    lowest: u8,
    highest: u8,
}

impl Decoder {
    pub(super) const fn new() -> Self {
        Self { code_point: 0, needed: 0, seen: 0, lowest: 0, highest: 0 }
    }

    #[inline]
    pub(super) fn is_idle(&self) -> bool {
        self.needed == 0
    }

    /// Bytes of the unfinished sequence.
    #[inline]
    pub(super) fn seen(&self) -> u8 {
        self.seen
    }

    #[inline]
    pub(super) fn feed(&mut self, byte: u8) -> Step {
        if self.needed == 0 {
            return self.lead(byte);
        }
        let continuation = byte.wrapping_sub(0x80);
        if continuation < self.lowest || continuation > self.highest {
            *self = Self::new();
            return Step::IllFormedBefore;
        }
        self.code_point = self.code_point << 6 | u32::from(continuation);
        (self.lowest, self.highest) = (0, 0x3F);
        self.needed -= 1;
        self.seen += 1;
        if self.needed > 0 {
            return Step::Pending;
        }
        self.seen = 0;
        Step::Complete(self.code_point)
    }

    fn lead(&mut self, byte: u8) -> Step {
        let (needed, bits, lowest, highest) = match byte {
            0x00..=0x7F => return Step::Complete(u32::from(byte)),
            0xC2..=0xDF => (1, byte & 0x1F, 0, 0x3F),
            0xE0 => (2, 0, 0x20, 0x3F),
            0xED => (2, 0x0D, 0, 0x1F),
            0xE1..=0xEF => (2, byte & 0x0F, 0, 0x3F),
            0xF0 => (3, 0, 0x10, 0x3F),
            0xF4 => (3, 4, 0, 0x0F),
            0xF1..=0xF3 => (3, byte & 0x07, 0, 0x3F),
            _ => return Step::IllFormed,
        };
        *self = Self { code_point: u32::from(bits), needed, seen: 1, lowest, highest };
        Step::Pending
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::String;

    /// Decodes with U+FFFD for each ill-formed sequence, as `String::from_utf8_lossy` does.
    fn lossy(bytes: &[u8]) -> String {
        let mut decoder = Decoder::new();
        let mut out = String::new();
        for &byte in bytes {
            loop {
                match decoder.feed(byte) {
                    Step::Complete(cp) => out.push(char::from_u32(cp).expect("a scalar value")),
                    Step::Pending => {}
                    Step::IllFormed => out.push('\u{FFFD}'),
                    Step::IllFormedBefore => {
                        out.push('\u{FFFD}');
                        continue;
                    }
                }
                break;
            }
        }
        if !decoder.is_idle() {
            out.push('\u{FFFD}');
        }
        out
    }

    #[test]
    fn equals_the_standard_library_on_all_short_sequences() {
        let bytes = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ];
        for a in bytes {
            for b in bytes {
                for c in bytes {
                    for d in bytes {
                        let text = [a, b, c, d, 0x42];
                        assert_eq!(lossy(&text), String::from_utf8_lossy(&text), "{text:02x?}");
                    }
                }
            }
        }
    }
}
