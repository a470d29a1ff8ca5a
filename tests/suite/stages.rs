//! Every stage against its naive specification, on the corpus, the golden texts and random ones.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wireprint::fingerprint::for_each_shingle;
use wireprint::index::FixedIndex;
use wireprint::scheme::KEYS;
use wireprint::suppress::{Cell, Filter, Learner};
use wireprint::text::{Class, Quotation, Token, TokenSink, Tokeniser, class};
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme, fingerprint};

use crate::common::{Random, corpus, golden};
use crate::oracle::{self, Naive, Table};

#[derive(Default)]
struct Collected(Vec<Token>);

impl TokenSink for Collected {
    fn token(&mut self, token: Token) {
        self.0.push(token);
    }

    fn quotation(&mut self, _: Quotation) {}
}

fn tokens(scheme: &Scheme, text: &[u8]) -> Vec<Token> {
    let (mut found, mut tokeniser) = (Collected::default(), Tokeniser::new(scheme));
    tokeniser.push(text, &mut found);
    tokeniser.finish(&mut found);
    found.0
}

/// Loose jamo compose in a token; the oracle's tokens do not. They have their own golden vectors.
fn has_loose_jamo(text: &str) -> bool {
    text.chars().any(|c| ('\u{1100}'..='\u{11FF}').contains(&c))
        || text.chars().any(|c| class(c) == Class::Letter && ('\u{3131}'..='\u{318E}').contains(&c))
}

fn check_tokens(table: &Table, text: &[u8]) {
    let lossy = String::from_utf8_lossy(text);
    if has_loose_jamo(&lossy) {
        return;
    }
    for scheme in [Scheme::REWRITE, Scheme::STRICT.with_seed(5)] {
        let found: Vec<(u64, bool)> = tokens(&scheme, text).iter().map(|t| (t.hash, t.kept)).collect();
        let naive = table.tokens(&lossy, scheme.profile());
        let expected: Vec<(u64, bool)> =
            naive.iter().map(|(t, kept)| (oracle::token_hash(t, scheme.seed()), *kept)).collect();
        assert_eq!(found, expected, "{lossy:?}");
    }
}

/// A token's byte range holds the token: tokenised alone, it has the same hash.
fn check_ranges(text: &[u8]) {
    for token in tokens(&Scheme::STRICT, text) {
        let range = token.start as usize..token.end as usize;
        let inside = tokens(&Scheme::STRICT, &text[range.clone()]);
        assert!(inside.iter().any(|t| t.hash == token.hash), "{range:?} of {:?}", String::from_utf8_lossy(text));
    }
}

#[test]
fn tokens_equal_the_naive_ones() {
    let table = Table::published();
    for text in corpus().iter().map(|s| s.text.clone().into_bytes()).chain(golden()) {
        check_tokens(&table, &text);
    }
}

#[test]
fn ranges_hold_their_tokens() {
    corpus().iter().step_by(5).for_each(|sample| check_ranges(sample.text.as_bytes()));
}

/// Without its quotation marks a text is narrative, which is what the oracle of fingerprints knows.
fn unquoted(text: &str) -> String {
    text.replace(['"', '“', '”', '„', '«', '»', '「', '」', '『', '』', '＂'], " ")
}

