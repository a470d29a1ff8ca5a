//! Bad inputs: each is named as it is met, and counted for the exit status.

use std::fmt::Display;

use crate::terminal::tell;

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
            tell(problem);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many there are, in words.
    pub(crate) fn told(&self) -> String {
        let part = if self.count == 1 { "part" } else { "parts" };
        format!("{} {part}", self.count)
    }

    pub(crate) fn summarise(&self) {
        if self.count > SHOWN {
            tell(format_args!("and {} more", self.count - SHOWN));
        }
        let noun = if self.count == 1 { "problem" } else { "problems" };
        tell(format_args!("{} {noun} in the input; everything else was processed", self.count));
    }
}
