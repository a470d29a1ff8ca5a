//! Progress on standard error, where that is a terminal.

use std::io::IsTerminal;
use std::sync::LazyLock;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// All bars, so that messages do not run into them.
static BARS: LazyLock<MultiProgress> = LazyLock::new(|| {
    let is_terminal = std::io::stderr().is_terminal();
    let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    MultiProgress::with_draw_target(target)
});

/// Does what writes to standard error, the bars aside.
pub(crate) fn suspend<T>(write: impl FnOnce() -> T) -> T {
    BARS.suspend(write)
}

fn styled(bar: ProgressBar, message: &'static str, template: &str) -> ProgressBar {
    let bar = BARS.add(bar).with_message(message);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// For a pass whose end is not known.
pub(crate) fn spinner(message: &'static str) -> ProgressBar {
    styled(ProgressBar::no_length(), message, "{spinner} {msg}: {human_pos} documents, {per_sec}")
}

/// For a pass over a known number of documents.
pub(crate) fn bar(message: &'static str, len: u64) -> ProgressBar {
    styled(ProgressBar::new(len), message, "{msg}: {wide_bar} {human_pos}/{human_len}, {per_sec}, {eta} left")
}
