//! The library from outside, in one program: quick to link, and each helper used.

mod clusters;
mod common;
mod credits;
mod engine;
mod frozen;
mod golden;
#[cfg(target_os = "linux")]
mod guard;
mod house;
#[cfg(feature = "serde")]
mod image;
mod kernels;
mod laws;
mod oracle;
mod pages;
mod seeds;
#[cfg(feature = "serde")]
mod serialised;
mod stages;
mod stream;
mod verdicts;
mod window;
