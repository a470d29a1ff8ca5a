//! Images one after another, closer together than a store writes them; whatever is killed between them comes back bit by bit.

use std::collections::BTreeSet;
use std::path::Path;

use tempfile::tempdir;
use wireprint::Profile;
use wireprint::engine::{Stream, Table};

use super::Pace;
use super::file::JOURNAL;
use crate::{Incoming, Settings, Store};

const DOCUMENTS: u64 = 16_000;
const BATCH: usize = 160;
/// The window holds what came in two thirds of the test.
const SETTINGS: Settings = Settings {
    profile: Profile::Rewrite,
    seed: 0,
    memory: 14 << 20,
    span: Some(DOCUMENTS * 2 / 3 * 10),
    texts: true,
    lineage: 5,
};

fn mixed(number: u64) -> u64 {
    let z = (number ^ number >> 30).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB) >> 31
}

/// Articles of a few drawn words; some ids come again with another text.
fn documents() -> Vec<(String, String)> {
    let words = |number: u64| (0..24).map(|at| format!("w{:x} ", mixed(number << 8 | at) % 50_000)).collect();
    let id = |number: u64| if mixed(number).is_multiple_of(9) { number.saturating_sub(40) } else { number };
    (0..DOCUMENTS).map(|number| (format!("n{}", id(number)), words(number))).collect()
}

fn open(folder: &Path) -> Store {
    let mut store = Store::open(folder).expect("its own index");
    store.images.pace = Pace { documents_min: 400, bytes_a_document: u64::MAX };
    store
}

fn bits(stream: &Stream) -> Vec<Vec<u8>> {
    let mut bits = vec![postcard::to_stdvec(&stream.head()).expect("a head")];
    for table in Table::ALL {
        for chunk in 0..stream.chunks(table) {
            let mut bytes = Vec::new();
            stream.write_chunk(table, chunk, &mut bytes);
            bits.push(bytes);
        }
    }
    bits
}

#[test]
fn a_killed_index_comes_back_bit_by_bit() {
    let documents = documents();
    let incoming: Vec<Incoming<'_>> = documents
        .iter()
        .zip(0i64..)
        .map(|((id, text), number)| Incoming { time: Some(number * 10), ..Incoming::new(id, text) })
        .collect();
    let folder = tempdir().expect("a folder");
    drop(Store::create(folder.path(), &SETTINGS).expect("a new index"));
    let mut store = open(folder.path());
    let mut straight = store.stream.clone();
    let (mut kept, mut journals, mut images) = (0, 0, BTreeSet::new());
    for (number, batch) in incoming.chunks(BATCH).enumerate() {
        store.add(batch).expect("a disk with room");
        let articles: Vec<_> = batch.iter().map(|document| document.article(SETTINGS.lineage)).collect();
        straight.add_batch(&articles).expect("its own fingerprints");
        let is_new = store.images.complete.as_ref().is_some_and(|image| images.insert(image.number));
        // Where an image has just been named, and somewhere between.
        if is_new && images.len() % 4 == 0 || number % 17 == 11 {
            drop(store);
            store = open(folder.path());
            let again = bits(&store.stream);
            assert!(bits(&straight) == again, "killed after {} documents", (number + 1) * BATCH);
        }
        if let Some(image) = store.images.complete.as_ref().filter(|_| is_new) {
            let before = image.chunks_of(Table::Rings.number()).iter().filter(|chunk| chunk.image < image.number);
            kept += before.count();
            journals += image.chunks_of(JOURNAL).len();
        }
    }
    assert!(images.len() > 20 && kept > 60 && journals > 60, "{} {kept} {journals}", images.len());
    let window = store.window();
    assert!(window.expired > 2000 && window.removed > 500, "{window}");
    store.close().expect("a disk with room");
    assert!(bits(&straight) == bits(&open(folder.path()).stream));
}
