//! Progress on standard error, where that is a terminal.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use indicatif::{HumanCount, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use wireprint_corpus::BytesRead;

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

fn styled(bar: ProgressBar, message: &'static str, style: ProgressStyle) -> ProgressBar {
    BARS.add(bar).with_message(message).with_style(style)
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A pass over files: by bytes, whose number is known unless something comes through a pipe.
pub(crate) struct Reading {
    bar: ProgressBar,
    /// Nothing where documents alone are counted.
    bytes: Option<BytesRead>,
    documents: Arc<AtomicU64>,
}

impl Reading {
    pub(crate) fn new(message: &'static str, paths: &[PathBuf], bytes: &BytesRead) -> Self {
        // Folders are not walked for a bar that nobody sees.
        let total = if BARS.is_hidden() { None } else { wireprint_corpus::total_bytes(paths) };
        let template = match total {
            Some(_) => "{msg}: {wide_bar} {bytes}/{total_bytes}, {documents} documents, {bytes_per_sec}, {eta} left",
            None => "{spinner} {msg}: {documents} documents, {bytes}, {bytes_per_sec}",
        };
        let documents = Arc::new(AtomicU64::new(0));
        let read = Arc::clone(&documents);
        let style = style(template).with_key("documents", move |_: &ProgressState, to: &mut dyn Write| {
            let _ = write!(to, "{}", HumanCount(read.load(Ordering::Relaxed)));
        });
        let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
        Self { bar: styled(bar, message, style), bytes: Some(bytes.clone()), documents }
    }

    /// A pass over documents that are in no files.
    pub(crate) fn of_documents(message: &'static str) -> Self {
        Self { bar: spinner(message), bytes: None, documents: Arc::default() }
    }

    /// So many documents more have been dealt with.
    pub(crate) fn inc(&self, documents: u64) {
        let Some(bytes) = &self.bytes else { return self.bar.inc(documents) };
        self.documents.fetch_add(documents, Ordering::Relaxed);
        let read = bytes.get();
        // A file may have grown.
        self.bar.set_position(self.bar.length().map_or(read, |total| read.min(total)));
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// For a pass whose end is not known.
pub(crate) fn spinner(message: &'static str) -> ProgressBar {
    styled(ProgressBar::no_length(), message, style("{spinner} {msg}: {human_pos} documents, {per_sec}"))
}

/// For a pass over a known number of documents.
pub(crate) fn bar(message: &'static str, len: u64) -> ProgressBar {
    let style = style("{msg}: {wide_bar} {human_pos}/{human_len}, {per_sec}, {eta} left");
    styled(ProgressBar::new(len), message, style)
}
