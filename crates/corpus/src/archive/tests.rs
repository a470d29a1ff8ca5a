//! Archives as crawlers write them, and as disks and networks leave them.

use std::io::Write;

use crate::document::Document;
use crate::options::Options;
use crate::testing::{read_all, read_with};

const STORY: &str = "Ferries to Kolmar resume on Friday after a week of heavy storms, and two of the five damaged piers remain \
    closed until divers have inspected every pillar. Engineers expect the inspection to take nine days.";

fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{title}</title></head><body><article><p>{text}</p></article></body></html>"
    )
}

fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-29T12:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let block = [b"HTTP/1.1 200 OK\r\n", headers.as_bytes(), b"\r\n", body].concat();
    record("response", url, "application/http; msgtype=response", &block)
}

fn html(url: &str, text: &str) -> Vec<u8> {
    response(url, "Content-Type: text/html\r\n", page("Ferries resume", text).as_bytes())
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).expect("memory");
    gz.finish().expect("memory")
}

fn ids(documents: &[Document<'_>]) -> Vec<String> {
    documents.iter().map(|document| document.id.to_string()).collect()
}

/// A crawl of three stories with what stands between them.
fn crawl() -> [Vec<u8>; 6] {
    [
        record("warcinfo", "", "application/warc-fields", b"software: a crawler\r\n"),
        html("https://port.example/1", STORY),
        record("request", "https://port.example/1", "application/http; msgtype=request", b"GET /1 HTTP/1.1\r\n\r\n"),
        html("https://port.example/2", STORY),
        record("metadata", "https://port.example/2", "text/plain", b"not an article"),
        html("https://port.example/3", STORY),
    ]
}

#[test]
fn responses_become_documents() {
    let (documents, problems) = read_all("crawl.warc", &crawl().concat());
    assert_eq!((documents.len(), &problems[..]), (3, &[][..]));
    let Document { id, text, time, url, host, title } = &documents[0];
    assert_eq!((&**id, &**text), ("https://port.example/1", STORY));
    assert_eq!((*time, url.as_deref()), (Some(1_709_208_000), Some("https://port.example/1")));
    assert_eq!((host.as_deref(), title.as_deref()), (Some("port.example"), Some("Ferries resume")));
}

#[test]
fn archives_are_the_same_however_they_are_compressed() {
    let (plain, _) = read_all("crawl.warc", &crawl().concat());
    let by_record = crawl().map(|record| gz(&record)).concat();
    let whole = gz(&crawl().concat());
    // Members of any size, such as block compressors write.
    let blocks: Vec<u8> = crawl().concat().chunks(100).flat_map(gz).collect();
    let zstd = crawl().map(|record| zstd::encode_all(&record[..], 0).expect("memory")).concat();
    for bytes in [by_record, whole, blocks, zstd] {
        let (documents, problems) = read_all("crawl", &bytes);
        assert_eq!((documents, &problems[..]), (plain.clone(), &[][..]));
    }
}

#[test]
fn what_is_no_article_is_passed_over() {
    let redirect = b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<p>Moved here</p>";
    let records = [
        record("response", "https://port.example/", "application/http; msgtype=response", redirect),
        record("response", "dns:port.example", "text/dns", b"20240229 port.example. A 192.0.2.1"),
        record("resource", "metadata://crawler/log.txt", "text/plain", b"what the crawler did"),
        record("revisit", "https://port.example/1", "application/http; msgtype=response", b"HTTP/1.1 200 OK\r\n\r\n"),
        response("https://port.example/a.png", "Content-Type: image/png\r\n", b"\x89PNG"),
        response("https://port.example/a.json", "Content-Type: application/json\r\n", b"{\"text\": \"x\"}"),
        response("https://port.example/blank", "Content-Type: text/html\r\n", b"<p> </p>"),
    ];
    assert_eq!(read_all("crawl.warc", &records.concat()), (Vec::new(), Vec::new()));
}

#[test]
fn other_contents_are_documents() {
    let (koi8, ..) = encoding_rs::KOI8_R.encode("Паромы снова ходят с пятницы, сообщила служба порта.");
    let records = [
        record("conversion", "https://port.example/wet", "text/plain", STORY.as_bytes()),
        record("resource", "https://port.example/kept", "text/html", page("Kept", STORY).as_bytes()),
        response("<https://port.example/plain>", "content-type:text/plain;charset=koi8-r\r\n", &koi8),
        response("https://port.example/untyped", "", page("Untyped", STORY).as_bytes()),
    ];
    let (documents, problems) = read_all("crawl.warc.wet", &records.concat());
    assert_eq!(problems, [""; 0]);
    let texts: Vec<&str> = documents.iter().map(|document| &*document.text).collect();
    assert_eq!(texts, [STORY, STORY, "Паромы снова ходят с пятницы, сообщила служба порта.", STORY]);
    assert_eq!(documents[2].id, "https://port.example/plain");
}

#[test]
fn codings_are_undone() {
    let body = page("Ferries resume", STORY);
    let chunked = format!("{:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", 40, &body[..40], body.len() - 40, &body[40..]);
    let packed = gz(body.as_bytes());
    let both = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    let headers = |more: &str| format!("Content-Type: text/html\r\n{more}\r\n");
    let records = [
        response("http://a.example/", &headers("Transfer-Encoding: chunked"), chunked.as_bytes()),
        response("http://b.example/", &headers("Content-Encoding: gzip"), &packed),
        response("http://c.example/", &headers("Content-Encoding: gzip\r\nTransfer-Encoding: chunked"), &both),
        response("http://d.example/", &headers("Transfer-Encoding: gzip, chunked"), &both),
        response("http://e.example/", &headers("Transfer-Encoding: chunked\r\nContent-Encoding: br"), body.as_bytes()),
    ];
    let (documents, problems) = read_all("crawl.warc", &records.concat());
    assert_eq!((documents.len(), &problems[..]), (5, &[][..]));
    assert!(documents.iter().all(|document| document.text == STORY));
}

#[test]
fn a_url_that_comes_again_has_its_time_and_place() {
    let url = "https://port.example/1";
    let later = String::from_utf8(html(url, STORY)).expect("UTF-8").replace("2024-02-29T12", "2024-02-29T15");
    let archive = [html(url, STORY), later.into_bytes(), html(url, STORY), html(url, STORY)].concat();
    let (documents, problems) = read_all("crawl.warc", &archive);
    let step = html(url, STORY).len();
    let wanted = [
        url.to_owned(),
        format!("{url} 2024-02-29T15:00:00Z"),
        format!("{url} 2024-02-29T12:00:00Z"),
        format!("{url} crawl.warc:{}", 3 * step),
    ];
    assert_eq!((ids(&documents), &problems[..]), (wanted.to_vec(), &[][..]));
}

/// The crawl with one record in its midst exchanged.
fn with_broken(broken: &[u8]) -> (Vec<u8>, usize) {
    let mut crawl = crawl();
    let at = crawl[..3].iter().map(Vec::len).sum();
    crawl[3] = broken.to_vec();
    (crawl.concat(), at)
}

#[test]
fn a_broken_record_costs_no_other() {
    let sound = String::from_utf8(html("https://port.example/2", STORY)).expect("UTF-8");
    let left_out = "it is left out, and reading goes on at the next one; the archive is damaged, fetch it again";
    let length = sound.find("Content-Length: ").expect("a length");
    let number = sound[length + 16..].split('\r').next().expect("a number");
    let with_length = |stated: &str| sound.replacen(&format!("Length: {number}"), &format!("Length: {stated}"), 1);
    for (broken, message) in [
        (with_length("many"), format!("the record's Content-Length is missing or no number; {left_out}")),
        (with_length("-1"), format!("the record's Content-Length is missing or no number; {left_out}")),
        (
            sound.replace("Content-Length", "Content-Width"),
            format!("the record's Content-Length is missing or no number; {left_out}"),
        ),
        (
            sound.replace("WARC/1.1", "CRAW/1.1"),
            "no record of an archive begins here; read on at the next one; the archive is damaged, fetch it again"
                .into(),
        ),
        (
            sound.replace("WARC-Date", &format!("X: {}\r\nWARC-Date", "x".repeat(70_000))),
            format!("the record's headers are too long; {left_out}"),
        ),
        (
            String::from_utf8(response("https://port.example/2", "Content-Encoding: compress\r\n", b"LZW"))
                .expect("UTF-8"),
            format!("the record's content coding \"compress\" is none of gzip, deflate, br and zstd; {left_out}"),
        ),
    ] {
        let (archive, at) = with_broken(broken.as_bytes());
        let (documents, problems) = read_all("crawl.warc", &archive);
        assert_eq!(ids(&documents), ["https://port.example/1", "https://port.example/3"], "{problems:?}");
        assert_eq!(problems, [format!("crawl.warc, byte {at}: {message}")]);
    }
    // Too short a length: what was read is used, what stands after it is named.
    let (archive, _) =
        with_broken(with_length(&(number.parse::<usize>().expect("a number") - 20).to_string()).as_bytes());
    let (documents, problems) = read_all("crawl.warc", &archive);
    assert_eq!((documents.len(), problems.len()), (3, 1), "{problems:?}");
}

#[test]
fn a_length_beyond_all_bounds_takes_no_memory() {
    let sound = String::from_utf8(html("https://port.example/2", STORY)).expect("UTF-8");
    let length = sound.find("Content-Length: ").expect("a length") + 16;
    let huge =
        [&sound[..length], "18446744073709551615", sound[length..].trim_start_matches(|c: char| c.is_ascii_digit())]
            .concat();
    let (archive, at) = with_broken(huge.as_bytes());
    let (documents, problems) = read_all("crawl.warc", &archive);
    assert_eq!((documents.len(), problems.len()), (1, 1));
    assert!(problems[0].starts_with(&format!("crawl.warc, byte {at}: the record's block has ")), "{problems:?}");
    // In members of its own it costs no other.
    let mut crawl = crawl().map(|record| gz(&record));
    crawl[3] = gz(huge.as_bytes());
    let at: usize = crawl[..3].iter().map(Vec::len).sum();
    let (documents, problems) = read_all("crawl.warc.gz", &crawl.concat());
    assert_eq!((documents.len(), problems.len()), (2, 1));
    assert!(problems[0].starts_with(&format!("crawl.warc.gz, byte {at}: the record's block has ")), "{problems:?}");
}

#[test]
fn a_broken_member_costs_no_other() {
    for damage in [20, 200] {
        let mut crawl = crawl().map(|record| gz(&record));
        let at: usize = crawl[..3].iter().map(Vec::len).sum();
        crawl[3][damage..damage + 8].fill(0xA5);
        let (documents, problems) = read_all("crawl.warc.gz", &crawl.concat());
        assert_eq!(ids(&documents), ["https://port.example/1", "https://port.example/3"], "{problems:?}");
        assert!(problems[0].starts_with("crawl.warc.gz, byte "), "{problems:?}");
        assert!(problems[0].contains(&format!("(gzip member at byte {at})")), "{problems:?}");
        assert!(problems[0].ends_with("; the archive is damaged, fetch it again"), "{problems:?}");
        assert_eq!(problems.len(), 1);
    }
    let mut crawl = crawl().map(|record| gz(&record));
    crawl[3].truncate(200);
    let (documents, problems) = read_all("crawl.warc.gz", &crawl.concat());
    assert_eq!(ids(&documents), ["https://port.example/1", "https://port.example/3"], "{problems:?}");
    assert_eq!(problems.len(), 1);
}

#[test]
fn an_archive_that_breaks_off_gives_what_it_holds() {
    let whole = crawl().concat();
    let (documents, problems) = read_all("crawl.warc", &whole[..whole.len() - 200]);
    assert_eq!((documents.len(), problems.len()), (2, 1), "{problems:?}");
    assert!(problems[0].contains("the record's block has "), "{problems:?}");
    // What lacks little is used.
    let (documents, problems) = read_all("crawl.warc", &whole[..whole.len() - 20]);
    assert_eq!((documents.len(), problems.len()), (3, 1), "{problems:?}");
    assert!(problems[0].contains(": the record breaks off after "), "{problems:?}");
    assert_eq!(documents[2].text, STORY);
    let packed = crawl().map(|record| gz(&record)).concat();
    let (documents, problems) = read_all("crawl.warc.gz", &packed[..packed.len() - 50]);
    assert_eq!((documents.len(), problems.len()), (2, 1), "{problems:?}");
}

#[test]
fn large_records_are_left_out_by_name() {
    let options = Options { max_document: 100_000, ..Options::default() };
    let large = "word ".repeat(30_000);
    let bomb = gz(" ".repeat(10 << 20).as_bytes());
    let records = [
        html("https://port.example/large", &large),
        response("https://port.example/bomb", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &bomb),
        response("https://port.example/a.mp4", "Content-Type: video/mp4\r\n", large.as_bytes()),
        html("https://port.example/1", STORY),
    ];
    let (documents, problems) = read_with("crawl.warc", &records.concat(), &options);
    assert_eq!(ids(&documents), ["https://port.example/1"]);
    let message = "longer than 100000 bytes and left out; raise the limit with --max-document";
    let places = [0, records[0].len()].map(|at| format!("crawl.warc, byte {at}: {message}"));
    assert_eq!(problems, places);
}

fn arc_record(url: &str, time: &str, length: Option<&str>, block: &[u8]) -> Vec<u8> {
    let own = block.len().to_string();
    let line = format!("{url} 192.0.2.1 {time} text/html {}\n", length.unwrap_or(&own));
    [line.as_bytes(), block, b"\n"].concat()
}

#[test]
fn the_older_archives_are_read_too() {
    let version = b"1 0 Crawl\nURL IP-address Archive-date Content-type Archive-length\n";
    let http = format!("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page("Ferries resume", STORY));
    let records = [
        arc_record("filedesc://crawl.arc", "20020301120000", None, version),
        arc_record("http://port.example/a story", "20020301120000", None, http.as_bytes()),
        arc_record("http://port.example/broken", "20020301120000", Some("-1"), http.as_bytes()),
        arc_record("http://port.example/bare", "20020301120000", None, page("Bare", STORY).as_bytes()),
        arc_record("dns:port.example", "20020301120000", None, b"port.example A 192.0.2.1"),
    ];
    let at = records[0].len() + records[1].len();
    for (name, bytes) in [("crawl.arc", records.concat()), ("crawl.arc.gz", records.clone().map(|r| gz(&r)).concat())] {
        let (documents, problems) = read_all(name, &bytes);
        assert_eq!(ids(&documents), ["http://port.example/a story", "http://port.example/bare"], "{problems:?}");
        assert!(documents.iter().all(|d| d.text == STORY && d.time == Some(1_014_984_000)));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(": the record's length is \"-1\"; it is left out"), "{problems:?}");
        if name == "crawl.arc" {
            assert!(problems[0].starts_with(&format!("crawl.arc, byte {at}: ")), "{problems:?}");
        }
    }
}
