//! What several commands take.

use clap::builder::RangedU64ValueParser;
use clap::{Args as ClapArgs, ValueEnum};
use wireprint_corpus::{BytesRead, Fields, Form, Options, Stages};

/// Which tokens make shingles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    /// Pairs of content words: finds rewrites.
    #[default]
    Rewrite,
    /// Triples of all words: finds near-exact copies.
    Strict,
}

impl From<ProfileName> for wireprint::Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Rewrite => Self::Rewrite,
            ProfileName::Strict => Self::Strict,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SchemeArgs {
    /// Which tokens make shingles.
    #[arg(long, value_enum, default_value_t, env = "WIREPRINT_PROFILE")]
    pub(crate) profile: ProfileName,
    /// Seed of all hashes; a secret one cannot be collided with on purpose.
    #[arg(long, default_value_t = 0, env = "WIREPRINT_SEED")]
    pub(crate) seed: u64,
}

impl SchemeArgs {
    pub(crate) fn scheme(&self) -> wireprint::Scheme {
        wireprint::Scheme::new(self.profile.into()).with_seed(self.seed)
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ReadArgs {
    /// Bytes of the largest document, JSON line, row, page or archived response; longer ones are named and left out.
    #[arg(long, value_name = "BYTES", env = "WIREPRINT_MAX_DOCUMENT", default_value_t = Options::default().max_document)]
    pub(crate) max_document: usize,
    /// How many times its size a compressed file may become; what becomes larger is taken for a bomb and left from there on. The first
    /// 64 MiB are free.
    #[arg(long, value_name = "N", env = "WIREPRINT_MAX_EXPANSION", default_value_t = Options::default().max_expansion,
        value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    pub(crate) max_expansion: u64,
    /// What files named themselves hold: text, jsonl, csv, parquet, html, warc or arc; told by content and name unless said. What
    /// comes through a pipe as CSV needs it.
    #[arg(long, value_name = "FORM", env = "WIREPRINT_INPUT_FORMAT", value_parser = parse_form)]
    pub(crate) input_format: Option<Form>,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    /// Threads; 0 for one a core.
    #[arg(long, value_name = "N", env = "WIREPRINT_THREADS", default_value_t = 0, value_parser = RangedU64ValueParser::<usize>::new().range(..=1024))]
    pub(crate) threads: usize,
}

/// What the fields of documents are called in JSON lines, CSV and Parquet.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Field names")]
pub(crate) struct FieldArgs {
    /// What names a document.
    #[arg(long, value_name = "NAME", env = "WIREPRINT_ID_FIELD", default_value = "id")]
    pub(crate) id_field: String,
    /// The article.
    #[arg(long, value_name = "NAME", env = "WIREPRINT_TEXT_FIELD", default_value = "text")]
    pub(crate) text_field: String,
    /// When it appeared: RFC 3339, a date, or Unix seconds.
    #[arg(long, value_name = "NAME", env = "WIREPRINT_TIME_FIELD", default_value = "time")]
    pub(crate) time_field: String,
    /// Where it was found.
    #[arg(long, value_name = "NAME", env = "WIREPRINT_URL_FIELD", default_value = "url")]
    pub(crate) url_field: String,
    /// The host that published it; that of the URL where there is none.
    #[arg(long, value_name = "NAME", env = "WIREPRINT_HOST_FIELD", default_value = "host")]
    pub(crate) host_field: String,
    /// The headline.
    #[arg(long, value_name = "NAME", env = "WIREPRINT_TITLE_FIELD", default_value = "title")]
    pub(crate) title_field: String,
}

impl FieldArgs {
    pub(crate) fn names(&self) -> Fields {
        let Self { id_field, text_field, time_field, url_field, host_field, title_field } = self;
        let [id, text, time, url, host, title] =
            [id_field, text_field, time_field, url_field, host_field, title_field].map(String::clone);
        Fields { id, text, time, url, host, title }
    }
}

impl ReadArgs {
    /// How documents are read; the time of reading is counted for the stages.
    pub(crate) fn options(&self, stages: &Stages) -> Options {
        Options {
            max_document: self.max_document,
            max_expansion: self.max_expansion,
            fields: self.fields.names(),
            form: self.input_format,
            stages: stages.clone(),
            bytes_read: BytesRead::default(),
        }
    }
}

/// How JSON lines are read that come one by one.
#[derive(Debug, ClapArgs)]
pub(crate) struct LineArgs {
    /// Bytes of the longest line; longer ones are answered with an error.
    #[arg(long, value_name = "BYTES", env = "WIREPRINT_MAX_DOCUMENT", default_value_t = Options::default().max_document)]
    pub(crate) max_document: usize,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    /// Threads; 0 for one a core.
    #[arg(long, value_name = "N", env = "WIREPRINT_THREADS", default_value_t = 0, value_parser = RangedU64ValueParser::<usize>::new().range(..=1024))]
    pub(crate) threads: usize,
}

fn parse_form(name: &str) -> Result<Form, String> {
    let found = Form::ALL.into_iter().find(|(own, _)| *own == name).map(|(_, form)| form);
    found.ok_or_else(|| format!("there are {}", Form::ALL.map(|(name, _)| name).join(", ")))
}
