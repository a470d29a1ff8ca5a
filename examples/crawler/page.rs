//! HTML → what the crawler wants of it.

use scraper::{ElementRef, Html, Selector};

/// The part of a page that someone wrote, without the site's own lines around it.
#[derive(Debug)]
pub(crate) struct Article {
    /// Paragraphs, separated by an empty line.
    pub(crate) text: String,
    /// The outlet's host, as the page gives it.
    pub(crate) publisher: Option<String>,
}

/// A page taken apart.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) article: Option<Article>,
    /// Targets as they stand in the page, in its order.
    pub(crate) links: Vec<String>,
}

/// The selectors, parsed once.
#[derive(Debug)]
pub(crate) struct PageReader {
    paragraphs: Selector,
    publisher: Selector,
    links: Selector,
}

impl PageReader {
    pub(crate) fn new() -> Self {
        let selector = |css| Selector::parse(css).expect("the selectors below are valid");
        Self {
            paragraphs: selector("article p"),
            publisher: selector("head > meta[name=publisher]"),
            links: selector("a[href]"),
        }
    }

    /// Takes a page apart; broken HTML is read the way a browser reads it.
    pub(crate) fn read(&self, html: &str) -> Page {
        let html = Html::parse_document(html);
        let links = html.select(&self.links).filter_map(|a| a.attr("href"));
        Page { article: self.article(&html), links: links.map(str::to_owned).collect() }
    }

    fn article(&self, html: &Html) -> Option<Article> {
        let paragraphs: Vec<String> = html.select(&self.paragraphs).map(plain_text).filter(|p| !p.is_empty()).collect();
        let publisher = html.select(&self.publisher).find_map(|meta| meta.attr("content"));
        (!paragraphs.is_empty())
            .then(|| Article { text: paragraphs.join("\n\n"), publisher: publisher.map(str::to_owned) })
    }
}

fn plain_text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}
