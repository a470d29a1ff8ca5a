//! The folding table, as much of it as the features ask for. All are generated.

#[cfg(feature = "full")]
mod full;
#[cfg(feature = "full")]
use full as table;

#[cfg(all(feature = "european", not(feature = "full")))]
mod european;
#[cfg(all(feature = "european", not(feature = "full")))]
use european as table;

#[cfg(not(any(feature = "european", feature = "full")))]
mod latin;
#[cfg(not(any(feature = "european", feature = "full")))]
use latin as table;

pub(super) use table::*;
