//! The program from outside.

mod bad_input;
mod common;
mod forms;
mod index;
mod inputs;
mod keep;
mod manners;
#[cfg(target_os = "linux")]
mod memory;
mod outputs;
mod report;
mod serve;
mod settings;
#[cfg(unix)]
mod signals;
mod stats;
mod stream;
