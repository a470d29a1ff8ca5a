//! What cannot be read is refused with numbers and a remedy; what is exported can be imported.

use std::collections::HashMap;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tempfile::tempdir;
use wireprint_store::{FORMAT, Imported, Incoming, Settings, Store, StoreError};

use crate::common::{assert_sound, create, decide, documents, settings};

const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

/// Table, number, image, place, length and hash.
type NamedChunk = (u8, u32, u64, u32, u32, u64);

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
fn damaged_values_are_named_not_believed() {
    let folder = tempdir().expect("a folder");
    let mut store = create(folder.path());
    decide(&mut store, &documents(9000), || 1000);
    store.close().expect("room");
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
    // An image that claims a chunk of no table.
    let (number, at, mut named): (u64, u64, Vec<NamedChunk>) = {
        let database = Database::open(&file).expect("its file");
        let meta = database.begin_read().expect("readable").open_table(META).expect("a table");
        let image = meta.get("image").expect("readable").expect("an image");
        postcard::from_bytes(image.value()).expect("what docs/store.md says")
    };
    let sound = postcard::to_stdvec(&(number, at, &named)).expect("memory");
    named.push((9, 0, 0, u32::MAX, 1, 0));
    set(folder.path(), "image", &postcard::to_stdvec(&(number, at, &named)).expect("memory"));
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Damaged { what: "image", .. })));
    set(folder.path(), "image", &sound);
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
    // Everything but the block that was written over is had from the other file.
    let mut left = HashMap::new();
    let unread = Store::salvage(folder.path(), |exported| {
        left.insert(exported.row.id.clone(), exported.text.map(str::to_owned));
        Ok::<_, StoreError>(())
    });
    let unread = unread.expect("its other file");
    assert!(unread.len() == 1 && unread[0].to_string().contains(&damaged), "{unread:?}");
    assert!(left.len() < whole.len() && left.len() + 64 >= whole.len(), "{} of {}", left.len(), whole.len());
    assert!(left.iter().all(|(id, text)| whole.get(id) == Some(text)));
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
