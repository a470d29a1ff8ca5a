//! An index decides the same however it is batched, closed and killed.

use tempfile::tempdir;
use wireprint_store::{Incoming, Settings, Store, StoreError};

use crate::common::{assert_sound, create, decide, documents, incoming, mixed, settings};

#[test]
fn batches_closing_and_dropping_change_nothing() {
    let documents = documents(26_000);
    let (whole, parts) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    let mut store = create(whole.path());
    let expected = decide(&mut store, &documents, || 1000);
    assert!(expected.iter().filter(|decision| !decision.matches.is_empty()).count() > 1000);
    assert!(store.window().crowded_out > 1000, "{}", store.window());
    assert_sound(&mut store);

    let (mut done, mut round) = (0, 0u64);
    let mut store = create(parts.path());
    while done < documents.len() {
        round += 1;
        let count = 1 + (mixed(round) % 6000) as usize;
        let some = &documents[done..(done + count).min(documents.len())];
        let decided = decide(&mut store, some, || (mixed(round + count as u64) % 700) as usize);
        assert!(decided == expected[done..done + some.len()], "round {round}");
        done += some.len();
        // Closed with an image, or left as a kill leaves it.
        if round.is_multiple_of(2) {
            store.close().expect("a disk with room")
        } else {
            drop(store)
        }
        store = Store::open(parts.path()).expect("its own index");
    }
    assert_sound(&mut store);
    assert!(round > 4);
}

#[test]
fn documents_that_come_again_get_the_decision_that_they_had() {
    let documents = documents(700);
    let folder = tempdir().expect("a folder");
    let mut store = create(folder.path());
    let expected = decide(&mut store, &documents, || 100);
    let (window, counts) = (store.window(), store.counts());
    drop(store);
    let mut store = Store::open(folder.path()).expect("its own index");
    assert_eq!(store.window(), window);
    // The latest of each id; an earlier text of it is another document.
    let latest: Vec<usize> = (0..documents.len())
        .filter(|at| documents[at + 1..].iter().all(|later| later.id != documents[*at].id))
        .collect();
    let again: Vec<_> = latest.iter().map(|at| documents[*at].clone()).collect();
    let decided = decide(&mut store, &again, || 64);
    for (at, decision) in latest.iter().zip(&decided) {
        assert_eq!(*decision, expected[*at], "{}", documents[*at].id);
    }
    assert_eq!((store.window().documents, store.counts().documents), (window.documents, counts.documents));
    // Twice in one batch.
    let twice = [again[0].incoming(), again[0].incoming()];
    let both = store.decide(&twice).expect("room");
    assert_eq!(both[0], both[1]);
    assert_sound(&mut store);
}

#[test]
fn another_text_under_an_id_replaces_the_first() {
    let documents = documents(40);
    let folder = tempdir().expect("a folder");
    let mut store = create(folder.path());
    store.add(&incoming(&documents)).expect("room");
    let held = store.window().documents;
    let mut newer = documents[30].clone();
    newer.text = documents[3].text.clone();
    newer.host = Some("elsewhere.example".into());
    let decided = store.decide(&[newer.incoming()]).expect("room");
    assert!(decided[0].matches.iter().any(|found| found.a == documents[3].id), "{decided:?}");
    assert_eq!(store.window().documents, held);
    let (row, text) = store.document(&newer.id).expect("readable").expect("known");
    assert_eq!((row.host.as_deref(), text.as_deref()), (Some("elsewhere.example"), Some(&*newer.text)));
    assert_sound(&mut store);
}

#[test]
fn texts_that_an_id_had_before_are_not_decided_about_again() {
    let documents = documents(20);
    let folder = tempdir().expect("a folder");
    let mut store = create(folder.path());
    let versions: Vec<_> =
        documents[..5].iter().map(|document| Incoming { id: "one", ..document.incoming() }).collect();
    let first = store.decide(&versions).expect("room");
    // As after a crash: all of them were durable, and nobody was told.
    let again = store.decide(&versions).expect("room");
    assert_eq!(first, again);
    assert_eq!((store.window().documents, store.counts().documents), (1, 5));
    let (_, text) = store.document("one").expect("readable").expect("known");
    assert_eq!(text.as_deref(), Some(versions[4].text));
}

