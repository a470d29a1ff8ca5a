//! The image of a stream, damaged: refused, or another stream that works on within its bounds.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use wireprint::engine::{Article, Restoring, Stream, StreamHead, Table};
use wireprint::index::Window;
use wireprint::{Profile, Rules, Scheme};

use crate::prints::BINS;
use crate::samples;

const WINDOW: Window = Window { memory: 1 << 20, span: Some(86_400) };
const ARTICLES: usize = 12;
/// Those that came before the rings were written.
const BEFORE: usize = 7;

struct Image {
    head: Vec<u8>,
    chunks: Vec<(Table, usize, Vec<u8>)>,
    /// What was done to the rings since.
    journal: Vec<u8>,
}

static IMAGE: LazyLock<Image> = LazyLock::new(|| {
    let mut stream = Stream::<BINS>::new(&scheme(), Rules::default(), WINDOW, 7).expect("enough memory");
    let add = |stream: &mut Stream<BINS>, article| drop(stream.observe(&article).expect("its own fingerprints"));
    articles().take(BEFORE).for_each(|article| add(&mut stream, article));
    stream.keep_journal();
    let mut chunks = of_table(&stream, Table::Rings);
    articles().skip(BEFORE).for_each(|article| add(&mut stream, article));
    stream.remove(3);
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Rings) {
        chunks.extend(of_table(&stream, table));
    }
    let mut journal = Vec::new();
    (0..stream.chunks(Table::Rings)).for_each(|chunk| assert!(stream.write_journal(chunk, &mut journal)));
    Image { head: postcard::to_stdvec(&stream.head()).expect("a head"), chunks, journal }
});

fn of_table(stream: &Stream<BINS>, table: Table) -> Vec<(Table, usize, Vec<u8>)> {
    let bytes = |chunk| {
        let mut bytes = Vec::new();
        stream.write_chunk(table, chunk, &mut bytes);
        (table, chunk, bytes)
    };
    (0..stream.chunks(table)).map(bytes).collect()
}

fn scheme() -> Scheme<BINS> {
    Scheme::new(Profile::Rewrite)
}

fn articles() -> impl Iterator<Item = Article<'static>> {
    samples::texts().zip(0..).take(ARTICLES).map(|(text, id)| Article {
        id,
        text: text.as_bytes(),
        host: Some(["courier.example", "post.example"][id as usize % 2]),
        time: Some(1_741_910_400 + id as i64 * 9000),
    })
}

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok([kind, chunk]) = input.arbitrary::<[u8; 2]>() else { return };
    if kind == 0 {
        // Any bytes for a head.
        if let Ok(head) = postcard::from_bytes::<StreamHead<'_>>(input.take_rest()) {
            let _ = Restoring::<BINS>::new(&scheme(), Rules::default(), WINDOW, head);
        }
        return;
    }
    let Image { head, chunks, journal } = &*IMAGE;
    let (of_head, of_journal) = (kind % 6 == 4, kind % 6 == 5);
    let damaged = (!of_head && !of_journal).then(|| {
        let of_table: Vec<_> = chunks.iter().filter(|(table, ..)| table.number() == kind % 6).collect();
        of_table[usize::from(chunk) % of_table.len()]
    });
    let mut bytes = damaged.map_or(if of_head { head } else { journal }, |(.., bytes)| bytes).clone();
    // Of the head the end is the index; before it stand some megabytes of counts.
    let first = if of_head && kind & 0x80 == 0 { bytes.len().saturating_sub(1000) } else { 0 };
    while let Ok((at, change)) = input.arbitrary::<(u32, u8)>() {
        let len = bytes.len() - first;
        bytes[first + at as usize % len] ^= change;
        if input.is_empty() {
            break;
        }
    }
    let head = if of_head { &bytes } else { head };
    let Ok(head) = postcard::from_bytes::<StreamHead<'_>>(head) else { return };
    let Ok(mut again) = Restoring::<BINS>::new(&scheme(), Rules::default(), WINDOW, head) else { return };
    for (table, chunk, sound) in chunks {
        let is_damaged = damaged.is_some_and(|(of, number, _)| of == table && number == chunk);
        // What was learned is as empty as at the beginning where it is not what is looked at: that takes less time.
        if !is_damaged && matches!(table, Table::Stories | Table::Lines) {
            continue;
        }
        if again.read_chunk(*table, *chunk, if is_damaged { &bytes } else { sound }).is_err() {
            return;
        }
    }
    if again.read_journals(if of_journal { &bytes } else { journal }).is_err() {
        return;
    }
    let Ok(mut stream) = again.finish() else { return };
    for article in articles() {
        let seen = stream.observe(&Article { id: article.id / 2 + 5, ..article }).expect("its own fingerprints");
        assert!(seen.candidates.iter().all(|candidate| candidate.shared_keys >= 2));
    }
    stream.remove(5);
    let stats = stream.stats();
    assert!(stats.documents <= stats.capacity, "{stats}");
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let sound = (1..7u8).map(|kind| vec![kind, 0, 0, 0, 0, 0, 0]);
    let bits = (0..36u8).map(|n| vec![n % 6 + 1, n, n.wrapping_mul(83), n, 0, 0, 1 << (n % 8), n, n, 0, 0, n]);
    // A posting with a tag and no slot, which once was taken for the slot before the first.
    let no_slot = (0..64u8).map(|ring| vec![1, 0, 11, ring, 0, 0, 0x80]);
    sound.chain(bits).chain(no_slot).chain([vec![0, 0, 1, 2, 3]]).collect()
}
