//! The host of an emulator or a debugger, by semihosting.

use semihosting::io::{Read, Write, stdin, stdout};
use semihosting::process;

use crate::{Outcome, say};

/// Runs a program and tells the host how it ended.
pub fn start(run: fn() -> Outcome) -> ! {
    super::prepare();
    match run() {
        Ok(()) => process::exit(0),
        Err(reason) => fail(reason),
    }
}

/// Gives up.
pub(super) fn fail(reason: &str) -> ! {
    say!("failed: ", reason);
    process::exit(1)
}

/// Writes to the host's standard output; a host that does not listen is no reason to stop.
pub fn write(bytes: &[u8]) {
    if let Ok(mut out) = stdout() {
        let _ = out.write(bytes);
    }
}

/// Reads from the host's standard input as much as is there, at least a byte; 0 at its end.
pub fn read(buffer: &mut [u8]) -> usize {
    stdin().and_then(|mut input| input.read(buffer)).unwrap_or(0)
}
