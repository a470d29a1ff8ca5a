//! A column of a row group, a few rows at a time.

use std::borrow::Cow;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::ColumnDescriptor;

use crate::encoding::decode;
use crate::time;

/// A column and the rows of it that were read last.
pub(super) struct Column {
    reader: ColumnReader,
    meaning: Meaning,
    /// The level at which a value is there.
    present: i16,
    levels: Vec<i16>,
    values: Values,
    /// Which value each row has.
    rows: Vec<Option<usize>>,
}

/// What whole numbers and bytes stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// Just that.
    Plain,
    Unsigned,
    /// Times, so many a second.
    Since(i64),
    /// Days.
    Days,
    Uuid,
}

#[derive(Debug)]
enum Values {
    Whole(Vec<i64>),
    Float(Vec<f64>),
    Bytes(Vec<ByteArray>),
}

impl Meaning {
    fn of(column: &ColumnDescriptor) -> Self {
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Self::Days,
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Timestamp(kind)) => {
                return Self::Since(match kind.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                });
            }
            Some(LogicalType::Integer(kind)) if !kind.is_signed => return Self::Unsigned,
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DATE => Self::Days,
            ConvertedType::TIMESTAMP_MILLIS => Self::Since(1_000),
            ConvertedType::TIMESTAMP_MICROS => Self::Since(1_000_000),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                Self::Unsigned
            }
            _ => Self::Plain,
        }
    }
}

impl Column {
    pub(super) fn new(group: &dyn RowGroupReader, at: usize) -> Result<Self> {
        let descriptor = group.metadata().column(at).column_descr_ptr();
        let meaning = Meaning::of(&descriptor);
        let reader = group.get_column_reader(at)?;
        let (levels, values, rows) = (Vec::new(), Values::Whole(Vec::new()), Vec::new());
        Ok(Self { reader, meaning, present: descriptor.max_def_level(), levels, values, rows })
    }

    /// Reads the next rows, up to so many; how many there were.
    pub(super) fn read(&mut self, max: usize) -> Result<usize> {
        let Self { reader, levels, meaning, .. } = self;
        levels.clear();
        let is_unsigned = *meaning == Meaning::Unsigned;
        let whole = |value: i32| if is_unsigned { i64::from(value as u32) } else { i64::from(value) };
        let (rows, values) = match reader {
            ColumnReader::Int32ColumnReader(reader) => {
                records(reader, max, levels, |v| Values::Whole(v.into_iter().map(whole).collect()))
            }
            ColumnReader::Int64ColumnReader(reader) => records(reader, max, levels, Values::Whole),
            ColumnReader::Int96ColumnReader(reader) => {
                *meaning = Meaning::Since(1);
                let seconds = |times: Vec<Int96>| times.iter().map(Int96::to_seconds).collect();
                records(reader, max, levels, |times| Values::Whole(seconds(times)))
            }
            ColumnReader::FloatColumnReader(reader) => {
                records(reader, max, levels, |v| Values::Float(v.into_iter().map(f64::from).collect()))
            }
            ColumnReader::DoubleColumnReader(reader) => records(reader, max, levels, Values::Float),
            ColumnReader::ByteArrayColumnReader(reader) => records(reader, max, levels, Values::Bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                let bytes = |values: Vec<FixedLenByteArray>| values.into_iter().map(|value| value.into()).collect();
                records(reader, max, levels, |values| Values::Bytes(bytes(values)))
            }
            ColumnReader::BoolColumnReader(_) => Err(ParquetError::General("a wanted column holds yes and no".into())),
        }?;
        self.values = values;
        let mut next = 0..;
        let is_present = |row: usize| self.present == 0 || self.levels.get(row) == Some(&self.present);
        self.rows = (0..rows).map(|row| if is_present(row) { next.next() } else { None }).collect();
        Ok(rows)
    }

    fn place(&self, row: usize) -> Option<usize> {
        self.rows.get(row).copied().flatten()
    }

    /// Bytes of a value.
    pub(super) fn len(&self, row: usize) -> usize {
        match (&self.values, self.place(row)) {
            (Values::Bytes(values), Some(at)) => values.get(at).map_or(0, ByteArray::len),
            _ => 0,
        }
    }

    /// A value as text.
    pub(super) fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        let at = self.place(row)?;
        match &self.values {
            Values::Whole(values) => {
                let value = *values.get(at)?;
                let text =
                    if self.meaning == Meaning::Unsigned { (value as u64).to_string() } else { value.to_string() };
                Some(text.into())
            }
            Values::Float(values) => Some(values.get(at)?.to_string().into()),
            Values::Bytes(values) => {
                let bytes = values.get(at)?.data();
                if self.meaning == Meaning::Uuid {
                    return Some(uuid(bytes).into());
                }
                decode(bytes, None).into_text()
            }
        }
    }

    /// A value as Unix seconds; if it is no time, what it is.
    pub(super) fn seconds(&self, row: usize) -> std::result::Result<Option<i64>, String> {
        let Some(at) = self.place(row) else { return Ok(None) };
        match &self.values {
            Values::Whole(values) => {
                let Some(value) = values.get(at).copied() else { return Ok(None) };
                let seconds = match self.meaning {
                    Meaning::Since(a_second) => value.div_euclid(a_second),
                    Meaning::Days => value.saturating_mul(86_400),
                    _ => value,
                };
                time::of_seconds(seconds).map(Some).ok_or_else(|| value.to_string())
            }
            Values::Float(values) => {
                let Some(value) = values.get(at).copied() else { return Ok(None) };
                time::of_seconds(value as i64).map(Some).ok_or_else(|| format!("{value:?}"))
            }
            Values::Bytes(_) => match self.text(row).filter(|text| !text.trim().is_empty()) {
                None => Ok(None),
                Some(text) => time::parse(&text).map(Some).ok_or_else(|| text.into_owned()),
            },
        }
    }
}

fn records<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    max: usize,
    levels: &mut Vec<i16>,
    values_of: impl FnOnce(Vec<T::T>) -> Values,
) -> Result<(usize, Values)> {
    let (mut values, mut rows) = (Vec::new(), 0);
    while rows < max {
        let (records, ..) = reader.read_records(max - rows, Some(levels), None, &mut values)?;
        if records == 0 {
            break;
        }
        rows += records;
    }
    Ok((rows, values_of(values)))
}

fn uuid(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match digits.split_at_checked(8) {
        Some((a, rest)) if rest.len() == 24 => {
            format!("{a}-{}-{}-{}-{}", &rest[..4], &rest[4..8], &rest[8..12], &rest[12..])
        }
        _ => digits,
    }
}
