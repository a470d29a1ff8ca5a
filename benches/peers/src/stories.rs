//! Any number of short articles from a seed, those that the library's own benchmarks of the index use: words as unevenly
//! frequent as a language's, four versions of each story.

#[allow(dead_code, unreachable_pub, reason = "the other benchmarks use the rest of it")]
#[path = "../../suite/common/synthetic.rs"]
mod synthetic;

use std::thread;

use synthetic::{STORY_BYTES, UNRELATED, VERSIONS, story};

/// The text of a document that an index holds.
pub fn held(number: u64) -> String {
    story(number / VERSIONS, number % VERSIONS, STORY_BYTES)
}

/// The text of a query to an index of so many documents: by turns a further version of a story that it holds, and a
/// story that it lacks.
pub fn query(number: u64, documents: u64) -> String {
    let stories = (documents / VERSIONS).max(1);
    let of = if number.is_multiple_of(2) { number * 7919 % stories } else { UNRELATED + number };
    story(of, VERSIONS + number, STORY_BYTES)
}

/// A result for each number below `count`, in order, worked out on all cores.
pub fn each<T: Send>(count: u64, one: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let share = count.div_ceil(threads).max(1);
    let one = &one;
    thread::scope(|scope| {
        let part = |from: u64| (from..(from + share).min(count)).map(one).collect::<Vec<T>>();
        let parts: Vec<_> = (0..count).step_by(share as usize).map(|from| scope.spawn(move || part(from))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("a story's sketch never panics")).collect()
    })
}
