//! When a page was published, by its own account.

use dom_query::Document;

use crate::time;

/// Where pages say it, the most telling first, and in which attribute.
const PLACES: [(&str, &str); 4] = [
    ("meta[itemprop='datePublished']", "content"),
    ("meta[name='date']", "content"),
    ("time[itemprop='datePublished']", "datetime"),
    ("article time[datetime]", "datetime"),
];

/// The time that the page's elements state, in Unix seconds.
pub(super) fn published(tree: &Document) -> Option<i64> {
    PLACES.into_iter().find_map(|(selector, attribute)| parse(&tree.select_single(selector).attr(attribute)?))
}

/// A time as pages write it.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    // `2019-11-19T05:00:00+0000`, which lacks a colon, is common.
    let zone = text.len().checked_sub(4).and_then(|at| text.split_at_checked(at));
    let mended = zone.filter(|(start, zone)| start.ends_with(['+', '-']) && zone.bytes().all(|b| b.is_ascii_digit()));
    let mended = mended.and_then(|(start, zone)| Some(format!("{start}{}:{}", zone.get(..2)?, zone.get(2..)?)));
    time::parse(text).or_else(|| time::parse(&mended?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_in_the_page() {
        for html in [
            "<meta itemprop=datePublished content='2024-02-29T12:00:00+0000'>",
            "<article><p><time datetime='2024-02-29T14:00:00+02:00'>noon</time></article>",
            "<meta itemprop=datePublished content=lately><meta name=date content='2024-02-29 12:00:00'>",
        ] {
            assert_eq!(published(&Document::from(html)), Some(1_709_208_000), "{html}");
        }
        assert_eq!(published(&Document::from("<p>Published on Thursday</p>")), None);
        assert_eq!(parse("é-0000"), None);
    }
}
