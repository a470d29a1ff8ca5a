//! Pages in a build without the feature `html`: they are named and left out.

use encoding_rs::Encoding;

use crate::problem::ProblemKind;

/// What a page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    pub(crate) time: Option<i64>,
    pub(crate) url: Option<String>,
}

pub(crate) fn extract(_: &str) -> Result<Page, ProblemKind> {
    Err(ProblemKind::NotBuilt("html"))
}

pub(crate) fn declared_charset(_: &[u8]) -> Option<&'static Encoding> {
    None
}
