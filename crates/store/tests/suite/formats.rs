//! What cannot be read is refused with numbers and a remedy; what is exported can be imported.

use std::collections::HashMap;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tempfile::tempdir;
use wireprint_store::{FORMAT, Imported, Incoming, Settings, Store, StoreError};

use crate::common::{assert_sound, create, decide, documents, settings};

const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

/// Table, number, image, place, length and hash.
type NamedChunk = (u8, u32, u64, u32, u32, u64);

type NamedImage = (u64, u64, Vec<NamedChunk>);

/// The image that an index names: images before it, documents that it knows, and its chunks.
fn image_of(folder: &std::path::Path) -> NamedImage {
    let database = Database::open(folder.join("index.redb")).expect("its file");
    let meta = database.begin_read().expect("readable").open_table(META).expect("a table");
    let image = meta.get("image").expect("readable").expect("an image");
    postcard::from_bytes(image.value()).expect("what docs/store.md says")
}

/// An index of 9,000 documents, closed.
fn closed(folder: &std::path::Path) {
    let mut store = create(folder);
    decide(&mut store, &documents(9000), || 1000);
    store.close().expect("room");
}

fn set(folder: &std::path::Path, name: &str, bytes: &[u8]) {
    let database = Database::open(folder.join("index.redb")).expect("its file");
    let transaction = database.begin_write().expect("room");
    transaction.open_table(META).expect("a table").insert(name, bytes).expect("room");
    transaction.commit().expect("room");
}

#[test]
fn another_format_or_scheme_is_refused() {
    let folder = tempdir().expect("a folder");
    create(folder.path()).close().expect("room");
    set(folder.path(), "format", &(FORMAT + 1).to_le_bytes());
    let error = Store::open(folder.path()).expect_err("a later format");
    assert!(matches!(error, StoreError::Format { found: 4, supported: 3 }), "{error}");
    assert!(error.to_string().contains("export"));
    set(folder.path(), "format", &FORMAT.to_le_bytes());
    set(folder.path(), "scheme", &7u64.to_le_bytes());
    let error = Store::open(folder.path()).expect_err("another scheme");
    assert!(matches!(error, StoreError::Scheme { found, expected } if found.0 == 7 && expected.0 != 7), "{error}");
    set(folder.path(), "settings", b"{\"memory\": \"much\"}");
    set(folder.path(), "format", b"");
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Damaged { .. })));
}

#[test]
fn images_that_cannot_have_been_written_are_refused() {
    let folder = tempdir().expect("a folder");
    closed(folder.path());
    let (number, at, named) = image_of(folder.path());
    let journal = |chunk, image, place| (5u8, chunk, image, 1000 + place, 0u32, 0u64);
    let with = |chunks: &[NamedChunk]| (number, at, [&named, chunks].concat());
    let mut at_one_place = named.clone();
    at_one_place[1].3 = named[0].3;
    let mut later = named.clone();
    later[0].2 = number + 1;
    let head = named.iter().filter(|chunk| chunk.0 == 4).count();
    let mut headless = named.clone();
    headless.retain(|chunk| (chunk.0, chunk.1) != (4, head as u32 - 2));
    let unsound = [
        ("a chunk of no table", with(&[(9, 0, 0, 1000, 0, 0)])),
        ("a place past the last", with(&[journal(0, 0, u32::MAX - 1000)])),
        ("two chunks at one place", (number, at, at_one_place)),
        ("a chunk of a later image", (number, at, later)),
        ("a part of the head that is missing", (number, at, headless)),
        ("journals of one number", with(&[journal(3, 0, 0), journal(3, 0, 1)])),
        ("journals of falling images", with(&[journal(3, number, 0), journal(4, number - 1, 1)])),
        ("no number for the next journal", with(&[journal(u32::MAX, 0, 0)])),
        ("no number for the next image", (u64::MAX, at, named.clone())),
        ("documents that have not come", (number, 9001, named.clone())),
    ];
    assert!(number > 0 && at == 9000 && head > 2);
    for (what, image) in unsound {
        set(folder.path(), "image", &postcard::to_stdvec(&image).expect("memory"));
        let opened = Store::open(folder.path());
        assert!(matches!(opened, Err(StoreError::Damaged { what: "image", .. })), "{what}: {opened:?}");
    }
    set(folder.path(), "image", &postcard::to_stdvec(&(number, at, &named)).expect("memory"));
    assert_sound(&mut Store::open(folder.path()).expect("its own image"));
}

