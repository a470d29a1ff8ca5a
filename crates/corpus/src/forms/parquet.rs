//! Parquet tables, of which only the wanted columns are read.
//!
//! A Parquet file is read from its end, so one that comes through a pipe or is compressed as a whole goes to a temporary
//! file first. Columns are read a few rows at a time without copies of what stands in a page, so that a dictionary cannot
//! multiply.

mod column;
mod pages;

use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;

use parquet::errors::Result as ParquetResult;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::document::Document;
use crate::fields::Field;
use crate::input::Input;
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};
use column::Column;

/// Rows read at a time: their texts stand in memory together, and so do the pages that hold them.
const ROWS: usize = 64;

/// Reads a table; whether it is one of documents.
pub(crate) fn read(input: Input<'_>, origin: &Origin<'_>, reader: &mut Reader<'_>) -> bool {
    // The input has counted what it read, which was all of it unless the file is read in place.
    let in_place = is_in_place(&input, origin.path);
    let file = match seekable(input, origin.path) {
        Ok(file) => file,
        Err(error) => {
            reader.problem(origin, Place::File, ProblemKind::Read(error));
            return true;
        }
    };
    let opened = guarded(|| Ok((file.try_clone()?, SerializedFileReader::new(file)?)));
    let (raw, table) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            reader.problem(origin, Place::File, ProblemKind::Parquet(error));
            return true;
        }
    };
    let schema = table.metadata().file_metadata().schema_descr();
    let mut wanted = Vec::new();
    for (at, column) in schema.columns().iter().enumerate() {
        let [name] = column.path().parts() else { continue };
        if column.max_rep_level() == 0 {
            wanted.extend(reader.options.fields.named(name).map(|field| (field, at)));
        }
    }
    if !wanted.iter().any(|(field, _)| *field == Field::Text) {
        if !origin.in_folder {
            let names = schema.root_schema().get_fields().iter().map(|field| field.name());
            let names = names.collect::<Vec<_>>().join(", ");
            let name = reader.options.fields.text.clone();
            reader.problem(origin, Place::File, ProblemKind::NoColumn { name, names });
        }
        return false;
    }
    let mut first = 1;
    for group in 0..table.num_row_groups() {
        let rows = table.metadata().row_group(group).num_rows();
        let max_expansion = reader.options.max_expansion;
        let checked = guarded(|| {
            let columns = table.metadata().row_group(group).columns();
            wanted.iter().try_for_each(|(_, at)| Ok(pages::check(&raw, &columns[*at], max_expansion)?))
        });
        let done = match checked {
            Ok(()) => row_group(&table, group, &wanted, first, origin, reader),
            Err(error) => Err((first, error)),
        };
        if let Err((row, error)) = done {
            reader.problem(origin, Place::Row(row), ProblemKind::Parquet(error));
        }
        first += u64::try_from(rows).unwrap_or(0);
        if in_place {
            let bytes = table.metadata().row_group(group).compressed_size();
            reader.options.bytes_read.add(u64::try_from(bytes).unwrap_or(0));
        }
    }
    true
}

/// Reads the rows of a group, the first of which has this number; where it broke off and why.
fn row_group(
    table: &SerializedFileReader<File>,
    group: usize,
    wanted: &[(Field, usize)],
    first: u64,
    origin: &Origin<'_>,
    reader: &mut Reader<'_>,
) -> Result<(), (u64, String)> {
    let mut number = first;
    let group = guarded(|| table.get_row_group(group)).map_err(|error| (number, error))?;
    let mut columns = Vec::new();
    for (field, at) in wanted {
        let column = guarded(|| Column::new(group.as_ref(), *at)).map_err(|error| (number, error))?;
        columns.push((*field, column));
    }
    loop {
        let mut rows = None;
        for (_, column) in &mut columns {
            let read = guarded(|| column.read(ROWS)).map_err(|error| (number, error))?;
            if *rows.get_or_insert(read) != read {
                return Err((number, "its columns differ in length".into()));
            }
        }
        let rows = rows.unwrap_or(0);
        if rows == 0 {
            return Ok(());
        }
        for row in 0..rows {
            document(&columns, row, number, origin, reader);
            number += 1;
        }
    }
}

fn document(columns: &[(Field, Column)], row: usize, number: u64, origin: &Origin<'_>, reader: &mut Reader<'_>) {
    let place = Place::Row(number);
    let column = |field| columns.iter().find(|(own, _)| *own == field).map(|(_, column)| column);
    let value = |field| column(field)?.text(row).filter(|text| !text.is_empty());
    let limit = reader.options.max_document;
    if columns.iter().any(|(_, column)| column.len(row) > limit) {
        return reader.problem(origin, place, ProblemKind::TooLong { limit });
    }
    let time = column(Field::Time).and_then(|column| match column.seconds(row) {
        Ok(time) => time,
        Err(stated) => {
            reader.problem(origin, place, ProblemKind::Time(stated));
            None
        }
    });
    let document = Document {
        id: value(Field::Id).unwrap_or_else(|| format!("{}:{number}", origin.name).into()),
        text: value(Field::Text).unwrap_or_default(),
        time,
        url: value(Field::Url),
        host: value(Field::Host),
        title: value(Field::Title),
    };
    reader.document(origin, place, document);
}

fn is_in_place(input: &Input<'_>, path: &Path) -> bool {
    !input.is_compressed() && path.is_file()
}

/// The file itself, or what it holds in a temporary one.
fn seekable(mut input: Input<'_>, path: &Path) -> io::Result<File> {
    if is_in_place(&input, path) {
        return File::open(path);
    }
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input, &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// Does what may fail on a damaged file, in whatever way.
fn guarded<T>(work: impl FnOnce() -> ParquetResult<T>) -> Result<T, String> {
    wireprint_guard::guarded(work)?.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
