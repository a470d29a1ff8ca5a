//! The profile `tiny`, measured.
#![no_std]
#![no_main]

use wireprint::{Profile, Scheme};
use wireprint_firmware::{Outcome, measure, program};

include!(concat!(env!("OUT_DIR"), "/measure_tiny.rs"));

fn run() -> Outcome {
    measure::run(&Scheme::<256>::new(Profile::Rewrite), ARTICLE, STORED)
}

program!(run);
