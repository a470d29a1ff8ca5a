//! Every item of every kernel against the plainest statement of what it does. Small enough for miri, which runs them, too.

extern crate std;

use std::string::String;
use std::vec::Vec;

use super::*;

/// Rounds of random input; an interpreter gets fewer.
const ROUNDS: usize = if cfg!(miri) { 3 } else { 300 };

fn kernels() -> impl Iterator<Item = Blocks> {
    Kernel::available().filter_map(Kernel::blocks)
}

/// A small seeded generator (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn words(&mut self, len: usize) -> Vec<u64> {
        (0..len).map(|_| self.next()).collect()
    }
}

/// Folded tokens, and whether each is kept.
type Tokens = Vec<(Vec<u8>, bool)>;

/// The bytes taken of a text, its tokens and their hashes.
fn tokens(blocks: Blocks, text: &str, all: bool) -> (usize, Tokens, Vec<u64>) {
    let (mut folded, mut spans, mut hashes) = (Folded::new(), Spans::new(), PerToken::new());
    let (taken, _) = blocks.fold(text.as_bytes(), &mut folded);
    blocks.spans(&folded, folded.len, all, &mut spans);
    blocks.token_hashes(&folded, &spans, 7, &mut hashes);
    let kept = |at: usize| spans.kept[at / 64] >> (at % 64) & 1 == 1;
    let bytes = |[start, end]: [u16; 2]| folded.bytes[start.into()..end.into()].to_vec();
    let found = spans.tokens.as_slice().iter().enumerate().map(|(at, token)| (bytes(*token), kept(at))).collect();
    (taken, found, hashes.as_slice().to_vec())
}

#[test]
fn words_of_ascii_are_found_kept_and_hashed() {
    let mut random = Random(1);
    let alphabet: Vec<char> = "aZbY09x-. \"\n".chars().collect();
    for _ in 0..ROUNDS {
        let mut text: String = (0..random.below(1000)).map(|_| alphabet[random.below(alphabet.len())]).collect();
        text.push(' ');
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        for blocks in kernels() {
            for all in [false, true] {
                let (taken, found, hashes) = tokens(blocks, &text, all);
                assert_eq!(taken, text.len(), "{blocks:?}");
                let is_kept = |word: &str| all || word.len() >= 3 || word.contains(|c: char| c.is_ascii_digit());
                let expected: Vec<_> = words.iter().map(|word| (word.as_bytes().to_vec(), is_kept(word))).collect();
                assert_eq!(found, expected, "{blocks:?} {text:?}");
                assert!(words.iter().map(|word| token_hash(word.as_bytes(), 7)).eq(hashes), "{blocks:?} {text:?}");
            }
        }
    }
}

#[test]
fn words_of_other_scripts_too() {
    let text = "Ёлка на Mañana — «до» 漢字か ｶﾞ Ελλάδα, é한국어 हिन्दी 3ème ا\u{64E}ب. ";
    let expected = ["елка", "на", "manana", "до", "漢字", "字か", "カ", "ελλαδα", "e한국어", "हिन्दी", "3eme", "اب"]
        .map(|word| {
            let bytes = word.as_bytes().to_vec();
            (bytes, !["на", "до", "اب"].contains(&word))
        });
    for blocks in kernels() {
        let (taken, found, hashes) = tokens(blocks, text, false);
        assert_eq!(taken, text.len());
        let plain = |bytes: &[u8]| bytes.iter().map(|b| b - if *b >= 0xF5 { 0x13 } else { 0 }).collect::<Vec<u8>>();
        let found: Vec<_> = found.iter().map(|(bytes, kept)| (plain(bytes), *kept)).collect();
        assert_eq!(found, expected, "{blocks:?}");
        assert!(expected.iter().map(|(bytes, _)| token_hash(bytes, 7)).eq(hashes), "{blocks:?}");
    }
}

#[test]
fn folding_stops_where_it_must() {
    for blocks in kernels() {
        let mut folded = Folded::new();
        let long = "word ".repeat(1000);
        let (taken, stop) = blocks.fold(long.as_bytes(), &mut folded);
        assert_eq!((stop, folded.as_bytes()), (Stop::Full, &long.as_bytes()[..taken]), "{blocks:?}");
        for odd in ["ไ", "𝐁", "፩", "\u{1161}"] {
            let mut folded = Folded::new();
            let text =
                ["ferry ", odd, " after it comes more than a block of sixty-four bytes, all of them plain"].concat();
            assert_eq!(blocks.fold(text.as_bytes(), &mut folded), (6, Stop::Odd), "{blocks:?} {odd}");
        }
        for broken in [&b"\xC0\xAF"[..], b"\xE0\x80\x80", b"\xED\xA0\x80", b"\xF4\x90\x80\x80", b"\x80", b"\xE2\x82"] {
            let mut folded = Folded::new();
            let text = [&b"ferry "[..], broken].concat();
            assert_eq!(blocks.fold(&text, &mut folded), (6, Stop::Odd), "{blocks:?} {broken:x?}");
            assert_eq!(folded.as_bytes(), b"ferry ");
        }
    }
}

