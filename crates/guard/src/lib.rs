//! Libraries that may panic on input that nobody tried: the panic becomes an error, and no message of its own.
//!
//! ```
//! wireprint_guard::quiet_guarded_panics();
//! let parsed = wireprint_guard::guarded(|| u8::try_from(256).unwrap());
//! assert!(parsed.unwrap_err().contains("TryFromIntError"));
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does what may panic.
///
/// # Errors
/// What the panic said, if it did. What `work` changed may be half done then.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = IS_GUARDED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    done.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("its reader gave up").to_owned()
    })
}

/// Keeps panics that become errors from being told on standard error as well. For programs: the hook is that of the whole
/// process.
pub fn quiet_guarded_panics() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !IS_GUARDED.get() {
            tell(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_become_errors() {
        assert_eq!(guarded(|| 7), Ok(7));
        let number = 7;
        assert_eq!(guarded(|| panic!("a length of {number}")), Err::<(), _>("a length of 7".into()));
        assert_eq!(guarded(|| panic!("gone")), Err::<(), _>("gone".into()));
        assert!(!IS_GUARDED.get());
    }
}
