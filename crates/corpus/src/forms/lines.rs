//! JSON lines: one document a line.

use std::io::BufRead;

use crate::document::Document;
use crate::lines::{Line, Lines};
use crate::problem::{Place, Problem, ProblemKind};
use crate::reader::{Origin, Reader};

/// Reads JSON lines; whether they are documents.
pub(crate) fn read(input: impl BufRead, origin: &Origin<'_>, reader: &mut Reader<'_>) -> bool {
    let limit = reader.options.max_document;
    let fields = &reader.options.fields;
    let mut lines = Lines::new(input, limit);
    loop {
        let number = lines.number() + 1;
        let place = Place::Line(number);
        let bytes = match lines.next_line() {
            Ok(None) => return true,
            Ok(Some(Line::Whole(line))) => line,
            Ok(Some(Line::TooLong)) => {
                reader.problem(origin, place, ProblemKind::TooLong { limit });
                continue;
            }
            Err(error) => {
                reader.problem(origin, place, ProblemKind::Read(error));
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
                reader.problem(origin, place, ProblemKind::Utf8 { offset: error.valid_up_to() });
                lossy = String::from_utf8_lossy(bytes);
                &lossy
            }
        };
        let minor = &mut |kind| (reader.on_problem)(Problem::new(origin.path, place, kind));
        match Document::from_line(line, fields, minor) {
            Ok(document) => reader.document(origin, place, document),
            Err(ProblemKind::Missing(name)) if number == 1 && origin.in_folder && name == fields.text => return false,
            Err(kind) => reader.problem(origin, place, kind),
        }
    }
}
