//! serde forms: compact ones are the byte form, readable ones have names.

use wireprint::suppress::{Cell, FILTER_BYTES, Filter, Learner};
use wireprint::{Fingerprint, Profile, Rules, Scheme, Verdict, compare, fingerprint};

use crate::common::corpus;

#[test]
fn fingerprints_round_trip_through_json_and_postcard() {
    for sample in corpus() {
        let print = fingerprint(&Scheme::REWRITE, sample.text.as_bytes());
        let json = serde_json::to_string(&print).expect("JSON");
        assert_eq!(serde_json::from_str::<Fingerprint>(&json).expect("reads back"), print);
        let compact = postcard::to_stdvec(&print).expect("postcard");
        assert_eq!(compact.len(), Fingerprint::<512>::BYTES + 2, "the bytes and their length");
        assert_eq!(postcard::from_bytes::<Fingerprint>(&compact).expect("reads back"), print);
    }
}

#[test]
fn the_readable_form_names_its_fields() {
    let print = fingerprint(&Scheme::<256>::new(Profile::Rewrite), b"Ferries to the islands resume on Friday");
    let json = serde_json::to_value(&print).expect("JSON");
    assert_eq!(json["scheme"], print.scheme().to_string());
    assert_eq!(json["filter"]["generation"], 0);
    assert_eq!(json["signature"].as_str().map(str::len), Some(512));
    assert_eq!(json["keys"].as_array().map(Vec::len), Some(128));
}

#[test]
fn nonsense_is_refused() {
    let print = fingerprint(&Scheme::REWRITE, b"Ferries to the islands resume on Friday");
    let mut json = serde_json::to_value(&print).expect("JSON");
    json["distinct"] = 1_000_000.into();
    assert!(serde_json::from_value::<Fingerprint>(json.clone()).is_err());
    json["distinct"] = print.distinct().into();
    json["signature"] = "zz".repeat(512).into();
    assert!(serde_json::from_value::<Fingerprint>(json).is_err());
    let compact = postcard::to_stdvec(&print).expect("postcard");
    assert!(postcard::from_bytes::<Fingerprint<256>>(&compact).is_err());
}

#[test]
fn filters_and_learners_round_trip() {
    let scheme = Scheme::REWRITE;
    let mut learner = Learner::<_, 256>::new(&scheme, vec![Cell::default(); 4096]);
    for sample in corpus() {
        learner.begin_document();
        wireprint::fingerprint::for_each_shingle(&scheme, sample.text.as_bytes(), |s| learner.shingle(s.hash));
    }
    let filter = learner.filter(3);
    let stored = postcard::to_stdvec(&learner).expect("postcard");
    let read: Learner<Vec<Cell>, 256> = postcard::from_bytes(&stored).expect("reads back");
    assert_eq!(read.filter(3), filter);
    assert_eq!(read.documents(), learner.documents());

    let stored = postcard::to_stdvec(&filter).expect("postcard");
    assert_eq!(stored.len(), FILTER_BYTES + 3);
    assert_eq!(postcard::from_bytes::<Filter>(&stored).expect("reads back"), filter);
    let json = serde_json::to_string(&filter).expect("JSON");
    assert_eq!(serde_json::from_str::<Filter>(&json).expect("reads back"), filter);
}

#[test]
fn a_device_stores_its_learner_without_an_allocator() {
    let mut learner = Learner::<_, 16>::new(&Scheme::REWRITE, [Cell::default(); 64]);
    for hash in [7 << 40, 7 << 40, 9 << 40] {
        learner.begin_document();
        learner.shingle(hash);
    }
    let mut memory = [0; 1024];
    let stored = postcard::to_slice(&learner, &mut memory).expect("it fits");
    let read: Learner<[Cell; 64], 16> = postcard::from_bytes(stored).expect("reads back");
    assert_eq!(read.filter(2), learner.filter(2));
    assert!(postcard::from_bytes::<Learner<[Cell; 32], 16>>(stored).is_err(), "another number of cells");
}

#[test]
fn schemes_say_their_bins_and_ids_are_text_in_json() {
    let scheme = Scheme::<256>::new(Profile::Strict).with_seed(u64::MAX);
    let json = serde_json::to_string(&scheme).expect("JSON");
    assert_eq!(json, r#"{"profile":"strict","bins":256,"seed":"ffffffffffffffff"}"#);
    assert_eq!(serde_json::from_str::<Scheme<256>>(&json).expect("reads back"), scheme);
    assert!(serde_json::from_str::<Scheme<512>>(&json).is_err(), "another number of bins");
    let compact = postcard::to_stdvec(&scheme).expect("postcard");
    assert_eq!(postcard::from_bytes::<Scheme<256>>(&compact).expect("reads back"), scheme);
    let id = serde_json::to_string(&scheme.id()).expect("JSON");
    assert_eq!(id, format!("\"{}\"", scheme.id()));
}

#[test]
fn verdicts_rules_and_comparisons_serialise() {
    let [a, b] = ["Ferries to the islands resume on Friday", "Ferries to the islands stay in port on Friday"]
        .map(|text| fingerprint(&Scheme::REWRITE, text.as_bytes()));
    let found = compare(&a, &b).expect("one scheme");
    let json = serde_json::to_string(&found).expect("JSON");
    assert_eq!(serde_json::from_str::<wireprint::Comparison>(&json).expect("reads back"), found);
    assert_eq!(serde_json::to_string(&Verdict::SharedQuotes).expect("JSON"), "\"shared-quotes\"");
    let rules: Rules = serde_json::from_str(r#"{"containment": 0.3}"#).expect("the rest by default");
    assert_eq!(rules, Rules { containment: 0.3, ..Rules::default() });
    assert!(serde_json::from_str::<Rules>(r#"{"containmemt": 0.3}"#).is_err(), "a slip is not ignored");
}
