//! What hostile input must not do: one function a target, called by the fuzzer and by the replay of what it has found.
//!
//! A target takes any bytes, feeds them to one part of wireprint and panics where a law of that part is broken.
#![forbid(unsafe_code)]

use std::sync::{Mutex, Once, PoisonError};
use std::{panic, process};

mod archives;
mod clusters;
mod credits;
mod evidence;
mod filter;
mod fingerprint;
mod fixed_index;
mod html;
mod image;
mod lines;
#[path = "../../tests/suite/oracle.rs"]
#[allow(dead_code, reason = "the library's own suite uses the rest of it")]
mod oracle;
mod packed;
mod parquet_table;
mod prints;
mod readers;
mod samples;
mod serialised;
mod store;
mod stream;
mod tables;
mod tokeniser;
mod values;
mod window;

/// A part of wireprint, and how it is attacked.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name: that of its file in fuzz_targets and of its folder in corpus.
    pub name: &'static str,
    /// Feeds it any bytes; panics where a law is broken.
    pub run: fn(&[u8]),
    /// Inputs to begin with, most of them sound.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! targets {
    ($($name:ident)*) => {
        /// All of them.
        pub const TARGETS: &[Target] =
            &[$(Target { name: stringify!($name), run: $name::run, seeds: $name::seeds }),*];
    };
}

targets! {
    tokeniser evidence fingerprint filter fixed_index serialised window stream image clusters credits
    lines tables html archives packed parquet_table store values
}

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// One input through a target, as the fuzzer wants it: a panic that gets out ends the program. Panics that wireprint catches,
/// such as those of a library that gives up on a damaged file, are no fault, and the fuzzer's own hook would not know.
pub fn attack(name: &str, input: &[u8]) {
    static HOOK: Once = Once::new();
    static LAST: Mutex<String> = Mutex::new(String::new());
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|panic| {
            *LAST.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
        }));
    });
    let run = target(name).expect("a target of this name").run;
    if panic::catch_unwind(|| run(input)).is_err() {
        eprintln!("{}", LAST.lock().unwrap_or_else(PoisonError::into_inner));
        process::abort();
    }
}

/// The entry of a fuzz target's program; without a fuzzer it runs the files that it is given.
#[macro_export]
macro_rules! fuzz {
    ($name:literal) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::attack($name, data));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            let run = $crate::target($name).expect("a target of this name").run;
            std::env::args_os().skip(1).try_for_each(|file| std::fs::read(file).map(|input| run(&input)))
        }
    };
}
