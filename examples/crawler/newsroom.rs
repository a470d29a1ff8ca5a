//! The bundled corpus as a news site: a front page, a section for each language, an article for each document, and the
//! things a crawler must cope with: a page that moved, one that is gone, one that stands at two addresses, a file that
//! is not HTML, and pages that it must not request.

use std::collections::HashMap;

use serde::Deserialize;

use crate::site::Resource;

const CORPUS: &str = include_str!("../corpus/docs.jsonl");

/// The part of the site that its robots.txt keeps crawlers out of.
pub(crate) const FORBIDDEN: &str = "/private/";

const ROBOTS_TXT: &str = "User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n";
const MEDIA_KIT: &str = "The Daily Loopback is read on one machine. Advertise elsewhere.\n";
/// Linked to, though nothing stands there.
const WITHDRAWN: &str = "withdrawn.html";
/// The first section's last article has moved from here, but the section still links to it.
const MOVED: &str = "/story.php";
/// The first section's first article stands here too.
const PRINT: &str = "/print.html";

/// A document of the corpus.
#[derive(Debug, Deserialize)]
struct Document {
    id: String,
    lang: String,
    host: String,
    url: String,
    time: String,
    title: String,
    text: String,
}

/// The site's resources by their paths.
pub(crate) fn resources() -> serde_json::Result<HashMap<String, Resource>> {
    let sections = sections(CORPUS)?;
    let languages: Vec<&str> = sections.iter().filter_map(|section| Some(section.first()?.lang.as_str())).collect();
    let mut site = HashMap::from([
        ("/robots.txt".to_owned(), Resource::PlainText(ROBOTS_TXT.to_owned())),
        ("/media-kit.txt".to_owned(), Resource::PlainText(MEDIA_KIT.to_owned())),
        ("/private/drafts.html".to_owned(), Resource::Html("<!DOCTYPE html><p>Not yet.</p>".to_owned())),
        ("/private/subscribers.html".to_owned(), Resource::Html("<!DOCTYPE html><p>Not yours.</p>".to_owned())),
        ("/".to_owned(), Resource::Html(front_page(&languages))),
    ]);
    for (number, (language, section)) in languages.iter().zip(&sections).enumerate() {
        let mut items: Vec<String> = section.iter().map(|d| item(&format!("{}.html#top", d.id), &d.title)).collect();
        if let (0, [first, .., last]) = (number, &section[..]) {
            site.insert(MOVED.to_owned(), Resource::MovedTo(address(last)));
            site.insert(PRINT.to_owned(), Resource::Html(article_page(first, &languages)));
            items.pop();
            items.push(item(MOVED, &last.title));
            items.push(item(PRINT, "For your printer"));
            items.push(item(WITHDRAWN, "An article that was withdrawn"));
        }
        site.insert(format!("/{language}/"), Resource::Html(section_page(language, &languages, &items.concat())));
        for document in section {
            site.insert(address(document), Resource::Html(article_page(document, &languages)));
        }
    }
    Ok(site)
}

/// The corpus by language, in its order of languages; each section's documents in the order of their local times.
fn sections(corpus: &str) -> serde_json::Result<Vec<Vec<Document>>> {
    let mut sections: Vec<Vec<Document>> = Vec::new();
    for line in corpus.lines() {
        let document: Document = serde_json::from_str(line)?;
        match sections.iter_mut().find(|section| section.iter().any(|other| other.lang == document.lang)) {
            Some(section) => section.push(document),
            None => sections.push(vec![document]),
        }
    }
    sections.iter_mut().for_each(|section| section.sort_by(|x, y| (&x.time, &x.id).cmp(&(&y.time, &y.id))));
    Ok(sections)
}

fn address(document: &Document) -> String {
    format!("/{}/{}.html", document.lang, document.id)
}

fn front_page(languages: &[&str]) -> String {
    let items: String = languages.iter().map(|l| item(&format!("/{l}/"), &format!("News ({l})"))).collect();
    layout("en", "The Daily Loopback", "", languages, &format!("<h1>All sections</h1>\n<ol>\n{items}</ol>"))
}

fn section_page(language: &str, languages: &[&str], items: &str) -> String {
    let title = format!("News ({language})");
    layout(language, &title, "", languages, &format!("<h1>{title}</h1>\n<ol>\n{items}</ol>"))
}

fn item(link: &str, title: &str) -> String {
    format!("<li><a href=\"{link}\">{}</a></li>\n", escape(title))
}

fn article_page(document: &Document, languages: &[&str]) -> String {
    let title = escape(&document.title);
    let paragraphs: String = document.text.split("\n\n").map(|p| format!("<p>{}</p>\n", escape(p))).collect();
    let meta = format!("<meta name=\"publisher\" content=\"{}\">\n", escape(&document.host));
    let main = format!(
        "<article id=\"top\">\n<h1>{title}</h1>\n{paragraphs}</article>\n\
         <aside>\n<p>First published at <a href=\"{}\">{}</a>.</p>\n\
         <p>Enjoyed this? Our newsletter brings you the day's news every evening.</p>\n</aside>",
        escape(&document.url),
        escape(&document.host),
    );
    layout(&document.lang, &title, &meta, languages, &main)
}

/// What all pages have around their own part. `title`, `meta` and `main` are HTML.
fn layout(language: &str, title: &str, meta: &str, languages: &[&str], main: &str) -> String {
    let nav: String = languages.iter().map(|l| format!("<a href=\"/{l}/\">{l}</a>\n")).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n{meta}\
         </head>\n<body>\n<header>\n<p><a href=\"/\">The Daily Loopback</a>: all the news that fits 127.0.0.1</p>\n\
         <nav>\n{nav}</nav>\n</header>\n<main>\n{main}\n</main>\n<footer>\n\
         <p>We use cookies to remember that you do not want cookies. All rights reserved.</p>\n\
         <p><a href=\"/media-kit.txt\">Advertise</a> <a href=\"/private/drafts.html\">Drafts</a>\n\
         <a href=\"/private/subscribers.html\">Subscribers</a> <a href=\"#top\">Back to top</a></p>\n\
         </footer>\n</body>\n</html>\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
