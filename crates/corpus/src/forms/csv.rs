//! Tables as text: a line of column names, then a document a row.

mod rows;

use std::borrow::Cow;
use std::io::BufRead;

use encoding_rs::Encoding;

use crate::document::Document;
use crate::encoding::{SAMPLE, decode, guess};
use crate::fields::{Field, Fields};
use crate::problem::{Place, ProblemKind};
use crate::reader::{Origin, Reader};
use crate::time;
use rows::{Row, Rows};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads a table; whether it is one of documents.
pub(crate) fn read(mut input: impl BufRead, origin: &Origin<'_>, reader: &mut Reader<'_>) -> bool {
    let fields = &reader.options.fields;
    let sample = match input.fill_buf() {
        Ok(sample) => &sample[..sample.len().min(SAMPLE)],
        Err(error) => {
            reader.problem(origin, Place::File, ProblemKind::Read(error));
            return true;
        }
    };
    let delimiter = delimiter_of(sample, fields);
    let encoding = declared_by(sample);
    let mut rows = Rows::new(input, delimiter, reader.options.max_document);
    let columns = match rows.next_row() {
        Ok(Some(Row::Whole { fields: names, .. })) => Columns::new(names.iter(), fields, encoding),
        Ok(_) => Columns::default(),
        Err(error) => {
            reader.problem(origin, Place::Line(1), ProblemKind::Read(error));
            return true;
        }
    };
    if !columns.has(Field::Text) {
        if !origin.in_folder {
            let names = columns.names.join(", ");
            reader.problem(origin, Place::Line(1), ProblemKind::NoColumn { name: fields.text.clone(), names });
        }
        return false;
    }
    for number in 1u64.. {
        let row = match rows.next_row() {
            Ok(None) => break,
            Ok(Some(row)) => row,
            Err(error) => {
                reader.problem(origin, Place::Row(number), ProblemKind::Read(error));
                break;
            }
        };
        match row {
            Row::TooLong { line } => {
                let limit = reader.options.max_document;
                reader.problem(origin, Place::Line(line), ProblemKind::TooLong { limit });
            }
            Row::Whole { fields, line } if fields.len() != columns.names.len() => {
                let (found, wanted) = (fields.len(), columns.names.len());
                reader.problem(origin, Place::Line(line), ProblemKind::Ragged { found, wanted });
            }
            Row::Whole { fields, line } => {
                let place = Place::Line(line);
                let values: Vec<Cow<'_, str>> = columns.decoded(fields.iter());
                let value = |field| columns.value(&values, field);
                let time = value(Field::Time).and_then(|text| {
                    let time = time::parse(text);
                    if time.is_none() {
                        reader.problem(origin, place, ProblemKind::Time(text.to_owned()));
                    }
                    time
                });
                let borrowed = |field| value(field).map(Cow::Borrowed);
                let document = Document {
                    id: borrowed(Field::Id).unwrap_or_else(|| format!("{}:{number}", origin.name).into()),
                    text: columns.raw(&values, Field::Text).into(),
                    time,
                    url: borrowed(Field::Url),
                    host: borrowed(Field::Host),
                    title: borrowed(Field::Title),
                };
                reader.document(origin, place, document);
            }
        }
    }
    true
}

/// The delimiter by which the text is a column; else the one that stands in the first line most often.
fn delimiter_of(sample: &[u8], fields: &Fields) -> u8 {
    let sample = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
    let line = sample.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let quoted = format!("\"{}\"", fields.text);
    let is_text = |name: &[u8]| [fields.text.as_bytes(), quoted.as_bytes()].contains(&name.trim_ascii());
    let by_text = DELIMITERS.into_iter().find(|delimiter| {
        let mut names = line.split(|byte| byte == delimiter);
        names.any(is_text) && line.contains(delimiter)
    });
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    by_text.or_else(|| DELIMITERS.into_iter().rev().max_by_key(count)).unwrap_or(b',')
}

/// The legacy encoding of a table whose beginning is no UTF-8.
fn declared_by(sample: &[u8]) -> Option<&'static Encoding> {
    match std::str::from_utf8(sample) {
        Err(error) if error.error_len().is_some() => Some(guess(sample)),
        _ => None,
    }
}

/// Which column is what.
#[derive(Debug, Default)]
struct Columns {
    names: Vec<String>,
    fields: Vec<(Field, usize)>,
    encoding: Option<&'static Encoding>,
}

