//! One client: lines in, answers out in their order.

use std::io::{self, BufRead, BufWriter, Write};
use std::sync::mpsc::{SyncSender, sync_channel};

use wireprint_corpus::{Document, Line, Lines, ProblemKind};
use wireprint_store::Decision;

use super::decider::Job;
use super::inbox::Inbox;
use super::line::{Reading, Request, incoming, refusal};
use super::shared::Shared;

/// Bytes of answers that are written at once.
const BUFFER: usize = 1 << 16;

/// How reading ended.
#[derive(Debug)]
pub(crate) enum End {
    /// The client has sent all.
    Complete,
    /// Nothing more is taken.
    Unwanted,
    /// The first line is no object: whoever speaks, such as a browser, means somebody else.
    Stranger,
    /// It cannot be read further.
    Failed(io::Error),
}

impl Reading {
    /// Reads lines into the inbox until they end. All that is wrong goes to `problem` with the number of its line.
    pub(crate) fn read(&self, input: impl BufRead, inbox: &Inbox, problem: &mut dyn FnMut(u64, &str)) -> End {
        let mut lines = Lines::new(input, self.max_document);
        loop {
            let number = lines.number() + 1;
            let (request, bytes) = match lines.next_line() {
                Ok(None) => return End::Complete,
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => continue,
                Ok(Some(Line::Whole(line))) => {
                    if self.has_questions && number == 1 && !line.trim_ascii_start().starts_with(b"{") {
                        return End::Stranger;
                    }
                    (self.request(number, line, &mut |told| problem(number, told)), line.len())
                }
                Ok(Some(Line::TooLong)) => {
                    let error = ProblemKind::TooLong { limit: self.max_document }.to_string();
                    problem(number, &error);
                    (Request::Refused(refusal(number, &error, None)), error.len())
                }
                Err(error) => return End::Failed(error),
            };
            if !inbox.push(request, bytes) {
                return End::Unwanted;
            }
        }
    }
}

/// Why answering ended.
#[derive(Debug)]
pub(crate) enum Stop {
    /// All is answered.
    Complete,
    /// The service ends; what was not answered was not taken in.
    Stopped,
    /// The answers cannot be written.
    Unwritten(io::Error),
}

/// Answers what comes into the inbox until it ends.
pub(crate) fn answer(inbox: &Inbox, shared: &Shared, jobs: &SyncSender<Job>, out: impl Write) -> Stop {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    while let Some(requests) = inbox.take() {
        let Some(_busy) = shared.begin() else { return Stop::Stopped };
        let written = Answering { shared, jobs, out: &mut out }.all(requests);
        let written = written.and_then(|all| out.flush().map(|()| all));
        match written {
            Ok(true) => {}
            Ok(false) => return Stop::Stopped,
            Err(error) => {
                // What is left in the buffer would be tried again.
                let _ = out.into_parts();
                return Stop::Unwritten(error);
            }
        }
    }
    Stop::Complete
}

struct Answering<'a, W: Write> {
    shared: &'a Shared,
    jobs: &'a SyncSender<Job>,
    out: &'a mut BufWriter<W>,
}

/// What stands between the answers of a job.
enum Slot {
    Decided(Option<String>),
    Refused(String),
}

impl<W: Write> Answering<'_, W> {
    /// Whether all were answered.
    fn all(&mut self, requests: Vec<Request>) -> io::Result<bool> {
        let (mut documents, mut slots) = (Vec::new(), Vec::new());
        for request in requests {
            match request {
                Request::Document(document, warning) => {
                    documents.push(document);
                    slots.push(Slot::Decided(warning));
                }
                Request::Refused(line) => slots.push(Slot::Refused(line)),
                question => {
                    // A question is answered after all that came before it.
                    if !self.job(std::mem::take(&mut documents), std::mem::take(&mut slots))? {
                        return Ok(false);
                    }
                    if !self.question(question)? {
                        return Ok(false);
                    }
                }
            }
        }
        self.job(documents, slots)
    }

    fn job(&mut self, documents: Vec<Document<'static>>, slots: Vec<Slot>) -> io::Result<bool> {
        let (mut documents, mut decisions) = (documents, Vec::new());
        if !documents.is_empty() {
            let (reply, answer) = sync_channel(1);
            if self.jobs.send(Job { documents, reply }).is_err() {
                return Ok(false);
            }
            match answer.recv() {
                Ok(Ok(decided)) => (documents, decisions) = decided,
                Ok(Err(error)) => return self.failed(&error),
                Err(_) => return Ok(false),
            }
        }
        let mut decided = documents.iter().zip(&decisions);
        for slot in slots {
            match slot {
                Slot::Refused(line) => self.line(&line)?,
                Slot::Decided(warning) => {
                    let Some((document, decision)) = decided.next() else { return Ok(false) };
                    self.decision(decision, &document.id, warning.as_deref())?;
                }
            }
        }
        Ok(true)
    }

    fn question(&mut self, question: Request) -> io::Result<bool> {
        match question {
            Request::Query(document, warning) => match self.shared.query(&incoming(&document)) {
                Some(Ok(decision)) => self.decision(&decision, &document.id, warning.as_deref())?,
                Some(Err(error)) => return self.failed(&error.to_string()),
                None => return Ok(false),
            },
            _ => match self.shared.stats() {
                Some(stats) => self.line(&stats)?,
                None => return Ok(false),
            },
        }
        Ok(true)
    }

    fn decision(&mut self, decision: &Decision, id: &str, warning: Option<&str>) -> io::Result<()> {
        let mut line = decision.to_json(id);
        if let (Some(warning), Some('}')) = (warning, line.pop()) {
            line += ",\"warning\":";
            line += &serde_json::Value::from(warning).to_string();
        }
        self.line(&(line + "}"))
    }

    /// Tells that the index has failed; nothing of the job was taken in.
    fn failed(&mut self, error: &str) -> io::Result<bool> {
        self.line(&serde_json::json!({ "error": error }).to_string())?;
        Ok(false)
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")
    }
}
