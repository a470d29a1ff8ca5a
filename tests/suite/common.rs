//! Texts for the tests.

use serde::Deserialize;

/// A document of the bundled corpus.
#[derive(Debug, Deserialize)]
pub(crate) struct Sample {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// The bundled corpus.
pub(crate) fn corpus() -> Vec<Sample> {
    let lines = include_str!("../../examples/corpus/docs.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("the bundled corpus is JSON lines")).collect()
}

/// The texts of the golden vectors, ill-formed ones included.
pub(crate) fn golden() -> Vec<Vec<u8>> {
    #[derive(Deserialize)]
    struct Vector {
        text: String,
    }
    let lines = include_str!("../golden/vectors.jsonl").lines();
    let mut texts: Vec<Vec<u8>> = lines
        .map(|line| serde_json::from_str::<Vector>(line).expect("a vector is JSON").text)
        .map(|hex| {
            let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("ASCII"));
            digits.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal")).collect()
        })
        .collect();
    texts.sort();
    texts.dedup();
    texts
}

/// A small seeded generator of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}
