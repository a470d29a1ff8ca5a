//! WARC, WET and ARC, whole or damaged.

use crate::html::page;
use crate::readers::{check_plain, named, seed, texts};

const NAMES: [&str; 3] = ["a.warc", "a.warc.wet", "a.arc"];

pub(crate) fn run(data: &[u8]) {
    if let Some((name, file)) = named(&NAMES, data) {
        check_plain(name, file);
    }
}

/// A response as a crawler saves it.
fn response(body: &str, kind: &str, more: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{more}\r\n{body}", body.len())
}

fn warc(kind: &str, fields: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2025-03-14T06:00:00Z\r\n\
         WARC-Target-URI: https://a.example/{}\r\n{fields}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len(),
        block.len()
    )
}

fn arc(body: &str) -> String {
    let block = response(body, "text/html", "");
    format!(
        "filedesc://a.arc 0.0.0.0 20250314060000 text/plain 2\n1 0\n\nhttp://a.example/ 10.0.0.1 20250314060000 text/html {}\n{block}\n",
        block.len()
    )
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let texts: Vec<&str> = texts().take(18).collect();
    let mut all = Vec::new();
    for some in texts.chunks(3) {
        let [first, second] = [0, 1].map(|n| some.get(n).copied().unwrap_or_default());
        let html = response(&page("Ferries resume", first), "text/html; charset=utf-8", "");
        let chunked = format!("{:x}\r\n{second}\r\n0\r\n\r\n", second.len());
        let chunked =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}");
        let http = "Content-Type: application/http; msgtype=response\r\n";
        all.push(seed(0, warc("warcinfo", "", "software: x\r\n") + &warc("response", http, &html)));
        all.push(seed(0, warc("response", http, &chunked) + &warc("revisit", http, "HTTP/1.1 200 OK\r\n\r\n")));
        all.push(seed(1, warc("conversion", "Content-Type: text/plain\r\n", first)));
        all.push(seed(2, arc(&page("Ferries resume", second))));
    }
    all
}
