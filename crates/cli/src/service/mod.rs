//! Decisions for clients: one thread owns the index, every client waits for its own answers.
//!
//! A client is two threads. One reads lines into an [`Inbox`](inbox::Inbox) of bounded size, the other takes what is there, hands it to the
//! decider as one job, awaits the answer and writes it. The decider takes whatever jobs wait and commits them together. So
//! nothing is delayed on purpose, a document waits for the batch in work and its own at most, and whoever does not read
//! its answers holds up nobody but himself.

mod client;
mod decider;
mod inbox;
mod line;
mod open;
mod serve;
mod shared;
mod socket;
mod stream;

pub(crate) use line::incoming;
pub(crate) use open::settled;
pub(crate) use serve::run as serve;
pub(crate) use stream::run as stream;
