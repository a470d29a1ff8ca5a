//! Which documents tell one story, and which half of the stories a document falls into.

use xxhash_rust::xxh3::xxh3_64;

/// In these every labelled pair is of one topic, so both its documents belong together whatever the label.
const OF_ONE_TOPIC: [&str; 3] = ["clough_stevenson", "webis_neardup", "basil_same_event"];

/// The half, 0 or 1, of each document.
pub(crate) fn halves(corpus: &str, documents: usize, pairs: &[(usize, usize, bool)]) -> Vec<u8> {
    let mut story: Vec<usize> = (0..documents).collect();
    for &(a, b, is_reuse) in pairs {
        if is_reuse || OF_ONE_TOPIC.contains(&corpus) {
            let (a, b) = (root(&mut story, a), root(&mut story, b));
            story[a.max(b)] = a.min(b);
        }
    }
    (0..documents).map(|document| (xxh3_64(&root(&mut story, document).to_le_bytes()) & 1) as u8).collect()
}

fn root(story: &mut [usize], mut document: usize) -> usize {
    while story[document] != document {
        story[document] = story[story[document]];
        document = story[document];
    }
    document
}
