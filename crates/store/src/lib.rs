//! A persistent index of fingerprints: what a stream has seen survives kill -9.
#![forbid(unsafe_code)]
