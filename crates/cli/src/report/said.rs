//! What of a piece of text is quoted.

use std::ops::Range;

use super::shown::Shown;
use super::text::floor;

/// Text that is quoted, or is not.
#[derive(Debug)]
pub(super) struct Run<'t> {
    pub(super) text: Shown<'t>,
    pub(super) quoted: bool,
}

/// Takes text that stands `at` this place of an article apart; quotations are in order and apart.
pub(super) fn runs<'t>(text: &'t str, at: usize, quotations: &[Range<usize>]) -> Vec<Run<'t>> {
    let first = quotations.partition_point(|quotation| quotation.end <= at);
    let (mut runs, mut done) = (Vec::new(), 0);
    let mut push = |to: usize, quoted: bool| {
        if let Some(part) = text.get(done..to).filter(|part| !part.is_empty()) {
            runs.push(Run { text: Shown(part), quoted });
            done = to;
        }
    };
    for quotation in quotations.iter().skip(first).take_while(|quotation| quotation.start < at + text.len()) {
        let inside = |place: usize| floor(text, place.saturating_sub(at));
        push(inside(quotation.start), false);
        push(inside(quotation.end), true);
    }
    push(text.len(), false);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, at: usize, quotations: &[Range<usize>]) -> String {
        let run = |run: &Run<'_>| if run.quoted { format!("[{}]", run.text.0) } else { run.text.0.to_owned() };
        runs(text, at, quotations).iter().map(run).collect()
    }

    #[test]
    fn quotations_are_told_from_the_rest() {
        let quotations = [2..5, 9..12, 20..30];
        assert_eq!(drawn("0123456789abcdef", 0, &quotations), "01[234]5678[9ab]cdef");
        assert_eq!(drawn("456789", 4, &quotations), "[4]5678[9]");
        assert_eq!(drawn("cdef", 12, &quotations), "cdef");
        assert_eq!(drawn("klm", 21, &quotations), "[klm]");
        assert_eq!(drawn("", 3, &quotations), "");
    }

    #[allow(clippy::single_range_in_vec_init)]
    #[test]
    fn any_range_is_taken() {
        let text = "né€😀x";
        for start in 0..14 {
            for end in start..14 {
                let all: String = runs(text, 3, &[start..end]).iter().map(|run| run.text.0).collect();
                assert_eq!(all, text);
            }
        }
    }
}
