//! What is measured, one table or a few a file.

pub mod fingerprint;
pub mod index;
pub mod simhash;
