//! Overlap and aligned passages of two texts: bounds, symmetry, the naive sets, and ranges that are inside the texts.

use std::collections::BTreeSet;
use std::ops::Range;

use arbitrary::Unstructured;
use wireprint::evidence::{Analysis, Evidence, RepeatedLine, Source, verify, verify_by};
use wireprint::fingerprint::for_each_shingle;
use wireprint::index::HostId;
use wireprint::{Rules, Scheme, Verdict};

use crate::samples;

/// What stands between the two texts: no byte of UTF-8.
const BETWEEN: u8 = 0xFF;
const REPEATED_BYTES: usize = 1 << 14;

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok([flags, lines, times]) = input.arbitrary::<[u8; 3]>() else { return };
    let texts = input.take_rest();
    let (a, b) = match texts.iter().position(|byte| *byte == BETWEEN) {
        Some(at) => (&texts[..at], &texts[at + 1..]),
        None => (texts, texts),
    };
    let times = if flags & 2 != 0 { usize::from(times).min(REPEATED_BYTES / a.len().max(1)).max(1) } else { 1 };
    let a = &a.repeat(times);
    let scheme = if flags & 1 != 0 { Scheme::STRICT } else { Scheme::REWRITE };
    let [host_a, host_b] = if flags & 4 != 0 { ["courier.example"; 2] } else { ["courier.example", "post.example"] };
    let [repeated_a, repeated_b] = [repeated(a, lines, flags), repeated(b, lines >> 1, flags)];
    let of = |text: &[u8], host, time, repeated: &[RepeatedLine]| {
        Analysis::of_source(&scheme, None, text, &Source { host: HostId::of(host), time, repeated })
    };
    let analysis_a = of(a, host_a, Some(i64::MIN), &repeated_a);
    let analysis_b = of(b, host_b, Some(i64::from(lines)), &repeated_b);
    let found = verify(&analysis_a, &analysis_b);
    is_sound(&found, a, b);
    let back = verify(&analysis_b, &analysis_a);
    is_sound(&back, b, a);
    assert_eq!(back.overlap, found.overlap.reversed());
    assert_eq!(back.whole_overlap, found.whole_overlap.reversed());
    assert_eq!((back.same_content, back.same_host), (found.same_content, found.same_host));

    let rules = Rules::default();
    let verdict = found.verdict(&rules);
    assert_eq!(verify_by(&rules, &analysis_a, &analysis_b), (verdict != Verdict::None).then(|| found.clone()));

    let [set_a, set_b] = [a, b].map(|text| {
        let mut set = BTreeSet::new();
        for_each_shingle(&scheme, text, |shingle| _ = set.insert(shingle.hash));
        set
    });
    let whole = analysis_a.overlap(&analysis_b);
    let shared = set_a.intersection(&set_b).count();
    assert_eq!([whole.a, whole.b, whole.shared], [set_a.len(), set_b.len(), shared].map(|n| n as f64));
}

/// Lines of the text that its host is said to repeat, chosen by the bits of a number.
fn repeated(text: &[u8], bits: u8, flags: u8) -> Vec<RepeatedLine> {
    let (mut at, mut lines) = (0, Vec::new());
    for (number, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let range = at..at + line.len();
        at = range.end;
        if bits >> (number % 8) & 1 == 1 && flags & 8 != 0 {
            lines.push(RepeatedLine { range, frame_only: number % 3 == 0 });
        }
    }
    lines
}

fn is_sound(found: &Evidence, a: &[u8], b: &[u8]) {
    for overlap in [&found.overlap, &found.whole_overlap] {
        let [x, y, shared] = [overlap.a, overlap.b, overlap.shared];
        let narrative = [overlap.narrative_a, overlap.narrative_b, overlap.narrative_shared];
        assert!(shared >= 0.0 && shared <= x.min(y), "{overlap:?}");
        assert!(narrative[2] <= narrative[0].min(narrative[1]), "{overlap:?}");
        assert!([x, y, shared].iter().zip(narrative).all(|(all, part)| (0.0..=*all).contains(&part)), "{overlap:?}");
    }
    assert!((0.0..=1.0).contains(&found.score()), "{}", found.score());
    assert!(found.passages.is_sorted_by(|x, y| x.tokens >= y.tokens));
    for passage in &found.passages {
        is_inside(&passage.a, a);
        is_inside(&passage.b, b);
        assert!(passage.tokens > 0 && passage.same_figures <= passage.figures, "{passage:?}");
    }
    assert_eq!(found.same_content && !found.passages.is_empty(), found.passages.len() == 1 && found.same_content);
}

fn is_inside(range: &Range<usize>, text: &[u8]) {
    assert!(range.start < range.end && range.end <= text.len(), "{range:?} of {} bytes", text.len());
    if let Ok(text) = std::str::from_utf8(text) {
        assert!(text.get(range.clone()).is_some(), "{range:?} cuts a character");
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let seed = |((a, b), flags): ((&str, String), u8)| {
        [&[flags, 0b0110_0101, 2], a.as_bytes(), &[BETWEEN], b.as_bytes()].concat()
    };
    samples::pairs().zip((0..16).cycle()).map(seed).collect()
}
