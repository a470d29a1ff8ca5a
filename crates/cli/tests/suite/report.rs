//! The report as bytes; `cargo xtask browser` opens it in a browser.

use crate::common::{AGENCY, Folder, OTHER, OUTLET, line};

/// Articles that try whatever an article can: markup in every field, control characters, overrides of direction, endless words.
const HOSTILE: &str = include_str!("../hostile.jsonl");

fn report(folder: &Folder, more: &[&str]) -> String {
    let run = folder.run(&[&["scan", "docs.jsonl", "--report", "report.html"], more].concat());
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    read(folder)
}

fn read(folder: &Folder) -> String {
    std::fs::read_to_string(folder.path("report.html")).expect("a report in UTF-8")
}

fn count(page: &str, what: &str) -> usize {
    page.matches(what).count()
}

/// What stands between two marks, each time.
fn all_between<'p>(page: &'p str, before: &str, after: &str) -> Vec<&'p str> {
    page.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

fn document(id: &str, text: &str, host: &str, time: &str) -> String {
    let title = format!("Headline of {id}");
    let url = format!("https://{host}/{id}");
    serde_json::json!({ "id": id, "text": text, "host": host, "time": time, "title": title, "url": url }).to_string()
        + "\n"
}

fn corpus() -> Folder {
    let docs = [
        document("outlet", OUTLET, "islander.example", "2025-03-11T09:00:00Z"),
        document("agency", AGENCY, "agency.example", "2025-03-11T07:30:00Z"),
        document("other", OTHER, "music.example", "2025-03-12T07:30:00Z"),
    ];
    Folder::new().with("docs.jsonl", docs.concat())
}

#[test]
fn a_match_is_told_and_its_passages_are_linked() {
    let page = report(&corpus(), &[]);
    assert!(
        page.contains("<h1>1 match in 1 cluster</h1>")
            && page.contains("3 documents, from 11 March 2025 to 12 March 2025")
    );
    assert!(page.contains("<h3 dir=\"auto\">Headline of agency</h3>"), "the origin gives the title");
    assert!(page.contains("B appeared 90 minutes before A."));
    assert!(page.contains("href=\"https://islander.example/outlet\" rel=\"noopener noreferrer nofollow\""));
    // Each passage of one side leads to one of the other, and back.
    let ids = all_between(&page, "id=\"m1", "\"");
    let links = all_between(&page, "href=\"#m1", "\"");
    let (in_a, in_b): (Vec<&str>, Vec<&str>) =
        ids.iter().filter(|id| !id.is_empty()).partition(|id| id.starts_with('a'));
    assert!(!in_a.is_empty() && in_a.len() == in_b.len(), "{ids:?}");
    assert!(ids.iter().filter(|id| !id.is_empty()).all(|id| links.contains(id)), "{ids:?} {links:?}");
    assert!(page.contains("<bdi class=\"no\">1</bdi>ferries to Kolmar resume on Friday after a week of"));
}

#[test]
fn what_is_quoted_is_marked_wherever_it_stands() {
    let within =
        OUTLET.replace("Two of the five damaged piers remain closed", "“Two of the five damaged piers remain closed”");
    let alone = within.replace("Café owners are relieved.", "“Every sailing counts,” a café owner said.");
    let docs = document("agency", AGENCY, "agency.example", "2025-03-11T07:30:00Z")
        + &document("outlet", &alone, "islander.example", "2025-03-11T09:00:00Z");
    let page = report(&Folder::new().with("docs.jsonl", docs), &[]);
    // Inside a passage, outside all of them, and in the legend.
    let said = all_between(&page, "<span class=\"said\">", "</span>");
    assert_eq!(said, ["quoted", "Two of the five damaged piers remain closed", "Every sailing counts"]);
    let plain = report(&corpus(), &[]);
    assert_eq!(count(&plain, "class=\"said\""), 0);
}

#[test]
fn the_page_needs_nothing_else() {
    let page = report(&corpus(), &[]);
    assert!(page.contains(
        "http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; script-src &#39;sha256-"
    ));
    assert_eq!((count(&page, "<script>"), count(&page, "<script"), count(&page, "<style>")), (1, 1, 1));
    for foreign in [" src=", "@import", "url(", " style=", " onclick", "<iframe", "<img", "<form action"] {
        assert_eq!(count(&page, foreign), 0, "{foreign}");
    }
}

#[test]
fn hostile_articles_are_text() {
    let page = report(&Folder::new().with("docs.jsonl", HOSTILE), &["--report-bytes", "8M"]);
    assert_eq!((count(&page, "<script"), count(&page, "</script"), count(&page, "<style")), (1, 1, 1));
    for markup in
        ["<img", "<svg onload", "<iframe", "<base", "<!--", "<plaintext", "<details open ontoggle", "</textarea"]
    {
        assert_eq!(count(&page, markup), 0, "{markup}");
    }
    for href in all_between(&page, "href=\"", "\"") {
        let is_own = href.starts_with('#') || href == "data:,";
        assert!(is_own || href.starts_with("https://") && !href.contains('@'), "{href}");
    }
    assert!(!page.contains(['\0', '\u{1b}', '\u{202d}', '\u{202e}', '\u{fffe}']));
    assert!(page.contains("&#60;script&#62;window.hacked=1&#60;/script&#62;"), "it is shown");
    assert_eq!(count(&page, "<article class=\"cluster\" id=\"c"), 6);
    assert!(page.contains("1 document far before or after the others") || page.contains("2 documents far before"));
}

