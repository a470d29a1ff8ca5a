//! The algorithms of the block kernels, written once over [`Block`](super::block::Block). Everything is inlined into the wrappers of
//! each instruction set, and compiled for it there.

pub(super) mod count;
pub(super) mod fold;
pub(super) mod hash;
pub(super) mod sketch;
pub(super) mod spans;
