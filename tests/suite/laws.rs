//! Properties: pieces equal the whole at every split, comparison is symmetric and bounded, estimates keep to their
//! stated errors, forms round-trip, evidence is what it says.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wireprint::evidence::{Analysis, verify};
use wireprint::fingerprint::{fingerprint_batch, for_each_shingle};
use wireprint::suppress::Filter;
use wireprint::{
    CompareError, DecodeError, FilterId, Fingerprint, Fingerprinter, Profile, Rules, Scheme, Verdict, compare,
    fingerprint,
};

use crate::common::{Random, corpus, golden};
use crate::oracle;

fn pieces(scheme: &Scheme, text: &[u8], cuts: &[usize]) -> Fingerprint {
    let mut fingerprinter = Fingerprinter::new(scheme);
    let mut from = 0;
    for &cut in cuts {
        fingerprinter.push(&text[from..cut]);
        from = cut;
    }
    fingerprinter.push(&text[from..]);
    fingerprinter.finish()
}

#[test]
fn pieces_equal_the_whole_at_every_split() {
    for text in golden().iter().filter(|t| t.len() < 1200) {
        let whole = fingerprint(&Scheme::REWRITE, text);
        for cut in 0..=text.len() {
            assert_eq!(pieces(&Scheme::REWRITE, text, &[cut]), whole, "cut at {cut}");
        }
        let every: Vec<usize> = (0..text.len()).collect();
        assert_eq!(pieces(&Scheme::REWRITE, text, &every), whole, "byte by byte");
    }
}

#[test]
fn a_fingerprinter_forgets_the_document_before() {
    let texts = golden();
    let mut used = Fingerprinter::new(&Scheme::STRICT);
    for text in &texts {
        used.push(text);
        assert_eq!(used.finish(), fingerprint(&Scheme::STRICT, text));
    }
}

#[test]
fn a_batch_is_its_documents_in_order() {
    let texts: Vec<String> = corpus().into_iter().map(|s| s.text).collect();
    let batch = fingerprint_batch(&Scheme::REWRITE, None, &texts).expect("no filter, no error");
    for (text, print) in texts.iter().zip(&batch) {
        assert_eq!(*print, fingerprint(&Scheme::REWRITE, text.as_bytes()));
    }
}

#[test]
fn comparison_is_symmetric_and_bounded() {
    let prints: Vec<Fingerprint> = corpus().iter().map(|s| fingerprint(&Scheme::REWRITE, s.text.as_bytes())).collect();
    for a in &prints {
        for b in &prints {
            let (there, back) = (compare(a, b).expect("one scheme"), compare(b, a).expect("one scheme"));
            assert_eq!((there.jaccard, there.a_in_b, there.shared), (back.jaccard, back.b_in_a, back.shared));
            assert_eq!(there.overlap, back.overlap.reversed());
            for share in [there.jaccard, there.a_in_b, there.b_in_a] {
                assert!((0.0..=1.0).contains(&share.value) && share.error >= 0.0, "{there:?}");
            }
            assert!(there.shared.value <= there.overlap.a.min(there.overlap.b));
            assert!(there.overlap.narrative_shared <= there.overlap.shared);
            let score = there.score();
            assert!((0.0..=1.0).contains(&score), "{score}");
        }
        assert_eq!(compare(a, a).map(|c| c.jaccard.value), Ok(1.0));
    }
}

/// Two texts of words of their own, with a run of words in common.
fn overlapping(random: &mut Random, own_a: usize, own_b: usize, common: usize) -> (String, String) {
    let words =
        |random: &mut Random, n: usize| (0..n).map(|_| format!("w{:x} ", random.next() >> 20)).collect::<String>();
    let shared = words(random, common);
    (words(random, own_a) + &shared, shared.clone() + &words(random, own_b))
}

fn shingle_set(text: &str) -> BTreeSet<u64> {
    let mut set = BTreeSet::new();
    for_each_shingle(&Scheme::REWRITE, text.as_bytes(), |shingle| {
        set.insert(shingle.hash);
    });
    set
}

