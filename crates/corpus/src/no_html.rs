//! Pages in a build without the feature `html`: they are named and left out.

use encoding_rs::Encoding;

use crate::page::Page;
use crate::problem::ProblemKind;

pub(crate) fn extract(_: &str) -> Result<Page, ProblemKind> {
    Err(ProblemKind::NotBuilt("html"))
}

pub(crate) fn declared_charset(_: &[u8]) -> Option<&'static Encoding> {
    None
}
