//! Outputs: `-` is standard output, `.gz` and `.zst` are compressed by name; records are JSON lines, CSV or Parquet by name.

mod cluster;
mod document;
mod pair;
mod parquet;
mod place;
mod records;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

pub(crate) use cluster::{ClusterColumns, ClusterOut};
pub(crate) use document::{DocumentColumns, DocumentOut};
pub(crate) use pair::{Pair, PairColumns};
use place::Place;
pub(crate) use records::Records;

/// A file being written; it gets its name once [`Output::finish`] has returned.
pub(crate) struct Output {
    sink: Sink,
    path: PathBuf,
    place: Option<Place>,
}

enum Sink {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    Plain(BufWriter<File>),
    Gzip(flate2::write::GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

/// What to do where a file cannot be created.
fn uncreatable(path: &Path) -> String {
    format!("{}: cannot be written; check the folder and the permissions", path.display())
}

/// What to do where a file cannot be written further.
fn unwritable(path: &Path) -> String {
    let name = if path == Path::new("-") { "standard output".into() } else { path.to_string_lossy() };
    format!("{name}: cannot be written further; check the room on the disk")
}

impl Output {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::stdout());
        }
        let open = || -> io::Result<Self> {
            let (file, place) = Place::create(path)?;
            let file = BufWriter::new(file);
            let sink = match path.extension().and_then(|e| e.to_str()) {
                Some("gz") => Sink::Gzip(flate2::write::GzEncoder::new(file, flate2::Compression::default())),
                Some("zst") => Sink::Zstd(zstd::Encoder::new(file, 3)?),
                _ => Sink::Plain(file),
            };
            Ok(Self { sink, path: path.to_owned(), place: Some(place) })
        };
        open().with_context(|| uncreatable(path))
    }

    pub(crate) fn stdout() -> Self {
        Self { sink: Sink::Stdout(BufWriter::new(io::stdout().lock())), path: "-".into(), place: None }
    }

    pub(crate) fn json_line(&mut self, value: &impl Serialize) -> Result<()> {
        let written = serde_json::to_writer(&mut *self, value).map_err(io::Error::from);
        written.and_then(|()| self.write_all(b"\n")).with_context(|| unwritable(&self.path))
    }

    /// Ends the file, which is whole, and gives it its name.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { sink, path, place } = self;
        sink.finish().and_then(|()| place.map_or(Ok(()), Place::commit)).with_context(|| unwritable(&path))
    }

    /// Ends the file where the run is interrupted; gives its name for the time being.
    pub(crate) fn leave(self) -> Result<Option<PathBuf>> {
        let Self { sink, path, place } = self;
        sink.finish().with_context(|| unwritable(&path))?;
        Ok(place.and_then(Place::leave))
    }
}

impl Sink {
    fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::Plain(mut out) => out.flush(),
            Self::Gzip(out) => out.finish()?.flush(),
            Self::Zstd(out) => out.finish()?.flush(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stdout(out) => out.write(bytes),
            Sink::Plain(out) => out.write(bytes),
            Sink::Gzip(out) => out.write(bytes),
            Sink::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(out) => out.flush(),
            Sink::Plain(out) => out.flush(),
            Sink::Gzip(out) => out.flush(),
            Sink::Zstd(out) => out.flush(),
        }
    }
}
