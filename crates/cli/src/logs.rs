//! Logs on standard error, beside the bars of progress.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

use crate::args::LogFormat;
use crate::progress;
use crate::terminal::Paint;

/// Whether messages are logged, too, so that standard error is JSON lines throughout.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Standard error, the bars aside.
struct Beside;

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        progress::suspend(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs from now on what the filter lets through.
pub(crate) fn start(filter: &str, format: LogFormat) -> Result<()> {
    let filter = EnvFilter::try_new(filter).context("--log takes off, error, warn, info, debug or trace")?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Beside);
    match format {
        LogFormat::Text => logs.with_ansi(Paint::stderr().is_on()).init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
    IS_JSON.store(format == LogFormat::Json, Ordering::Relaxed);
    Ok(())
}

/// Whether messages to people are logged instead.
pub(crate) fn are_json() -> bool {
    IS_JSON.load(Ordering::Relaxed)
}
