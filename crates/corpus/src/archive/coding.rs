//! Content codings, undone within a limit.

use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Why a body stays closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// A coding that is not known.
    Unknown(String),
    /// It would be longer than the limit.
    TooLong,
    /// Not even its beginning could be decoded.
    Broken(String),
}

/// Undoes one coding. A body that does not look like it stays as it is: many crawlers undo the coding and keep the header. Of
/// one that is broken off what comes before is used.
pub(super) fn undo(coding: &str, body: Vec<u8>, limit: usize) -> Result<Vec<u8>, Closed> {
    let looks = |magic: &[u8]| body.starts_with(magic);
    match coding.to_ascii_lowercase().as_str() {
        "" | "identity" | "none" | "utf-8" | "chunked" => Ok(body),
        "gzip" | "x-gzip" if looks(&[0x1F, 0x8B]) => read(MultiGzDecoder::new(&body[..]), limit),
        "gzip" | "x-gzip" => Ok(body),
        // The standard means zlib's form; some servers send the bare one.
        "deflate" if is_zlib(&body) => read(ZlibDecoder::new(&body[..]), limit),
        "deflate" if is_text(&body) => Ok(body),
        "deflate" => read(DeflateDecoder::new(&body[..]), limit),
        "zstd" if looks(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            let decoder = zstd::Decoder::with_buffer(&body[..]).map_err(|error| Closed::Broken(error.to_string()))?;
            read(decoder, limit)
        }
        "zstd" => Ok(body),
        // Brotli has no mark of its own.
        "br" if is_text(&body) => Ok(body),
        "br" => read(brotli::Decompressor::new(&body[..], 1 << 12), limit),
        other => Err(Closed::Unknown(other.chars().take(40).collect())),
    }
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0F == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0)
}

fn is_text(body: &[u8]) -> bool {
    let head = body.get(..body.len().min(64)).unwrap_or_default();
    head.trim_ascii_start().starts_with(b"<") && !head.iter().any(|byte| *byte < 9)
}

fn read(decoder: impl Read, limit: usize) -> Result<Vec<u8>, Closed> {
    let mut out = Vec::new();
    let done: io::Result<usize> = decoder.take((limit as u64).saturating_add(1)).read_to_end(&mut out);
    match done {
        _ if out.len() > limit => Err(Closed::TooLong),
        Err(error) if out.is_empty() => Err(Closed::Broken(error.to_string())),
        _ => Ok(out),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const PAGE: &[u8] =
        b"<p>Ferries resume on Friday, and two of five piers stay shut until divers have been down.</p>";

    fn coded(coding: &str, body: &[u8]) -> Vec<u8> {
        let level = Compression::default();
        let done = |bytes: io::Result<Vec<u8>>| bytes.expect("memory");
        match coding {
            "gzip" => done(GzEncoder::new(Vec::new(), level).and_write(body).finish()),
            "deflate" => done(ZlibEncoder::new(Vec::new(), level).and_write(body).finish()),
            "bare" => done(DeflateEncoder::new(Vec::new(), level).and_write(body).finish()),
            "zstd" => done(zstd::encode_all(body, 0)),
            _ => {
                let mut out = Vec::new();
                brotli::CompressorWriter::new(&mut out, 4096, 5, 20).write_all(body).expect("memory");
                out
            }
        }
    }

    trait AndWrite: Write + Sized {
        fn and_write(mut self, body: &[u8]) -> Self {
            self.write_all(body).expect("memory");
            self
        }
    }

    impl<W: Write> AndWrite for W {}

    #[test]
    fn codings_are_undone_within_the_limit() {
        for (name, coding) in
            [("gzip", "gzip"), ("Deflate", "deflate"), ("deflate", "bare"), ("zstd", "zstd"), ("br", "br")]
        {
            let body = coded(coding, PAGE);
            assert_eq!(undo(name, body.clone(), 1000).as_deref(), Ok(PAGE), "{name}");
            assert_eq!(undo(name, body, PAGE.len() - 1), Err(Closed::TooLong), "{name}");
            assert_eq!(undo(name, PAGE.to_vec(), 1000).as_deref(), Ok(PAGE), "{name} that was undone before");
            let bomb = coded(coding, &vec![b' '; 10 << 20]);
            assert_eq!(undo(name, bomb, 1 << 20), Err(Closed::TooLong), "{name}");
        }
        assert_eq!(undo("compress", PAGE.to_vec(), 1000), Err(Closed::Unknown("compress".into())));
        let words: String = (0..2000).map(|n| format!("word {} ", n * 7919 % 1009)).collect();
        let mut cut = coded("gzip", words.as_bytes());
        cut.truncate(cut.len() / 2);
        let part = undo("gzip", cut, 1 << 20).expect("the beginning");
        assert!(!part.is_empty() && words.as_bytes().starts_with(&part));
        assert!(matches!(undo("gzip", vec![0x1F, 0x8B, 8, 0], 1000), Err(Closed::Broken(_))));
    }
}
