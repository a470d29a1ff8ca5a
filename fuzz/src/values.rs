//! Single values of an index's file: refused, or the same again once written.

use wireprint_store::fuzzing::{id_keys, image, rows, texts};
use wireprint_store::{Incoming, Settings, Store};

use crate::samples;

/// What the first byte of an input says of the rest.
const KINDS: u8 = 5;

pub(crate) fn run(data: &[u8]) {
    let Some((kind, value)) = data.split_first() else { return };
    match kind % KINDS {
        0 => stays(value, rows),
        // A fuzzer does not find what zstd takes for sound.
        1 => stays(&packed(value), rows),
        2 => stays(value, texts),
        3 => stays(value, image),
        _ => assert_eq!(id_keys(value).len(), value.len() / 8),
    }
}

/// What is decoded and encoded is decoded to the same.
fn stays(value: &[u8], again: fn(&[u8]) -> Option<Vec<u8>>) {
    let Some(first) = again(value) else { return };
    assert_eq!(again(&first).as_ref(), Some(&first));
}

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut packed = (plain.len() as u64).to_le_bytes().to_vec();
    packed.extend(zstd::bulk::compress(plain, 1).expect("memory"));
    packed
}

/// The values of a small index.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let folder = std::env::temp_dir().join(format!("wireprint-seeds-{}", std::process::id()));
    let settings = Settings { memory: 1 << 20, lineage: 7, ..Settings::default() };
    let mut store = Store::create(&folder, &settings).expect("a folder");
    let texts: Vec<(String, &str)> =
        samples::texts().take(40).enumerate().map(|(n, text)| (format!("n{n}"), text)).collect();
    let mut all: Vec<Incoming<'_>> = texts.iter().map(|(id, text)| Incoming::new(id, text)).collect();
    for (number, document) in all.iter_mut().enumerate() {
        (document.time, document.host) =
            ((number % 3 > 0).then_some(number as i64 - 7), (number % 2 > 0).then_some("a.example"));
    }
    store.decide(&all).expect("room on disk");
    store.close().expect("room on disk");
    let database = redb::Database::open(folder.join("index.redb")).expect("the file");
    let seeds = values(&database).expect("the file");
    drop(database);
    std::fs::remove_dir_all(&folder).expect("a folder of ours");
    seeds
}

fn values(database: &redb::Database) -> Result<Vec<Vec<u8>>, redb::Error> {
    use redb::{ReadableDatabase, ReadableTable, TableDefinition};
    let transaction = database.begin_read()?;
    let mut seeds = Vec::new();
    for (kind, name) in [(0, "rows"), (2, "texts"), (4, "ids")] {
        let table = transaction.open_table(TableDefinition::<u64, &[u8]>::new(name))?;
        for entry in table.iter()? {
            let (_, value) = entry?;
            seeds.push([&[kind], value.value()].concat());
            if kind == 0 {
                let plain = zstd::bulk::decompress(&value.value()[8..], 1 << 20).expect("rows");
                seeds.push([&[1], &plain[..]].concat());
            }
        }
    }
    let meta = transaction.open_table(TableDefinition::<&str, &[u8]>::new("meta"))?;
    seeds.extend(meta.get("image")?.map(|image| [&[3], image.value()].concat()));
    Ok(seeds)
}
