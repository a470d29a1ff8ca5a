//! A line of a client → what it asks for.

use serde::{Deserialize, Serialize};
use wireprint_corpus::{Document, Fields, ProblemKind};
use wireprint_store::Incoming;

use crate::terminal::safe_message;

/// What a line asks for.
#[derive(Debug)]
pub(crate) enum Request {
    /// To decide about a document and add it; with what is wrong with it, where that does not make it useless.
    Document(Document<'static>, Option<String>),
    /// To decide about a document without adding it.
    Query(Document<'static>, Option<String>),
    /// The index in numbers.
    Stats,
    /// Nothing that could be done: the answer.
    Refused(String),
}

/// The answer to a line that cannot be used.
#[derive(Serialize)]
struct Refusal<'a> {
    line: u64,
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

/// A line that is a question, which has these fields alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    query: Option<serde_json::Map<String, serde_json::Value>>,
    stats: Option<bool>,
}

/// How lines are read.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) max_document: usize,
    pub(crate) fields: Fields,
    /// Whether lines may be questions.
    pub(crate) has_questions: bool,
}

/// The answer to a line that cannot be used.
pub(crate) fn refusal(line: u64, error: &str, id: Option<&str>) -> String {
    let error = safe_message(error);
    // Text and a number, which cannot fail.
    serde_json::to_string(&Refusal { line, error: &error, id }).unwrap_or_default()
}

/// The document as the index takes it.
pub(crate) fn incoming<'a>(document: &'a Document<'_>) -> Incoming<'a> {
    let Document { id, text, time, url, host, title } = document;
    let [host, url, title] = [host, url, title].map(|field| field.as_deref());
    Incoming { id, text, time: *time, host, url, title }
}

impl Reading {
    /// Reads a line; everything that is wrong goes to `problem`, too.
    pub(crate) fn request(&self, number: u64, bytes: &[u8], problem: &mut dyn FnMut(&str)) -> Request {
        let (lossy, mut minor) = (String::from_utf8_lossy(bytes), Vec::new());
        if let Err(error) = std::str::from_utf8(bytes) {
            minor.push(ProblemKind::Utf8 { offset: error.valid_up_to() }.to_string());
        }
        let query = match self.question(&lossy) {
            Some(Question { query: None, stats: Some(true) }) => return Request::Stats,
            Some(Question { query: Some(query), stats: None }) => Some(query),
            _ => None,
        };
        let is_query = query.is_some();
        let query = query.map(|mut query| {
            query.entry(&*self.fields.id).or_insert_with(|| "".into());
            serde_json::Value::Object(query).to_string()
        });
        let line = query.as_deref().unwrap_or(&lossy);
        let parsed = Document::from_line(line, &self.fields, &mut |kind| minor.push(kind.to_string()));
        let parsed = parsed.map(Document::into_owned).and_then(|document| match document.text.trim().is_empty() {
            true => Err(ProblemKind::Empty { id: document.id.into_owned() }),
            false => Ok(document),
        });
        match parsed {
            Ok(document) => {
                minor.iter().for_each(|minor| problem(minor));
                let warning = (!minor.is_empty()).then(|| safe_message(&minor.join("; ")));
                if is_query { Request::Query(document, warning) } else { Request::Document(document, warning) }
            }
            Err(kind) => {
                let error = kind.to_string();
                problem(&error);
                let id = if let ProblemKind::Empty { id } = &kind { Some(id.as_str()) } else { None };
                Request::Refused(refusal(number, &error, id))
            }
        }
    }

    fn question(&self, line: &str) -> Option<Question> {
        // Whatever begins otherwise is a document, and is not parsed twice.
        let begin = line.trim_start().strip_prefix('{')?.trim_start();
        let may_be = self.has_questions && (begin.starts_with("\"query\"") || begin.starts_with("\"stats\""));
        serde_json::from_str(line).ok().filter(|_| may_be)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(line: &str) -> Request {
        Reading { max_document: 100, fields: Fields::default(), has_questions: true }.request(
            7,
            line.as_bytes(),
            &mut |_| {},
        )
    }

    #[test]
    fn questions_are_told_from_documents() {
        assert!(matches!(request(r#" { "stats": true }"#), Request::Stats));
        let query = request(r#"{"query": {"text": "Ferries \u0072esume.", "time": 5}}"#);
        assert!(
            matches!(&query, Request::Query(Document { id, text, time: Some(5), .. }, None)
            if id.is_empty() && text == "Ferries resume."),
            "{query:?}"
        );
        let document = request(r#"{"query": 1, "id": "a", "text": "Ferries resume."}"#);
        assert!(matches!(&document, Request::Document(Document { id, .. }, None) if id == "a"), "{document:?}");
        for refused in [r#"{"stats": false}"#, r#"{"query": {"id": "a"}}"#, r#"{"query": 7}"#, "[]", "\u{feff}"] {
            assert!(matches!(request(refused), Request::Refused(_)), "{refused}");
        }
    }

    #[test]
    fn a_refusal_names_the_line_and_a_warning_leaves_the_document() {
        let Request::Refused(told) = request(r#"{"id": "a", "text": " "}"#) else { panic!("it is empty") };
        assert!(told.starts_with(r#"{"line":7,"error":"document \"a\" is empty"#) && told.ends_with(r#","id":"a"}"#));
        let Request::Document(_, Some(warning)) = request(r#"{"id": "a", "text": "x", "time": "noon"}"#) else {
            panic!("a document");
        };
        assert!(warning.starts_with("the time \"noon\""), "{warning}");
    }
}
