//! A page of HTML, read.

/// What a page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// The article, a paragraph a line, with blank lines between; all visible text where no article stands out.
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    /// When it was published, in Unix seconds.
    pub(crate) time: Option<i64>,
    /// The address that it gives for itself.
    pub(crate) url: Option<String>,
}
