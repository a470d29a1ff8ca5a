//! Tables of every type that ids, texts and times come in, and damaged ones.

use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType};
use parquet::data_type::{Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use crate::options::Options;
use crate::testing::{read_all, read_with};

const STORY: &str = "Ferries to Kolmar resume on Friday after a week of heavy storms.";

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn column<T: DataType>(group: &mut Group<'_>, values: &[T::T], levels: Option<&[i16]>) {
    let mut column = group.next_column().expect("memory").expect("a column");
    column.typed::<T>().write_batch(values, levels, None).expect("values");
    column.close().expect("memory");
}

fn texts(values: &[&str]) -> Vec<ByteArray> {
    values.iter().map(|value| ByteArray::from(*value)).collect()
}

/// A table with as many groups of rows as wanted.
fn table(schema: &str, compression: Compression, groups: usize, fill: impl Fn(&mut Group<'_>, usize)) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(&format!("message table {{ {schema} }}")).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("memory");
    for number in 0..groups {
        let mut group = writer.next_row_group().expect("memory");
        fill(&mut group, number);
        group.close().expect("memory");
    }
    writer.into_inner().expect("memory")
}

/// Stories with ids of this type.
fn stories<T: DataType>(id: &str, ids: &[T::T]) -> Vec<String> {
    let schema = format!("required {id}; required binary text (UTF8);");
    let bytes = table(&schema, Compression::UNCOMPRESSED, 1, |group, _| {
        column::<T>(group, ids, None);
        column::<ByteArrayType>(group, &texts(&vec![STORY; ids.len()]), None);
    });
    let (documents, problems) = read_all("news.parquet", &bytes);
    assert_eq!(problems, [""; 0]);
    assert!(documents.iter().all(|document| document.text == STORY));
    documents.into_iter().map(|document| document.id.into_owned()).collect()
}

#[test]
fn ids_of_every_type() {
    assert_eq!(stories::<ByteArrayType>("binary id (UTF8)", &texts(&["a", "b"])), ["a", "b"]);
    assert_eq!(stories::<ByteArrayType>("binary id", &texts(&["a", ""])), ["a", "news.parquet:2"]);
    assert_eq!(stories::<Int32Type>("int32 id", &[-1, 7]), ["-1", "7"]);
    assert_eq!(stories::<Int64Type>("int64 id", &[i64::MIN]), ["-9223372036854775808"]);
    assert_eq!(stories::<Int64Type>("int64 id (UINT_64)", &[-1]), ["18446744073709551615"]);
    assert_eq!(stories::<Int32Type>("int32 id (UINT_32)", &[-1]), ["4294967295"]);
    let uuid = FixedLenByteArray::from((0..16).collect::<Vec<u8>>());
    let wanted = ["00010203-0405-0607-0809-0a0b0c0d0e0f"];
    assert_eq!(stories::<FixedLenByteArrayType>("fixed_len_byte_array(16) id (UUID)", &[uuid]), wanted);
}

/// The time of a story that has it in a column of this type.
fn time<T: DataType>(time: &str, value: T::T) -> (Option<i64>, Vec<String>) {
    let schema = format!("required {time}; required binary text (UTF8);");
    let bytes = table(&schema, Compression::UNCOMPRESSED, 1, |group, _| {
        column::<T>(group, std::slice::from_ref(&value), None);
        column::<ByteArrayType>(group, &texts(&[STORY]), None);
    });
    let (documents, problems) = read_all("news.parquet", &bytes);
    assert_eq!(documents.len(), 1, "{problems:?}");
    (documents[0].time, problems)
}

#[test]
fn times_of_every_unit() {
    const NOON: i64 = 1_709_208_000;
    let noon = (Some(NOON), Vec::new());
    assert_eq!(time::<Int64Type>("int64 time", NOON), noon);
    assert_eq!(time::<DoubleType>("double time", NOON as f64), noon);
    assert_eq!(time::<Int64Type>("int64 time (TIMESTAMP_MILLIS)", NOON * 1000 + 999), noon);
    assert_eq!(time::<Int64Type>("int64 time (TIMESTAMP_MICROS)", NOON * 1_000_000), noon);
    assert_eq!(time::<Int64Type>("int64 time (TIMESTAMP(NANOS,true))", NOON * 1_000_000_000), noon);
    assert_eq!(time::<Int64Type>("int64 time (TIMESTAMP_MILLIS)", -1), (Some(-1), Vec::new()));
    assert_eq!(time::<Int32Type>("int32 time (DATE)", 19_782).0, Some(NOON - 12 * 3600));
    assert_eq!(time::<ByteArrayType>("binary time (UTF8)", "2024-02-29T12:00:00Z".into()), noon);
    let (none, problems) = time::<ByteArrayType>("binary time (UTF8)", "lately".into());
    assert_eq!((none, problems.len()), (None, 1));
    assert!(problems[0].starts_with("news.parquet, row 1: the time \"lately\" is neither"), "{problems:?}");
    assert_eq!(time::<Int64Type>("int64 time", i64::MAX).1.len(), 1);
}

const OPTIONAL: &str = "optional binary id (UTF8); optional binary text (UTF8); optional binary url (UTF8);
    optional group meta { optional binary text (UTF8); } repeated binary title (UTF8);";

fn optional(group: &mut Group<'_>, number: usize) {
    let id = |row: usize| format!("{number}-{row}");
    let ids: Vec<String> = [0, 2].map(id).to_vec();
    column::<ByteArrayType>(group, &texts(&[&ids[0], &ids[1]]), Some(&[1, 0, 1]));
    column::<ByteArrayType>(group, &texts(&[STORY, STORY]), Some(&[1, 1, 0]));
    column::<ByteArrayType>(group, &texts(&["https://port.example/"]), Some(&[1, 0, 0]));
    column::<ByteArrayType>(group, &texts(&["not this", "nor this", "nor that"]), Some(&[2, 2, 2]));
    let mut titles = group.next_column().expect("memory").expect("a column");
    let levels = [1, 1, 0, 0];
    titles
        .typed::<ByteArrayType>()
        .write_batch(&texts(&["a", "b"]), Some(&levels), Some(&[0, 1, 0, 0]))
        .expect("values");
    titles.close().expect("memory");
}

#[test]
fn nulls_nests_and_lists() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::LZ4_RAW,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
    ] {
        let (documents, problems) = read_all("news.parquet", &table(OPTIONAL, compression, 2, optional));
        let ids: Vec<&str> = documents.iter().map(|document| &*document.id).collect();
        assert_eq!(ids, ["0-0", "news.parquet:2", "1-0", "news.parquet:5"], "{compression:?}: {problems:?}");
        assert!(documents.iter().all(|document| document.text == STORY && document.title.is_none()));
        assert_eq!(documents[0].host.as_deref(), Some("port.example"));
        let empty = |row, id| {
            format!("news.parquet, row {row}: document \"{id}\" is empty and left out; give it a text or remove it")
        };
        assert_eq!(problems, [empty(3, "0-2"), empty(6, "1-2")]);
    }
}

