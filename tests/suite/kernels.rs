//! Every kernel that this machine can run says what the reference says, byte for byte.
//!
//! One test a kind of text; each compares every available kernel with the scalar one, which others compare with the
//! naive specifications. So that dispatch hides nothing, all kernels are run on every machine.

use wireprint::fingerprint::PageFingerprinter;
use wireprint::kernel::Kernel;
use wireprint::suppress::Filter;
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme};

use crate::common::{Random, corpus, golden};
use crate::oracle;

const SCHEMES: [Scheme; 2] = [Scheme::REWRITE, Scheme::STRICT.with_seed(0xFEED_F00D)];

fn fingerprint_of<'p>(
    kernel: Kernel,
    scheme: &Scheme,
    filter: Option<&Filter>,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> Fingerprint {
    let fingerprinter = match filter {
        Some(filter) => Fingerprinter::with_filter(scheme, filter).expect("the filter is of the scheme"),
        None => Fingerprinter::new(scheme),
    };
    let mut fingerprinter = fingerprinter.with_kernel(kernel);
    pieces.into_iter().for_each(|piece| fingerprinter.push(piece));
    fingerprinter.finish()
}

/// All kernels agree on a text, under each scheme.
fn agree(text: &[u8]) {
    for scheme in SCHEMES {
        let expected = fingerprint_of(Kernel::SCALAR, &scheme, None, [text]);
        for kernel in Kernel::available() {
            let found = fingerprint_of(kernel, &scheme, None, [text]);
            assert!(
                found == expected,
                "{kernel:?} {:?}: {} tokens {} shingles, expected {} and {}: {:?}",
                scheme.profile(),
                found.tokens(),
                found.shingles(),
                expected.tokens(),
                expected.shingles(),
                String::from_utf8_lossy(text)
            );
        }
    }
}

/// What texts are made of that is hard: every class, every width, every mark, what folds to several, what is ill-formed.
const PARTS: [&str; 64] = [
    "a",
    "Ferry",
    "THE",
    "of",
    "12",
    "3rd",
    " ",
    " ",
    " ",
    "\n",
    ". ",
    ", ",
    "\"",
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    "「",
    "」",
    "『",
    "』",
    "＂",
    "’",
    "'",
    "é",
    "e\u{301}",
    "ß",
    "Œ",
    "ﬁ",
    "№",
    "½",
    "²",
    "naïve",
    "Müller",
    "Kraków",
    "Привет",
    "Ёлка",
    "Ελλάδα",
    "ΐ",
    "أحمد",
    "ـ",
    "كَتَبَ",
    "שָׁלוֹם",
    "हिन्दी",
    "漢字",
    "字",
    "がっこう",
    "ｶﾀｶﾅ",
    "한국어",
    "한",
    "\u{1112}\u{1161}\u{11AB}",
    "ไทย",
    "ກ",
    "😀",
    "𝐁𝐨𝐥𝐝",
    "𠀀",
    "ꓐ",
    "፩",
    "٣٤",
    "\u{200B}",
    "\0",
    "…",
];

fn mixture(random: &mut Random, parts: usize, only: &[&str]) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..parts {
        text.extend_from_slice(only[random.below(only.len())].as_bytes());
    }
    text
}

#[test]
fn on_the_corpora() {
    corpus().iter().for_each(|sample| agree(sample.text.as_bytes()));
    golden().iter().for_each(|text| agree(text));
}

#[test]
fn and_the_oracle_agrees() {
    let table = oracle::Table::published();
    let mut random = Random(7);
    for profile in [Profile::Rewrite, Profile::Strict] {
        let scheme = Scheme::<512>::new(profile);
        for round in 0..40 {
            let text = mixture(&mut random, 20 + round * 8, &PARTS);
            let text = String::from_utf8(text).expect("parts are text");
            let tokens = table.tokens(&text, profile).len() as u32;
            for kernel in Kernel::available() {
                assert_eq!(
                    fingerprint_of(kernel, &scheme, None, [text.as_bytes()]).tokens(),
                    tokens,
                    "{kernel:?} {text:?}"
                );
            }
        }
    }
}

