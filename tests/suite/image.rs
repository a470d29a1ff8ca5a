//! A stream that is made again from an image written while it worked is the stream that was written.

use wireprint::engine::{Article, Observation, Restoring, Stream, StreamHead, Table};
use wireprint::error::ImageError;
use wireprint::index::Window;
use wireprint::{Rules, Scheme};

use crate::common::Random;

const WINDOW: Window = Window { memory: 20 << 20, span: Some(3 * 86_400) };

/// Short articles of few words, so that stories meet, shards expire and hosts repeat their lines.
fn texts(count: usize) -> Vec<String> {
    let mut random = Random(77);
    (0..count)
        .map(|number| {
            // Of three one tells what another tells.
            let story = number - if number % 3 == 0 { number.min(40) } else { 0 };
            let words = (0..24).map(|at| format!("word{} ", Random((story * 24 + at) as u64).below(9000)));
            format!(
                "{}\nSubscribe to our daily letter\nAll rights reserved {}",
                words.collect::<String>(),
                random.below(9)
            )
        })
        .collect()
}

fn article((number, text): (usize, &String)) -> Article<'_> {
    let host = ["a.example", "b.example", "c.example"].get(number % 4).copied();
    // Some ids come twice.
    let id = if number % 50 == 7 { number - 5 } else { number } as u64;
    Article { id, text: text.as_bytes(), host, time: Some(number as i64 * 30 - (number % 7) as i64 * 900) }
}

fn stream() -> Stream {
    Stream::new(&Scheme::REWRITE, Rules::default(), WINDOW, 5).expect("room")
}

type Chunks = Vec<(Table, usize, Vec<u8>)>;

fn write(stream: &Stream, table: Table, chunk: usize, chunks: &mut Chunks) {
    let mut bytes = Vec::new();
    stream.write_chunk(table, chunk, &mut bytes);
    assert!(bytes.len() < (1 << 20) - 4096, "a chunk and its key fit into a mebibyte");
    chunks.push((table, chunk, bytes));
}

fn read(head: &[u8], chunks: &Chunks) -> Stream {
    let head = postcard::from_bytes(head).expect("a head");
    let mut again = Restoring::new(&Scheme::REWRITE, Rules::default(), WINDOW, head).expect("its own head");
    for (table, chunk, bytes) in chunks {
        again.read_chunk(*table, *chunk, bytes).expect("its own chunk");
    }
    again.finish().expect("its own image")
}

fn image(stream: &Stream) -> (Vec<u8>, Chunks) {
    let mut chunks = Chunks::new();
    for table in Table::ALL {
        (0..stream.chunks(table)).for_each(|chunk| write(stream, table, chunk, &mut chunks));
    }
    (postcard::to_stdvec(&stream.head()).expect("a head"), chunks)
}

fn assert_same(a: &Stream, b: &Stream) {
    assert_eq!(a.stats(), b.stats());
    assert_same_but_for_room(a, b);
}

/// The same, where one may have asked for more memory ahead.
fn assert_same_but_for_room(a: &Stream, b: &Stream) {
    let [mut stats_a, mut stats_b] = [a.stats(), b.stats()];
    (stats_a.bytes, stats_b.bytes) = (0, 0);
    assert_eq!(stats_a, stats_b);
    let ((head_a, chunks_a), (head_b, chunks_b)) = (image(a), image(b));
    assert!(head_a == head_b, "heads differ");
    for ((table, chunk, a), (_, _, b)) in chunks_a.iter().zip(&chunks_b) {
        assert!(a == b, "chunk {chunk} of {table:?} differs");
    }
}

