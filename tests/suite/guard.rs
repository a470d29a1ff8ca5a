//! No kernel reads a byte behind a text's end: the text stands right before a page that may not be read.
//!
//! A read behind the end would end the test program at once, and so would one before the beginning.

use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap_anonymous, mprotect, munmap};
use wireprint::kernel::Kernel;
use wireprint::{Fingerprinter, Scheme};

/// Whole pages on every machine that Linux runs on.
const PAGE: usize = 64 << 10;

/// One page that can be used, between two that cannot.
struct Guarded(*mut u8);

impl Guarded {
    fn new() -> Self {
        // SAFETY: three new pages that nobody else knows of; the first and the last lose their rights.
        unsafe {
            let pages =
                mmap_anonymous(std::ptr::null_mut(), 3 * PAGE, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE)
                    .expect("memory for three pages");
            mprotect(pages, PAGE, MprotectFlags::empty()).expect("a page can be protected");
            mprotect(pages.add(2 * PAGE), PAGE, MprotectFlags::empty()).expect("a page can be protected");
            Self(pages.cast::<u8>().add(PAGE))
        }
    }

    /// The text as the page's last bytes.
    fn at_end(&mut self, text: &[u8]) -> &[u8] {
        assert!(text.len() <= PAGE);
        // SAFETY: the page can be read and written, and the text fits it.
        unsafe {
            let to = self.0.add(PAGE - text.len());
            std::ptr::copy_nonoverlapping(text.as_ptr(), to, text.len());
            std::slice::from_raw_parts(to, text.len())
        }
    }

    /// The text as the page's first bytes.
    fn at_start(&mut self, text: &[u8]) -> &[u8] {
        assert!(text.len() <= PAGE);
        // SAFETY: as above.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), self.0, text.len());
            std::slice::from_raw_parts(self.0, text.len())
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: the three pages of `new`, to which nothing refers any more.
        unsafe { munmap(self.0.sub(PAGE).cast(), 3 * PAGE).expect("own pages can be given back") }
    }
}

#[test]
fn nothing_is_read_beyond_a_text() {
    let mut page = Guarded::new();
    let texts =
        ["ferry harbour 12 bridge", "Привет мир — да", "漢字かな交じり文。", "naïve Müller “quoted” ", "😀ไทย ok"];
    for text in texts {
        let long = text.repeat(60);
        for kernel in Kernel::available() {
            let mut fingerprinter = Fingerprinter::new(&Scheme::REWRITE).with_kernel(kernel);
            for len in (0..=300).chain([1023, 1024, 1025, long.len()]) {
                // Cut anywhere, inside a character too.
                let text = &long.as_bytes()[..len.min(long.len())];
                fingerprinter.push(page.at_end(text));
                let at_end = fingerprinter.finish();
                fingerprinter.push(page.at_start(text));
                assert_eq!(at_end, fingerprinter.finish(), "{kernel:?} {len}");
            }
        }
    }
}
