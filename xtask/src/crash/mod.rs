//! `cargo xtask crash`: kill -9 at random instants, again and again on the same index.
//!
//! Each round starts `stream`, or every other time `index add`, on an index of its own, feeds it what was not acknowledged
//! so far and some of what was, and kills it within 1.5 seconds of its start or of its first answer. Then `index check`
//! must find nothing, and `index export` must have every acknowledged document once, with the decision that was acknowledged,
//! byte by byte. An index that has got all documents is compared with that of a run without kills, and another one is begun.

mod documents;
mod run;
mod tally;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};

use crate::random::Random;
use crate::run::{number, program, root, test_program, value};
use documents::Documents;
use run::{Kind, Subject};
use tally::Tally;

/// Documents of a smoke, and rounds.
const SMOKE: (usize, usize) = (1500, 10);
const ROUNDS: u64 = 200;

pub(crate) fn run_chore(args: &[String]) -> Result<()> {
    let (rounds, seed) = (number(args, "--rounds", ROUNDS)? as usize, number(args, "--seed", 1)?);
    let documents = match value(args, "--docs") {
        Some(path) => Documents::read(&PathBuf::from(path))?,
        None => {
            let shared = root().join("../shared/corpora/mixed21k/docs.jsonl.gz");
            if shared.is_file() { Documents::read(&shared)? } else { Documents::bundled(20_000)? }
        }
    };
    rounds_of(&program(args)?, rounds, seed, &documents)
}

/// What guards a change: a few rounds on the bundled corpus.
pub(crate) fn smoke() -> Result<()> {
    let (documents, rounds) = SMOKE;
    rounds_of(&test_program()?, rounds, 1, &Documents::bundled(documents)?)
}

fn rounds_of(program: &Path, rounds: usize, seed: u64, documents: &Documents) -> Result<()> {
    let folder = tempfile::tempdir()?;
    println!("{rounds} rounds on {} documents, seed {seed}", documents.len());
    let mut random = Random(seed);
    let mut subjects = Vec::new();
    for kind in [Kind::Stream, Kind::Add] {
        subjects.push((Subject::new(program, folder.path(), kind, documents)?, Tally::new(kind)));
    }
    for round in 0..rounds {
        let at = round % subjects.len();
        let (subject, tally) = &mut subjects[at];
        let told = subject.round(&mut random, tally)?;
        println!("round {:>3}  {told}", round + 1);
    }
    for (subject, tally) in &mut subjects {
        subject.finish(tally)?;
    }
    println!("\n{}", Tally::HEAD);
    for (_, tally) in &subjects {
        println!("{tally}");
    }
    let violations: usize = subjects.iter().map(|(_, tally)| tally.violations.len()).sum();
    for violation in subjects.iter().flat_map(|(_, tally)| &tally.violations).take(20) {
        println!("violation: {violation}");
    }
    ensure!(subjects.iter().any(|(_, tally)| tally.killed > 0), "nothing was killed: the rounds have shown nothing");
    if violations > 0 {
        bail!("{violations} violations; the seed was {seed}");
    }
    Ok(())
}
