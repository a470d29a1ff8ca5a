//! What several commands take.

use clap::builder::RangedU64ValueParser;
use clap::{Args as ClapArgs, ValueEnum};

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
    /// Bytes of the largest document or JSON line; longer ones are named and left out.
    #[arg(long, value_name = "BYTES", env = "WIREPRINT_MAX_DOCUMENT", default_value_t = wireprint_corpus::Options::default().max_document)]
    pub(crate) max_document: usize,
    /// Threads; 0 for one a core.
    #[arg(long, value_name = "N", env = "WIREPRINT_THREADS", default_value_t = 0, value_parser = RangedU64ValueParser::<usize>::new().range(..=1024))]
    pub(crate) threads: usize,
}

impl ReadArgs {
    pub(crate) fn options(&self, stages: &wireprint_corpus::Stages) -> wireprint_corpus::Options {
        wireprint_corpus::Options { max_document: self.max_document, stages: stages.clone() }
    }
}