/// Over many pairs, an estimate's distance from the truth in stated standard errors has a mean square of about one, and
/// hardly ever exceeds four; and the mean of estimates is off by less than a quarter of an error.
#[test]
fn estimates_keep_to_their_stated_errors() {
    let mut random = Random(9);
    for (own_a, own_b, common) in
        [(300, 300, 100), (250, 2000, 80), (900, 700, 40), (60, 90, 40), (2000, 2000, 2000), (1500, 1500, 20)]
    {
        let (mut squares, mut off, mut errors, mut outliers) = ([0.0; 4], [0.0; 4], [0.0; 4], 0);
        let rounds = 120;
        for _ in 0..rounds {
            let (a, b) = overlapping(&mut random, own_a, own_b, common);
            let (set_a, set_b) = (shingle_set(&a), shingle_set(&b));
            let (jaccard, a_in_b, b_in_a) = oracle::overlap(&set_a, &set_b);
            let shared = set_a.intersection(&set_b).count() as f64;
            let [a, b] = [a, b].map(|text| fingerprint(&Scheme::REWRITE, text.as_bytes()));
            let found = compare(&a, &b).expect("one scheme");
            let pairs =
                [(found.jaccard, jaccard), (found.a_in_b, a_in_b), (found.b_in_a, b_in_a), (found.shared, shared)];
            for (i, (estimate, truth)) in pairs.into_iter().enumerate() {
                let z = (estimate.value - truth) / estimate.error;
                squares[i] += z * z / f64::from(rounds);
                off[i] += estimate.value - truth;
                errors[i] += estimate.error;
                outliers += u32::from(z.abs() > 4.0);
            }
        }
        let bias: Vec<f64> = off.iter().zip(errors).map(|(off, error)| off / error).collect();
        let what = format!("sizes {own_a}, {own_b}, {common}: mean squares {squares:.2?}, bias {bias:.2?}");
        assert!(squares.iter().all(|s| (0.1..1.8).contains(s)), "{what}");
        // Distinct counts never exceed the shingles counted, which these texts never repeat: about half of the estimates
        // are cut there, so that counts, and with them `shared`, lie .4 errors low in the mean, and closer to the truth.
        assert!(bias.iter().zip([0.25, 0.25, 0.25, 0.5]).all(|(b, most)| b.abs() < most), "{what}");
        assert!(outliers <= 1, "{outliers} outliers, {what}");
    }
}

#[test]
fn the_distinct_count_is_not_inflated_by_repetition() {
    let mut random = Random(10);
    for n in [5, 50, 200, 1000, 20_000] {
        let text: String = (0..=n).map(|_| format!("w{:x} ", random.next() >> 20)).collect();
        let once = fingerprint(&Scheme::REWRITE, text.as_bytes());
        let often = fingerprint(&Scheme::REWRITE, text.repeat(20).as_bytes());
        let error = 1.0 + f64::from(n) * 4.0 / 512f64.sqrt();
        for (print, truth) in [(&once, f64::from(n)), (&often, f64::from(n + 1))] {
            assert!((f64::from(print.distinct()) - truth).abs() <= error, "{} for {truth}", print.distinct());
        }
        assert!(often.shingles() >= 19 * n as u32);
    }
}

#[test]
fn short_and_empty_texts_match_only_themselves() {
    let rules = Rules::default();
    let print = |text: &str| fingerprint(&Scheme::REWRITE, text.as_bytes());
    let verdict = |a: &str, b: &str| rules.of_comparison(&compare(&print(a), &print(b)).expect("one scheme"), false);
    assert_eq!(verdict("", ""), Verdict::None);
    assert_eq!(verdict("!!! ...", "— ;"), Verdict::None);
    assert_eq!(verdict("Ferry", "Harbour"), Verdict::None);
    assert_eq!(verdict("an ox", "as it"), Verdict::None);
    assert_eq!(verdict("Ferry resumes", "ferry, resumes!"), Verdict::Exact);
    assert_eq!(verdict("Ferry resumes Friday", "Bridge closes Monday"), Verdict::None);
}

#[test]
fn different_schemes_and_filters_are_refused_by_name() {
    let text = corpus().remove(0).text;
    let plain = fingerprint(&Scheme::REWRITE, text.as_bytes());
    for other in [Scheme::STRICT, Scheme::REWRITE.with_seed(1)] {
        let other = fingerprint(&other, text.as_bytes());
        let error = compare(&plain, &other).expect_err("schemes differ");
        assert_eq!(error, CompareError::Scheme { left: plain.scheme(), right: other.scheme() });
        assert!(error.to_string().contains(&plain.scheme().to_string()));
        assert!(error.to_string().contains(&other.scheme().to_string()));
    }
    let filter = Filter::from_shingles(&Scheme::REWRITE, [1]);
    let mut filtered = Fingerprinter::with_filter(&Scheme::REWRITE, &filter).expect("of this scheme");
    filtered.push(text.as_bytes());
    let error = compare(&plain, &filtered.finish()).expect_err("filters differ");
    assert_eq!(error, CompareError::Filter { left: FilterId::NONE, right: filter.id() });
    let error = Fingerprinter::with_filter(&Scheme::STRICT, &filter).expect_err("another scheme's filter");
    assert_eq!((error.filter, error.scheme), (filter.shingles_id(), Scheme::STRICT.shingles_id()));
}

