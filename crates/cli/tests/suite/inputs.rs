//! The forms that documents come in, from outside.

use std::io::Write;

use crate::common::{AGENCY, Folder, OTHER, OUTLET, Run, line};

/// The one pair that the three stories have.
#[track_caller]
fn assert_pair(run: &Run, a: &str, b: &str) {
    let pairs = run.json_lines();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert_eq!(pairs.len(), 1, "{run:?}");
    assert_eq!((&pairs[0]["a"], &pairs[0]["b"]), (&a.into(), &b.into()), "{run:?}");
}

fn page(text: &str) -> String {
    let (first, rest) = text.split_once(". ").expect("two sentences");
    format!(
        "<!doctype html><html><head><title>Port news</title></head><body><nav><a href=/>Home</a></nav><article>\
         <p>{first}.</p><p>{rest}</p></article></body></html>"
    )
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).expect("memory");
    gz.finish().expect("memory")
}

fn warc(texts: &[(&str, &str)]) -> Vec<Vec<u8>> {
    let record = |(url, text): &(&str, &str)| {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(text));
        let length = block.len();
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-29T12:00:00Z\r\n\
             Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n"
        );
        format!("{head}{block}\r\n\r\n").into_bytes()
    };
    texts.iter().map(record).collect()
}

#[test]
fn tables_with_names_of_their_own() {
    let quoted = |text: &str| text.replace('"', "\"\"");
    let table = format!("link;body\na;\"{}\"\nb;\"{}\"\nc;\"{}\"\n", quoted(AGENCY), quoted(OUTLET), quoted(OTHER));
    let folder = Folder::new().with("news.csv", &table);
    let fields = ["--id-field", "link", "--text-field", "body"];
    assert_pair(&folder.run(&[&["scan", "news.csv"], &fields[..]].concat()), "a", "b");
    assert_pair(&folder.run(&["scan", "news.csv", "--text-field", "body"]), "news.csv:1", "news.csv:2");
    let run = folder.run(&["scan", "news.csv"]);
    let message = "no column \"text\"; name the one that holds the article with --text-field; there are: link, body";
    assert_eq!((run.code, run.message("news.csv:1")), (Some(1), message));
    let args = [&["scan", "-", "--input-format", "csv"], &fields[..]].concat();
    assert_pair(&folder.run_with_input(&args, table.as_bytes()), "a", "b");
    let run = folder.run(&["scan", "news.csv", "--input-format", "excel"]);
    assert_eq!(run.code, Some(2), "{run:?}");
}

#[test]
fn json_lines_with_names_of_their_own() {
    let docs = [("a", AGENCY), ("b", OUTLET)].map(|(id, text)| {
        format!("{}\n", serde_json::json!({ "url": format!("https://{id}.example/"), "article": text, "text": 1 }))
    });
    let folder = Folder::new().with("docs.jsonl", docs.concat());
    let run = folder.run(&["scan", "docs.jsonl", "--id-field", "url", "--text-field", "article"]);
    assert_pair(&run, "https://a.example/", "https://b.example/");
}

#[test]
fn a_folder_of_all_forms() {
    let folder = Folder::new()
        .with("in/agency.html", page(AGENCY))
        .with(
            "in/crawl.warc.gz",
            warc(&[("https://port.example/", OUTLET)]).iter().flat_map(|r| gz(r)).collect::<Vec<_>>(),
        )
        .with("in/other.jsonl", line("other", OTHER))
        .with("in/prices.csv", "fare,price\nadult,7\n")
        .with("in/notes.json", "{}");
    assert_pair(&folder.run(&["scan", "in"]), "agency.html", "https://port.example/");
}

#[test]
fn pages_in_any_encoding_from_anywhere() {
    let story = AGENCY.replace("port authority", "autorité portuaire réunie à Kolmar");
    let rewrite = OUTLET.replace("Café", "Café à Kolmar");
    let latin1 = |text: &str| text.chars().map(|c| c as u8).collect::<Vec<u8>>();
    let folder = Folder::new()
        .with("a.html", latin1(&page(&story)))
        .with("b.txt", latin1(&rewrite))
        .with("c", gz(page(&rewrite).as_bytes()));
    assert_pair(&folder.run(&["scan", "a.html", "b.txt"]), "a.html", "b.txt");
    assert_pair(&folder.run_with_input(&["scan", "a.html", "-"], &gz(page(&rewrite).as_bytes())), "a.html", "-");
    assert_pair(&folder.run(&["scan", "a.html", "c"]), "a.html", "c");
    let run = folder.run(&["compare", "a.html", "b.txt", "--json"]);
    assert_eq!((run.code, run.json_lines()[0]["verdict"].as_str()), (Some(0), Some("rewrite")), "{run:?}");
}

#[test]
fn broken_records_are_named_by_file_and_offset() {
    let records =
        warc(&[("https://a.example/", AGENCY), ("https://x.example/", OTHER), ("https://b.example/", OUTLET)]);
    let at = records[0].len();
    let broken = String::from_utf8(records[1].clone()).expect("UTF-8").replace("Content-Length: ", "Content-Length: x");
    let archive = [&records[0][..], broken.as_bytes(), &records[2]].concat();
    let run = Folder::new().with("crawl.warc", archive).run(&["scan", "crawl.warc"]);
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");
    let message = "the record's Content-Length is missing or no number; it is left out, and reading goes on at the next one; the \
                   archive is damaged, fetch it again";
    assert_eq!(run.message(&format!("crawl.warc, byte {at}")), message);

    let mut members: Vec<Vec<u8>> = records.iter().map(|record| gz(record)).collect();
    members[1].truncate(100);
    let at = members[0].len();
    let run = Folder::new().with("crawl.warc.gz", members.concat()).run(&["scan", "crawl.warc.gz"]);
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");
    assert!(run.stderr.contains(&format!("(gzip member at byte {at})")), "{run:?}");
}

#[test]
fn a_decompression_bomb_meets_a_limit() {
    // 100 MB of a line that never ends, in less than one.
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(line("agency", AGENCY).as_bytes()).expect("memory");
    gz.write_all(line("outlet", OUTLET).as_bytes()).expect("memory");
    let zeros = vec![b'0'; 1 << 20];
    (0..100).for_each(|_| gz.write_all(&zeros).expect("memory"));
    let folder = Folder::new().with("docs.jsonl.gz", gz.finish().expect("memory"));
    let run = folder.run(&["scan", "docs.jsonl.gz", "--max-expansion", "50"]);
    let said = run.message("docs.jsonl.gz:3");
    let message = ", more than 50 times as many; if they are meant to, raise the limit with --max-expansion; the records before \
                   this were used, the rest of the file is lost";
    assert!(said.starts_with("cannot be read further: ") && said.ends_with(message), "{said}");
    assert_eq!((run.code, run.json_lines().len()), (Some(1), 1), "{run:?}");
    let run = folder.run(&["scan", "docs.jsonl.gz", "--max-expansion", "2000"]);
    assert!(run.message("docs.jsonl.gz:3").starts_with("longer than 4194304 bytes"), "{run:?}");
}
