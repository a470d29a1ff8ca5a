//! The texts of a corpus, for verification: the first ones in memory, the rest in a temporary file without a name.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};

/// Keeps texts; memory is bounded by the limit it is made with.
#[derive(Debug)]
pub struct Texts {
    memory: Vec<Box<[u8]>>,
    memory_len: usize,
    limit: usize,
    file: Option<File>,
    file_len: u64,
}

/// Where a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    in_file: bool,
    /// Its number among those in memory, or where it begins in the file.
    at: u64,
    len: u32,
}

impl Place {
    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Texts {
    /// Keeps up to `limit` bytes in memory.
    pub fn new(limit: usize) -> Self {
        Self { memory: Vec::new(), memory_len: 0, limit, file: None, file_len: 0 }
    }

    /// Keeps a text of less than 4 GiB; in memory without copying it.
    pub fn push(&mut self, text: Vec<u8>) -> io::Result<Place> {
        let len = u32::try_from(text.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
        if self.file.is_none() && self.memory_len + text.len() <= self.limit {
            self.memory_len += text.len();
            self.memory.push(text.into_boxed_slice());
            return Ok(Place { in_file: false, at: self.memory.len() as u64 - 1, len });
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.write_all(&text)?;
        let at = self.file_len;
        self.file_len += u64::from(len);
        Ok(Place { in_file: true, at, len })
    }

    /// A text that was kept.
    pub fn get(&self, place: Place) -> io::Result<Cow<'_, [u8]>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        if !place.in_file {
            let text = self.memory.get(place.at as usize);
            return text.map(|text| Cow::Borrowed(&**text)).ok_or_else(missing);
        }
        let mut text = vec![0; place.len()];
        read_exact_at(self.file.as_ref().ok_or_else(missing)?, &mut text, place.at)?;
        Ok(Cow::Owned(text))
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, to: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, to, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut to: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !to.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_read(file, to, offset)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (to, offset) = (&mut to[n..], offset + n as u64);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_memory_and_file() {
        let mut texts = Texts::new(8);
        let all: [&[u8]; 4] = [b"12345", b"a text past the limit", b"", b"another"];
        let places: Vec<Place> = all.iter().map(|t| texts.push(t.to_vec()).expect("kept")).collect();
        assert!(texts.memory_len <= 8);
        for (place, text) in places.iter().zip(all) {
            assert_eq!(texts.get(*place).expect("there"), text);
        }
    }
}
