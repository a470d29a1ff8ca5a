//! A file that something else has written over is an error or a finding, never a panic.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

use wireprint_store::{Store, StoreError};

use crate::common::{create, decide, documents, incoming, mixed};

const PAGE: u64 = 4096;

/// Everything that can be done with an index; whether any of it found fault.
fn is_told(folder: &Path) -> bool {
    let mut store = match Store::open(folder) {
        Ok(store) => store,
        Err(error) => {
            // A remedy in every message.
            assert!(error.to_string().contains(';'), "{error}");
            return true;
        }
    };
    let more = documents(700);
    let (first, last) = (&more[..5], &more[600..]);
    let mut told = first.iter().any(|document| store.query(&document.incoming()).is_err());
    told |= first.iter().any(|document| store.document(&document.id).is_err());
    told |= store.export(|_| Ok::<(), StoreError>(())).is_err();
    told |= store.check().map_or(true, |check| check.findings_count > 0);
    told |= store.decide(&incoming(last)).is_err();
    told | store.close().is_err()
}

/// A page written over: with zeros, with ones, with anything, or the file cut off there.
fn write_over(path: &Path, page: u64, round: u64) {
    let file = OpenOptions::new().write(true).open(path).expect("the copy");
    let bytes: Vec<u8> = match round % 4 {
        0 => vec![0; PAGE as usize],
        1 => vec![0xFF; PAGE as usize],
        2 => (0..PAGE).map(|at| mixed(round << 20 | at) as u8).collect(),
        _ => return file.set_len(page * PAGE + 7).expect("a shorter file"),
    };
    file.write_all_at(&bytes, page * PAGE).expect("an overwritten page");
}

#[test]
fn overwritten_pages_are_told_and_do_not_panic() {
    wireprint_guard::quiet_guarded_panics();
    let sound = tempfile::tempdir().expect("a folder");
    let mut store = create(sound.path());
    decide(&mut store, &documents(600), || 100);
    store.close().expect("a closed index");
    let [redb, image] = ["index.redb", "index.image"].map(|name| fs::read(sound.path().join(name)).expect("its file"));
    let used = [&redb, &image].map(|bytes| -> Vec<usize> {
        let pages = bytes.chunks(PAGE as usize).enumerate();
        pages.filter(|(_, page)| page.iter().any(|byte| *byte != 0)).map(|(number, _)| number).collect()
    });
    let mut told = [0, 0];
    for round in 0..160u64 {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = ["index.redb", "index.image"].map(|name| folder.path().join(name));
        fs::write(&paths[0], &redb).expect("a copy");
        fs::write(&paths[1], &image).expect("a copy");
        // Pages of a small file one after the other, and some at random; of the image some.
        let at = usize::from(round >= 120);
        let used = &used[at];
        let page = if round < 60 { round as usize * used.len() / 60 } else { mixed(round) as usize % used.len() };
        let page = used[page] as u64;
        write_over(&paths[at], page, round);
        told[at] += u32::from(is_told(folder.path()));
    }
    // Pages that hold nothing any more may be written over.
    assert!(told[0] > 60 && told[1] > 20, "{told:?}");
}