/// Generations of one lineage compare, and say that they do so approximately.
#[test]
fn generations_of_a_filter_compare_approximately() {
    let text = corpus().remove(0).text;
    let filter = Filter::from_shingles(&Scheme::REWRITE, [1, 2, 3]);
    let mut bytes = filter.to_bytes();
    bytes[16] = 1;
    let next = Filter::from_bytes(&bytes).expect("a generation of the same lineage");
    assert_eq!((next.id().lineage, next.id().generation), (filter.id().lineage, 1));
    let [old, new] = [&filter, &next].map(|filter| {
        let mut fingerprinter = Fingerprinter::with_filter(&Scheme::REWRITE, filter).expect("of this scheme");
        fingerprinter.push(text.as_bytes());
        fingerprinter.finish()
    });
    assert!(compare(&old, &new).is_ok_and(|found| found.approximate && found.jaccard.value > 0.9));
    assert!(compare(&old, &old).is_ok_and(|found| !found.approximate));
}

/// The sizes that no_std-notes.md states, on a 64-bit machine.
#[cfg(target_pointer_width = "64")]
#[test]
fn sizes_are_the_stated_ones() {
    use wireprint::index::FixedIndex;
    assert_eq!(
        [size_of::<Fingerprinter<256>>(), size_of::<Fingerprinter>(), size_of::<Fingerprinter<1024>>()],
        [1672, 2696, 4744]
    );
    assert_eq!(
        [size_of::<Fingerprint<256>>(), size_of::<Fingerprint>(), size_of::<Fingerprint<1024>>()],
        [824, 1080, 1592]
    );
    assert_eq!(
        [
            size_of::<FixedIndex<8, 2048, 256>>(),
            size_of::<FixedIndex<8, 2048>>(),
            size_of::<FixedIndex<8, 2048, 1024>>()
        ],
        [14_944, 16_992, 21_088]
    );
}

#[test]
fn byte_forms_round_trip_and_refuse_nonsense() {
    for text in golden() {
        let print = fingerprint(&Scheme::STRICT, &text);
        let mut bytes = [0; Fingerprint::<512>::BYTES];
        assert_eq!(print.write_to(&mut bytes), Ok(bytes.len()));
        assert_eq!(Fingerprint::from_bytes(&bytes), Ok(print.clone()));
        assert_eq!(
            Fingerprint::<512>::from_bytes(&bytes[1..]),
            Err(DecodeError::Length { expected: bytes.len(), actual: bytes.len() - 1 })
        );
        assert!(Fingerprint::<256>::from_bytes(&bytes).is_err());
        assert!(print.write_to(&mut bytes[1..]).is_err());
    }
    let mut bytes = [0; Fingerprint::<512>::BYTES];
    fingerprint(&Scheme::STRICT, b"some words that make a few shingles").write_to(&mut bytes).expect("room");
    for (at, value) in [(16, 1), (28, 0xFF), (31, 0xFF), (51, 0x80), (560, 0x80)] {
        let mut broken = bytes;
        broken[at] = value;
        assert!(matches!(Fingerprint::<512>::from_bytes(&broken), Err(DecodeError::Field { .. })), "byte {at}");
    }
}

/// The streaming path and the analysis of a whole text see the same shingles, quoted alike; where colons and handles set
/// speech apart by the layout alone, the analysis sees more of it.
fn check_analysis(text: &[u8]) {
    for scheme in [Scheme::REWRITE, Scheme::STRICT] {
        let (mut narrative, mut all) = (BTreeSet::new(), BTreeSet::new());
        for_each_shingle(&scheme, text, |shingle| {
            all.insert(shingle.hash);
            if !shingle.quoted {
                narrative.insert(shingle.hash);
            }
        });
        let analysis = Analysis::new(&scheme, None, text);
        let overlap = analysis.overlap(&analysis);
        assert_eq!(overlap.a as usize, all.len());
        let may_have_layout = text.iter().any(|byte| matches!(byte, b':' | b'@' | 0xEF));
        let seen = overlap.narrative_a as usize;
        assert!(seen == narrative.len() || may_have_layout && seen < narrative.len(), "{seen} of {}", narrative.len());
    }
}

#[test]
fn streaming_and_analysis_agree_on_quotation() {
    golden().iter().for_each(|text| check_analysis(text));
    corpus().iter().for_each(|sample| check_analysis(sample.text.as_bytes()));
}

