//! The profile `default`, measured.
#![no_std]
#![no_main]

use wireprint::{Profile, Scheme};
use wireprint_firmware::{Outcome, measure, program};

include!(concat!(env!("OUT_DIR"), "/measure_default.rs"));

fn run() -> Outcome {
    measure::run(&Scheme::<512>::new(Profile::Rewrite), ARTICLE, STORED)
}

program!(run);
