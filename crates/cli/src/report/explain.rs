//! What a match is, in one sentence.

use wireprint::Part;
use wireprint::Verdict;

use super::axis;
use super::matches::Match;

/// Per cent, whole; what is nearly nothing or nearly all is not called nothing or all.
pub(super) fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    match share {
        s if s > 0.0 && whole < 1.0 => "less than 1 %".to_owned(),
        s if s < 1.0 && whole > 99.0 => "more than 99 %".to_owned(),
        _ => format!("{whole} %"),
    }
}

/// The probability of reuse; certainty only for the same content.
pub(super) fn probability(score: f64) -> String {
    match score {
        1.0 => "100 %".to_owned(),
        s if s > 0.999 => "over 99.9 %".to_owned(),
        s if s < 0.001 => "under 0.1 %".to_owned(),
        s => format!("{:.1} %", s * 100.0),
    }
}

/// Counts a thing.
pub(super) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number with its thousands apart.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The verdict, its direction and what it rests on. `times` are those of A and B.
pub(super) fn sentence(found: &Match, times: [Option<i64>; 2]) -> String {
    let overlap = &found.overlap;
    let mut parts = vec![verdict(found)];
    if found.verdict != Verdict::Exact {
        let own = found.passages.iter().filter(|passage| !passage.repeated);
        let longest = own.clone().map(|passage| passage.tokens).max().unwrap_or(0);
        let narrative = own.filter(|passage| !passage.quoted).map(|passage| passage.tokens).max().unwrap_or(0);
        if longest > 0 {
            parts.push(format!("the longest shared passage has {}", count(longest.into(), "word", "words")));
        }
        if narrative < longest {
            parts.push(match narrative {
                0 => "none lies outside quotations".to_owned(),
                words => format!("the longest outside quotations {words}"),
            });
        }
        let quoted = if overlap.shared > 0.0 { 1.0 - overlap.narrative_shared / overlap.shared } else { 0.0 };
        if quoted > 0.0 {
            parts.push(format!("{} of what they share is quoted", percent(quoted)));
        }
        let changed = found.figures.saturating_sub(found.same_figures);
        match (changed, found.figures) {
            (_, 0) => {}
            (0, 1) => parts.push("the one figure in it is the same".to_owned()),
            (0, all) => parts.push(format!("all {all} figures are the same")),
            (changed, all) => parts.push(format!("{changed} of {} changed", count(all.into(), "figure", "figures"))),
        }
    }
    if let [Some(a), Some(b)] = times {
        let apart = axis::length(a.abs_diff(b));
        parts.push(match a.cmp(&b) {
            std::cmp::Ordering::Less => format!("B appeared {apart} after A"),
            std::cmp::Ordering::Greater => format!("B appeared {apart} before A"),
            std::cmp::Ordering::Equal => "both appeared at one time".to_owned(),
        });
    }
    parts.join("; ") + "."
}

fn verdict(found: &Match) -> String {
    let (a_in_b, b_in_a) = (percent(found.overlap.a_in_b()), percent(found.overlap.b_in_a()));
    let both = format!("{a_in_b} of A stands in B, {b_in_a} of B in A");
    let longer = |inner: f64, outer: f64| if inner > 0.0 { outer / inner } else { 1.0 };
    match found.verdict {
        Verdict::Exact => "A and B have the same words in the same order".to_owned(),
        Verdict::NearDuplicate => format!("A and B are nearly the same: {both}"),
        Verdict::Rewrite => format!("A and B tell the same story with many of the same words: {both}"),
        Verdict::Excerpt { inner: Part::A } => {
            format!(
                "{a_in_b} of A stands inside B, which is {:.1} times as long",
                longer(found.overlap.a, found.overlap.b)
            )
        }
        Verdict::Excerpt { inner: Part::B } => {
            format!(
                "{b_in_a} of B stands inside A, which is {:.1} times as long",
                longer(found.overlap.b, found.overlap.a)
            )
        }
        Verdict::SharedQuotes => format!("A and B share quotations and little else, which is no reuse: {both}"),
        Verdict::Template => format!("A and B fill one frame of their host, which is no reuse: {both}"),
        _ => both,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wireprint::compare::Overlap;
    use wireprint::evidence::Passage;

    fn passage(tokens: u32, quoted: bool) -> Passage {
        Passage { a: 0..9, b: 0..9, tokens, quoted, repeated: false, figures: 0, same_figures: 0 }
    }

    fn found(verdict: Verdict) -> Match {
        let overlap =
            Overlap { a: 100.0, b: 250.0, shared: 50.0, narrative_a: 90.0, narrative_b: 200.0, narrative_shared: 44.0 };
        let passages = vec![passage(62, true), passage(41, false)];
        Match { a: 0, b: 1, verdict, score: 0.9, overlap, passages, more_passages: 0, figures: 14, same_figures: 13 }
    }

    #[test]
    fn a_sentence_has_direction_shares_passage_quotation_figures_and_time() {
        assert_eq!(
            sentence(&found(Verdict::Excerpt { inner: Part::A }), [Some(0), Some(10_000)]),
            "50 % of A stands inside B, which is 2.5 times as long; the longest shared passage has 62 words; the longest \
             outside quotations 41; 12 % of what they share is quoted; 1 of 14 figures changed; B appeared 2 hours after A."
        );
        let exact = Match { figures: 0, ..found(Verdict::Exact) };
        assert_eq!(sentence(&exact, [Some(0), None]), "A and B have the same words in the same order.");
        let quotes =
            Match { passages: vec![passage(20, true)], figures: 1, same_figures: 1, ..found(Verdict::SharedQuotes) };
        assert_eq!(
            sentence(&quotes, [Some(60), Some(0)]),
            "A and B share quotations and little else, which is no reuse: 50 % of A stands in B, 20 % of B in A; the longest \
             shared passage has 20 words; none lies outside quotations; 12 % of what they share is quoted; the one figure in \
             it is the same; B appeared 1 minute before A."
        );
    }

    #[test]
    fn nearly_all_is_not_all() {
        let shares = [0.0, 0.001, 0.5, 0.996, 1.0].map(percent);
        assert_eq!(shares, ["0 %", "less than 1 %", "50 %", "more than 99 %", "100 %"]);
        let scores = [1.0, 0.9999, 0.99651, 0.0001].map(probability);
        assert_eq!(scores, ["100 %", "over 99.9 %", "99.7 %", "under 0.1 %"]);
        assert_eq!([7, 1234, 1_234_567].map(grouped), ["7", "1,234", "1,234,567"]);
    }
}
