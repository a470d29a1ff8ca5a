//! A file of plain text: one article.

use crate::document::Document;
use crate::encoding::{Decoded, decode};
use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

pub(crate) fn read(input: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) {
    let Some(bytes) = reader.whole(input, origin) else { return };
    let text = match decode(&bytes, None) {
        Decoded::Text(text) => text,
        Decoded::Mended { text, offset } => {
            reader.problem(origin, Place::File, ProblemKind::Utf8 { offset });
            text.into()
        }
        Decoded::Binary => return reader.problem(origin, Place::File, ProblemKind::Binary),
    };
    reader.document(origin, Place::File, Document { id: origin.name.into(), text, ..Document::default() });
}
