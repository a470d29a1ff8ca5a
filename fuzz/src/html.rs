//! Pages.

use crate::readers::{check_plain, named, seed, texts};

const NAMES: [&str; 2] = ["a.html", "a.xhtml"];

pub(crate) fn run(data: &[u8]) {
    if let Some((name, file)) = named(&NAMES, data) {
        check_plain(name, file);
    }
}

/// A page as outlets make them.
pub(crate) fn page(title: &str, text: &str) -> String {
    let paragraphs: String = text.split("\n\n").map(|p| format!("<p>{p}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | Courier</title>\
         <link rel=canonical href=\"https://courier.example/a\">\
         <meta property=\"article:published_time\" content=\"2025-03-14T06:00:00Z\">\
         <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"datePublished\":\"2025-03-14\"}}</script></head>\
         <body><nav><a href=/>Home</a> <a href=/s>Sport</a></nav><article><h1>{title}</h1>\n{paragraphs}</article>\
         <footer>All rights reserved</footer></body></html>"
    )
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let pages = texts().take(16).map(|text| seed(0, page("Ferries resume", text)));
    let odd = [
        "<p>one<p>two<table><tr><td>x<p>y</table>",
        "<meta charset=iso-8859-1><p>F\u{e4}hre",
        "<svg><style><p>x</svg><math><mi>y",
        "<template><p>x</template><select><option>a<p>b",
        "<a <b <c d='e f=\"g\" h>i</a>",
        "<base href=\"https://a.example/\"><time datetime=\"2025-03-14\">x</time>",
    ];
    pages.chain(odd.map(|file| seed(0, file))).collect()
}