#[test]
fn a_query_adds_nothing_and_says_what_would_be_decided() {
    let documents = documents(300);
    let folder = tempdir().expect("a folder");
    let mut store = create(folder.path());
    store.add(&incoming(&documents[..200])).expect("room");
    let window = store.window();
    let asked: Vec<_> =
        documents[200..].iter().map(|document| store.query(&document.incoming()).expect("readable")).collect();
    assert_eq!(store.window(), window);
    let decided = decide(&mut store, &documents[200..201], || 1);
    assert_eq!(asked[0], decided[0]);
    // Documents that were only added are decided about when they come again, and are not added twice.
    let before = store.counts().documents;
    let latest =
        documents[150..200].iter().filter(|document| documents.iter().filter(|d| d.id == document.id).count() == 1);
    let found = decide(&mut store, &latest.cloned().collect::<Vec<_>>(), || 7);
    assert!(found.iter().any(|decision| !decision.matches.is_empty()));
    assert_eq!(store.counts().documents, before);
}

#[test]
fn without_texts_fingerprints_decide() {
    let documents = documents(12_000);
    let folder = tempdir().expect("a folder");
    let mut store = Store::create(folder.path(), &Settings { texts: false, ..settings() }).expect("a new index");
    let decided = decide(&mut store, &documents, || 500);
    assert!(decided.iter().filter(|decision| !decision.matches.is_empty()).count() > 500);
    assert!(decided.iter().flat_map(|decision| &decision.matches).all(|found| found.evidence.is_empty()));
    store.close().expect("room");
    let mut store = Store::open(folder.path()).expect("its own index");
    assert_sound(&mut store);
    let (_, text) = store.document(&documents[11_000].id).expect("readable").expect("known");
    assert_eq!(text, None, "texts go once no image needs them");
    let (_, text) = store.document(&documents[11_999].id).expect("readable").expect("known");
    assert!(text.is_some() || store.stats(folder.path()).behind == 0);
}

#[test]
fn the_file_is_bounded_as_the_window_is() {
    let documents = documents(40_000);
    let folder = tempdir().expect("a folder");
    let mut store = create(folder.path());
    decide(&mut store, &documents[..20_000], || 1000);
    let (first, _) = (store.stats(folder.path()), drop(store));
    let mut store = Store::open(folder.path()).expect("its own index");
    decide(&mut store, &documents[20_000..], || 1000);
    let last = store.stats(folder.path());
    assert!(last.remembered < first.remembered * 3 / 2, "{first:?} {last:?}");
    let (before, after) = store.compact(folder.path()).expect("room");
    assert!(after <= before && before < first.file_bytes * 2, "{before} {after} {first:?}");
    assert_sound(&mut Store::open(folder.path()).expect("its own index"));
}

/// redb may double a file that it closes; compacted, an index of any size is no larger than before, and is left as it is.
#[test]
fn compacting_takes_no_room() {
    let documents = documents(9000);
    for count in [20, 500, 2100, 9000] {
        let folder = tempdir().expect("a folder");
        let mut store = create(folder.path());
        decide(&mut store, &documents[..count], || 300);
        let bytes = |store: &Store| store.stats(folder.path()).file_bytes;
        store.write_image().expect("a disk with room");
        let closed = bytes(&store);
        let (_, first) = store.compact(folder.path()).expect("room");
        assert!(first <= closed, "{count} documents: {closed} bytes, compacted {first}");
        let (before, second) = Store::open(folder.path()).expect("its own index").compact(folder.path()).expect("room");
        assert!(before <= first && second <= first + first / 8, "{count} documents: {first} {before} {second}");
        let mut store = Store::open(folder.path()).expect("its own index");
        assert_sound(&mut store);
        decide(&mut store, &documents[..count], || 300);
    }
}

#[test]
fn folders_that_hold_none_or_one_are_told() {
    let folder = tempdir().expect("a folder");
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Missing(_))));
    let store = create(folder.path());
    assert!(matches!(Store::create(folder.path(), &settings()), Err(StoreError::Exists(_))));
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Locked(_))));
    assert!(matches!(Store::open_to_read(folder.path()), Err(StoreError::Locked(_))));
    store.close().expect("room");
    let (reader, mut other) = (Store::open_to_read(folder.path()), Store::open_to_read(folder.path()));
    assert!(reader.is_ok());
    let other = other.as_mut().expect("many may read");
    assert!(matches!(other.add(&[]), Err(StoreError::ReadOnly)));
    let small = Settings { memory: 1000, ..settings() };
    assert!(matches!(Store::create(&folder.path().join("new"), &small), Err(StoreError::Window(_))));
    assert!(!folder.path().join("new").exists());
}
