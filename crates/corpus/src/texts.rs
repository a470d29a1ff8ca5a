//! The texts of a corpus, for verification: the first ones in memory, the rest in a temporary file without a name.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};

/// Keeps texts; memory is bounded by the limit it is made with.
#[derive(Debug)]
pub struct Texts {
    memory: Vec<u8>,
    limit: usize,
    file: Option<File>,
    file_len: u64,
}

/// Where a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    in_file: bool,
    start: u64,
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
        Self { memory: Vec::new(), limit, file: None, file_len: 0 }
    }

    /// Keeps a text of less than 4 GiB.
    pub fn push(&mut self, text: &[u8]) -> io::Result<Place> {
        let len = u32::try_from(text.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
        if self.file.is_none() && self.memory.len() + text.len() <= self.limit {
            let start = self.memory.len() as u64;
            self.memory.extend_from_slice(text);
            return Ok(Place { in_file: false, start, len });
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.write_all(text)?;
        let start = self.file_len;
        self.file_len += u64::from(len);
        Ok(Place { in_file: true, start, len })
    }

    /// A text that was kept.
    pub fn get(&self, place: Place) -> io::Result<Cow<'_, [u8]>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        if !place.in_file {
            let start = place.start as usize;
            return self.memory.get(start..start + place.len()).map(Cow::Borrowed).ok_or_else(missing);
        }
        let mut text = vec![0; place.len()];
        read_exact_at(self.file.as_ref().ok_or_else(missing)?, &mut text, place.start)?;
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
        let places: Vec<Place> = all.iter().map(|t| texts.push(t).expect("kept")).collect();
        assert!(texts.memory.len() <= 8);
        for (place, text) in places.iter().zip(all) {
            assert_eq!(texts.get(*place).expect("there"), text);
        }
    }
}
