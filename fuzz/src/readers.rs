//! What every reader of files must do with any bytes: end, keep to its limits, and say the same twice.

use wireprint_corpus::{Document, Options, read_bytes};

use crate::samples;

/// Bytes of the largest document.
const MAX: usize = 1 << 14;
/// Documents that a file may have beyond one a byte.
const FEW: usize = 8;

/// What a file was read as.
#[derive(Debug, PartialEq)]
struct Read {
    documents: Vec<Document<'static>>,
    problems: Vec<String>,
}

fn read(name: &str, bytes: &[u8]) -> Read {
    let options = Options { max_document: MAX, max_expansion: 20, ..Options::default() };
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    read_bytes(name, bytes, &options, &mut |document| documents.push(document.into_owned()), &mut |problem| {
        problems.push(problem.to_string())
    });
    Read { documents, problems }
}

/// Reads a file of this name; panics where a law is broken. Gives the number of documents.
pub(crate) fn check(name: &str, bytes: &[u8]) -> usize {
    let first = read(name, bytes);
    for Document { id, text, host, url, title, .. } in &first.documents {
        assert!(!id.is_empty(), "a document without an id");
        // Undoing an encoding may make three bytes of one.
        assert!(text.len() <= 3 * MAX, "a text of {} bytes", text.len());
        for field in [host, url, title].into_iter().flatten() {
            assert!(field.len() <= 3 * MAX + bytes.len(), "a field of {} bytes", field.len());
        }
    }
    assert!(first.problems.iter().all(|told| told.contains(name)), "a problem without a place: {:?}", first.problems);
    assert_eq!(read(name, bytes), first, "read again");
    first.documents.len()
}

/// The same where a document or a problem takes at least a byte of the file.
pub(crate) fn check_plain(name: &str, bytes: &[u8]) {
    let documents = check(name, bytes);
    assert!(documents <= bytes.len() + FEW, "{documents} documents of {} bytes", bytes.len());
}

/// A name by the first byte of the input, and the file that is the rest.
pub(crate) fn named<'n, 'd>(names: &[&'n str], data: &'d [u8]) -> Option<(&'n str, &'d [u8])> {
    let (first, rest) = data.split_first()?;
    Some((names[usize::from(*first) % names.len()], rest))
}

/// The seed of a file with the name of that number.
pub(crate) fn seed(name: u8, file: impl AsRef<[u8]>) -> Vec<u8> {
    [&[name], file.as_ref()].concat()
}

/// Short texts, which several files fit of into a seed.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    samples::texts().map(|text| samples::head(text, 300))
}
