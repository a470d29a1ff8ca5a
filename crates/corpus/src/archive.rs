//! Web archives: records one after another, each of which stands for itself. A broken one is named and costs no other.

pub(crate) mod arc;
mod chunked;
mod coding;
mod head;
mod http;
mod records;
mod response;
pub(crate) mod warc;

#[cfg(test)]
mod tests;
