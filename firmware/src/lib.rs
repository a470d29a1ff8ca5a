//! What the programs share: the board, the panic that cannot be, text for people, and the index at work.
#![no_std]

pub mod board;
pub mod measure;
mod panic;
pub mod print;
pub mod watch;

/// Why a program failed, in words; the board then reports failure to whoever started it.
pub type Outcome = Result<(), &'static str>;

/// Makes a function the program: `program!(run)`, where `run` is a `fn() -> Outcome`.
#[macro_export]
macro_rules! program {
    ($run:path) => {
        #[cfg(target_arch = "wasm32")]
        #[unsafe(no_mangle)]
        extern "C" fn program() -> i32 {
            $crate::board::start($run)
        }

        #[cfg(not(target_arch = "wasm32"))]
        #[$crate::board::entry]
        fn main() -> ! {
            $crate::board::start($run)
        }
    };
}
