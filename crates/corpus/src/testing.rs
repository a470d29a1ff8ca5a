//! What the tests of readers share.

use crate::document::Document;
use crate::options::Options;
use crate::read::read_bytes;

/// The documents and problems of a file of this name.
pub(crate) fn read_all(name: &str, bytes: &[u8]) -> (Vec<Document<'static>>, Vec<String>) {
    read_with(name, bytes, &Options::default())
}

pub(crate) fn read_with(name: &str, bytes: &[u8], options: &Options) -> (Vec<Document<'static>>, Vec<String>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    read_bytes(name, bytes, options, &mut |d| documents.push(d.into_owned()), &mut |p| problems.push(p.to_string()));
    (documents, problems)
}
