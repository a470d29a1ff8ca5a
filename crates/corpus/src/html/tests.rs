//! Pages as sites make them, and as nobody should.

use super::*;

const FIRST: &str =
    "Ferries to Kolmar resume on Friday after a week of heavy storms, the port authority said on Tuesday.";
const SECOND: &str = "Two of the five damaged piers remain closed until divers have inspected every pillar, which should take \
    nine days, and travellers with older tickets may use them until the end of March without any supplement.";

#[test]
fn an_article_is_told_from_what_surrounds_it() {
    let html = format!(
        "<!doctype html><html lang=en><head><title>Ferries to Kolmar resume on Friday | Port News</title><base href=https://cdn.example/>\
         <link rel=canonical href=https://port.example/ferries><meta property=article:published_time \
         content=2024-02-29T12:00:00Z></head><body><nav><ul><li><a href=/>Home</a></li><li><a href=/sport>Sport</a></li></ul></nav>\
         <article><h1>Ferries to Kolmar resume on Friday</h1><p>{FIRST}</p><p>{SECOND}</p><script>track('x')</script></article>\
         <footer><p>All rights reserved</p></footer></body></html>"
    );
    let page = extract(&html).expect("a page");
    assert!(page.text.contains(&format!("{FIRST}\n\n{SECOND}")), "{}", page.text);
    for other in ["Home", "Sport", "All rights", "track"] {
        assert!(!page.text.contains(other), "{}", page.text);
    }
    assert_eq!(page.title.as_deref(), Some("Ferries to Kolmar resume on Friday"));
    assert_eq!((page.time, page.url.as_deref()), (Some(1_709_208_000), Some("https://port.example/ferries")));
}

#[test]
fn short_pages_give_all_their_text() {
    let page = extract("<p>Ferries<br>resume.<p>Piers stay shut.").expect("a page");
    assert_eq!(page.text.split_whitespace().collect::<Vec<_>>().join(" "), "Ferries resume. Piers stay shut.");
    assert_eq!(extract("").expect("a page"), Page::default());
}

fn refusal(html: &str) -> String {
    match extract(html) {
        Ok(page) => panic!("read as a page with {} bytes of text", page.text.len()),
        Err(kind) => kind.to_string(),
    }
}

#[test]
fn pages_built_to_exhaust_are_refused() {
    for tag in ["<div>", "<b>", "<table><tr><td>", "<svg>", "<ul><li>", "<a href=x><b>"] {
        let message = refusal(&tag.repeat(100_000));
        assert!(message.contains("nested more than 256 deep"), "{tag}: {message}");
    }
    // Each paragraph opens anew what was left open before.
    let open: String = (0..200).map(|n| format!("<b id={n}>")).collect();
    let message = refusal(&format!("<p>{open}{}", "<p>x".repeat(200_000)));
    assert!(message.contains("more than 100,000 elements"), "{message}");
    assert!(refusal(&"<br>".repeat(300_000)).contains("more than 100,000 elements"));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}")).collect();
    assert!(refusal(&format!("<p{attributes}>")).contains("more attributes than any page needs"));
}

#[test]
fn large_pages_take_time_in_proportion() {
    // What would be quadratic, or endless, without the guards takes seconds to minutes at these sizes.
    let base =
        format!("<base href='https://port.example/{}'>{}", "x".repeat(500_000), "<a href=y>z</a> ".repeat(20_000));
    let title = format!("<title>{}</title>{}", "word: ".repeat(100_000), "<h2>word</h2>".repeat(10_000));
    let body = (0..40_000).map(|n| format!("<body a{n}>")).collect::<String>();
    for html in [base, title, body, "<p>x</p>".repeat(50_000), "a &amp; b ".repeat(150_000)] {
        let page = extract(&html).unwrap_or_else(|kind| panic!("{kind}"));
        assert!(page.title.is_none_or(|title| title.len() <= TITLE_MAX));
    }
}
