//! The program from outside.

mod bad_input;
mod common;
#[cfg(target_os = "linux")]
mod memory;
mod outputs;
mod report;
mod stats;
