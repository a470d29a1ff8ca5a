//! Numbers by their places: in memory, or in a temporary file of which some pages are in memory.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::{BUFFER, read_exact_at, write_all_at};

/// Bytes of a number.
const NUMBER: usize = 8;
/// Bytes of a page.
const PAGE: usize = 4096;
/// Numbers of a page.
const PER_PAGE: u64 = (PAGE / NUMBER) as u64;
/// Pages in memory: a megabyte.
const PAGES: usize = 256;

/// Numbers, each that of its own place at first. As many as go into a megabyte are in memory, else pages of a temporary file
/// without a name.
///
/// ```
/// let mut numbers = wireprint_corpus::Numbers::new(1_000_000)?;
/// numbers.set(999_999, 7)?;
/// assert_eq!((numbers.get(999_999)?, numbers.get(8)?), (7, 8));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Numbers {
    len: u64,
    /// Where the pages are that are not in memory, if there are such.
    file: Option<File>,
    /// The page `n` of the file stands at `n` modulo their number, if it is in memory.
    pages: Vec<Page>,
}

#[derive(Clone, Debug)]
struct Page {
    number: u64,
    numbers: [u8; PAGE],
    is_changed: bool,
}

impl Numbers {
    /// So many numbers.
    ///
    /// # Errors
    /// Those of a temporary file.
    pub fn new(len: u64) -> io::Result<Self> {
        Self::with_pages(len, PAGES)
    }

    fn with_pages(len: u64, pages_max: usize) -> io::Result<Self> {
        let count = len.div_ceil(PER_PAGE);
        let pages = (0..count.min(pages_max as u64)).map(Page::new).collect();
        let file = (count > pages_max as u64).then(|| write(count)).transpose()?;
        Ok(Self { len, file, pages })
    }

    /// The number at a place.
    ///
    /// # Errors
    /// Those of a temporary file, or if there is no such place.
    pub fn get(&mut self, place: u64) -> io::Result<u64> {
        let (page, at) = self.page(place)?;
        Ok(u64::from_le_bytes(page.numbers.as_chunks().0[at]))
    }

    /// Puts a number at a place.
    ///
    /// # Errors
    /// Those of a temporary file, or if there is no such place.
    pub fn set(&mut self, place: u64, number: u64) -> io::Result<()> {
        let (page, at) = self.page(place)?;
        page.numbers.as_chunks_mut().0[at] = number.to_le_bytes();
        page.is_changed = true;
        Ok(())
    }

    /// The page of a place, and where it is there.
    fn page(&mut self, place: u64) -> io::Result<(&mut Page, usize)> {
        if place >= self.len {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let (number, at) = (place / PER_PAGE, (place % PER_PAGE) as usize);
        let frame = (number % self.pages.len() as u64) as usize;
        let page = &mut self.pages[frame];
        if page.number != number
            && let Some(file) = &self.file
        {
            if page.is_changed {
                write_all_at(file, &page.numbers, page.number * PAGE as u64)?;
                page.is_changed = false;
            }
            // While it is read the page is none that anybody asks for.
            page.number = u64::MAX;
            read_exact_at(file, &mut page.numbers, number * PAGE as u64)?;
            page.number = number;
        }
        Ok((page, at))
    }
}

impl Page {
    fn new(number: u64) -> Self {
        let mut page = Self { number, numbers: [0; PAGE], is_changed: false };
        let numbers = page.numbers.as_chunks_mut().0;
        numbers.iter_mut().zip(number * PER_PAGE..).for_each(|(to, number)| *to = u64::to_le_bytes(number));
        page
    }
}

fn write(pages: u64) -> io::Result<File> {
    let mut file = BufWriter::with_capacity(BUFFER, tempfile::tempfile()?);
    (0..pages).try_for_each(|number| file.write_all(&Page::new(number).numbers))?;
    file.into_inner().map_err(io::IntoInnerError::into_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_in_a_vector() {
        for (len, pages) in [(1, 1), (512, 1), (513, 1), (5_000, 1), (5_000, 3), (5_000, 10), (5_000, 256)] {
            let mut numbers = Numbers::with_pages(len, pages).expect("room on disk");
            let mut wanted: Vec<u64> = (0..len).collect();
            for step in 0..20_000u64 {
                let drawn = step.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
                let (place, other) = (drawn % len, (drawn >> 13) % len);
                if step % 3 == 0 {
                    numbers.set(place, other).expect("files of ours");
                    wanted[place as usize] = other;
                }
                assert_eq!(numbers.get(other).expect("files of ours"), wanted[other as usize]);
            }
            assert_eq!(numbers.file.is_some(), len > pages as u64 * PER_PAGE);
            assert!(numbers.get(len).is_err());
        }
    }

    #[test]
    fn a_file_that_fails_is_told_and_a_number_is_never_another() {
        let mut numbers = Numbers::with_pages(2_000, 1).expect("room on disk");
        numbers.file.as_ref().expect("more than a page").set_len(4096).expect("a file of ours");
        assert!(numbers.get(600).is_err() && numbers.get(600).is_err());
        assert_eq!(numbers.get(5).expect("still there"), 5);
    }
}
