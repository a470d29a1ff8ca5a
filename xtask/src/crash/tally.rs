//! What came of the rounds.

use std::fmt;

use super::run::Kind;

pub(crate) struct Tally {
    kind: Kind,
    pub(crate) rounds: usize,
    pub(crate) killed: usize,
    /// Kills before anything of the round was acknowledged.
    pub(crate) early: usize,
    pub(crate) acknowledged: usize,
    pub(crate) again: usize,
    /// Documents found in the index though they had not been acknowledged.
    pub(crate) ahead: usize,
    pub(crate) compared: usize,
    pub(crate) indexes: usize,
    pub(crate) violations: Vec<String>,
}

impl Tally {
    pub(crate) const HEAD: &str = "| command | rounds | killed | before any answer | acknowledged | sent again | durable, not acknowledged | checked after kills | indexes compared with one never killed | violations |\n|---|---|---|---|---|---|---|---|---|---|";

    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            rounds: 0,
            killed: 0,
            early: 0,
            acknowledged: 0,
            again: 0,
            ahead: 0,
            compared: 0,
            indexes: 0,
            violations: Vec::new(),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, rounds, killed, early, acknowledged, again, ahead, compared, indexes, violations } = self;
        let violations = violations.len();
        write!(
            f,
            "| {} | {rounds} | {killed} | {early} | {acknowledged} | {again} | {ahead} | {compared} | {indexes} | {violations} |",
            kind.name()
        )
    }
}