#[test]
fn compressed_as_a_whole_it_is_the_same() {
    let bytes = table(OPTIONAL, Compression::SNAPPY, 1, optional);
    let zstd = zstd::encode_all(&bytes[..], 0).expect("memory");
    assert_eq!(read_all("news.parquet", &zstd), read_all("news.parquet", &bytes));
}

#[test]
fn a_dictionary_does_not_multiply() {
    // Rows that share one long text: copied, they would be 300 MB.
    let large = "word ".repeat(20_000);
    let bytes = table("required binary text (UTF8);", Compression::UNCOMPRESSED, 1, |group, _| {
        column::<ByteArrayType>(group, &vec![ByteArray::from(large.as_str()); 3_000], None);
    });
    let options = Options { max_document: 1000, ..Options::default() };
    let (documents, problems) = read_with("news.parquet", &bytes, &options);
    assert_eq!((documents.len(), problems.len()), (0, 3_000));
    assert!(problems[2_999].starts_with("news.parquet, row 3000: longer than 1000 bytes and left out"));
}

#[test]
fn damage_is_named_and_ends_nothing() {
    let bytes = table(OPTIONAL, Compression::SNAPPY, 2, optional);
    for cut in [0, 4, 8, bytes.len() / 2, bytes.len() - 1] {
        let (documents, problems) = read_with("news.parquet", &bytes[..cut], &Options::default());
        assert!(documents.len() < 2 && !problems.is_empty(), "{cut}: {problems:?}");
    }
    let (_, problems) = read_all("news.parquet", b"PAR1 and nothing of the kind");
    assert!(problems[0].starts_with("news.parquet: not a Parquet file that can be read: "), "{problems:?}");
    // Every byte in turn: no panic, no end.
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        read_all("news.parquet", &damaged);
    }
}

#[test]
fn a_table_without_texts_says_what_it_has() {
    let bytes = table("required int32 id; required binary body (UTF8);", Compression::UNCOMPRESSED, 0, |_, _| {});
    let (_, problems) = read_all("news.parquet", &bytes);
    let message = "no column \"text\"; name the one that holds the article with --text-field; there are: id, body";
    assert_eq!(problems, [format!("news.parquet: {message}")]);
}
