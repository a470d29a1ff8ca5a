//! Paths → documents.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::document::Document;
use crate::ids::Ids;
use crate::lines::{BYTE_ORDER_MARK, Line, Lines};
use crate::problem::{Problem, ProblemKind};
use crate::stages::{Stage, Stages};

/// Limits of reading.
#[derive(Clone, Debug)]
pub struct Options {
    /// Bytes of the largest document, or JSON line.
    pub max_document: usize,
    /// Where the time of reading and decompressing is counted.
    pub stages: Stages,
}

impl Default for Options {
    fn default() -> Self {
        // Verifying a pair takes up to 200 times the bytes of one text, where tokens are single digits.
        Self { max_document: 4 << 20, stages: Stages::default() }
    }
}

const BUFFER: usize = 1 << 16;
/// ASCII's own character for what cannot be told: a separator.
const SUBSTITUTE: char = '\u{1A}';

/// Opens a file, or standard input as `-`, and undoes gzip or zstd, told by its first bytes.
pub fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    open_counted(path, &Stages::default())
}

fn open_counted(path: &Path, stages: &Stages) -> io::Result<Box<dyn BufRead>> {
    let raw: Box<dyn Read> = if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let mut raw = buffered(raw, Stage::Read, stages);
    let head = raw.fill_buf()?;
    Ok(if head.starts_with(&[0x1F, 0x8B]) {
        Box::new(buffered(flate2::bufread::MultiGzDecoder::new(raw), Stage::Decompress, stages))
    } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        Box::new(buffered(zstd::Decoder::with_buffer(raw)?, Stage::Decompress, stages))
    } else {
        Box::new(raw)
    })
}

/// A reader whose time is that of a stage.
struct Counted<R> {
    input: R,
    stage: Stage,
    stages: Stages,
}

fn buffered<R: Read>(input: R, stage: Stage, stages: &Stages) -> BufReader<Counted<R>> {
    BufReader::with_capacity(BUFFER, Counted { input, stage, stages: stages.clone() })
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.stages.time(self.stage, || self.input.read(to))
    }
}

/// Reads all documents under `paths`: files in the order given, folders in the order of their names.
///
/// In a folder `.txt`, `.text` and `.md` files are one article each, named by their path inside it; `.jsonl` and
/// `.ndjson` files hold one a line, unless their first line has no `"text"`: such a file is something else, and left
/// alone. A file that is named itself is JSON lines if it begins with `{`, else one article.
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
            reader.file(path, &name, false);
        }
    }
}

struct Reader<'a> {
    options: &'a Options,
    on_document: &'a mut dyn FnMut(Document<'_>),
    on_problem: &'a mut dyn FnMut(Problem),
    ids: Ids,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Lines,
}

/// The form that a file's name promises, compression aside.
fn form_of(path: &Path) -> Option<Form> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    match Path::new(name).extension()?.to_str()? {
        "txt" | "text" | "md" => Some(Form::Text),
        "jsonl" | "ndjson" => Some(Form::Lines),
        _ => None,
    }
}

fn begins_with_object(head: &[u8]) -> bool {
    head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start().starts_with(b"{")
}

impl Reader<'_> {
    fn problem(&mut self, file: &Path, line: Option<u64>, kind: ProblemKind) {
        (self.on_problem)(Problem::new(file, line, kind));
    }

    fn folder(&mut self, root: &Path) {
        let mut articles = 0;
        let visible = |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(visible) {
            match entry {
                Ok(entry) if entry.file_type().is_file() && form_of(entry.path()).is_some() => {
                    let name = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy();
                    articles += usize::from(self.file(entry.path(), &name, true));
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    self.problem(&path, None, ProblemKind::Open(error.into()));
                }
            }
        }
        if articles == 0 {
            self.problem(root, None, ProblemKind::NoArticles);
        }
    }

    /// Reads one file; whether it was one of articles.
    fn file(&mut self, path: &Path, name: &str, in_folder: bool) -> bool {
        let mut input = match open_counted(path, &self.options.stages) {
            Ok(input) => input,
            Err(error) => {
                self.problem(path, None, ProblemKind::Open(error));
                return true;
            }
        };
        let form = match form_of(path).filter(|_| in_folder) {
            Some(form) => form,
            None => match input.fill_buf() {
                Ok(head) if begins_with_object(head) => Form::Lines,
                Ok(_) => form_of(path).unwrap_or(Form::Text),
                Err(error) => {
                    self.problem(path, None, ProblemKind::Read(error));
                    return true;
                }
            },
        };
        match form {
            Form::Text => {
                self.text(path, name, input);
                true
            }
            Form::Lines => self.lines(path, input, in_folder),
        }
    }

    fn text(&mut self, path: &Path, name: &str, input: Box<dyn BufRead>) {
        let limit = self.options.max_document;
        let mut bytes = Vec::new();
        if let Err(error) = input.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes) {
            self.problem(path, None, ProblemKind::Read(error));
        }
        if bytes.len() > limit {
            return self.problem(path, None, ProblemKind::TooLong { limit });
        }
        let text = self.utf8(path, bytes);
        self.document(path, None, Document { id: name.into(), text: text.into(), ..Document::default() });
    }

    /// Reads JSON lines; whether they are documents.
    fn lines(&mut self, path: &Path, input: Box<dyn BufRead>, in_folder: bool) -> bool {
        let limit = self.options.max_document;
        let mut lines = Lines::new(input, limit);
        loop {
            let number = lines.number() + 1;
            let bytes = match lines.next_line() {
                Ok(None) => return true,
                Ok(Some(Line::Whole(line))) => line,
                Ok(Some(Line::TooLong)) => {
                    self.problem(path, Some(number), ProblemKind::TooLong { limit });
                    continue;
                }
                Err(error) => {
                    self.problem(path, Some(number), ProblemKind::Read(error));
                    return true;
                }
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let lossy;
            let line = match std::str::from_utf8(bytes) {
                Ok(line) => line,
                Err(error) => {
                    self.problem(path, Some(number), ProblemKind::Utf8 { offset: error.valid_up_to() });
                    lossy = String::from_utf8_lossy(bytes);
                    &lossy
                }
            };
            let parsed =
                Document::from_json(line, &mut |kind| (self.on_problem)(Problem::new(path, Some(number), kind)));
            match parsed {
                Ok(document) => self.document(path, Some(number), document),
                Err(ProblemKind::Missing("text")) if number == 1 && in_folder => return false,
                Err(kind) => self.problem(path, Some(number), kind),
            }
        }
    }

    fn utf8(&mut self, path: &Path, bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap_or_else(|error| {
            self.problem(path, None, ProblemKind::Utf8 { offset: error.utf8_error().valid_up_to() });
            // One byte for each, so that offsets of passages hold in the file.
            let mut text = String::with_capacity(error.as_bytes().len());
            for chunk in error.as_bytes().utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(chunk.invalid().iter().map(|_| SUBSTITUTE));
            }
            text
        })
    }

    fn document(&mut self, path: &Path, line: Option<u64>, document: Document<'_>) {
        if document.text.trim().is_empty() {
            return self.problem(path, line, ProblemKind::Empty { id: document.id.into_owned() });
        }
        if !self.ids.insert(&document.id) {
            return self.problem(path, line, ProblemKind::DuplicateId { id: document.id.into_owned() });
        }
        (self.on_document)(document);
    }
}
