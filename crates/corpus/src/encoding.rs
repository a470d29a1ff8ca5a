//! Bytes in whatever encoding → text.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that an encoding is told by where a whole file is not at hand.
pub(crate) const SAMPLE: usize = 1 << 14;
/// ASCII's own character for what cannot be told: a separator.
const SUBSTITUTE: char = '\u{1A}';

/// What bytes turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decoded<'a> {
    /// All of it is sound.
    Text(Cow<'a, str>),
    /// UTF-8 with some ill-formed bytes, each of which became one separator; the first is at `offset`.
    Mended { text: String, offset: usize },
    /// No text at all: NUL bytes among others that are no UTF-8.
    Binary,
}

impl<'a> Decoded<'a> {
    /// The text, however it came about.
    pub(crate) fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Mended { text, .. } => Some(text.into()),
            Self::Binary => None,
        }
    }
}

/// Decodes by a byte-order mark, else as UTF-8 if it is that, else as `declared`, else as it looks. UTF-8 stays byte for byte
/// as it is, mark and all, so that offsets hold in the file.
pub(crate) fn decode<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Decoded<'a> {
    if let Some(encoding) = utf16_of(bytes) {
        return Decoded::Text(encoding.decode(bytes).0);
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Decoded::Text(text.into()),
        Err(error) => error,
    };
    let declared = declared.filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible());
    let legacy = match declared {
        Some(encoding) => encoding,
        None if is_mostly_utf8(bytes) => return Decoded::Mended { text: mended(bytes), offset: error.valid_up_to() },
        None if bytes.contains(&0) => return Decoded::Binary,
        None => guess(bytes),
    };
    Decoded::Text(legacy.decode_without_bom_handling(bytes).0)
}

/// The encoding of bytes that are no UTF-8, by how they look.
pub(crate) fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16, told by its mark, or by every other byte of the beginning being NUL.
pub(crate) fn utf16_of(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let (pairs, _) = bytes.get(..bytes.len().min(256))?.as_chunks::<2>();
    let all = |nul: usize| pairs.len() >= 2 && pairs.iter().all(|pair| pair[nul] == 0 && pair[1 - nul] != 0);
    if all(1) {
        Some(UTF_16LE)
    } else if all(0) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether more characters beyond ASCII are well-formed than bytes are not: a legacy encoding hardly ever looks so.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += chunk.invalid().len();
    }
    good > bad
}

/// One separator for each byte, so that offsets of passages hold in the file.
fn mended(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| SUBSTITUTE));
    }
    text
}

/// A stream of UTF-16 as UTF-8.
pub(crate) struct Utf16<R> {
    input: R,
    decoder: Decoder,
    text: Vec<u8>,
    at: usize,
    end: usize,
    is_done: bool,
}

impl<R: BufRead> Utf16<R> {
    pub(crate) fn new(input: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { input, decoder, text: vec![0; SAMPLE], at: 0, end: 0, is_done: false }
    }
}

impl<R: BufRead> BufRead for Utf16<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.end && !self.is_done {
            let bytes = self.input.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.text, last);
            self.input.consume(read);
            (self.at, self.end) = (0, written);
            self.is_done = last && result == CoderResult::InputEmpty;
        }
        Ok(&self.text[self.at..self.end])
    }

    fn consume(&mut self, bytes: usize) {
        self.at += bytes.min(self.end - self.at);
    }
}

impl<R: BufRead> Read for Utf16<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(to)?;
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{KOI8_R, SHIFT_JIS, WINDOWS_1252, WINDOWS_1253};

    use super::*;

    fn text(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
        decode(bytes, declared).into_text().expect("text").into_owned()
    }

    const FRENCH: &str = "La traversée reprendra vendredi, a annoncé la préfète : les piles endommagées sont réparées.";
    const RUSSIAN: &str = "Паромы снова ходят с пятницы, сообщила служба порта; две опоры из пяти остаются закрыты.";
    const GREEK: &str = "Τα φέρι ξεκινούν πάλι την Παρασκευή, ανακοίνωσε το λιμάνι, ενώ δύο προβλήτες μένουν κλειστές.";
    const JAPANESE: &str =
        "フェリーは金曜日に再開すると港湾局が発表した。損傷した五つの桟橋のうち二つは閉鎖されたままである。";

    #[test]
    fn encodings_are_told_by_how_they_look() {
        for (wanted, encoding) in
            [(FRENCH, WINDOWS_1252), (RUSSIAN, KOI8_R), (GREEK, WINDOWS_1253), (JAPANESE, SHIFT_JIS)]
        {
            let (bytes, _, lossy) = encoding.encode(wanted);
            assert!(!lossy, "{wanted}");
            assert_eq!(text(&bytes, None), wanted);
            assert_eq!(text(&bytes, Some(encoding)), wanted);
            // A declaration that lies about UTF-8, either way.
            assert_eq!(text(&bytes, Some(UTF_8)), wanted);
            assert_eq!(text(wanted.as_bytes(), Some(encoding)), wanted);
        }
    }

    #[test]
    fn utf16_is_told_with_and_without_a_mark() {
        for mark in ["", "\u{FEFF}"] {
            let units: Vec<u16> = format!("{mark}Ferries resume on Friday.").encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            for bytes in [little, big] {
                assert_eq!(text(&bytes, None), "Ferries resume on Friday.");
                let encoding = utf16_of(&bytes).expect("UTF-16");
                let pieces = io::BufReader::with_capacity(3, &bytes[..]);
                let mut streamed = String::new();
                Utf16::new(pieces, encoding).read_to_string(&mut streamed).expect("memory");
                assert_eq!(streamed, "Ferries resume on Friday.");
            }
        }
    }

    #[test]
    fn utf8_keeps_its_offsets() {
        assert_eq!(text("\u{FEFF}a".as_bytes(), None), "\u{FEFF}a");
        let mut bytes = FRENCH.as_bytes().to_vec();
        bytes[20] = 0xFF;
        let Decoded::Mended { text, offset } = decode(&bytes, None) else { panic!("mended") };
        assert_eq!((text.len(), offset), (bytes.len(), 20));
        assert_eq!(decode(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\x90", None), Decoded::Binary);
    }
}
