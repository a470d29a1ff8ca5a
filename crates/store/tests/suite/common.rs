//! Documents for the tests, and an index in a folder of its own.

use std::path::Path;

use wireprint_store::{Decision, Incoming, Settings, Store};

/// An invented document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) time: Option<i64>,
    pub(crate) host: Option<String>,
}

impl Document {
    pub(crate) fn incoming(&self) -> Incoming<'_> {
        let host = self.host.as_deref();
        Incoming { time: self.time, host, url: Some("https://a.example/x"), ..Incoming::new(&self.id, &self.text) }
    }
}

pub(crate) fn incoming(documents: &[Document]) -> Vec<Incoming<'_>> {
    documents.iter().map(Document::incoming).collect()
}

/// splitmix64.
pub(crate) fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// Articles of drawn words; of five one is a rewrite of one before, some ids come again with another text, some times are
/// missing, and hosts end their pages in the same lines.
pub(crate) fn documents(count: usize) -> Vec<Document> {
    let words = |story: u64, from: u64| -> String {
        (from..from + 40).map(|at| format!("w{:x} ", mixed(story << 20 | at) % 60_000)).collect()
    };
    (0..count as u64)
        .map(|number| {
            let draw = mixed(number ^ 0xABCD);
            let story = if draw.is_multiple_of(5) { number.saturating_sub(1 + draw / 5 % 40) } else { number };
            let host = (!draw.is_multiple_of(7)).then(|| format!("host{}.example", draw % 11));
            let text = format!("{}\nSubscribe to our letter\nAll rights reserved", words(story, draw % 5 % 2 * 7));
            let id =
                if draw.is_multiple_of(23) { format!("n{}", number.saturating_sub(17)) } else { format!("n{number}") };
            Document { id, text, time: (!draw.is_multiple_of(9)).then_some(1_700_000_000 + number as i64 * 20), host }
        })
        .collect()
}

pub(crate) fn settings() -> Settings {
    Settings { memory: 4 << 20, span: Some(2 * 86_400), lineage: 17, ..Settings::default() }
}

pub(crate) fn create(folder: &Path) -> Store {
    Store::create(folder, &settings()).expect("a new index")
}

/// What an index decides in batches as long as `batch` says next.
pub(crate) fn decide(store: &mut Store, documents: &[Document], mut batch: impl FnMut() -> usize) -> Vec<Decision> {
    let incoming = incoming(documents);
    let mut decided = Vec::new();
    while decided.len() < incoming.len() {
        let end = (decided.len() + batch().max(1)).min(incoming.len());
        decided.extend(store.decide(&incoming[decided.len()..end]).expect("a disk with room"));
    }
    decided
}

pub(crate) fn assert_sound(store: &mut Store) {
    let check = store.check().expect("a readable file");
    assert!(check.findings.is_empty() && check.documents > 0 && check.held > 0, "{check:?}");
}
