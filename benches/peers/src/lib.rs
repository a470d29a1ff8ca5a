//! wireprint beside other fingerprinting crates: the same documents, in the same process, by turns.
//!
//! `cargo xtask peers` prints the tables of docs/performance.md; `cargo bench --package wireprint-peers` runs the same
//! contestants under criterion. Each peer is used as its documentation tells its users to, with its defaults.
#![forbid(unsafe_code)]

pub mod contestants;
pub mod documents;
pub mod indexes;
pub mod machine;
pub mod ours;
pub mod page;
pub mod peers;
pub mod plot;
pub mod race;
pub mod report;
pub mod sibling;
pub mod stories;
pub mod table;
pub mod tables;