impl Columns {
    fn new<'a>(names: impl Iterator<Item = &'a [u8]>, fields: &Fields, encoding: Option<&'static Encoding>) -> Self {
        let decoded = |name| decode(name, encoding).into_text().unwrap_or_default().trim().to_owned();
        let names: Vec<String> = names.map(decoded).collect();
        let mut columns = Vec::new();
        for (at, name) in names.iter().enumerate() {
            for field in fields.named(name) {
                if !columns.iter().any(|(known, _)| *known == field) {
                    columns.push((field, at));
                }
            }
        }
        Self { names, fields: columns, encoding }
    }

    fn has(&self, field: Field) -> bool {
        self.fields.iter().any(|(known, _)| *known == field)
    }

    /// The values of the columns that are wanted, in their order.
    fn decoded<'a>(&self, values: impl Iterator<Item = &'a [u8]>) -> Vec<Cow<'a, str>> {
        let is_wanted = |at: usize| self.fields.iter().any(|(_, wanted)| *wanted == at);
        let value = |(at, bytes)| match is_wanted(at) {
            true => decode(bytes, self.encoding).into_text().unwrap_or_default(),
            false => Cow::Borrowed(""),
        };
        values.enumerate().map(value).collect()
    }

    fn raw<'v>(&self, values: &'v [Cow<'_, str>], field: Field) -> &'v str {
        let at = self.fields.iter().find(|(known, _)| *known == field).map(|(_, at)| *at);
        at.and_then(|at| values.get(at)).map_or("", |value| value)
    }

    /// The value of a field; none if it is blank.
    fn value<'v>(&self, values: &'v [Cow<'_, str>], field: Field) -> Option<&'v str> {
        let value = self.raw(values, field).trim();
        (!value.is_empty()).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::read_all;

    #[test]
    fn tables_are_read_by_their_columns() {
        let text = "section,id,text,time,url\r\nharbour,a,\"Ferries resume on Friday, \"\"weather permitting\"\".\n\
                    Two piers stay shut.\",2024-02-29,https://port.example/1\r\n\r\nnone,b,Divers inspect every pillar.,,\r\n";
        for (delimiter, name) in [(",", "news.csv"), (";", "news.csv"), ("\t", "news.tsv"), ("|", "news.csv")] {
            // Commas inside the quotation stay.
            let table = text.replace(',', delimiter).replace(&format!("Friday{delimiter}"), "Friday,");
            let (documents, problems) = read_all(name, table.as_bytes());
            assert_eq!((documents.len(), &problems[..]), (2, &[][..]), "{table}");
            assert_eq!(documents[0].text, "Ferries resume on Friday, \"weather permitting\".\nTwo piers stay shut.");
            assert_eq!((documents[0].time, documents[0].host.as_deref()), (Some(1_709_164_800), Some("port.example")));
            assert_eq!((&*documents[1].id, documents[1].time, &documents[1].url), ("b", None, &None));
        }
    }

    #[test]
    fn rows_without_ids_are_numbered() {
        let (documents, problems) = read_all("news.csv", b"text\nFerries resume.\n\nDivers inspect.\n");
        let ids: Vec<&str> = documents.iter().map(|document| &*document.id).collect();
        assert_eq!((&ids[..], &problems[..]), (&["news.csv:1", "news.csv:2"][..], &[][..]));
    }

    #[test]
    fn broken_rows_are_named_by_their_lines() {
        let table = "id,text\na,\"two\nlines\"\nb\nc,x,y\nd,fine\n";
        let (documents, problems) = read_all("news.csv", table.as_bytes());
        assert_eq!(documents.len(), 2);
        let ragged = |line, found| {
            format!(
                "news.csv:{line}: {found} in a row where the first line has 2; left out; put fields with commas, quotes or line \
                 breaks into quotes"
            )
        };
        assert_eq!(problems, [ragged(4, "1 field"), ragged(5, "3 fields")]);
    }

    #[test]
    fn encodings_are_told_for_the_table_and_for_rows() {
        let french = "id,text\na,La traversée reprendra vendredi à l'aube.\n";
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(french);
        assert_eq!(read_all("news.csv", &bytes).0[0].text, "La traversée reprendra vendredi à l'aube.");
        let late = [b"id,text\n".to_vec(), b"x,plain words\n".repeat(2000), bytes[8..].to_vec()].concat();
        let (documents, _) = read_all("news.csv", &late);
        assert_eq!(documents.last().map(|d| &*d.text), Some("La traversée reprendra vendredi à l'aube."));
        let units = "\u{FEFF}id\ttext\na\tDie Fähre fährt.\n".encode_utf16();
        let utf16: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_all("news.tsv", &utf16).0[0].text, "Die Fähre fährt.");
    }

    #[test]
    fn a_table_without_texts_says_what_it_has() {
        let (documents, problems) = read_all("news.csv", b"id,body\na,Ferries resume.\n");
        assert!(documents.is_empty());
        assert_eq!(
            problems,
            [
                "news.csv:1: no column \"text\"; name the one that holds the article with --text-field; there are: id, body"
            ]
        );
    }
}
