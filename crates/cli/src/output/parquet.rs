//! Parquet: a row group at a time, so that memory is bounded.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::place::Place;
use super::records::{Columns, Row};
use super::uncreatable;

/// Records that are encoded together, and the bytes of them.
const ROWS: usize = 1024;
const BYTES: usize = 1 << 20;

/// Bytes of a row group, encoded.
const GROUP_BYTES: usize = 16 << 20;

/// A file being written.
pub(crate) struct Parquet<C> {
    writer: ArrowWriter<BufWriter<File>>,
    place: Place,
    columns: C,
    rows: usize,
    bytes: usize,
}

impl<C: Columns> Parquet<C> {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let (file, place) = Place::create(path).with_context(|| uncreatable(path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("wireprint ", env!("CARGO_PKG_VERSION")).into())
            .build();
        let mut columns = C::default();
        let schema = columns.finish()?.schema();
        let writer = ArrowWriter::try_new(BufWriter::new(file), schema, Some(properties))?;
        Ok(Self { writer, place, columns, rows: 0, bytes: 0 })
    }

    pub(crate) fn write(&mut self, row: &impl Row<Columns = C>) -> Result<()> {
        self.bytes += row.append(&mut self.columns);
        self.rows += 1;
        if self.rows >= ROWS || self.bytes >= BYTES { self.encode() } else { Ok(()) }
    }

    fn encode(&mut self) -> Result<()> {
        if self.rows > 0 {
            self.writer.write(&self.columns.finish()?)?;
            (self.rows, self.bytes) = (0, 0);
        }
        if self.writer.in_progress_size() >= GROUP_BYTES {
            self.writer.flush()?;
        }
        Ok(())
    }

    fn end(mut self) -> Result<Place> {
        self.encode()?;
        std::io::Write::flush(&mut self.writer.into_inner()?)?;
        Ok(self.place)
    }

    /// Ends the file, which is whole, and gives it its name.
    pub(crate) fn finish(self) -> Result<()> {
        Ok(self.end()?.commit()?)
    }

    /// Ends the file where the run is interrupted; gives its name for the time being.
    pub(crate) fn leave(self) -> Result<Option<PathBuf>> {
        Ok(self.end()?.leave())
    }
}
