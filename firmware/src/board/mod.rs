//! The machine: what a program starts with, writes to, reads from and is measured by. One file an architecture, all with the
//! same items. One's own board is another such file, or these with `write` and `read` over its UART.
//!
//! - `entry`: the attribute of the function that the reset handler calls (not on WebAssembly)
//! - `start`: runs a program and reports how it ended
//! - `write`, `read`: bytes to and from the host
//! - `Stopwatch`: counts instructions, where the machine can
//! - `peak_stack`: the most stack that was in use so far, where the program can tell

#[cfg(target_arch = "arm")]
mod cortex_m;
#[cfg(target_arch = "arm")]
pub use cortex_m::*;

#[cfg(target_arch = "riscv32")]
mod riscv;
#[cfg(target_arch = "riscv32")]
pub use riscv::*;

#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(target_arch = "wasm32")]
pub use wasm::*;

#[cfg(not(target_arch = "wasm32"))]
mod host;
#[cfg(not(target_arch = "wasm32"))]
pub use host::*;
