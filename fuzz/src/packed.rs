//! Files in gzip and zstd, in members, cut off or damaged; the first byte says what becomes of the rest.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::readers::{check, seed, texts};

/// A compressed file cannot hold more documents than the limit of its expansion lets through.
const PER_BYTE: usize = 1200;

pub(crate) fn run(data: &[u8]) {
    let Some((how, rest)) = data.split_first() else { return };
    let file = match how % 4 {
        // As it is: what the fuzzer makes of sound files.
        0 => rest.to_vec(),
        // Two members, the second after a gap.
        1 => {
            let (a, b) = rest.split_at(rest.len() / 2);
            [gzip(a), vec![0; usize::from(how >> 2)], gzip(b)].concat()
        }
        2 => zstd::encode_all(rest, 1).unwrap_or_default(),
        // Cut off.
        _ => {
            let whole = gzip(rest);
            whole[..whole.len() * usize::from(how >> 2) / 64].to_vec()
        }
    };
    let documents = check("a.jsonl.gz", &file);
    // The first 64 MiB are free of the limit, so a few bytes may become many lines.
    assert!(documents <= (file.len() + 64) * PER_BYTE, "{documents} documents of {} bytes", file.len());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).unwrap_or_default()
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let lines: Vec<String> = texts()
        .take(24)
        .enumerate()
        .map(|(n, text)| serde_json::json!({ "id": n, "text": text }).to_string() + "\n")
        .collect();
    let files: Vec<Vec<u8>> = lines.chunks(3).map(|some| some.concat().into_bytes()).collect();
    let whole = files.iter().flat_map(|file| {
        let zstd = zstd::encode_all(&file[..], 3).unwrap_or_default();
        [seed(0, gzip(file)), seed(0, zstd), seed(0, [gzip(file), gzip(file)].concat())]
    });
    let made = files.iter().zip(1u8..).map(|(file, how)| seed(how.wrapping_mul(37), file));
    whole.chain(made).collect()
}
