//! The index from outside.

mod common;
#[cfg(unix)]
mod damage;
mod failure;
mod formats;
mod life;
