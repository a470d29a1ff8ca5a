//! The peers, each used as its documentation shows.

pub mod gaoya;
pub mod probminhash;
pub mod txtfp;