#[test]
fn an_image_written_while_the_stream_works_gives_the_same_stream() {
    let texts = texts(24_000);
    let articles: Vec<Article<'_>> = texts.iter().enumerate().map(article).collect();
    let mut written = stream();
    // The layout stays from here to the end of the image, while shards expire and rings are purged.
    let (begin, every) = (14_000, 600);
    written.add_batch(&articles[..begin]).expect("its own fingerprints");
    written.take_changed_records();
    let layout = written.layout();
    let head = postcard::to_stdvec(&written.head()).expect("a head");
    let mut chunks = Chunks::new();
    for table in [Table::Records, Table::Stories, Table::Lines] {
        (0..written.chunks(table)).for_each(|chunk| write(&written, table, chunk, &mut chunks));
    }
    let mut at = begin;
    for chunk in 0..written.chunks(Table::Rings) {
        write(&written, Table::Rings, chunk, &mut chunks);
        written.add_batch(&articles[at..at + every]).expect("its own fingerprints");
        at += every;
    }
    assert!(chunks.iter().filter(|(table, ..)| *table == Table::Rings).count() > 3);
    assert!(written.stats().expired > 2000 && written.stats().removed > 100, "{}", written.stats());
    assert_eq!(written.layout(), layout, "choose another beginning");

    let mut again = read(&head, &chunks);
    let changed = written.take_changed_records();
    assert!(!changed.is_empty() && changed.len() <= written.chunks(Table::Records));
    // In other batches than before.
    articles[begin..at].chunks(431).for_each(|batch| drop(again.add_batch(batch).expect("its own fingerprints")));
    assert_same(&written, &again);

    let seen = |stream: &mut Stream| -> Vec<Observation> {
        stream.observe_batch(&articles[at..at + 2000]).expect("its own fingerprints")
    };
    let (before, after) = (seen(&mut written), seen(&mut again));
    assert!(before == after && before.iter().any(|seen| !seen.candidates.is_empty()));
    assert_same(&written, &again);
}

/// Head and tables of a moment, rings as they were written last, and the journals since.
struct WithJournals {
    head: Vec<u8>,
    chunks: Chunks,
    rings: Vec<Vec<u8>>,
    journals: Vec<Vec<u8>>,
}

impl WithJournals {
    /// Takes the image of this moment; of rings those chunks that `is_whole` says, and all without a journal.
    fn take(&mut self, stream: &mut Stream, is_whole: impl Fn(usize) -> bool) -> [usize; 2] {
        let (mut whole, mut journal) = (0, Vec::new());
        self.rings.resize(stream.chunks(Table::Rings), Vec::new());
        for (chunk, bytes) in self.rings.iter_mut().enumerate() {
            let (len, before) = (stream.journal_len(chunk), journal.len());
            if bytes.is_empty() || is_whole(chunk) || len.is_none() {
                bytes.clear();
                stream.write_chunk(Table::Rings, chunk, bytes);
                whole += 1;
            } else {
                assert!(stream.write_journal(chunk, &mut journal));
                assert_eq!(Some(journal.len() - before), len);
            }
            stream.begin_journal(chunk);
        }
        self.journals.push(journal);
        self.head = postcard::to_stdvec(&stream.head()).expect("a head");
        self.chunks.clear();
        for table in [Table::Records, Table::Stories, Table::Lines] {
            (0..stream.chunks(table)).for_each(|chunk| write(stream, table, chunk, &mut self.chunks));
        }
        [whole, self.rings.len() - whole]
    }

    fn read(&self) -> Result<Stream, ImageError> {
        let head = postcard::from_bytes(&self.head).expect("a head");
        let mut again = Restoring::new(&Scheme::REWRITE, Rules::default(), WINDOW, head).expect("its own head");
        for (table, chunk, bytes) in &self.chunks {
            again.read_chunk(*table, *chunk, bytes).expect("its own chunk");
        }
        for (chunk, bytes) in self.rings.iter().enumerate() {
            again.read_chunk(Table::Rings, chunk, bytes).expect("its own chunk");
        }
        self.journals.iter().try_for_each(|journal| again.read_journals(journal))?;
        again.finish()
    }
}

fn with_journals() -> (Stream, WithJournals) {
    let (mut stream, chunks) = (stream(), Chunks::new());
    stream.keep_journal();
    (stream, WithJournals { head: Vec::new(), chunks, rings: Vec::new(), journals: Vec::new() })
}

