//! Tokens → shingle hashes, and whether each stands in a quotation.
//!
//! A shingle is quoted if any of its tokens is. Inside an open quotation that is not known yet: those shingles are unsettled until the
//! mark closes or is given up, at most [`QUOTE_LIMIT`](crate::scheme::QUOTE_LIMIT) of them, because the tokeniser gives up on a mark
//! after as many kept tokens. Source: Broder, "On the resemblance and containment of documents", 1997.

mod batch;
mod joiner;
mod shingler;

pub(crate) use batch::Batch;
pub(crate) use joiner::{Joiner, Standing};
pub use shingler::Shingler;

/// A shingle of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shingle {
    /// Hash of its tokens, in order.
    pub hash: u64,
    /// Whether any of its tokens is quoted.
    pub quoted: bool,
}
