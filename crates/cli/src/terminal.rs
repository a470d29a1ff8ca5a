//! Text from outside on its way to a terminal: ids, file names and passages may carry escapes.

use crate::{logs, progress};

/// Whether a terminal acts on the character instead of showing it.
pub(crate) fn is_command(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text with commands to the terminal written out, so that an id can still be told.
pub(crate) fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_command(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// A message as [`safe`] text; a long one loses its middle, for what to do stands at the end.
pub(crate) fn safe_message(text: &str) -> String {
    const HEAD: usize = 3000;
    const TAIL: usize = 1000;
    match (text.char_indices().nth(HEAD), text.char_indices().nth_back(TAIL)) {
        (Some((head, _)), Some((tail, _))) if head < tail => format!("{}…{}", safe(&text[..head]), safe(&text[tail..])),
        _ => safe(text),
    }
}

/// Tells people something on standard error. Nobody listening is no failure.
pub(crate) fn tell(message: impl std::fmt::Display) {
    use std::io::Write;
    let message = safe_message(&message.to_string());
    if logs::are_json() {
        return tracing::warn!("{message}");
    }
    let name = Paint::stderr().bold("wireprint:");
    progress::suspend(|| {
        let _ = writeln!(std::io::stderr(), "{name} {message}");
    });
}

/// Colours and weights, on terminals that want them: by `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint(bool);

impl Paint {
    fn of(stream: &impl anstream::stream::RawStream) -> Self {
        Self(anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never)
    }

    pub(crate) fn stdout() -> Self {
        Self::of(&std::io::stdout())
    }

    pub(crate) fn stderr() -> Self {
        Self::of(&std::io::stderr())
    }

    pub(crate) fn is_on(self) -> bool {
        self.0
    }

    fn styled(self, style: anstyle::Style, text: &str) -> String {
        if self.0 { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.styled(anstyle::Style::new().bold(), text)
    }

    pub(crate) fn dimmed(self, text: &str) -> String {
        self.styled(anstyle::Style::new().dimmed(), text)
    }

    /// A verdict: copies red, parts yellow, what is no match dim.
    pub(crate) fn verdict(self, verdict: &str) -> String {
        use anstyle::AnsiColor::{Magenta, Red, Yellow};
        match verdict {
            "exact" | "near-duplicate" => self.styled(Red.on_default().bold(), verdict),
            "rewrite" => self.styled(Magenta.on_default().bold(), verdict),
            "excerpt" => self.styled(Yellow.on_default().bold(), verdict),
            _ => self.dimmed(verdict),
        }
    }
}

/// Whether it failed because nobody reads any more, as when the reader is `head`.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_written_out() {
        assert_eq!(safe("a\u{1b}[31m\u{202e}é\u{9b}"), "a\\u{1b}[31m\\u{202e}é\\u{9b}");
    }

    #[test]
    fn a_long_message_keeps_both_ends() {
        let message = safe_message(&format!("file:1: {}; do this", "é".repeat(1 << 20)));
        assert!(message.chars().count() < 5000 && message.starts_with("file:1: é") && message.ends_with("; do this"));
    }
}
