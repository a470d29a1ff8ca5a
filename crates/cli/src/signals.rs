//! Ctrl-C and SIGTERM: long loops ask [`interrupted`] and end with whole lines; a second signal ends the program at once.
//!
//! Where nothing would be lost the program need not reach a loop's end, as while it waits for input that may never come:
//! such work goes through [`may_end`]. Temporary files with names are told to [`remove_at_end`].

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::terminal::tell;

/// The signal that came last, or 0; set by the handler itself.
static SIGNAL: AtomicUsize = AtomicUsize::new(0);
/// Whether a further signal ends the program without its doing.
static IS_ENDING: AtomicBool = AtomicBool::new(false);
/// Whether the program may end where it is. Held while it ends, so that nothing goes on beside.
static MAY_END: Mutex<bool> = Mutex::new(false);
/// Files to be removed when the program ends early.
static FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The error of a run that was told to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interrupted {
    signal: usize,
}

impl Interrupted {
    /// The exit code that shells know: 130 for Ctrl-C, 143 for SIGTERM.
    pub(crate) fn exit_code(self) -> u8 {
        128u8.saturating_add(u8::try_from(self.signal).unwrap_or(0))
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes signals from now on.
#[cfg(unix)]
pub(crate) fn watch() -> std::io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_default(signal, &IS_ENDING)?;
        signal_hook::flag::register_usize(signal, &SIGNAL, signal.unsigned_abs() as usize)?;
    }
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    let note = move || {
        let mut is_second = false;
        for signal in signals.forever() {
            IS_ENDING.store(is_second, Ordering::SeqCst);
            let may_end = lock(&MAY_END);
            if is_second || *may_end {
                end(Interrupted { signal: signal.unsigned_abs() as usize });
            }
            is_second = true;
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(note)?;
    Ok(())
}

/// Other systems end the program themselves.
#[cfg(not(unix))]
pub(crate) fn watch() -> std::io::Result<()> {
    Ok(())
}

/// Whether the program was told to end.
pub(crate) fn interrupted() -> bool {
    SIGNAL.load(Ordering::SeqCst) != 0
}

/// An error once the program was told to end.
pub(crate) fn check() -> Result<(), Interrupted> {
    if interrupted() { Err(Interrupted { signal: SIGNAL.load(Ordering::SeqCst) }) } else { Ok(()) }
}

/// Does work during which a signal ends the program at once: nothing has been written that could be half done.
pub(crate) fn may_end<T>(work: impl FnOnce() -> T) -> T {
    let set = |to: bool| {
        let mut may_end = lock(&MAY_END);
        *may_end = to;
        if let (true, Err(interrupted)) = (to, check()) {
            end(interrupted);
        }
    };
    set(true);
    let done = work();
    set(false);
    done
}

/// A file that is removed should the program end early; whether it is a new one.
pub(crate) fn remove_at_end(file: &Path) -> bool {
    let mut files = lock(&FILES);
    let is_new = !files.iter().any(|other| other == file);
    if is_new {
        files.push(file.to_owned());
    }
    is_new
}

/// The file has got its name, or is removed already.
pub(crate) fn keep_at_end(file: &Path) {
    lock(&FILES).retain(|other| other != file);
}

fn end(interrupted: Interrupted) -> ! {
    for file in lock(&FILES).drain(..) {
        let _ = std::fs::remove_file(file);
    }
    tell(interrupted);
    std::process::exit(interrupted.exit_code().into())
}
