//! Lines of `Name: value`, as WARC, HTTP and ARC write them, with whatever crawlers made of them.

use std::borrow::Cow;

/// Named values at the beginning of a record or response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'a>(&'a [u8]);

impl<'a> Head<'a> {
    /// The lines up to the first blank one, and what follows it; `None` if there is none.
    pub(super) fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut at = 0;
        loop {
            let rest = bytes.get(at..)?;
            let end = at + rest.iter().position(|byte| *byte == b'\n')?;
            let line = bytes.get(at..end)?;
            if line.is_empty() || line == b"\r" {
                return Some((Self(bytes.get(..at)?), bytes.get(end + 1..)?));
            }
            at = end + 1;
        }
    }

    pub(super) fn of(lines: &'a [u8]) -> Self {
        Self(lines)
    }

    fn lines(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.0.split(|byte| *byte == b'\n')
    }

    pub(super) fn first_line(&self) -> &'a [u8] {
        self.lines().next().unwrap_or_default().trim_ascii()
    }

    /// The values of a name, in their order. A line that begins with a space belongs to the one before; of those only the first counts.
    pub(super) fn values(self, name: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
        self.lines().filter_map(move |line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (own, value) = (line.get(..colon)?, line.get(colon + 1..)?);
            let is_named = own.trim_ascii_end().eq_ignore_ascii_case(name.as_bytes());
            is_named.then(|| String::from_utf8_lossy(value.trim_ascii()))
        })
    }

    pub(super) fn value(self, name: &'a str) -> Option<Cow<'a, str>> {
        self.values(name).find(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_as_they_come() {
        let bytes = b"HTTP/1.1 200 OK\ncontent-TYPE : text/html\r\nX\r\nX-Empty:\r\nX-Empty: \xE9t\xE9\r\n\r\n\r\nbody";
        let (head, body) = Head::split(bytes).expect("a blank line");
        assert_eq!((head.first_line(), body), (&b"HTTP/1.1 200 OK"[..], &b"\r\nbody"[..]));
        assert_eq!(head.value("Content-Type").as_deref(), Some("text/html"));
        assert_eq!(head.value("X-Empty").as_deref(), Some("\u{FFFD}t\u{FFFD}"));
        assert_eq!((head.value("X"), head.values("x-empty").count()), (None, 2));
        assert!(Head::split(b"HTTP/1.1 200 OK\r\nno end\r\n").is_none());
    }
}
