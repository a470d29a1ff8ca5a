//! The program from outside.

mod bad_input;
mod common;
mod index;
mod inputs;
#[cfg(target_os = "linux")]
mod memory;
mod outputs;
mod report;
mod serve;
mod stats;
mod stream;
