//! The index from outside.

mod adding;
mod common;
#[cfg(unix)]
mod damage;
mod disk;
mod failure;
mod formats;
mod life;
