//! Wrong usage that only the work itself brings to light.

use clap::CommandFactory;
use clap::error::ErrorKind;

use crate::args::Args;

/// Says what is wrong and ends the program as the command line's own errors do.
pub(crate) fn wrong(message: &str) -> ! {
    Args::command().error(ErrorKind::ArgumentConflict, message).exit()
}