#[test]
fn fingerprints_equal_the_naive_ones() {
    let table = Table::published();
    for sample in corpus().iter().step_by(3) {
        let text = unquoted(&sample.text);
        for profile in [Profile::Rewrite, Profile::Strict] {
            let scheme = Scheme::<512>::new(profile).with_seed(11);
            let mut some = Vec::new();
            for_each_shingle(&scheme, text.as_bytes(), |shingle| some.push(shingle.hash));
            let filter = Filter::from_shingles(&scheme, some.into_iter().step_by(7));
            let mut with_filter = Fingerprinter::with_filter(&scheme, &filter).expect("of this scheme");
            with_filter.push(text.as_bytes());
            let expected = oracle::fingerprint(&table, &text, profile, 11, 512, Some(&filter));
            assert_eq!(Naive::of(&with_filter.finish()), expected, "{}", sample.id);
        }
        let tiny = fingerprint(&Scheme::<256>::new(Profile::Rewrite), text.as_bytes());
        assert_eq!(
            Naive::of(&tiny),
            oracle::fingerprint(&table, &text, Profile::Rewrite, 0, 256, None),
            "{}",
            sample.id
        );
        let large = fingerprint(&Scheme::<1024>::new(Profile::Rewrite), text.as_bytes());
        assert_eq!(
            Naive::of(&large),
            oracle::fingerprint(&table, &text, Profile::Rewrite, 0, 1024, None),
            "{}",
            sample.id
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tokens_of_random_text_equal_the_naive_ones(text in "[a-zA-ZéßŁ0-9 ’'\"\\-.一-龥ぁ-んก-ฮ가-힣ا-ي\u{300}-\u{310}\u{AD}\u{200B}]{0,120}") {
        check_tokens(table_once(), text.as_bytes());
        check_ranges(text.as_bytes());
    }

    #[test]
    fn tokens_of_random_bytes_equal_the_naive_ones(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check_tokens(table_once(), &bytes);
    }
}

fn table_once() -> &'static Table {
    static TABLE: std::sync::OnceLock<Table> = std::sync::OnceLock::new();
    TABLE.get_or_init(Table::published)
}

#[test]
fn the_filter_holds_what_it_was_given_and_little_else() {
    let mut random = Random(1);
    let given: BTreeSet<u64> = (0..4096).map(|_| random.next()).collect();
    let filter = Filter::from_shingles(&Scheme::REWRITE, given.iter().copied());
    assert!(given.iter().all(|hash| filter.contains(*hash)));
    let others = 200_000;
    let wrong = (0..others).filter(|_| filter.contains(random.next())).count();
    assert!(wrong * 1000 < others * 3, "{wrong} of {others} other shingles are taken for common");
}

#[test]
fn the_learner_finds_the_most_frequent_shingles() {
    let mut learner = Learner::<_, 8192>::new(&Scheme::REWRITE, vec![Cell::default(); 1 << 18]);
    let mut random = Random(2);
    let documents = 2000u32;
    // Shingle i stands in about documents/(i+2) documents, three times in each; and each has a hundred of its own.
    let common: Vec<u64> = (0..300).map(|_| random.next()).collect();
    let mut counts = vec![0u32; common.len()];
    for _ in 0..documents {
        learner.begin_document();
        for (i, hash) in common.iter().enumerate() {
            if random.below(i + 2) == 0 {
                counts[i] += 1;
                (0..3).for_each(|_| learner.shingle(*hash));
            }
        }
        (0..100).for_each(|_| learner.shingle(random.next()));
    }
    let filter = learner.filter(40);
    for (hash, count) in common.iter().zip(&counts) {
        assert!(*count < 40 || filter.contains(*hash), "lost one of {count} documents");
        assert!(*count >= 36 || !filter.contains(*hash), "took one of {count} documents");
    }
}

/// Document texts over a small vocabulary, so that keys are shared in all degrees.
fn related_prints(n: usize) -> Vec<Fingerprint> {
    let mut random = Random(3);
    let words = |random: &mut Random, from: usize| {
        (0..80).map(|_| format!("word{} ", from + random.below(60))).collect::<String>()
    };
    (0..n).map(|i| fingerprint(&Scheme::REWRITE, words(&mut random, i % 7 * 40).as_bytes())).collect()
}

fn shared_keys(a: &Fingerprint, b: &Fingerprint) -> usize {
    (0..KEYS).filter(|i| a.keys()[*i] == b.keys()[*i] && a.keys()[*i] != u32::MAX).count()
}

#[test]
fn the_fixed_index_equals_a_search_through_everything() {
    let prints = related_prints(60);
    let mut fixed = Box::new(FixedIndex::<60, 16384>::new());
    let mut random = Random(4);
    let mut held = vec![false; prints.len()];
    for step in 0..400 {
        let at = random.below(prints.len());
        if held[at] {
            assert!(fixed.remove(at as u32));
        } else {
            assert!(fixed.insert(at as u32, prints[at].clone()).is_none());
        }
        held[at] = !held[at];
        let query = &prints[random.below(prints.len())];
        let expected: BTreeSet<(usize, u8)> = (0..prints.len())
            .filter(|i| held[*i])
            .map(|i| (i, shared_keys(query, &prints[i]) as u8))
            .filter(|(_, shared)| *shared >= 2)
            .collect();
        let mut found = BTreeSet::new();
        fixed.candidates(query, |c| {
            found.insert((c.id as usize, c.shared_keys));
        });
        assert_eq!(found, expected, "step {step}");
        assert_eq!(fixed.len(), held.iter().filter(|held| **held).count());
    }
}

#[test]
fn a_full_fixed_index_puts_the_oldest_out() {
    let prints = related_prints(7);
    let mut index = FixedIndex::<4, 1024>::new();
    for (id, print) in (0..).zip(&prints) {
        let gone = index.insert(id, print.clone()).map(|(id, _)| id);
        assert_eq!(gone, id.checked_sub(4), "document {id}");
    }
    assert!(index.remove(4));
    assert!(index.insert(40, prints[0].clone()).is_none(), "there was room");
    assert_eq!(index.insert(41, prints[1].clone()).map(|(id, _)| id), Some(3), "3 is now the oldest");
    assert!(index.insert(40, prints[2].clone()).is_none(), "an equal id is replaced");
    assert_eq!(index.get(40), Some(&prints[2]));
}
