//! The index from outside.

mod common;
mod failure;
mod formats;
mod life;
