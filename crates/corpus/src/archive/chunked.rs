//! `Transfer-Encoding: chunked`, undone.

/// Digits of a chunk's size at most.
const DIGITS_MAX: usize = 8;

/// The body without its chunks. `None` if it does not begin with one: many crawlers undo the chunks and keep the header. What comes
/// after a broken chunk is taken as it is.
pub(super) fn undo(body: &[u8]) -> Option<Vec<u8>> {
    let (mut size, mut rest) = size_of(body)?;
    let mut out = Vec::with_capacity(body.len());
    while size > 0 {
        let Some((chunk, after)) = rest.split_at_checked(size) else {
            out.extend_from_slice(rest);
            break;
        };
        out.extend_from_slice(chunk);
        let after_line = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
        match size_of(after_line) {
            Some(next) => (size, rest) = next,
            None => {
                out.extend_from_slice(after_line);
                break;
            }
        }
    }
    Some(out)
}

/// The size that a chunk's first line tells, and what follows the line.
fn size_of(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 || digits > DIGITS_MAX {
        return None;
    }
    let (number, rest) = bytes.split_at_checked(digits)?;
    let size = usize::from_str_radix(std::str::from_utf8(number).ok()?, 16).ok()?;
    // Extensions may follow, and spaces, but nothing else.
    let end = rest.iter().take(256).position(|byte| *byte == b'\n')?;
    let (line, rest) = (rest.get(..end)?.trim_ascii(), rest.get(end + 1..)?);
    (line.is_empty() || line.starts_with(b";")).then_some((size, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        let undone = |body: &str| undo(body.as_bytes()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert_eq!(undone("4\r\nFerr\r\n3;x=y\r\nies\r\n0\r\n\r\n").as_deref(), Some("Ferries"));
        assert_eq!(undone("0\r\n\r\n").as_deref(), Some(""));
        assert_eq!(undone("4 \nFerr\n3\nies\n").as_deref(), Some("Ferries"));
        // Broken on the way.
        assert_eq!(undone("4\r\nFerr\r\n99999\r\nies").as_deref(), Some("Ferries"));
        assert_eq!(undone("4\r\nFerr\r\n<p>ies").as_deref(), Some("Ferr<p>ies"));
        for body in ["<!doctype html>", "", "add a line\r\n", "FFFFFFFFFFFFFFFF\r\n", "12"] {
            assert_eq!(undone(body), None, "{body}");
        }
    }
}
