//! What a device does: fingerprints and an index whose sizes are in their types, and no allocator.
//!
//! ```sh
//! cargo run --release --example fixed_memory
//! ```
//!
//! The code below `main` uses nothing that a microcontroller lacks; a counting allocator shows that it allocates
//! nothing. The texts arrive in pieces of 64 bytes, as over a radio link.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use wireprint::index::FixedIndex;
use wireprint::{Fingerprinter, Profile, Rules, Scheme, Verdict, compare};

/// Small fingerprints for a small part: 256 bins.
const BINS: usize = 256;
/// The device remembers the last eight articles.
type Memory = FixedIndex<8, 2048, BINS>;

/// Counts allocations, so that `main` can show that there were none.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged.
#[allow(unsafe_code)]
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

fn main() {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let mut decisions = [(0, Verdict::None, 0); ARTICLES.len()];
    observe_all(&mut decisions);
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;

    println!("index {} bytes, fingerprinter {} bytes", size_of::<Memory>(), size_of::<Fingerprinter<BINS>>());
    for (number, verdict, of) in decisions {
        match verdict {
            Verdict::None => println!("article {number}: new"),
            _ => println!("article {number}: {verdict} of article {of}"),
        }
    }
    println!("{allocations} allocations");
    assert_eq!(allocations, 0);
}

/// Fingerprints each article as it arrives and names the earlier one it comes from: number, verdict, number of the other.
fn observe_all(decisions: &mut [(u32, Verdict, u32)]) {
    let scheme = Scheme::<BINS>::new(Profile::Rewrite);
    let rules = Rules::default();
    let mut memory = Memory::new();
    let mut fingerprinter = Fingerprinter::new(&scheme);
    for ((number, article), decision) in (0..).zip(ARTICLES).zip(decisions) {
        for piece in article.as_bytes().chunks(64) {
            fingerprinter.push(piece);
        }
        let print = fingerprinter.finish();
        *decision = (number, Verdict::None, 0);
        let mut closest = 0.0;
        memory.candidates(&print, |candidate| {
            let Ok(found) = compare(candidate.fingerprint, &print) else { return };
            let verdict = rules.of_comparison(&found, false);
            if verdict.is_match() && found.jaccard.value > closest {
                closest = found.jaccard.value;
                *decision = (number, verdict, candidate.id);
            }
        });
        memory.insert(number, print);
    }
}

const ARTICLES: [&str; 4] = [
    "PORT CALLAN (MPA) — Ferries to the outer islands will run again from Friday, the harbour authority said on Tuesday, \
     after divers found no damage to the two piers that last week's storm had flooded. Eleven crossings a day are \
     planned at first, two fewer than usual, and lorries above twelve tonnes must wait until the ramps have been \
     inspected a second time.",
    "The town council of Brennick has agreed to plant four hundred lime trees along the river road, at a cost that the \
     opposition called extravagant; the first will be put into the ground in October by pupils of the three schools.",
    "Islanders can travel again: ferries to the outer islands will run again from Friday, after divers found no damage \
     to the two piers that last week's storm had flooded. Shopkeepers in Skerra welcomed the news. Eleven crossings a \
     day are planned at first, and lorries above twelve tonnes must wait until the ramps have been inspected.",
    "PORT CALLAN (MPA) — Ferries to the outer islands will run again from Friday, the harbour authority said on Tuesday, \
     after divers found no damage to the two piers that last week’s storm had flooded. Eleven crossings a day are \
     planned at first, two fewer than usual, and lorries above twelve tonnes must wait until the ramps have been \
     inspected a second time.",
];
