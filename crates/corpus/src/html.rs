//! Pages → articles.

mod attributes;
mod charset;
mod dates;
mod tree;

use dom_query::Document as Tree;
use dom_smoothie::{Config, Readability, TextMode};
use wireprint_guard::guarded;

pub(crate) use charset::declared as declared_charset;

use crate::page::Page;
use crate::problem::ProblemKind;

/// Characters of a title at most; longer ones are none.
const TITLE_MAX: usize = 1 << 10;

/// Extracts the article of a page. Pages built to exhaust a parser are refused.
pub(crate) fn extract(html: &str) -> Result<Page, ProblemKind> {
    if attributes::are_too_many(html.as_bytes()) {
        return Err(ProblemKind::Page("a tag has more attributes than any page needs"));
    }
    let tree = tree::parse(html)?;
    // The libraries hold up on everything that was tried; a page that nobody tried should not end a crawl.
    guarded(|| article(tree)).map_err(|_| ProblemKind::Page("the extraction of its article failed"))
}

fn article(tree: Tree) -> Page {
    let url = own_address(&tree);
    // Relative links would be completed by it, each by all of it.
    tree.select("base").remove();
    let overlong = |title: &dom_query::NodeRef<'_>| title.text().len() > TITLE_MAX;
    tree.select("title").nodes().iter().filter(|title| overlong(title)).for_each(|title| title.remove_from_parent());
    let time = dates::published(&tree);
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(tree, None, Some(config)) else { return Page::default() };
    match readability.parse() {
        Ok(article) => {
            let title = article.title.trim();
            let title = (!title.is_empty() && title.len() <= TITLE_MAX).then(|| title.to_owned());
            let time = article.published_time.as_deref().and_then(dates::parse).or(time);
            let url = url.or_else(|| article.url.filter(|url| is_address(url)));
            Page { text: article.text_content.to_string(), title, time, url }
        }
        Err(_) => {
            let body = readability.doc.select("body");
            let text = body.formatted_text().to_string();
            let title = readability.get_article_title().trim().to_owned();
            let title = (!title.is_empty() && title.len() <= TITLE_MAX).then_some(title);
            Page { text, title, time, url }
        }
    }
}

fn is_address(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The canonical URL, or the one for links from elsewhere.
fn own_address(tree: &Tree) -> Option<String> {
    let canonical = tree.select("link[rel='canonical']");
    let shared = tree.select("meta[property='og:url']");
    [canonical.attr("href"), shared.attr("content")]
        .into_iter()
        .flatten()
        .map(|url| url.trim().to_owned())
        .find(|url| is_address(url))
}

#[cfg(test)]
mod tests;