#[test]
fn on_random_bytes_and_ascii() {
    let mut random = Random(1);
    for len in [1, 63, 64, 65, 127, 200, 1000, 1024, 3000, 9000] {
        for _ in 0..20 {
            agree(&(0..len).map(|_| random.next() as u8).collect::<Vec<_>>());
            agree(&(0..len).map(|_| random.next() as u8 & 0x7F).collect::<Vec<_>>());
        }
    }
}

#[test]
fn on_random_characters() {
    let mut random = Random(2);
    for highest in [0x800, 0x3100, 0x10000, 0x30000, 0x110000] {
        for _ in 0..60 {
            let text: String = (0..500).filter_map(|_| char::from_u32(random.below(highest) as u32)).collect();
            agree(text.as_bytes());
        }
    }
}

#[test]
fn on_mixtures_of_all_that_is_hard() {
    let mut random = Random(3);
    for round in 0..400 {
        agree(&mixture(&mut random, 10 + round * 2, &PARTS));
        // A few parts only, so that runs become long: words over 64 bytes, quotations over the limit.
        let few: Vec<&str> = (0..4).map(|_| PARTS[random.below(PARTS.len())]).collect();
        agree(&mixture(&mut random, 10 + round * 2, &few));
        // A sequence cut or broken somewhere.
        let mut broken = mixture(&mut random, 10 + round * 2, &PARTS);
        for _ in 0..3 {
            let at = random.below(broken.len());
            broken[at] = random.next() as u8;
        }
        agree(&broken);
    }
}

/// A sequence that is cut short at any place of a block of sound letters, and what interrupts it.
#[test]
fn on_broken_sequences_among_letters() {
    let broken: [&[u8]; 12] = [
        b"\xD0",
        b"\xE2",
        b"\xE1\xBF",
        b"\xE0",
        b"\xD0 ",
        b"\xE2\xE2",
        b"\xC2\xEA",
        b"\xE2\x82",
        b"\xF0\x9F",
        b"\xE4\xBD\xE3",
        b"\xBF",
        b"\xF4\x90",
    ];
    for letter in ["п", "語", "é", "한", "a"] {
        for place in 0..70 {
            for broken in broken {
                let mut text = " ".repeat(place % letter.len()).into_bytes();
                while text.len() < place {
                    text.extend_from_slice(letter.as_bytes());
                }
                text.extend_from_slice(broken);
                text.extend_from_slice(letter.repeat(2).as_bytes());
                text.extend_from_slice(" слово".repeat(20).as_bytes());
                agree(&text);
            }
        }
    }
}

/// What the marks between tokens must remember, at every place of a block and of a stretch.
#[test]
fn on_quotations_that_remember() {
    let cases = [
        // A line ended, then came another mark: the paragraph still begins with one of its own.
        "“Ferries resume sailing tomorrow morning\n»“inspectors found cracks again” yesterday evening ",
        "\"Ferries resume sailing tomorrow\n» \"inspectors found cracks\" yesterday ",
        "«Паром отменён сегодня\n“ «мост закрыт завтра» вчера вечером ",
        "„Fähre fällt heute aus\n» “Brücke bleibt gesperrt” gestern abend ",
        "「船は運休\n』「橋は閉鎖」昨日 ",
        "harbour “closed”\u{301} until \"\u{200B}friday\"\u{301}, the \"ministry ",
    ];
    for case in cases {
        for before in (0..130).chain([1900, 1980, 2040, 2047, 2048, 2049]) {
            let text = "x ".repeat(before / 2) + &"y".repeat(before % 2) + " " + case + "bridge closed until friday";
            agree(text.as_bytes());
        }
    }
}

#[test]
fn at_every_length_and_alignment() {
    let mut random = Random(4);
    let text = mixture(&mut random, 400, &PARTS);
    let ascii = "The harbour bridge at Kolmar, closed \"until Friday\", is 1,204 m long. ".repeat(6);
    for whole in [text.as_slice(), ascii.as_bytes()] {
        for len in 0..=300 {
            for start in [0, 1, 2, 3, 5, 8, 13, 31, 32, 33, 63] {
                agree(&whole[start..start + len]);
            }
        }
    }
}

