//! What an index is made with, and keeps for life.

use serde::{Deserialize, Serialize};
use wireprint::index::Window;
use wireprint::{Profile, Scheme};

/// What an index is made with. It cannot be changed later: export it and import it into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Which tokens make shingles.
    pub profile: Profile,
    /// Seed of all hashes.
    pub seed: u64,
    /// Bytes that the window may take in memory, some 1,120 a document.
    pub memory: usize,
    /// Seconds between two documents that are compared; none for no bound.
    pub span: Option<u64>,
    /// Whether texts are kept as long as their documents. Without them fingerprints alone decide: no evidence, and quotation
    /// without marks is not told.
    pub texts: bool,
    /// Names the lineage of the learned filter, and keys the hashes of ids; drawn at random where it is 0.
    pub lineage: u64,
}

impl Default for Settings {
    /// The default profile, two gibibytes of window without bound of time, texts kept.
    fn default() -> Self {
        let Window { memory, span } = Window::default();
        Self { profile: Profile::Rewrite, seed: 0, memory, span, texts: true, lineage: 0 }
    }
}

impl Settings {
    pub(crate) fn scheme(&self) -> Scheme {
        Scheme::new(self.profile).with_seed(self.seed)
    }

    pub(crate) fn window(&self) -> Window {
        Window { memory: self.memory, span: self.span }
    }
}