#[test]
fn without_times_there_is_no_time_line_and_the_page_says_so() {
    let docs = line("agency", AGENCY) + &line("outlet", OUTLET);
    let page = report(&Folder::new().with("docs.jsonl", docs), &[]);
    assert!(page.contains("so there is no time-line") && !page.contains("class=\"plot\""));
    // Without a title the first words stand for it.
    assert!(page.contains("<h3 dir=\"auto\">Officials of the port authority said"));
}

#[test]
fn nothing_found_is_a_page_too() {
    let page = report(&Folder::new().with("docs.jsonl", line("a", AGENCY) + &line("b", OTHER)), &[]);
    assert!(page.contains("<h1>0 matches in 0 clusters</h1>") && page.ends_with("</html>\n"));
}

/// Stories that each have so many documents: the agency's words under other ids, with words of their own.
fn stories(sizes: &[usize]) -> String {
    let mut docs = String::new();
    for (story, size) in sizes.iter().enumerate() {
        let words: String = (0..60).map(|n| format!("word{}x{story} ", n * 7 % 61)).collect();
        for copy in 0..*size {
            docs += &document(
                &format!("s{story}-{copy}"),
                &format!("{words} and own{copy}y{story}."),
                "h.example",
                "2025-03-11T07:30:00Z",
            );
        }
    }
    docs
}

#[test]
fn limits_hold_and_are_told() {
    let folder = Folder::new().with("docs.jsonl", stories(&[2, 5, 3]));
    let all = report(&folder, &[]);
    assert_eq!((count(&all, "<details class=\"match\""), count(&all, "not shown")), (14, 0));
    let few = report(&folder, &["--report-matches", "4"]);
    assert_eq!(count(&few, "<details class=\"match\""), 4);
    assert!(few.contains("4 of 14 matches are shown; --report-matches 14 allows more."));
    assert!(few.contains("and 8 more, not shown") && few.contains("and 2 more, not shown"));
    let none = report(&folder, &["--report-matches", "0"]);
    assert_eq!((count(&none, "<details class=\"match\""), count(&none, "10 not shown")), (0, 1));
}

#[test]
fn the_page_is_bounded_by_bytes() {
    let mut docs = stories(&[2, 2, 2, 2]);
    for n in 0..40 {
        let text: String = (0..2000).map(|word| format!("w{}x{} ", word, n / 2)).collect();
        docs += &document(&format!("long{n}"), &text, "l.example", "2025-03-11T07:30:00Z");
    }
    let folder = Folder::new().with("docs.jsonl", docs);
    let whole = report(&folder, &[]);
    let bounded = report(&folder, &["--report-bytes", "256K"]);
    assert!(whole.len() > 600_000 && bounded.len() < 330_000, "{} {}", whole.len(), bounded.len());
    assert!(
        bounded.contains("matches are shown without their texts: 256 KiB were reached, which --report-bytes raises.")
    );
    assert!(bounded.contains("The texts are left out: the report has reached its size."));
    assert_eq!(count(&bounded, "<details class=\"match\""), count(&whole, "<details class=\"match\""));
}

#[test]
fn threads_and_memory_do_not_change_a_byte() {
    let folder = Folder::new().with("docs.jsonl", stories(&[3; 40]));
    let one = report(&folder, &["--threads", "1"]);
    assert_eq!(one, report(&folder, &["--threads", "3"]));
    // Most of the texts and names come from the temporary file.
    assert_eq!(one, report(&folder, &["--memory", "1M"]));
}

#[test]
fn the_report_and_other_outputs_agree() {
    let folder = Folder::new().with("docs.jsonl", stories(&[2, 4]));
    let page = report(&folder, &["--pairs", "pairs.jsonl", "--clusters", "clusters.jsonl"]);
    let lines = |name| std::fs::read_to_string(folder.path(name)).expect("an output").lines().count();
    assert_eq!((lines("pairs.jsonl"), lines("clusters.jsonl")), (7, 2));
    assert!(page.contains("<h1>7 matches in 2 clusters</h1>"));
    assert!(page.contains("<bdi class=\"id\">c-s0-0</bdi>") && page.contains("<bdi class=\"id\">c-s1-0</bdi>"));
}

#[test]
fn where_it_goes() {
    let folder = corpus();
    let run = folder.run(&["scan", "docs.jsonl", "--report", "-"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.starts_with("<!doctype html>") && run.stdout.ends_with("</html>\n"));
    let run = folder.run(&["scan", "docs.jsonl", "--report", "-", "--explain"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    let run = folder.run(&["scan", "docs.jsonl", "--report", "no/such/folder/report.html"]);
    assert!(run.stderr.contains("no/such/folder/report.html: cannot be written"), "{run:?}");
    let run = folder.run(&["scan", "docs.jsonl", "--report", "r.html", "--report-bytes", "1K"]);
    assert!(run.code == Some(2) && run.stderr.contains("at least 256K"), "{run:?}");
}
