//! What a device does with a fingerprint: looks for those that it may come from, and compares.

use wireprint::index::FixedIndex;
use wireprint::{Fingerprint, Rules, Verdict, compare};

/// Room for two dozen articles at 512 bins, some 43 KB.
pub type Memory = FixedIndex<24, 4096>;

/// Calls `each` with every document that matches: its id and the verdict, where A is the document remembered.
pub fn matches(memory: &Memory, print: &Fingerprint, mut each: impl FnMut(u32, Verdict)) {
    let rules = Rules::default();
    memory.candidates(print, |candidate| {
        let Ok(found) = compare(candidate.fingerprint, print) else { return };
        let verdict = rules.of_comparison(&found, false);
        if verdict.is_match() {
            each(candidate.id, verdict);
        }
    });
}
