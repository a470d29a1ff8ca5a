//! JSON lines and plain text in any encoding.

use serde_json::json;

use crate::readers::{check_plain, named, seed, texts};

const NAMES: [&str; 5] = ["a.jsonl", "a.txt", "a", "a.md", "a.ndjson"];

pub(crate) fn run(data: &[u8]) {
    if let Some((name, file)) = named(&NAMES, data) {
        check_plain(name, file);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let texts: Vec<&str> = texts().take(40).collect();
    let lines = texts.chunks(3).map(|some| {
        let line = |(n, text): (usize, &&str)| match n {
            0 => json!({ "id": n, "text": text, "time": "2025-03-14T06:00:00Z", "host": "a.example" }),
            1 => json!({ "text": text, "id": "b", "time": 1_741_910_400, "url": "https://www.b.example/x?y", "title": null }),
            _ => json!({ "id": "b", "text": text, "time": "14 March", "more": [{ "a": [1.5e9, true] }] }),
        };
        some.iter().enumerate().map(|(n, text)| line((n, text)).to_string() + "\n").collect::<String>()
    });
    let wide = |text: &&str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let plain = texts.iter().step_by(3).map(|text| seed(1, text));
    let wide = texts.iter().step_by(7).map(|text| seed(2, [&[0xFF, 0xFE], &wide(text)[..]].concat()));
    let latin =
        [seed(1, b"Die F\xE4hre \xFCber den Sund f\xE4hrt wieder."), seed(2, b"\xEF\xBB\xBF{\"id\":1,\"text\":\"x\"}")];
    lines.map(|file| seed(0, file)).chain(plain).chain(wide).chain(latin).collect()
}
