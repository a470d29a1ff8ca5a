//! Fingerprints from any bytes: refused, or read, compared and written back.

use arbitrary::Unstructured;
use wireprint::compare::Comparison;
use wireprint::fingerprint::StoredFingerprint;
use wireprint::{Rules, compare, compare_stored};

use crate::prints::{self, BYTES, Print};

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok([kind, number, other]) = input.arbitrary::<[u8; 3]>() else { return };
    let rest = input.take_rest();
    let (a, b) = rest.split_at(rest.len().min(BYTES));
    let read = |input: &[u8], number| match kind % 3 {
        0 => read(input),
        _ => read(&prints::over(prints::bytes(number), input)),
    };
    let (a, b) = (read(a, number), read(b, other).or(Some(prints::print(other))));
    if let (Some(a), Some(b)) = (a, b) {
        check(&a, &b);
        check(&a, &a);
    }
}

fn read(bytes: &[u8]) -> Option<Print> {
    let print = Print::from_bytes(bytes);
    assert_eq!(StoredFingerprint::<{ prints::BINS }>::from_bytes(bytes).err(), print.as_ref().err().copied());
    let print = print.ok()?;
    let mut written = [0; BYTES];
    assert_eq!(print.write_to(&mut written), Ok(BYTES));
    assert_eq!(written, bytes);
    Some(print)
}

fn check(a: &Print, b: &Print) {
    let mut bytes = [0; BYTES];
    b.write_to(&mut bytes).expect("it fits");
    let stored = StoredFingerprint::from_bytes(&bytes).expect("it was written");
    assert!(stored.keys().eq(b.keys().iter().copied()) && stored.signature() == b.signature());
    let found = compare(a, b);
    assert_eq!(compare_stored(a, &stored), found);
    assert_eq!(compare(b, a).is_ok(), found.is_ok());
    if let (Ok(found), Ok(back)) = (found, compare(b, a)) {
        is_sound(&found);
        assert_eq!((found.jaccard, found.a_in_b, found.shared), (back.jaccard, back.b_in_a, back.shared));
        let rules = Rules::default();
        for same_host in [false, true] {
            let verdict = rules.of_comparison(&found, same_host);
            assert!(!verdict.is_match() || rules.could_match(&found), "{verdict:?} of what could not match: {found:?}");
        }
    }
    assert!((0.0..=1.0).contains(&a.quoted_share()));
    assert_eq!(a.is_same_content(b), b.is_same_content(a));
}

fn is_sound(found: &Comparison) {
    for share in [found.jaccard, found.a_in_b, found.b_in_a] {
        assert!((0.0..=1.0).contains(&share.value) && share.error >= 0.0 && share.error.is_finite(), "{found:?}");
    }
    let overlap = &found.overlap;
    assert!((0.0..=overlap.a.min(overlap.b)).contains(&overlap.shared), "{found:?}");
    assert!((0.0..=overlap.narrative_a.min(overlap.narrative_b)).contains(&overlap.narrative_shared), "{found:?}");
    assert!(found.shared.error.is_finite() && found.simhash_distance <= 64, "{found:?}");
    assert!((0.0..=1.0).contains(&found.score()), "{found:?}");
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let raw = (0..6).map(|number| [&[0, 0, 0], &prints::bytes(number)[..], &prints::bytes(number + 1)].concat());
    let few = (0..20).map(|number| vec![1, number * 12, number * 12 + number % 3, 0, 0, 0, 0]);
    raw.chain(few).collect()
}
