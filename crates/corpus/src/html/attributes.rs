//! Tags with attributes beyond number. The tokeniser compares each attribute of a tag with all before it.

/// Attributes of one tag.
const ATTRIBUTES_MAX: u32 = 4096;

/// Where in a tag a reader may be.
const NAME: usize = 0;
const GAP: usize = 1;
const ATTRIBUTE: usize = 2;
const VALUE: usize = 3;
const UNQUOTED: usize = 4;
const SINGLE: usize = 5;
const DOUBLE: usize = 6;

/// Whether a tag has too many attributes, wherever tags may begin: inside scripts and comments, too, since where those end is for
/// the tokeniser to tell. All tags that may be open are followed at once; of those in one state the one with most attributes.
pub(super) fn are_too_many(html: &[u8]) -> bool {
    let mut open: [Option<u32>; 7] = [None; 7];
    let mut bytes = html.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if open != [None; 7] {
            open = after(byte, open);
            if open.iter().flatten().any(|attributes| *attributes > ATTRIBUTES_MAX) {
                return true;
            }
        }
        let begins = |next: &u8| next.is_ascii_alphabetic() || *next == b'/';
        if byte == b'<' && bytes.peek().is_some_and(begins) {
            open[NAME] = open[NAME].max(Some(0));
        }
    }
    false
}

fn after(byte: u8, open: [Option<u32>; 7]) -> [Option<u32>; 7] {
    let mut next = [None; 7];
    for (state, attributes) in open.into_iter().enumerate() {
        let Some(attributes) = attributes else { continue };
        let (to, attributes) = match (state, byte) {
            (SINGLE, b'\'') | (DOUBLE, b'"') => (GAP, attributes),
            (SINGLE | DOUBLE, _) => (state, attributes),
            (_, b'>') => continue,
            (NAME | GAP | ATTRIBUTE | UNQUOTED, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C') => (GAP, attributes),
            (NAME | GAP | ATTRIBUTE, b'/') => (GAP, attributes),
            (ATTRIBUTE, b'=') => (VALUE, attributes),
            // `a = b`: the sign after a gap belongs to the attribute before it.
            (GAP, b'=') => (VALUE, attributes),
            (GAP, _) => (ATTRIBUTE, attributes + 1),
            (VALUE, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C') => (VALUE, attributes),
            (VALUE, b'\'') => (SINGLE, attributes),
            (VALUE, b'"') => (DOUBLE, attributes),
            (VALUE, _) => (UNQUOTED, attributes),
            _ => (state, attributes),
        };
        next[to] = next[to].max(Some(attributes));
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_tag_by_tag() {
        let many = |attribute: fn(u32) -> String| (0..=ATTRIBUTES_MAX).map(attribute).collect::<String>();
        for attributes in [
            many(|n| format!(" a{n}")),
            many(|n| format!(" a{n}='>'")),
            many(|n| format!("/a{n}=\">\"")),
            many(|n| format!("\na{n} = x")),
            many(|n| format!(" \"{n}")),
        ] {
            assert!(are_too_many(format!("<p>Ferries</p><a{attributes}>").as_bytes()));
            assert!(are_too_many(format!("<!-- <a x=' --><a{attributes}>").as_bytes()));
            assert!(!are_too_many(format!("<p>Ferries{attributes}</p>").as_bytes()));
        }
        let page = "<a href='x' class=\"y\" hidden>it's</a> <b title='1 < 2'>".repeat(5000);
        assert!(!are_too_many(page.as_bytes()));
        assert!(!are_too_many(
            format!("<script>{}</script>", "if (a<b && c > d) { x = 'y'; }\n".repeat(5000)).as_bytes()
        ));
    }
}
