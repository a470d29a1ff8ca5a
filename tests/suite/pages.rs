//! Articles in long pages.

use wireprint::engine::{Article, Engine};
use wireprint::evidence::{Analysis, verify};
use wireprint::fingerprint::{PageFingerprinter, SEGMENTS_MAX, page_batch};
use wireprint::index::Window;
use wireprint::kernel::Kernel;
use wireprint::{Part, Rules, Scheme, Verdict, fingerprint};

use crate::common::{Random, golden};

/// Words as often as in a language: the n-th of some thousands about 1/n of the time.
fn prose(random: &mut Random, words: usize) -> String {
    let word = |random: &mut Random| {
        let rank = 20_000f64.powf(random.below(1 << 20) as f64 / f64::from(1 << 20)) as u64;
        let mut letters = Random(rank);
        let length = 2 + letters.below(8);
        (0..length).map(|_| char::from(b'a' + letters.below(26) as u8)).collect::<String>() + " "
    };
    (0..words).map(|_| word(random)).collect()
}

/// An article inside pages of other text, whichever comes first, in at least 95 of 100 trials; with its direction.
#[test]
fn an_article_is_found_inside_long_pages() {
    for (article_words, page_words, trials) in
        [(300, 1_000, 334), (300, 3_000, 334), (300, 10_000, 334), (100, 10_000, 100)]
    {
        let mut found = 0;
        for trial in 0..trials {
            let mut random = Random(trial * 10_000 + page_words as u64);
            let article = prose(&mut random, article_words);
            let before = random.below(page_words - article_words);
            let (head, tail) = (prose(&mut random, before), prose(&mut random, page_words - article_words - before));
            let page = format!("{head}\n{article}\n{tail}");
            let texts = if trial % 2 == 0 { [&article, &page] } else { [&page, &article] };
            let pages = page_batch(&Scheme::REWRITE, None, &texts).expect("no filter");
            let mut engine = Engine::new(Rules::default(), Window { memory: 1 << 20, span: None }).expect("room");
            engine.observe(&Article::new(0, b"").document(&pages[0])).expect("one scheme");
            let seen = engine.observe(&Article::new(1, b"").document(&pages[1])).expect("one scheme");
            let analyse = |text: &String| Analysis::new(&Scheme::REWRITE, None, text.as_bytes());
            let inner = if trial % 2 == 0 { Part::A } else { Part::B };
            let verdict = || verify(&analyse(texts[0]), &analyse(texts[1])).verdict(&Rules::default());
            found += u64::from(!seen.candidates.is_empty() && verdict() == Verdict::Excerpt { inner });
        }
        assert!(found * 100 >= trials * 95, "{found} of {trials}: {article_words} in {page_words} words");
    }
}

#[test]
fn a_page_has_the_fingerprint_of_its_text_however_it_arrives() {
    let mut random = Random(9);
    let texts =
        golden().into_iter().chain([prose(&mut random, 3_000).into_bytes(), prose(&mut random, 90_000).into_bytes()]);
    for text in texts {
        let mut fingerprinter = PageFingerprinter::new(&Scheme::REWRITE, None).expect("no filter");
        let mut rest = &text[..];
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(random.below(rest.len()) + 1);
            fingerprinter.push(piece);
            rest = after;
        }
        let page = fingerprinter.finish();
        assert_eq!(page.fingerprint, fingerprint(&Scheme::REWRITE, &text));
        assert_eq!(page, page_batch(&Scheme::REWRITE, None, &[&text]).expect("no filter")[0]);
        assert!(page.segments.len() <= SEGMENTS_MAX);
        assert_ne!(page.segments.len(), 1, "the whole would say the same");
    }
}

/// A quotation that begins in one segment and is given up in the next, of shingles that stood elsewhere, too.
#[test]
fn quotations_across_segments_are_those_of_the_whole() {
    let mut random = Random(11);
    for _ in 0..20 {
        let words: Vec<String> = (0..60).map(|_| prose(&mut random, 1).replace(' ', "xy")).collect();
        let mut text = String::new();
        for _ in 0..6_000 {
            let mark = ["“", "” ", "„", "“"].get(random.below(150));
            text.extend([mark.copied().unwrap_or(""), &words[random.below(words.len())], " "]);
        }
        let whole = fingerprint(&Scheme::REWRITE, text.as_bytes());
        for kernel in Kernel::available() {
            let mut page = PageFingerprinter::new(&Scheme::REWRITE, None).expect("no filter").with_kernel(kernel);
            text.as_bytes().chunks(700).for_each(|piece| page.push(piece));
            let page = page.finish();
            assert!(page.segments.len() > 4);
            assert!(page.fingerprint == whole, "{kernel:?}");
        }
    }
}
