//! Everybody who turns a document into a fingerprint, and two ceilings: reading the bytes to hash them, and copying them.

use std::fmt;
use std::hint::black_box;

use xxhash_rust::xxh3::xxh3_64;

use crate::ours::Ours;
use crate::peers::gaoya::Banding;
use crate::peers::txtfp::Txtfp;
use crate::peers::{gaoya, probminhash};

/// Names by which tables find their columns.
pub const TXTFP: &str = "txtfp";
pub const GAOYA: &str = "gaoya MinHash";

/// One way to work on a document.
pub struct Contestant {
    pub name: String,
    work: Box<dyn FnMut(&str)>,
}

impl Contestant {
    fn new<T>(name: impl Into<String>, mut work: impl FnMut(&str) -> T + 'static) -> Self {
        let work = move |text: &str| drop(black_box(work(black_box(text))));
        Self { name: name.into(), work: Box::new(work) }
    }

    /// Works on a document and throws the result away.
    pub fn work(&mut self, text: &str) {
        (self.work)(text);
    }

    /// Everybody: ours from the slowest kernel to the one that users get, the peers, the ceilings.
    pub fn everybody() -> Vec<Self> {
        let mut all = Self::ours();
        let txtfp = Txtfp::new();
        all.push(Self::new(TXTFP, move |text| txtfp.minhash(text)));
        let hasher = gaoya::min_hasher(Banding::README);
        all.push(Self::new(GAOYA, move |text| gaoya::minhash(&hasher, text)));
        let hasher = gaoya::sim_hasher();
        all.push(Self::new("gaoya SimHash", move |text| gaoya::simhash(&hasher, text)));
        all.push(Self::new("probminhash", probminhash::minhash));
        all.push(Self::new("xxh3", |text| xxh3_64(text.as_bytes())));
        let mut copy = Vec::new();
        all.push(Self::new("memcpy", move |text| {
            copy.clear();
            copy.extend_from_slice(text.as_bytes());
            copy.last().copied()
        }));
        all
    }

    fn ours() -> Vec<Self> {
        let each = |mut ours: Ours| Self::new(name_of_ours(ours.kernel), move |text| ours.fingerprint(text));
        Ours::every_kernel().into_iter().map(each).collect()
    }
}

/// The name of the contestant that is the library on this kernel.
fn name_of_ours(kernel: &str) -> String {
    format!("wireprint {kernel}")
}

/// The name of the contestant that users of the library get.
pub fn best_of_ours() -> String {
    name_of_ours(Ours::every_kernel().last().map_or("", |ours| ours.kernel))
}

impl fmt::Debug for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contestant").field("name", &self.name).finish_non_exhaustive()
    }
}
