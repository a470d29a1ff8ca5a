//! Bad inputs: each is named as it is met, and counted for the exit status.

use std::fmt::Display;

/// A file with a million bad lines says so a hundred times, then once.
const SHOWN: u64 = 100;

#[derive(Debug, Default)]
pub(crate) struct Problems {
    count: u64,
}

impl Problems {
    pub(crate) fn report(&mut self, problem: impl Display) {
        self.count += 1;
        if self.count <= SHOWN {
            eprintln!("wireprint: {problem}");
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn summarise(&self) {
        if self.count > SHOWN {
            eprintln!("wireprint: and {} more", self.count - SHOWN);
        }
        let noun = if self.count == 1 { "problem" } else { "problems" };
        eprintln!("wireprint: {} {noun} in the input; everything else was processed", self.count);
    }
}