/// Counts are exact; passages are sorted, lie at character boundaries of their texts, and share shingles.
fn check_evidence(a: &str, b: &str) {
    let scheme = Scheme::REWRITE;
    let [left, right] = [a, b].map(|text| Analysis::new(&scheme, None, text.as_bytes()));
    let found = verify(&left, &right);
    let exact = oracle::overlap(&shingle_set(a), &shingle_set(b));
    if left.distinct() > 0 && right.distinct() > 0 {
        assert_eq!((found.overlap.jaccard(), found.overlap.a_in_b(), found.overlap.b_in_a()), exact);
    }
    assert!(found.passages.is_sorted_by(|x, y| x.tokens >= y.tokens));
    for passage in &found.passages {
        let (in_a, in_b) = (shingle_set(&a[passage.a.clone()]), shingle_set(&b[passage.b.clone()]));
        assert!(in_a.intersection(&in_b).count() > 0, "{passage:?}");
    }
}

#[test]
fn evidence_is_what_it_says() {
    let texts: Vec<String> = corpus().into_iter().map(|s| s.text).collect();
    for (i, a) in texts.iter().enumerate().step_by(3) {
        texts[i..].iter().take(6).for_each(|b| check_evidence(a, b));
    }
}

/// A quadratic aligner would look at 40,000,000,000 pairs of places here, and never finish.
#[test]
fn one_repeated_word_is_no_worse_than_other_texts() {
    let text = "again ".repeat(200_000);
    check_evidence(&text, &(text.clone() + "and once more"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_random_bytes_equal_the_whole(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        cuts in prop::collection::btree_set(0usize..300, 0..6),
    ) {
        let cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut <= bytes.len()).collect();
        prop_assert_eq!(pieces(&Scheme::REWRITE, &bytes, &cuts), fingerprint(&Scheme::REWRITE, &bytes));
    }

    #[test]
    fn quotation_of_random_text_agrees(text in "([a-z]{1,5}|[ \n.,\"“”„«»「」’一二三-]){0,150}") {
        check_analysis(text.as_bytes());
        let bytes = text.as_bytes();
        let half = bytes.len() / 2;
        prop_assert_eq!(pieces(&Scheme::STRICT, bytes, &[half]), fingerprint(&Scheme::STRICT, bytes));
    }

    #[test]
    fn evidence_of_random_text_is_what_it_says(a in "([a-d]{3} |é |\"|\n){0,80}", b in "([a-d]{3} |é |\"|\n){0,80}") {
        check_evidence(&a, &b);
    }

    #[test]
    fn decoding_random_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 1072)) {
        if let Ok(print) = Fingerprint::<512>::from_bytes(&bytes) {
            let _ = compare(&print, &print);
        }
    }

    #[test]
    fn folding_and_case_do_not_change_a_fingerprint(words in prop::collection::vec("[a-zéàüçñ]{1,8}", 0..60)) {
        let text = words.join(" ");
        let shouted = words.iter().map(|w| w.to_uppercase()).collect::<Vec<_>>().join(" \u{200B}\u{AD}");
        let (a, b) = (fingerprint(&Scheme::REWRITE, text.as_bytes()), fingerprint(&Scheme::REWRITE, shouted.as_bytes()));
        prop_assert_eq!(a, b);
    }
}

#[test]
fn profiles_differ() {
    let text = "It is not as far to the old ferry as it was in the days of the steamers";
    let [rewrite, strict] =
        [Profile::Rewrite, Profile::Strict].map(|p| fingerprint(&Scheme::<512>::new(p), text.as_bytes()));
    assert_eq!((rewrite.tokens(), strict.tokens()), (18, 18));
    assert_eq!((rewrite.shingles(), strict.shingles()), (9, 16));
}

/// Found by a fuzzer: fingerprints from elsewhere that claim the same content, but not the same number of shingles.
#[test]
fn contradictory_fingerprints_are_compared_the_same_both_ways() {
    let texts = ["Ferries to Kolmar resume on Friday", &"Two of five piers stay closed until divers return ".repeat(9)];
    for text in texts {
        let print = fingerprint(&Scheme::REWRITE, text.as_bytes());
        let mut bytes = [0; Fingerprint::<512>::BYTES];
        print.write_to(&mut bytes).expect("room");
        for distinct in [0u32, 1, 3] {
            bytes[28..32].copy_from_slice(&distinct.to_le_bytes());
            let other = Fingerprint::from_bytes(&bytes).expect("fewer shingles than there were");
            let (there, back) = (compare(&print, &other).expect("alike"), compare(&other, &print).expect("alike"));
            assert_eq!((there.jaccard.value, there.shared.value), (back.jaccard.value, back.shared.value));
            assert_eq!((there.a_in_b.value, there.b_in_a.value), (back.b_in_a.value, back.a_in_b.value));
            assert_eq!(there.overlap.narrative_shared, back.overlap.narrative_shared);
        }
    }
}
