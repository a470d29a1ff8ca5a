//! Parquet tables, most of them sound ones with some bytes changed: any bytes are hardly ever a table.

use std::sync::{Arc, LazyLock};

use arbitrary::Unstructured;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::readers::{check, texts};

const NAME: &str = "a.parquet";
const SCHEMA: &str = "message table { required binary id (UTF8); required binary text (UTF8); required int64 time; }";

static TABLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let packed = [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())];
    let versions = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0];
    packed.iter().flat_map(|packed| versions.map(|version| table(*packed, version))).collect()
});

fn table(packed: Compression, version: WriterVersion) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
    let properties = WriterProperties::builder().set_compression(packed).set_writer_version(version).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).expect("memory");
    let some: Vec<&str> = texts().take(6).collect();
    for group in some.chunks(3) {
        let mut rows = writer.next_row_group().expect("memory");
        let ids: Vec<ByteArray> = (0..group.len()).map(|n| ByteArray::from(&*format!("n{n}"))).collect();
        let texts: Vec<ByteArray> = group.iter().map(|text| ByteArray::from(*text)).collect();
        for values in [ids, texts] {
            let mut column = rows.next_column().expect("memory").expect("a column");
            column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("values");
            column.close().expect("memory");
        }
        let mut column = rows.next_column().expect("memory").expect("a column");
        column.typed::<Int64Type>().write_batch(&vec![1_741_910_400; group.len()], None, None).expect("values");
        column.close().expect("memory");
        rows.close().expect("memory");
    }
    writer.into_inner().expect("memory")
}

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok(kind) = input.arbitrary::<u8>() else { return };
    if kind >= 0xF0 {
        check(NAME, input.take_rest());
        return;
    }
    let mut bytes = TABLES[usize::from(kind) % TABLES.len()].clone();
    // The description of the table stands at its end, and says where everything is.
    let tail = if kind & 0x40 == 0 { bytes.len() } else { 600.min(bytes.len()) };
    let from = bytes.len() - tail;
    while let Ok((at, value)) = input.arbitrary::<(u16, u8)>() {
        bytes[from + usize::from(at) % tail] ^= value;
        if input.is_empty() {
            break;
        }
    }
    check(NAME, &bytes);
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let sound = (0..6u8).map(|kind| vec![kind, 0, 0, 0]);
    let bits =
        (0..40u8).map(|n| vec![n | 0x40, n.wrapping_mul(29), n, 1 << (n % 8), n, n.wrapping_mul(13), 0x80 >> (n % 8)]);
    sound.chain(bits).chain([[&[0xF0], b"PAR1PAR1".as_slice()].concat()]).collect()
}
