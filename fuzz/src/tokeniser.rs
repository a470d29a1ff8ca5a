//! Tokeniser and fingerprinter: the same of a text in pieces, on every kernel, and by the naive specification.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use wireprint::fingerprint::{PageFingerprinter, for_each_shingle};
use wireprint::kernel::Kernel;
use wireprint::suppress::Filter;
use wireprint::text::{Quotation, Token, TokenSink, Tokeniser};
use wireprint::{Fingerprint, Fingerprinter, Profile, Scheme};

use crate::oracle::{self, Naive, Table};
use crate::samples;

static TABLE: LazyLock<Table> = LazyLock::new(Table::published);

/// Bytes that the naive specification is asked about, and those of a repeated text: both take their time.
const NAIVE_BYTES: usize = 2048;
const REPEATED_BYTES: usize = 1 << 16;

/// How a text is treated, from the first bytes of the input.
struct Plan {
    is_strict: bool,
    is_filtered: bool,
    is_naive: bool,
    seed: u8,
    pieces: u8,
    times: usize,
}

impl Plan {
    fn take(input: &mut Unstructured<'_>) -> arbitrary::Result<Self> {
        let [flags, seed, pieces, times]: [u8; 4] = input.arbitrary()?;
        let is = |bit: u8| flags >> bit & 1 == 1;
        let times = if is(3) { 1 + usize::from(times) } else { 1 };
        Ok(Self { is_strict: is(0), is_filtered: is(1), is_naive: is(2), seed, pieces, times })
    }
}

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok(plan) = Plan::take(&mut input) else { return };
    let text = input.take_rest();
    let text = text.repeat(plan.times.min(REPEATED_BYTES / text.len().max(1)).max(1));
    tokens_are_in_order(&text);
    match plan.pieces % 3 {
        0 => check::<512>(&plan, &text),
        1 => check::<256>(&plan, &text),
        _ => check::<1024>(&plan, &text),
    }
}

fn check<const BINS: usize>(plan: &Plan, text: &[u8]) {
    let profile = if plan.is_strict { Profile::Strict } else { Profile::Rewrite };
    let scheme = Scheme::<BINS>::new(profile).with_seed(plan.seed.into());
    let mut shingles = Vec::new();
    for_each_shingle(&scheme, text, |shingle| shingles.push(shingle.hash));
    let filter = plan
        .is_filtered
        .then(|| Filter::from_shingles(&scheme, shingles.iter().copied().step_by(1 + usize::from(plan.pieces))));
    let on = |kernel: Kernel| {
        let fingerprinter = match &filter {
            Some(filter) => Fingerprinter::with_filter(&scheme, filter).expect("a filter of the scheme"),
            None => Fingerprinter::new(&scheme),
        };
        fingerprinter.with_kernel(kernel)
    };
    let whole = |mut fingerprinter: Fingerprinter<'_, BINS>| {
        fingerprinter.push(text);
        fingerprinter.finish()
    };
    let expected = whole(on(Kernel::SCALAR));
    let dropped = shingles.iter().filter(|hash| filter.as_ref().is_some_and(|filter| filter.contains(**hash))).count();
    assert_eq!(expected.shingles() as usize + dropped, shingles.len());
    for kernel in Kernel::available() {
        let mut fingerprinter = on(kernel);
        let mut page = PageFingerprinter::new(&scheme, filter.as_ref()).expect("it is of it").with_kernel(kernel);
        for piece in pieces(text, plan.pieces) {
            fingerprinter.push(piece);
            page.push(piece);
        }
        assert_eq!(fingerprinter.finish(), expected, "{kernel:?}, in pieces");
        assert_eq!(whole(fingerprinter), expected, "{kernel:?}");
        assert_eq!(page.finish().fingerprint, expected, "{kernel:?}, a page in pieces");
    }
    let mut bytes = vec![0; Fingerprint::<BINS>::BYTES];
    expected.write_to(&mut bytes).expect("it fits");
    assert_eq!(Fingerprint::from_bytes(&bytes).as_ref(), Ok(&expected));
    let text = std::str::from_utf8(text).ok().filter(|text| text.len() <= NAIVE_BYTES && !has_loose_jamo(text));
    if let Some(text) = text.filter(|_| plan.is_naive) {
        let naive = oracle::fingerprint(&TABLE, text, profile, plan.seed.into(), BINS, filter.as_ref());
        // The specification knows no quotations: bit 7 is theirs.
        let mut found = Naive::of(&expected);
        found.signature.iter_mut().for_each(|bin| *bin &= 0x7F);
        assert_eq!(found, naive);
    }
}

/// Loose jamo compose in a token; the specification's tokens do not. They have their own golden vectors.
fn has_loose_jamo(text: &str) -> bool {
    let jamo = ['\u{1100}'..='\u{11FF}', '\u{3131}'..='\u{318E}', '\u{3200}'..='\u{327F}', '\u{A960}'..='\u{A97F}'];
    let more = ['\u{D7B0}'..='\u{D7FF}', '\u{FFA0}'..='\u{FFDC}'];
    text.chars().any(|c| jamo.iter().chain(&more).any(|range| range.contains(&c)))
}

/// The text in pieces, of lengths that follow from the number.
fn pieces(mut text: &[u8], number: u8) -> impl Iterator<Item = &[u8]> {
    let mut state = u32::from(number) + 1;
    std::iter::from_fn(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let longest = [3, 70, 300, 5000][state as usize >> 28 & 3];
        let (piece, rest) = text.split_at((state >> 8) as usize % longest % (text.len() + 1));
        let piece = if piece.is_empty() && number & 1 == 0 { text } else { piece };
        let rest = if piece.len() == text.len() { &[] } else { rest };
        (!std::mem::replace(&mut text, rest).is_empty()).then_some(piece)
    })
}

struct InOrder<'t> {
    text: &'t [u8],
    is_utf8: bool,
    last: u64,
}

impl TokenSink for InOrder<'_> {
    fn token(&mut self, token: Token) {
        let Token { start, end, .. } = token;
        assert!(self.last <= start && start < end && end <= self.text.len() as u64, "{token:?}");
        self.last = start;
        if self.is_utf8 {
            let is_boundary = |at: u64| self.text.get(at as usize).is_none_or(|byte| byte & 0xC0 != 0x80);
            assert!(is_boundary(start) && is_boundary(end), "{token:?} is inside a character");
        }
    }

    fn quotation(&mut self, _: Quotation) {}
}

fn tokens_are_in_order(text: &[u8]) {
    let mut tokeniser = Tokeniser::new(&Scheme::REWRITE);
    let mut sink = InOrder { text, is_utf8: std::str::from_utf8(text).is_ok(), last: 0 };
    tokeniser.push(text, &mut sink);
    tokeniser.finish(&mut sink);
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let plans = (0..16u8).cycle();
    samples::texts().zip(plans).map(|(text, flags)| [&[flags, flags, flags, 3], text.as_bytes()].concat()).collect()
}