#[test]
fn however_the_text_is_cut() {
    let mut random = Random(5);
    for _ in 0..6 {
        let text = mixture(&mut random, 500, &PARTS);
        let whole = fingerprint_of(Kernel::SCALAR, &Scheme::REWRITE, None, [text.as_slice()]);
        for kernel in Kernel::available() {
            for at in 0..=text.len() {
                let found = fingerprint_of(kernel, &Scheme::REWRITE, None, [&text[..at], &text[at..]]);
                assert!(found == whole, "{kernel:?} cut at {at}: {:?}", String::from_utf8_lossy(&text));
            }
            for size in [1, 2, 63, 64, 65, 100, 257, 1024] {
                let found = fingerprint_of(kernel, &Scheme::REWRITE, None, text.chunks(size));
                assert!(found == whole, "{kernel:?} in pieces of {size}");
            }
        }
    }
}

#[test]
fn with_a_filter_and_on_long_pages() {
    let samples = corpus();
    let all = samples.iter().fold(String::new(), |all, sample| all + &sample.text + "\n");
    let mut hashes = Vec::new();
    wireprint::fingerprint::for_each_shingle(&Scheme::REWRITE, all.as_bytes(), |shingle| hashes.push(shingle.hash));
    let filter = Filter::from_shingles(&Scheme::REWRITE, hashes.iter().copied().step_by(5));
    let scalar = fingerprint_of(Kernel::SCALAR, &Scheme::REWRITE, Some(&filter), [all.as_bytes()]);
    let page = |kernel| {
        let mut page = PageFingerprinter::new(&Scheme::REWRITE, Some(&filter)).expect("a filter").with_kernel(kernel);
        page.push(all.as_bytes());
        page.finish()
    };
    let scalar_page = page(Kernel::SCALAR);
    assert!(scalar_page.segments.len() > 5);
    for kernel in Kernel::available() {
        assert_eq!(fingerprint_of(kernel, &Scheme::REWRITE, Some(&filter), [all.as_bytes()]), scalar, "{kernel:?}");
        assert_eq!(page(kernel), scalar_page, "{kernel:?}");
    }
}

/// Built for any x86-64, the program still uses what the CPU at hand has.
#[cfg(all(target_arch = "x86_64", feature = "std"))]
#[test]
fn the_best_is_chosen_at_run_time() {
    let expected = if std::arch::is_x86_feature_detected!("avx512vbmi2") {
        "avx512vbmi2"
    } else if std::arch::is_x86_feature_detected!("avx512bw") {
        "avx512"
    } else if std::arch::is_x86_feature_detected!("avx2") {
        "avx2"
    } else {
        "portable"
    };
    assert_eq!(Kernel::best().name(), expected);
}

#[test]
fn a_kernel_is_found_by_its_name() {
    for kernel in Kernel::available() {
        assert_eq!(Kernel::named(kernel.name()), Some(kernel));
    }
    assert_eq!(Kernel::named("abacus"), None);
    assert_eq!(Kernel::available().next(), Some(Kernel::SCALAR));
}

#[test]
fn on_every_code_point() {
    let every = || (0..=0x10_FFFF).filter_map(char::from_u32);
    // Between words, within one, and beside itself: mostly blocks with many characters outside ASCII.
    let dense: String = every().flat_map(|c| [' ', c, 'x', c, 'y', ' ', c, c, ' ']).collect();
    agree_briefly(dense.as_bytes());
    // And one in a block that has nothing else, which takes another way.
    let sparse = every().filter(|c| (*c as u32) < 0x1_0000).fold(String::new(), |text, c| {
        text + "harbour"
            + c.encode_utf8(&mut [0; 4])
            + "bridge closed until Friday, the ministry said, after inspectors "
    });
    agree_briefly(sparse.as_bytes());
}

/// [`agree`], without the text in the message.
fn agree_briefly(text: &[u8]) {
    let expected = fingerprint_of(Kernel::SCALAR, &Scheme::REWRITE, None, [text]);
    for kernel in Kernel::available() {
        assert!(fingerprint_of(kernel, &Scheme::REWRITE, None, [text]) == expected, "{kernel:?}");
    }
}
