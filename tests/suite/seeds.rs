//! firmware/data/seeds.bin: the fingerprints of five real articles, whose texts are not ours to pass on.

use std::fs;
use std::path::Path;

use wireprint::{Fingerprint, Scheme, fingerprint};

/// Where the texts are at hand, the fingerprints are theirs.
#[test]
fn the_seeds_fingerprints_are_those_of_the_texts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("firmware").exists() {
        return; // the published package has none
    }
    let stored = fs::read(root.join("firmware/data/seeds.bin")).expect("the fingerprints are committed");
    assert_eq!(stored.len(), 5 * Fingerprint::<512>::BYTES);
    let Ok(folder) = fs::read_dir(root.join("../shared/corpora/seeds")) else { return };
    let mut texts: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    texts.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.sort();
    let mut bytes = vec![0; stored.len()];
    for (path, to) in texts.iter().zip(bytes.chunks_mut(Fingerprint::<512>::BYTES)) {
        let text = fs::read(path).expect("a seed");
        fingerprint(&Scheme::REWRITE, &text).write_to(to).expect("there is room");
    }
    assert!(bytes == stored, "firmware/data/seeds.bin has other fingerprints than the seeds");
}
