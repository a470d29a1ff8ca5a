//! JSON lines → documents. What is written plainly in a line is borrowed from it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

use crate::document::Document;
use crate::fields::{Field, Fields};
use crate::problem::ProblemKind;
use crate::time;

/// A value that is not taken apart.
#[derive(Clone, Debug, PartialEq)]
enum Scalar<'a> {
    Null,
    Bool(bool),
    Whole(i64),
    /// Past those, such as a hash of 64 bits.
    Large(u64),
    Float(f64),
    Text(Cow<'a, str>),
    Array,
    Object,
}

impl<'a, 'de: 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Whole(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).map_or(Scalar::Large(value), Scalar::Whole))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        while values.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Object)
    }
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Whole(value) => value.fmt(f),
            Self::Large(value) => value.fmt(f),
            Self::Float(value) => fmt::Debug::fmt(value, f),
            Self::Text(value) => value.fmt(f),
            Self::Array => f.write_str("[…]"),
            Self::Object => f.write_str("{…}"),
        }
    }
}

impl<'a> Scalar<'a> {
    fn into_id<E: Error>(self) -> Result<Option<Cow<'a, str>>, E> {
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Whole(_) | Self::Large(_) => Ok(Some(self.to_string().into())),
            _ => Err(E::custom("the id is neither text nor a whole number")),
        }
    }

    fn into_text<E: Error>(self, name: &str) -> Result<Option<Cow<'a, str>>, E> {
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            _ => Err(E::custom(format_args!("\"{name}\" is not text"))),
        }
    }

    fn seconds(&self) -> Option<i64> {
        match self {
            Self::Whole(seconds) => time::of_seconds(*seconds),
            Self::Float(seconds) => time::of_seconds(*seconds as i64),
            Self::Text(text) => time::parse(text),
            _ => None,
        }
    }
}

/// The fields of a line.
#[derive(Default)]
struct Record<'a> {
    id: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
    time: Option<Scalar<'a>>,
    url: Option<Cow<'a, str>>,
    host: Option<Cow<'a, str>>,
    title: Option<Cow<'a, str>>,
}

struct RecordSeed<'f>(&'f Fields);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = Record<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut record = Record::default();
        while let Some(name) = fields.next_key::<Scalar<'de>>()? {
            let Scalar::Text(name) = name else { continue };
            let mut wanted = self.0.named(&name).peekable();
            if wanted.peek().is_none() {
                fields.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: Scalar<'de> = fields.next_value()?;
            for field in wanted {
                record.set(field, &name, value.clone())?;
            }
        }
        Ok(record)
    }
}

impl<'a> Record<'a> {
    fn set<E: de::Error>(&mut self, field: Field, name: &str, value: Scalar<'a>) -> Result<(), E> {
        let (place, value) = match field {
            Field::Time => {
                let value = (value != Scalar::Null).then_some(value);
                let is_second = self.time.is_some();
                self.time = value;
                return if is_second { Err(E::custom(format_args!("a second \"{name}\""))) } else { Ok(()) };
            }
            Field::Id => (&mut self.id, value.into_id()?),
            Field::Text => (&mut self.text, value.into_text(name)?),
            Field::Url => (&mut self.url, value.into_text(name)?),
            Field::Host => (&mut self.host, value.into_text(name)?),
            Field::Title => (&mut self.title, value.into_text(name)?),
        };
        match std::mem::replace(place, value) {
            None => Ok(()),
            Some(_) => Err(E::custom(format_args!("a second \"{name}\""))),
        }
    }
}

impl<'a> Document<'a> {
    /// Reads a JSON line, without its end. What does not make the document useless goes to `minor`.
    pub fn from_line(line: &'a str, fields: &Fields, minor: &mut dyn FnMut(ProblemKind)) -> Result<Self, ProblemKind> {
        let mut json = serde_json::Deserializer::from_str(line);
        let record = RecordSeed(fields).deserialize(&mut json).map_err(ProblemKind::Json)?;
        json.end().map_err(ProblemKind::Json)?;
        let missing = |name: &str| ProblemKind::Missing(name.to_owned());
        let text = record.text.ok_or_else(|| missing(&fields.text))?;
        let id = record.id.ok_or_else(|| missing(&fields.id))?;
        let time = record.time.and_then(|time| {
            let seconds = time.seconds();
            if seconds.is_none() {
                minor(ProblemKind::Time(time.to_string()));
            }
            seconds
        });
        let Record { url, host, title, .. } = record;
        Self { id, text, time, url, host, title }.checked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(line: &'a str, fields: &Fields) -> Result<Document<'a>, ProblemKind> {
        Document::from_line(line, fields, &mut |minor| panic!("{minor}"))
    }

    #[test]
    fn what_is_written_plainly_is_borrowed() {
        let line = r#"{"id": "a", "text": "plain", "host": "h.example", "url": "u", "title": "with \u0061n escape"}"#;
        let document = read(line, &Fields::default()).expect("a document");
        let is_borrowed = |text: &Cow<'_, str>| matches!(text, Cow::Borrowed(_));
        assert!([&document.id, &document.text].into_iter().all(is_borrowed));
        assert!([&document.host, &document.url].into_iter().flatten().all(is_borrowed));
        assert_eq!(document.title.as_deref(), Some("with an escape"));
        assert_eq!(document.clone().into_owned(), document);
    }

    #[test]
    fn fields_go_by_the_names_given() {
        let named = |id: &str, url: &str, text: &str| Fields {
            id: id.into(),
            url: url.into(),
            text: text.into(),
            ..Fields::default()
        };
        let line = r#"{"text": 7, "id": [{}], "link": "https://a.example/1", "body": "Ferries resume."}"#;
        let document = read(line, &named("link", "link", "b\u{6F}dy")).expect("a document");
        assert_eq!((&*document.id, document.url.as_deref()), ("https://a.example/1", Some("https://a.example/1")));
        assert_eq!((&*document.text, document.host.as_deref()), ("Ferries resume.", Some("a.example")));
        let missing = read(line, &named("number", "url", "body")).expect_err("no number");
        assert!(matches!(missing, ProblemKind::Missing(name) if name == "number"));
    }

    #[test]
    fn a_field_that_comes_twice_is_an_error() {
        for twice in [r#""id": "b""#, r#""text": "y""#, r#""time": 2"#] {
            let line = format!(r#"{{"id": "a", "text": "x", "time": 1, {twice}}}"#);
            assert!(matches!(read(&line, &Fields::default()), Err(ProblemKind::Json(_))), "{line}");
        }
    }
}
