//! A file that is a page: its article.

use crate::document::Document;
use crate::encoding::decode;
use crate::html::{declared_charset, extract};
use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

pub(crate) fn read(input: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) {
    let Some(bytes) = reader.whole(input, origin) else { return };
    // Web pages with a bad byte or two are the rule, and no passage of them is looked up in the file.
    let Some(html) = decode(&bytes, declared_charset(&bytes)).into_text() else {
        return reader.problem(origin, Place::File, ProblemKind::Binary);
    };
    match extract(&html) {
        Ok(page) => {
            let document = Document {
                id: origin.name.into(),
                text: page.text.into(),
                time: page.time,
                url: page.url.map(Into::into),
                title: page.title.map(Into::into),
                host: None,
            };
            reader.document(origin, Place::File, document);
        }
        Err(kind) => reader.problem(origin, Place::File, kind),
    }
}
