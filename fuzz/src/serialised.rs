//! The forms of serde, postcard and JSON, from any bytes: refused, or the same again once written.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wireprint::compare::{Comparison, Overlap};
use wireprint::engine::Reason;
use wireprint::evidence::Passage;
use wireprint::index::Kept;
use wireprint::scheme::{FilterId, SchemeId};
use wireprint::suppress::{Cell, Filter, Learner};
use wireprint::{Profile, Rules, Scheme, Verdict, fingerprint};

use crate::prints::{self, Print};

type Small = Learner<Vec<Cell>, 16>;

pub(crate) fn run(data: &[u8]) {
    let Some((kind, form)) = data.split_first() else { return };
    let (what, is_json) = (kind & 0x7F, kind >> 7 == 1);
    match what {
        0 => check::<Scheme<256>>(form, is_json),
        1 => check::<Print>(form, is_json),
        2 => check::<Filter>(form, is_json),
        3 => check::<(SchemeId, FilterId, Profile)>(form, is_json),
        4 => check::<(Verdict, Reason, Kept)>(form, is_json),
        5 => check::<Passage>(form, is_json),
        6 => read::<Rules>(form, is_json),
        7 => read::<(Comparison, Overlap)>(form, is_json),
        _ => learner(form, is_json),
    }
}

fn decode<T: DeserializeOwned>(form: &[u8], is_json: bool) -> Option<T> {
    if is_json { serde_json::from_slice(form).ok() } else { postcard::from_bytes(form).ok() }
}

fn encode<T: Serialize>(value: &T, is_json: bool) -> Vec<u8> {
    let written = if is_json { serde_json::to_vec(value).ok() } else { postcard::to_stdvec(value).ok() };
    written.expect("what was read can be written")
}

/// Once more the same, in the other form as well.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(form: &[u8], is_json: bool) {
    let Some(value) = decode::<T>(form, is_json) else { return };
    for is_json in [false, true] {
        let again = decode::<T>(&encode(&value, is_json), is_json);
        assert_eq!(again.as_ref(), Some(&value), "JSON: {is_json}");
    }
}

/// Numbers with a point may be any, NaN among them, and JSON's reader rounds them: bytes are compared, of the second form.
fn read<T: Serialize + DeserializeOwned>(form: &[u8], is_json: bool) {
    let Some(value) = decode::<T>(form, is_json) else { return };
    let compact = encode(&value, false);
    assert_eq!(decode::<T>(&compact, false).map(|again| encode(&again, false)), Some(compact));
}

/// A learner of any counts learns on.
fn learner(form: &[u8], is_json: bool) {
    let Some(mut learner) = decode::<Small>(form, is_json) else { return };
    let compact = encode(&learner, false);
    assert_eq!(decode::<Small>(&compact, false).map(|again| encode(&again, false)), Some(compact));
    for _ in 0..3 {
        learner.begin_document();
        learner.shingles(&[7 << 40, 8 << 40, u64::MAX, 0]);
        (0..40).for_each(|n: u64| learner.shingle(n.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    }
    let filter = learner.filter(2);
    let _ = (learner.noise(), learner.next_filter(&filter, 0));
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let print = prints::print(77);
    let filter = Filter::from_shingles(&Scheme::REWRITE, [1 << 40, 2 << 40]);
    let text = "Ferries to Kolmar resume on Friday after a week of storms, the port authority said";
    let whole = fingerprint(&Scheme::<256>::new(Profile::Rewrite), text.as_bytes());
    let found = wireprint::compare(&whole, &whole).expect("one scheme");
    let passage =
        Passage { a: 1..20, b: 300..700, tokens: 4, quoted: false, repeated: true, figures: 2, same_figures: 1 };
    let mut learner = Small::new(&Scheme::REWRITE, vec![Cell::default(); 40]);
    for document in 0..20u64 {
        learner.begin_document();
        learner.shingles(&[7 << 40, document << 50]);
    }
    let mut seeds = Vec::new();
    for is_json in [false, true] {
        let mut seed = |kind: u8, form: Vec<u8>| seeds.push([&[kind | u8::from(is_json) << 7], &form[..]].concat());
        seed(0, encode(&Scheme::<256>::new(Profile::Strict).with_seed(9), is_json));
        seed(1, encode(&print, is_json));
        seed(1, encode(&whole, is_json));
        seed(2, encode(&filter, is_json));
        seed(3, encode(&(print.scheme(), print.filter(), Profile::Strict), is_json));
        seed(4, encode(&(Verdict::Template, Reason::Named { by: 3 }, Kept::TooOld), is_json));
        seed(5, encode(&passage, is_json));
        seed(6, encode(&Rules::default(), is_json));
        seed(7, encode(&(found, found.overlap), is_json));
        seed(8, encode(&learner, is_json));
    }
    seeds
}