#[test]
fn damaged_values_are_named_not_believed() {
    let folder = tempdir().expect("a folder");
    closed(folder.path());
    let mut whole = HashMap::new();
    let exported = Store::open(folder.path()).expect("its own index").export(|exported| {
        whole.insert(exported.row.id.clone(), exported.text.map(str::to_owned));
        Ok::<_, StoreError>(())
    });
    exported.expect("readable");
    let rows: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("rows");
    let file = folder.path().join("index.redb");
    let damaged = {
        let database = Database::open(&file).expect("its file");
        let transaction = database.begin_write().expect("room");
        // A length that nobody has memory for, and nonsense.
        let bomb = [&u64::MAX.to_le_bytes()[..], &[0x28, 0xB5, 0x2F, 0xFD, 0, 0]].concat();
        let damaged = {
            let mut table = transaction.open_table(rows).expect("a table");
            // Not the last block, which opening reads.
            let keys: Vec<u64> = table.iter().expect("rows").rev().map(|row| row.expect("a row").0.value()).collect();
            table.insert(keys[3], &*bomb).expect("room");
            keys[3]
        };
        transaction.commit().expect("room");
        damaged.to_string()
    };
    let check = Store::open(folder.path()).expect("opens").check().expect("readable");
    assert!(check.findings.iter().any(|finding| finding.contains(&damaged)), "{check:?}");
    let (.., named) = image_of(folder.path());
    // A byte of the image, and all of it.
    let image = folder.path().join("index.image");
    let mut bytes = std::fs::read(&image).expect("its image");
    bytes[((named[0].3 as usize) << 20) + 100] ^= 1;
    std::fs::write(&image, &bytes).expect("room");
    let error = Store::open(folder.path()).expect_err("another byte");
    assert!(matches!(error, StoreError::Damaged { what, .. } if what.starts_with("chunk of")), "{error}");
    std::fs::write(&image, &bytes[..2 << 20]).expect("room");
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Damaged { .. })));
    std::fs::remove_file(&image).expect("its image");
    assert!(matches!(Store::open(folder.path()), Err(StoreError::NoImage(path)) if path == image));
    // Everything but the block that was written over is had from the other file, even where keys or texts are missing.
    let without_text = {
        let database = Database::open(&file).expect("its file");
        let transaction = database.begin_write().expect("room");
        let [mut texts, mut ids] = ["texts", "ids"]
            .map(|name| transaction.open_table(TableDefinition::<u64, &[u8]>::new(name)).expect("a table"));
        let keys: Vec<u64> = texts.iter().expect("texts").rev().map(|text| text.expect("a text").0.value()).collect();
        texts.remove(keys[5]).expect("room");
        ids.remove(keys[7]).expect("room");
        drop((texts, ids));
        transaction.commit().expect("room");
        keys[5].to_string()
    };
    let mut left = HashMap::new();
    let unread = Store::salvage(folder.path(), |exported| {
        left.insert(exported.row.id.clone(), exported.text.map(str::to_owned));
        Ok::<_, StoreError>(())
    });
    let unread = unread.expect("its other file");
    let told = |number: &str| unread.iter().filter(|error| error.to_string().contains(number)).count();
    assert!(unread.len() == 2 && told(&damaged) == 1 && told(&without_text) == 1, "{unread:?}");
    assert!(left.len() < whole.len() && left.len() + 64 >= whole.len(), "{} of {}", left.len(), whole.len());
    let differ = left.iter().filter(|(id, text)| whole.get(*id) != Some(text)).count();
    assert!((1..=64).contains(&differ), "{differ} have lost their texts");
}

#[test]
fn an_export_imported_elsewhere_decides_as_before() {
    let documents = documents(500);
    let (from, to) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    let mut store = create(from.path());
    decide(&mut store, &documents[..400], || 100);
    let mut other = Store::create(to.path(), &Settings { memory: 6 << 20, ..settings() }).expect("a new index");
    let mut count = 0;
    store
        .export(|exported| {
            let row = exported.row;
            let document = Incoming {
                time: row.time,
                host: row.host.as_deref(),
                ..Incoming::new(&row.id, exported.text.expect("texts are kept"))
            };
            count += 1;
            other.import(&[Imported { document, decision: row.decision.clone() }]).map(drop)
        })
        .expect("readable");
    assert!(count > 350 && other.window().documents == count);
    assert_sound(&mut other);
    let (row, _) = store.document(&documents[399].id).expect("readable").expect("known");
    let (imported, _) = other.document(&documents[399].id).expect("readable").expect("known");
    assert_eq!(row.decision, imported.decision);
    let (here, there) = (decide(&mut store, &documents[400..], || 50), decide(&mut other, &documents[400..], || 50));
    let matched = |decided: &[wireprint_store::Decision]| -> Vec<bool> {
        decided.iter().map(|decision| !decision.matches.is_empty()).collect()
    };
    assert_eq!(matched(&here), matched(&there));
}
