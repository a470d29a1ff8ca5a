//! What is too much for memory: temporary files without a name, of which a little stays in memory.

mod numbers;
mod runs;
mod sorter;

pub use numbers::Numbers;
pub(crate) use runs::{Run, Runs};
pub use sorter::Sorter;

use std::fs::File;
use std::io;

/// Bytes of a buffer for sequential reading and writing.
const BUFFER: usize = 1 << 16;

#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, to: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, to, offset)
}

#[cfg(unix)]
fn write_all_at(file: &File, from: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, from, offset)
}

#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut to: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !to.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_read(file, to, offset)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (to, offset) = (&mut to[n..], offset + n as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn write_all_at(file: &File, mut from: &[u8], mut offset: u64) -> io::Result<()> {
    while !from.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_write(file, from, offset)?;
        if n == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        (from, offset) = (&from[n..], offset + n as u64);
    }
    Ok(())
}
