//! WebAssembly without a system: the host brings two functions. `xtask/src/device/host.cjs` is such a host.

use crate::{Outcome, say};

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    #[link_name = "write"]
    fn host_write(bytes: *const u8, len: usize);
    #[link_name = "read"]
    fn host_read(buffer: *mut u8, len: usize) -> usize;
}

/// Runs a program; gives what a process would exit with.
pub fn start(run: fn() -> Outcome) -> i32 {
    match run() {
        Ok(()) => 0,
        Err(reason) => {
            say!("failed: ", reason);
            1
        }
    }
}

pub fn write(bytes: &[u8]) {
    // SAFETY: the host reads that many bytes from there.
    unsafe { host_write(bytes.as_ptr(), bytes.len()) }
}

/// Reads as much as is there; 0 at the end.
pub fn read(buffer: &mut [u8]) -> usize {
    // SAFETY: the host writes at most that many bytes there.
    unsafe { host_read(buffer.as_mut_ptr(), buffer.len()) }
}

/// The host paints and looks.
pub fn peak_stack() -> Option<usize> {
    None
}

/// A module cannot count its instructions.
pub struct Stopwatch;

impl Stopwatch {
    pub fn start() -> Self {
        Self
    }

    pub fn instructions(&self) -> Option<u64> {
        None
    }
}
