//! What the fields of a document are called in JSON lines and in the columns of tables.

/// A field of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Text,
    Time,
    Url,
    Host,
    Title,
}

/// The names of the fields. Others are passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// What names the document; unique in a corpus.
    pub id: String,
    /// The article.
    pub text: String,
    /// When it appeared.
    pub time: String,
    /// Where it was found.
    pub url: String,
    /// The host that published it.
    pub host: String,
    /// Its headline.
    pub title: String,
}

impl Default for Fields {
    fn default() -> Self {
        let [id, text, time, url, host, title] = ["id", "text", "time", "url", "host", "title"].map(str::to_owned);
        Self { id, text, time, url, host, title }
    }
}

impl Fields {
    /// The field of this name. Where two have the same name, such as one column for id and URL, there are several.
    pub(crate) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Field> + 'a {
        let Self { id, text, time, url, host, title } = self;
        let all = [
            (id, Field::Id),
            (text, Field::Text),
            (time, Field::Time),
            (url, Field::Url),
            (host, Field::Host),
            (title, Field::Title),
        ];
        all.into_iter().filter_map(move |(own, field)| (own == name).then_some(field))
    }
}
