//! Faults on purpose, each behind a feature: what `cargo xtask device --plant` shows to be noticed. Without any it is a good
//! program, which shows that it is the fault that is noticed.
#![no_std]
#![no_main]

use wireprint_firmware::{Outcome, board, program, say};

#[cfg(feature = "plant-std")]
extern crate std;

#[cfg(feature = "plant-alloc")]
extern crate alloc;

fn run() -> Outcome {
    let mut input = [0; 8];
    let length = board::read(&mut input);
    #[cfg(feature = "plant-alloc")]
    let length = alloc::boxed::Box::new(length);
    #[cfg(feature = "plant-panic")]
    if length > 7 {
        panic!("planted");
    }
    #[cfg(feature = "plant-unaligned")]
    let length = length + read_unaligned(&input);
    say!("read ", length);
    Ok(())
}

/// What `unsafe` code gets wrong on the big machine without anybody noticing.
#[cfg(feature = "plant-unaligned")]
fn read_unaligned(bytes: &[u8; 8]) -> usize {
    let at = (bytes.as_ptr() as usize | 1) as *const u32;
    // SAFETY: none, that is the fault: the four bytes are inside the eight, but never aligned.
    (unsafe { at.read_volatile() }) as usize
}

program!(run);
