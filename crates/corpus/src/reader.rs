//! Where the documents of all forms come together: limits, problems, and ids that may come once.

use std::io::Read;
use std::path::Path;

use crate::document::Document;
use crate::ids::Ids;
use crate::input::Input;
use crate::options::Options;
use crate::problem::{Place, Problem, ProblemKind};

/// The file that is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// As problems name it.
    pub(crate) path: &'a Path,
    /// As ids name it.
    pub(crate) name: &'a str,
    /// Found in a folder, not named itself: if it holds no documents, it is something else.
    pub(crate) in_folder: bool,
}

pub(crate) struct Reader<'a> {
    pub(crate) options: &'a Options,
    pub(crate) on_document: &'a mut dyn FnMut(Document<'_>),
    pub(crate) on_problem: &'a mut dyn FnMut(Problem),
    pub(crate) ids: Ids,
}

impl Reader<'_> {
    pub(crate) fn problem(&mut self, origin: &Origin<'_>, place: Place, kind: ProblemKind) {
        (self.on_problem)(Problem::new(origin.path, place, kind));
    }

    /// All bytes of a file that is one document; `None` if they are too many. What is lost of a broken one is told.
    pub(crate) fn whole(&mut self, input: Input<'_>, origin: &Origin<'_>) -> Option<Vec<u8>> {
        let limit = self.options.max_document;
        let mut bytes = Vec::new();
        if let Err(error) = input.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes) {
            self.problem(origin, Place::File, ProblemKind::Read(error));
        }
        if bytes.len() > limit {
            self.problem(origin, Place::File, ProblemKind::TooLong { limit });
            return None;
        }
        Some(bytes)
    }

    /// Hands a document over, unless it is empty or another had its id.
    pub(crate) fn document(&mut self, origin: &Origin<'_>, place: Place, document: Document<'_>) {
        if document.text.trim().is_empty() {
            return self.problem(origin, place, ProblemKind::Empty { id: document.id.into_owned() });
        }
        let document = match document.checked() {
            Ok(document) => document,
            Err(kind) => return self.problem(origin, place, kind),
        };
        match self.ids.insert(&document.id) {
            Ok(true) => {}
            Ok(false) => return self.problem(origin, place, ProblemKind::DuplicateId { id: document.id.into_owned() }),
            Err(error) => self.problem(origin, place, ProblemKind::Ids(error)),
        }
        (self.on_document)(document);
    }
}
