//! A document as an export has it: what `scan` reads, and beside it what was decided.

use serde::{Deserialize, Serialize};
use wireprint::Verdict;
use wireprint::compare::Part;
use wireprint_corpus::{Document, Fields as Names, ProblemKind, in_line};
use wireprint_store::{Decision, Exported, Match, PassageOf};

#[derive(Serialize)]
struct Fields<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// The line of a document.
pub(crate) fn line(exported: &Exported<'_>, with_text: bool) -> String {
    let Exported { row, text, .. } = exported;
    let [url, host, title] = [&row.url, &row.host, &row.title].map(Option::as_deref);
    let fields = Fields { id: &row.id, time: row.time, url, host, title, text: text.filter(|_| with_text) };
    // Text and numbers, which cannot fail.
    let mut line = serde_json::to_string(&fields).unwrap_or_default();
    if let (Some(decision), Some('}')) = (&row.decision, line.pop()) {
        line += ",\"decision\":";
        line += &decision.to_json(&row.id);
    }
    line + "}"
}

#[derive(Deserialize)]
struct Decided {
    decision: Option<DecisionIn>,
}

#[derive(Deserialize)]
struct DecisionIn {
    verdict: String,
    #[serde(default)]
    matches: Vec<MatchIn>,
    cluster: Option<String>,
}

#[derive(Deserialize)]
struct MatchIn {
    a: String,
    verdict: String,
    score: f64,
    jaccard: f64,
    a_in_b: f64,
    b_in_a: f64,
    shared: u64,
    #[serde(default)]
    evidence: Vec<PassageOf>,
}

/// Reads the line of a document. What does not keep it from being used goes to `problem`, as does why it cannot be.
pub(crate) fn read(
    line: &[u8],
    fields: &Names,
    problem: &mut dyn FnMut(String),
) -> Option<(Document<'static>, Option<Decision>)> {
    let text = String::from_utf8_lossy(line);
    if let Err(error) = std::str::from_utf8(line) {
        problem(ProblemKind::Utf8 { offset: error.valid_up_to() }.to_string());
    }
    let document = match Document::from_line(&text, fields, &mut |kind| problem(kind.to_string())) {
        Ok(document) if document.text.trim().is_empty() => {
            problem(ProblemKind::Empty { id: document.id.into_owned() }.to_string());
            return None;
        }
        Ok(document) => document.into_owned(),
        Err(kind) => {
            problem(kind.to_string());
            return None;
        }
    };
    let decided = serde_json::from_str(&text).map_err(|error| in_line(&error));
    let decision = decided.and_then(|decided: Decided| decided.decision.map(DecisionIn::decision).transpose());
    let decision = decision.unwrap_or_else(|error| {
        problem(format!("its decision cannot be used: {error}; the document is added without it"));
        None
    });
    Some((document, decision))
}

impl DecisionIn {
    fn decision(self) -> Result<Decision, String> {
        let matches = self.matches.into_iter().map(MatchIn::found).collect::<Result<Vec<Match>, String>>()?;
        let best = matches.first().map(|best| best.verdict);
        let verdict = match best.filter(|best| best.as_str() == self.verdict) {
            Some(best) => best,
            None => verdict(&self.verdict, Part::A)?,
        };
        Ok(Decision { verdict, cluster: self.cluster, matches })
    }
}

impl MatchIn {
    fn found(self) -> Result<Match, String> {
        let Self { a, score, jaccard, a_in_b, b_in_a, shared, evidence, .. } = self;
        let inner = if a_in_b > b_in_a { Part::A } else { Part::B };
        Ok(Match { a, verdict: verdict(&self.verdict, inner)?, score, jaccard, a_in_b, b_in_a, shared, evidence })
    }
}

fn verdict(name: &str, inner: Part) -> Result<Verdict, String> {
    let all = [Verdict::Exact, Verdict::NearDuplicate, Verdict::Rewrite, Verdict::Excerpt { inner }, Verdict::None];
    let found = all.into_iter().find(|verdict| verdict.as_str() == name);
    found.ok_or_else(|| format!("there is no verdict \"{name}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_comes_back_as_it_went() {
        let evidence = vec![PassageOf { a: [0, 9], b: [3, 12], tokens: 16, quoted: false }];
        let found = |a: &str, verdict| Match {
            a: a.into(),
            verdict,
            score: 0.9971,
            jaccard: 0.3885,
            a_in_b: 0.9,
            b_in_a: 0.25,
            shared: 162,
            evidence: evidence.clone(),
        };
        let inner = Part::A;
        let matches = vec![found("agency", Verdict::Excerpt { inner }), found("other", Verdict::Rewrite)];
        let decisions = [
            Decision { verdict: Verdict::Excerpt { inner }, cluster: Some("c-agency".into()), matches },
            Decision { verdict: Verdict::None, cluster: None, matches: Vec::new() },
        ];
        for decision in decisions {
            let line = format!(r#"{{"id": "b", "text": "Ferries.", "decision": {}}}"#, decision.to_json("b"));
            let read = read(line.as_bytes(), &Names::default(), &mut |told| panic!("{told}"));
            let (document, decided) = read.expect("a document");
            assert_eq!((&*document.id, &*document.text, decided), ("b", "Ferries.", Some(decision)));
        }
    }

    #[test]
    fn a_decision_that_is_none_is_named_and_left_out() {
        for decision in [r#"{"verdict": "rewritten"}"#, "7", r#"{"verdict": "exact", "matches": [{}]}"#] {
            let (line, mut told) = (format!(r#"{{"id": "b", "text": "x", "decision": {decision}}}"#), Vec::new());
            let read = read(line.as_bytes(), &Names::default(), &mut |problem| told.push(problem));
            assert!(matches!(read, Some((_, None))) && told.len() == 1, "{told:?}");
        }
    }
}
