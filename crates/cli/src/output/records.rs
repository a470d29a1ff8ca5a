//! Records as JSON lines, CSV or Parquet, as the name of the file says.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, Field, Schema};
use serde::Serialize;

use super::parquet::Parquet;
use super::{Output, unwritable};

/// Takes the cells of a row.
pub(crate) type Cells<'a> = dyn FnMut(&[&str]) -> csv::Result<()> + 'a;

/// A record that is written: JSON by its fields, CSV by its cells, Parquet by its columns.
pub(crate) trait Row: Serialize {
    type Columns: Columns;

    /// Its rows of CSV.
    fn cells(&self, cells: &mut Cells<'_>) -> csv::Result<()>;

    /// Appends it; gives about the bytes that it takes.
    fn append(&self, columns: &mut Self::Columns) -> usize;
}

/// Records by columns.
pub(crate) trait Columns: Default {
    /// The heads of the rows of CSV.
    const HEADS: &[&str];

    /// Takes the records out.
    fn finish(&mut self) -> Result<RecordBatch, ArrowError>;
}

/// Columns with their names; those that are not named `optional` have a value in every row.
pub(super) fn record_batch(
    names: &[&str],
    optional: &[&str],
    columns: impl Iterator<Item = ArrayRef>,
) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> = columns.collect();
    let field =
        |(name, column): (&&str, &ArrayRef)| Field::new(*name, column.data_type().clone(), optional.contains(name));
    let fields: Vec<Field> = names.iter().zip(&columns).map(field).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// A file of records being written; it gets its name once [`Records::finish`] has returned.
pub(crate) struct Records<C: Columns> {
    form: Form<C>,
    path: PathBuf,
    /// Whether anything has been written.
    is_empty: bool,
}

enum Form<C: Columns> {
    Lines(Box<Output>),
    Separated(Box<csv::Writer<Output>>),
    Parquet(Box<Parquet<C>>),
}

impl<C: Columns> Records<C> {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let compressed = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst"));
        let form = match Path::new(compressed.unwrap_or(&name)).extension().and_then(|e| e.to_str()) {
            Some("csv") => Self::separated(b',', Output::create(path)?),
            Some("tsv") => Self::separated(b'\t', Output::create(path)?),
            Some("parquet") if compressed.is_some() => {
                anyhow::bail!("{}: Parquet is compressed inside; name the file .parquet", path.display())
            }
            Some("parquet") => Form::Parquet(Box::new(Parquet::create(path)?)),
            _ => Form::Lines(Box::new(Output::create(path)?)),
        };
        Ok(Self { form, path: path.to_owned(), is_empty: true })
    }

    fn separated(delimiter: u8, out: Output) -> Form<C> {
        Form::Separated(Box::new(csv::WriterBuilder::new().delimiter(delimiter).from_writer(out)))
    }

    pub(crate) fn write(&mut self, row: &impl Row<Columns = C>) -> Result<()> {
        let is_first = std::mem::replace(&mut self.is_empty, false);
        match &mut self.form {
            Form::Lines(out) => out.json_line(row),
            Form::Separated(out) => {
                let heads = if is_first { out.write_record(C::HEADS) } else { Ok(()) };
                let rows = heads.and_then(|()| row.cells(&mut |cells| out.write_record(cells)));
                rows.map_err(io_error).with_context(|| unwritable(&self.path))
            }
            Form::Parquet(out) => out.write(row).with_context(|| unwritable(&self.path)),
        }
    }

    /// Ends the file, which is whole, and gives it its name.
    pub(crate) fn finish(self) -> Result<()> {
        match self.form {
            Form::Lines(out) => (*out).finish(),
            Form::Separated(mut out) => {
                let heads = if self.is_empty { out.write_record(C::HEADS) } else { Ok(()) };
                heads.map_err(io_error).with_context(|| unwritable(&self.path))?;
                inner(*out, &self.path)?.finish()
            }
            Form::Parquet(out) => out.finish().with_context(|| unwritable(&self.path)),
        }
    }

    /// Ends the file where the run is interrupted; gives its name for the time being if anything is in it.
    pub(crate) fn leave(self) -> Result<Option<PathBuf>> {
        let is_plain = matches!(&self.form, Form::Lines(out) if out.place.is_none());
        if self.is_empty && !is_plain {
            return Ok(None);
        }
        match self.form {
            Form::Lines(out) => (*out).leave(),
            Form::Separated(out) => inner(*out, &self.path)?.leave(),
            Form::Parquet(out) => out.leave().with_context(|| unwritable(&self.path)),
        }
    }
}

fn inner(out: csv::Writer<Output>, path: &Path) -> Result<Output> {
    out.into_inner().map_err(|error| error.into_error()).with_context(|| unwritable(path))
}

/// The error of the file itself, by which a closed pipe is known.
fn io_error(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}
