//! Hashes looked up in temporary files, where they stand in ascending order, most significant byte first.

use std::io;

use crate::spill::{Run, Runs};

/// Hashes that are read together: four kilobytes.
const PAGE: usize = 512;

/// Whether a hash is in one of the files.
pub(super) fn has(runs: &Runs<8>, hash: u64) -> io::Result<bool> {
    for run in runs.newest_first() {
        if is_in(run, hash)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Hashes are spread evenly, so that one's place is nearly known: it is found in two pages on the average.
fn is_in(run: &Run<8>, hash: u64) -> io::Result<bool> {
    let wanted = hash.to_be_bytes();
    // The places where it may be, and hashes that lie before and behind them.
    let (mut start, mut end) = (0, run.len());
    let (mut before, mut behind) = (0, u64::MAX);
    while start < end {
        let share = u128::from(hash - before) * u128::from(end - start) / (u128::from(behind - before) + 1);
        let from = (start + share as u64).saturating_sub(PAGE as u64 / 2).max(start);
        let to = (from + PAGE as u64).min(end);
        let mut page = [[0; 8]; PAGE];
        let page = &mut page[..(to - from) as usize];
        run.read(page, from)?;
        match page.binary_search(&wanted) {
            Ok(_) => return Ok(true),
            Err(0) => (end, behind) = (from, u64::from_be_bytes(page[0])),
            Err(at) if at == page.len() => (start, before) = (to, u64::from_be_bytes(page[at - 1])),
            Err(_) => return Ok(false),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_found_wherever_they_stand() {
        let even: Vec<u64> = (0..5_000).map(|n| n * (u64::MAX / 5_000) + n % 7).collect();
        // All in one place, but for the first and the last.
        let uneven: Vec<u64> = [1].into_iter().chain((0..3_000).map(|n| (1 << 40) + 2 * n)).chain([u64::MAX]).collect();
        for hashes in [&even[..], &uneven, &[7], &[]] {
            let run = Run::of(hashes.iter().copied().map(u64::to_be_bytes));
            for hash in hashes.iter().flat_map(|hash| [hash.saturating_sub(1), *hash, hash.saturating_add(1)]) {
                let has = is_in(&run, hash).expect("a file of ours");
                assert_eq!(has, hashes.binary_search(&hash).is_ok(), "{hash}");
            }
            assert!(!is_in(&run, 0).expect("a file of ours") || hashes.first() == Some(&0));
        }
    }

    #[test]
    fn hashes_are_found_in_whichever_file() {
        let mut runs = Runs::default();
        for round in 0..100u64 {
            runs.push((0..10).map(|n: u64| (n << 40 | round).to_be_bytes())).expect("room on disk");
        }
        for hash in (0..10).flat_map(|n| (0..101).map(move |round| n << 40 | round)) {
            assert_eq!(has(&runs, hash).expect("files of ours"), hash & 0xFF < 100);
        }
    }
}
