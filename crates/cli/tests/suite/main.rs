//! The program from outside.

mod bad_input;
mod common;
mod outputs;
mod stats;