#[test]
fn shingles_and_sums() {
    let mut random = Random(2);
    for round in 0..ROUNDS.min(60) {
        let words = random.words(round * 5);
        for blocks in kernels() {
            for width in [2, 3] {
                let mut out = Room::<u64, 400>::new();
                blocks.shingle_hashes(&words, width, &mut out);
                let expected: Vec<u64> = words.windows(width).map(|w| shingle_hash(w.iter().copied())).collect();
                assert_eq!(out.as_slice(), expected, "{blocks:?}");
            }
            let terms = words.iter().zip(9..).map(|(word, place)| content_term(*word, place));
            assert_eq!(blocks.content_sum(&words, 9), terms.fold(0, u64::wrapping_add), "{blocks:?}");
        }
    }
}

#[test]
fn positional_counts() {
    let mut random = Random(3);
    for len in [0, 1, 7, 31, 32, 33, 64, 255, 256, 1000, 2039, 2040, 2041, 5000] {
        let len = if cfg!(miri) { len.min(300) } else { len };
        let words = random.words(len);
        let mut expected = PositionalCount::new();
        words.iter().for_each(|word| expected.add(*word));
        for blocks in kernels() {
            let mut count = PositionalCount::new();
            let (first, second) = words.split_at(len / 3);
            blocks.positional_count(&mut count, first);
            blocks.positional_count(&mut count, second);
            assert_eq!(count, expected, "{blocks:?} {len}");
        }
    }
}

#[test]
fn sketches_of_shingles() {
    let mut random = Random(4);
    let mut words = [0u32; FILTER_WORDS];
    for hash in random.words(3000) {
        let (word, bits) = filter_place(hash);
        words[word] |= bits;
    }
    for round in 0..ROUNDS.min(40) {
        let hashes = random.words(round * 20);
        let quoted: Vec<u8> = hashes.iter().map(|hash| (hash % 3 == 0).into()).collect();
        let in_filter = |hash: u64| {
            let (word, bits) = filter_place(hash);
            words[word] & bits == bits
        };
        let expected: Vec<(u64, u8)> =
            hashes.iter().copied().zip(quoted.iter().copied()).filter(|(hash, _)| !in_filter(*hash)).collect();
        let mut minima = [u32::MAX; 512];
        hashes.iter().zip(&quoted).for_each(|(hash, quoted)| min_update(&mut minima, *hash, *quoted == 1));
        for blocks in kernels() {
            let (mut kept, mut flags) = (hashes.clone(), quoted.clone());
            let len = blocks.suppress(&words, &mut kept, &mut flags);
            assert!(kept.into_iter().zip(flags).take(len).eq(expected.iter().copied()), "{blocks:?}");
            let mut found = [u32::MAX; 512];
            blocks.minima(&mut found, &hashes, &quoted);
            assert_eq!(found, minima, "{blocks:?}");
            let mut signature = [0; 512];
            blocks.signature(&minima, &mut signature);
            assert_eq!(signature, minima.map(signature_byte), "{blocks:?}");
            let occupied = minima.iter().filter(|minimum| **minimum != u32::MAX).count() as u64;
            let sum = minima.iter().map(|minimum| u64::from(minimum >> 1) + 1).sum();
            assert_eq!(blocks.occupancy(&minima), (occupied, sum), "{blocks:?}");
        }
    }
}

#[test]
fn signatures_are_compared() {
    let mut random = Random(5);
    for len in [0, 1, 127, 128, 129, 256, 512, 1024] {
        let signature = |random: &mut Random| (0..len).map(|_| random.next() as u8 & 0x83).collect::<Vec<u8>>();
        let (a, b) = (signature(&mut random), signature(&mut random));
        for blocks in kernels() {
            assert_eq!(blocks.matched_bins(&a, &b), scalar::matched_bins(&a, &b), "{blocks:?} {len}");
        }
    }
}

/// Tokens of one letter, at one of so many places each.
fn letters_are_found(random: &mut Random, density: usize) {
    let text: String = (0..700).map(|_| if random.below(density) == 0 { "7 " } else { "  " }).collect();
    let number = text.matches('7').count();
    for blocks in kernels() {
        let (_, found, _) = tokens(blocks, &text[..text.len().min(1000)], false);
        let expected = text[..1000.min(text.len())].matches('7').count();
        assert_eq!(found.len(), expected.min(number), "{blocks:?}");
        let all = found.iter().all(|(bytes, kept)| *kept && bytes.as_slice() == b"7".as_slice());
        assert!(all, "{blocks:?} {text}");
    }
}

#[test]
fn bits_and_places_at_every_offset() {
    let mut random = Random(6);
    // At random places, so that the numbers of a block's tokens vary.
    (0..ROUNDS).for_each(|_| {
        let density = 2 + random.below(5);
        letters_are_found(&mut random, density);
    });
}

/// By itself, since `cargo xtask emulate` skips it: `vpcompressw` of Bochs 2.7 chooses none where all 32 words are to be chosen
/// (bochs-emu/Bochs#850).
#[test]
fn places_in_full_blocks() {
    letters_are_found(&mut Random(7), 1);
}
