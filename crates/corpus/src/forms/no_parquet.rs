//! Parquet tables in a build without the feature `parquet`: they are named and left out.

use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};

pub(crate) fn read(_: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) -> bool {
    reader.problem(origin, Place::File, ProblemKind::NotBuilt("parquet"));
    true
}