#[test]
fn rings_of_images_before_and_journals_since_give_the_same_stream() {
    let texts = texts(22_000);
    let articles: Vec<Article<'_>> = texts.iter().enumerate().map(article).collect();
    let (mut written, mut image) = with_journals();
    let (mut counts, mut layouts) = ([0, 0], Vec::new());
    for (round, batch) in articles.chunks(1100).enumerate() {
        written.add_batch(batch).expect("its own fingerprints");
        let taken = image.take(&mut written, |chunk| chunk % 4 == round % 4);
        counts = [counts[0] + taken[0], counts[1] + taken[1]];
        layouts.push(written.layout());
        assert_same_but_for_room(&written, &image.read().expect("its own image"));
    }
    layouts.dedup();
    assert!(counts[0] > 20 && counts[1] > 20 && layouts.len() > 2, "{counts:?} {layouts:?}");
    assert!(written.stats().expired > 2000 && written.stats().removed > 100, "{}", written.stats());
}

/// A stream that has taken these articles, and its image with all rings whole.
fn begun(articles: &[Article<'_>]) -> (Stream, WithJournals) {
    let (mut stream, mut image) = with_journals();
    stream.add_batch(articles).expect("its own fingerprints");
    image.take(&mut stream, |_| true);
    (stream, image)
}

/// A window that turns over within one image: too much has changed for a journal.
#[test]
fn a_chunk_that_has_changed_too_much_has_no_journal() {
    let texts = texts(26_000);
    let articles: Vec<Article<'_>> = texts.iter().enumerate().map(article).collect();
    let (mut written, mut image) = begun(&articles[..14_000]);
    let layout = written.layout();
    written.add_batch(&articles[14_000..]).expect("its own fingerprints");
    assert_eq!(written.layout(), layout, "choose another beginning");
    let has_none =
        |chunk: &usize| written.journal_len(*chunk).is_none() && !written.write_journal(*chunk, &mut Vec::new());
    assert!((0..written.chunks(Table::Rings)).any(|chunk| has_none(&chunk)));
    let [whole, _] = image.take(&mut written, |_| false);
    assert!(whole > 0);
    assert_same_but_for_room(&written, &image.read().expect("its own image"));
}

#[test]
fn damaged_journals_are_refused_or_harmless() {
    let texts = texts(6500);
    let articles: Vec<Article<'_>> = texts.iter().enumerate().map(article).collect();
    let (mut written, mut image) = begun(&articles[..6000]);
    image.journals.clear();
    written.add_batch(&articles[6000..6400]).expect("its own fingerprints");
    image.take(&mut written, |_| false);
    let sound = image.journals[0].clone();
    assert!(sound.len() > 5000 && image.read().is_ok());
    let (mut random, mut refused) = (Random(5), 0);
    for round in 0..60 {
        let mut journal = sound.clone();
        // Of a group the first 16 bytes say what it is.
        let until = [16, journal.len()][round % 2];
        journal[random.below(until)] ^= 1 << random.below(8);
        journal.truncate(journal.len() - [0, random.below(100)][round / 2 % 2]);
        image.journals[0] = journal;
        match image.read() {
            Ok(mut again) => drop(again.observe_batch(&articles[6400..])),
            Err(_) => refused += 1,
        }
    }
    assert!((20..60).contains(&refused), "{refused}");
}

#[test]
fn chunks_of_records_that_did_not_change_are_as_before() {
    let texts = texts(9000);
    let articles: Vec<Article<'_>> = texts.iter().enumerate().map(article).collect();
    let mut stream = stream();
    stream.add_batch(&articles[..6000]).expect("its own fingerprints");
    stream.take_changed_records();
    let chunk = |stream: &Stream, chunk: usize| {
        let mut bytes = Vec::new();
        stream.write_chunk(Table::Records, chunk, &mut bytes);
        bytes
    };
    let before: Vec<Vec<u8>> = (0..stream.chunks(Table::Records)).map(|at| chunk(&stream, at)).collect();
    stream.add_batch(&articles[6000..]).expect("its own fingerprints");
    let changed = stream.take_changed_records();
    for (at, before) in before.iter().enumerate() {
        assert_eq!(chunk(&stream, at) != *before, changed.contains(&at), "chunk {at}");
    }
    assert!((before.len()..stream.chunks(Table::Records)).all(|at| changed.contains(&at)));
}

#[test]
fn what_is_damaged_is_refused_or_harmless() {
    let texts = texts(3000);
    let articles: Vec<Article<'_>> = texts.iter().enumerate().map(article).collect();
    let mut stream = stream();
    stream.add_batch(&articles[..2000]).expect("its own fingerprints");
    let (head, chunks) = image(&stream);
    let (mut random, mut refused) = (Random(3), 0);
    for round in 0..60 {
        let (mut head, mut chunks) = (head.clone(), chunks.clone());
        let bytes = if round % 3 == 0 {
            // What follows the learner's cells is the index.
            let (len, part) = (head.len(), [2000, head.len()][round / 3 % 2]);
            &mut head[len - part..]
        } else {
            let at = random.below(chunks.len());
            &mut chunks[at].2
        };
        for _ in 0..1 + random.below(3) {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        let Ok(head) = postcard::from_bytes::<StreamHead<'_>>(&head) else {
            refused += 1;
            continue;
        };
        let Ok(mut again) = Restoring::new(&Scheme::REWRITE, Rules::default(), WINDOW, head) else {
            refused += 1;
            continue;
        };
        let read = chunks.iter().try_for_each(|(table, chunk, bytes)| again.read_chunk(*table, *chunk, bytes));
        match read.and_then(|()| again.finish()) {
            Ok(mut again) => drop(again.observe_batch(&articles[2000..])),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 5, "{refused}");
}

/// An entry of a ring with a key's tag and no slot: reading on, it would be taken for the slot before the first.
#[test]
fn postings_of_no_document_are_refused() {
    let stream = stream();
    let (head, chunks) = image(&stream);
    let (table, chunk, bytes) = chunks.iter().find(|(table, ..)| *table == Table::Rings).expect("there are rings");
    let mut again =
        Restoring::new(&Scheme::REWRITE, Rules::default(), WINDOW, postcard::from_bytes(&head).expect("a head"))
            .expect("its own head");
    let mut damaged = bytes.clone();
    // Behind the number of changes.
    damaged[8..12].copy_from_slice(&(1u32 << 31).to_le_bytes());
    let error = again.read_chunk(*table, *chunk, &damaged).expect_err("a posting of no document");
    assert!(error.to_string().contains("postings of no document"), "{error}");
    assert_eq!(again.read_chunk(*table, *chunk, bytes), Ok(()));
}

#[test]
fn another_scheme_or_window_is_refused() {
    let (head, _) = image(&stream());
    let new = |scheme: Scheme, window| {
        let head = postcard::from_bytes(&head).expect("a head");
        Restoring::new(&scheme, Rules::default(), window, head).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(new(Scheme::REWRITE, WINDOW), Ok(()));
    let error = new(Scheme::STRICT, WINDOW).expect_err("another scheme");
    assert!(error.contains(&Scheme::<512>::STRICT.id().to_string()), "{error}");
    for window in [Window { memory: 21 << 20, ..WINDOW }, Window { span: None, ..WINDOW }] {
        assert!(new(Scheme::REWRITE, window).expect_err("another window").contains("window"));
    }
    let mut short =
        Restoring::new(&Scheme::REWRITE, Rules::default(), WINDOW, postcard::from_bytes(&head).expect("a head"))
            .expect("its own head");
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Records) {
        assert!(short.read_chunk(table, 0, &[1, 2, 3]).is_err(), "{table:?}");
    }
}
