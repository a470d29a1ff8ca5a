//! The profile `strict`, measured.
#![no_std]
#![no_main]

use wireprint::{Profile, Scheme};
use wireprint_firmware::{Outcome, measure, program};

include!(concat!(env!("OUT_DIR"), "/measure_strict.rs"));

fn run() -> Outcome {
    measure::run(&Scheme::<512>::new(Profile::Strict), ARTICLE, STORED)
}

program!(run);
