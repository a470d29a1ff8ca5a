//! Stories from a seed: any number of texts whose words are as unevenly frequent as those of a language, each story in
//! several versions that share most sentences. Their fingerprints fill indexes with realistic keys.

use std::fmt::Write;
use std::sync::LazyLock;
use std::thread;

use wireprint::{Fingerprint, Fingerprinter, Scheme};

/// Bytes of a story: a short article.
pub(crate) const STORY_BYTES: usize = 1_500;
/// Versions of a story in an index; further ones are queries.
pub(crate) const VERSIONS: u64 = 4;
/// Stories from here on are in no index.
pub(crate) const UNRELATED: u64 = 1 << 40;

const VOCABULARY: usize = 50_000;

/// Marsaglia's xorshift64 with the multiplier of Vigna's xorshift64*.
struct Xorshift(u64);

impl Xorshift {
    /// Nearby seeds give unrelated sequences.
    fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..4 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: u64) -> u64 {
        ((self.next() >> 32) * limit) >> 32
    }

    /// A rank from 0 to `count - 1`, rank `r` about as often as `1 / (r + 1)`: Zipf's law.
    fn zipf(&mut self, count: usize) -> usize {
        let uniform = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((count as f64).powf(uniform) as usize - 1).min(count - 1)
    }
}

/// Words by rank: the most frequent have two letters, as in most languages, the rare ones up to eight and more.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let mut random = Xorshift::new(1);
    let mut pick = |letters: &[u8]| char::from(letters[random.below(letters.len() as u64) as usize]);
    let word = |rank: usize| {
        let syllables = 1 + usize::from(rank >= 24) + usize::from(rank >= 400) + usize::from(rank >= 6_000);
        let mut word = String::new();
        for _ in 0..syllables {
            word.extend([pick(CONSONANTS), pick(VOWELS)]);
        }
        if rank % 3 == 1 {
            word.push(pick(CONSONANTS));
        }
        word
    };
    (0..VOCABULARY).map(word).collect()
});

fn sentence(text: &mut String, seed: u64) {
    let mut random = Xorshift::new(seed);
    let words = 8 + random.below(16);
    let quoted = random.below(6) == 0;
    text.push_str(if quoted { "“It is" } else { "The" });
    for _ in 0..words {
        write!(text, " {}", WORDS[random.zipf(VOCABULARY)]).expect("a String takes everything");
    }
    text.push_str(if quoted { "”, she said.\n" } else { ". " });
}

/// A version of a story, whole sentences up to a little over `bytes` bytes. Each version has two of five sentences for
/// itself, so two versions share about a third of them at the same place.
pub(crate) fn story(story: u64, version: u64, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 256);
    let shared = story.wrapping_mul(0xD1B5_4A32_D192_ED03);
    let own = Xorshift::new(shared ^ version.wrapping_add(1) << 48).next();
    let mut edits = Xorshift::new(own);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        let by = if edits.below(5) < 2 { own } else { shared };
        sentence(&mut text, by.wrapping_add(number));
    }
    text
}

/// Fingerprints of `count` documents, the versions of a story one after another; made on all cores.
pub(crate) fn fingerprints(count: usize) -> Vec<Fingerprint> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = count.div_ceil(threads).max(1);
    let part = |from: usize| {
        let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE);
        let one = |document: u64| {
            fingerprinter.push(story(document / VERSIONS, document % VERSIONS, STORY_BYTES).as_bytes());
            fingerprinter.finish()
        };
        (from as u64..(from + share).min(count) as u64).map(one).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..count).step_by(share).map(|from| scope.spawn(move || part(from))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("a fingerprint never panics")).collect()
    })
}

/// 256 queries: further versions of stories that an index of `documents` documents has, or of stories that it lacks.
pub(crate) fn queries(documents: usize, related: bool) -> Vec<Fingerprint> {
    const QUERIES: u64 = 256;
    let stories = (documents as u64 / VERSIONS).max(1);
    let number = |query: u64| if related { query * stories / QUERIES } else { UNRELATED + query };
    let text = |query| story(number(query), VERSIONS + query, STORY_BYTES);
    (0..QUERIES).map(|query| wireprint::fingerprint(&Scheme::REWRITE, text(query).as_bytes())).collect()
}
