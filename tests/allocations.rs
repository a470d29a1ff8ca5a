//! The core path allocates nothing: a counting allocator watches it work. One test alone, so that nothing else counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

use wireprint::index::FixedIndex;
use wireprint::suppress::{Cell, Filter, Learner};
use wireprint::{Fingerprint, Fingerprinter, Rules, Scheme, compare};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations_of(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    work();
    ALLOCATIONS.load(Ordering::SeqCst) - before
}

#[test]
fn the_core_path_allocates_nothing() {
    let texts = [
        "Ferries to the outer islands will run again from Friday, “after a week of storms”, the authority said.",
        "المراسي: تعود العبارات إلى الجزر الخارجية يوم الجمعة بعد أسبوع من العواصف",
        "渡轮周五起恢复通航，港务局说「两座码头没有受损」，居民表示欢迎。",
    ];
    assert_eq!(allocations_of(|| drop(black_box(vec![0u8; 64]))), 1, "the counter counts");

    let scheme = Scheme::REWRITE;
    let used = allocations_of(|| {
        let mut learner = Learner::<_, 256>::new(&scheme, [Cell::default(); 1024]);
        let mut index = FixedIndex::<4, 1024>::new();
        for text in texts {
            learner.begin_document();
            wireprint::fingerprint::for_each_shingle(&scheme, text.as_bytes(), |shingle| learner.shingle(shingle.hash));
        }
        let filter: Filter = learner.filter(2);
        let Ok(mut fingerprinter) = Fingerprinter::with_filter(&scheme, &filter) else { return };
        let mut bytes = [0; Fingerprint::<512>::BYTES];
        for (id, text) in (0..).zip(texts.iter().cycle().take(12)) {
            text.as_bytes().chunks(7).for_each(|piece| fingerprinter.push(piece));
            let print = fingerprinter.finish();
            let _ = print.write_to(&mut bytes);
            let _ = black_box(Fingerprint::<512>::from_bytes(&bytes));
            index.candidates(&print, |candidate| {
                if let Ok(found) = compare(candidate.fingerprint, &print) {
                    black_box(Rules::default().of_comparison(&found, false));
                }
            });
            black_box(index.insert(id, print));
            black_box(index.remove(id / 2));
        }
        black_box(filter.to_bytes());
    });
    assert_eq!(used, 0);
}
