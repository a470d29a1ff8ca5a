//! Paths → documents.

use std::io;
use std::path::{Path, PathBuf};

use crate::archive;
use crate::document::Document;
use crate::encoding::{Utf16, utf16_of};
use crate::forms::{self, Form, HEAD};
use crate::ids::Ids;
use crate::input::Input;
use crate::options::Options;
use crate::problem::{Place, Problem, ProblemKind};
use crate::reader::{Origin, Reader};

/// Reads all documents under `paths`: files in the order given, folders in the order of their names.
///
/// In a folder files are told by their names, `.gz` and `.zst` aside: `.txt`, `.text`, `.md` and `.html`, `.htm`, `.xhtml` are one
/// article each, named by their path inside it; `.jsonl`, `.ndjson`, `.csv`, `.tsv`, `.parquet` and `.pq` are many, unless they
/// have no field for the text: such a file is something else, and left alone; `.warc`, `.wet` and `.arc` are what was
/// crawled. A file that is named itself is told by how it begins, else by its name, else it is one article.
pub fn read(
    paths: &[PathBuf],
    options: &Options,
    on_document: &mut dyn FnMut(Document<'_>),
    on_problem: &mut dyn FnMut(Problem),
) {
    let mut reader = Reader { options, on_document, on_problem, ids: Ids::new() };
    for path in paths {
        if path.is_dir() {
            reader.folder(path);
        } else {
            let name = path.file_name().map_or_else(|| "-".into(), |n| n.to_string_lossy().into_owned());
            reader.file(&Origin { path, name: &name, in_folder: false });
        }
    }
}

/// The bytes of all files that [`read`] would read under these paths, before decompression; nothing if one of them has no size, such
/// as standard input. Every folder is walked.
pub fn total_bytes(paths: &[PathBuf]) -> Option<u64> {
    let size = |path: &PathBuf| -> Option<u64> {
        let about = path.metadata().ok()?;
        if about.is_file() {
            return Some(about.len());
        }
        let files = files(path).filter_map(Result::ok).filter_map(|entry| entry.metadata().ok());
        about.is_dir().then(|| files.map(|about| about.len()).sum())
    };
    paths.iter().map(size).sum()
}

/// What a folder holds that is read, in the order of the names.
fn files(root: &Path) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
    let visible = |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
    let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(visible);
    entries.filter(|entry| {
        let is_read = |entry: &walkdir::DirEntry| entry.file_type().is_file() && Form::of_name(entry.path()).is_some();
        entry.as_ref().map_or(true, is_read)
    })
}

/// Reads what a file of this name would hold, as [`read`] does where the file is named itself.
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    options: &Options,
    on_document: &mut dyn FnMut(Document<'_>),
    on_problem: &mut dyn FnMut(Problem),
) {
    let mut reader = Reader { options, on_document, on_problem, ids: Ids::new() };
    let origin = Origin { path: Path::new(name), name, in_folder: false };
    reader.opened(&origin, Input::new(Box::new(bytes), options));
}

/// Bytes that are looked at before more are waited for.
const FIRST: usize = 4;

impl Reader<'_> {
    fn folder(&mut self, root: &Path) {
        let mut articles = 0;
        for entry in files(root) {
            match entry {
                Ok(entry) => {
                    let name = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy();
                    let origin = Origin { path: entry.path(), name: &name, in_folder: true };
                    articles += usize::from(self.file(&origin));
                }
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    (self.on_problem)(Problem::new(&path, Place::File, ProblemKind::Open(error.into())));
                }
            }
        }
        if articles == 0 {
            (self.on_problem)(Problem::new(root, Place::File, ProblemKind::NoArticles));
        }
    }

    /// Reads one file; whether it was one of articles.
    fn file(&mut self, origin: &Origin<'_>) -> bool {
        self.opened(origin, Input::open(origin.path, self.options))
    }

    fn opened(&mut self, origin: &Origin<'_>, input: io::Result<Input<'_>>) -> bool {
        let mut input = match input {
            Ok(input) => input,
            Err(error) => {
                self.problem(origin, Place::File, ProblemKind::Open(error));
                return true;
            }
        };
        // Lines are told by their first byte: whoever writes one into a pipe need not write more for it to be read.
        let is_lines = |head: &[u8]| Form::of_head(head) == Some(Form::Lines);
        let head = match input.peek(FIRST).map(|first| if is_lines(first) { FIRST } else { HEAD }) {
            Ok(wanted) => input.peek(wanted),
            Err(error) => Err(error),
        };
        let head = match head {
            Ok(head) => head,
            Err(error) => {
                self.problem(origin, Place::File, ProblemKind::Read(error));
                return true;
            }
        };
        let utf16 = utf16_of(head);
        let by_name = Form::of_name(origin.path);
        let by_content = || Form::of_head(head).or(by_name);
        let form = if origin.in_folder { by_name } else { self.options.form.or_else(by_content) };
        match (form.unwrap_or(Form::Text), utf16) {
            (Form::Text, _) => forms::text::read(input, origin, self),
            (Form::Html, _) => forms::html::read(input, origin, self),
            (Form::Warc, _) => archive::warc::read(input, origin, self),
            (Form::Arc, _) => archive::arc::read(input, origin, self),
            (Form::Parquet, _) => return forms::parquet::read(input, origin, self),
            (Form::Lines, None) => return forms::lines::read(input, origin, self),
            (Form::Lines, Some(encoding)) => return forms::lines::read(Utf16::new(input, encoding), origin, self),
            (Form::Csv, None) => return forms::csv::read(input, origin, self),
            (Form::Csv, Some(encoding)) => return forms::csv::read(Utf16::new(input, encoding), origin, self),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn all_bytes_are_told_beforehand_and_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        let line = r#"{"id": "a", "text": "Ferries to Kolmar resume on Friday."}"#;
        let packed = zstd::encode_all(line.as_bytes(), 1).expect("memory");
        let files: [(&str, &[u8]); 4] = [
            ("a.jsonl", line.as_bytes()),
            ("b.jsonl.zst", &packed),
            ("c.txt", b"Ferries resume."),
            ("d.bin", b"not read"),
        ];
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).expect("room");
        }
        let all = (line.len() + packed.len() + b"Ferries resume.".len()) as u64;
        let paths = [folder.path().to_owned()];
        assert_eq!(total_bytes(&paths), Some(all));
        let (options, mut documents) = (Options::default(), 0);
        read(&paths, &options, &mut |_| documents += 1, &mut |_| ());
        assert_eq!((documents, options.bytes_read.get()), (2, all), "a and b have one id");
        // What has no size leaves the whole without one.
        assert_eq!(total_bytes(&[folder.path().to_owned(), "-".into()]), None);
    }
}
