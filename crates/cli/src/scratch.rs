//! Room for clusters in temporary files, so that memory does not grow with the matches.

use std::io;

use wireprint::engine;

/// What to do where a temporary file fails.
pub(crate) const FAILED: &str = "cannot write or read a temporary file; check the room on the disk that TMPDIR is on";

/// Room in temporary files without a name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Files;

#[derive(Debug)]
pub(crate) struct Sorter<const N: usize>(wireprint_corpus::Sorter<N>);

#[derive(Debug)]
pub(crate) struct Numbers(wireprint_corpus::Numbers);

impl engine::Scratch for Files {
    type Error = io::Error;
    type Sorter<const N: usize> = Sorter<N>;
    type Numbers = Numbers;

    fn sorter<const N: usize>(&self) -> Sorter<N> {
        Sorter(wireprint_corpus::Sorter::new())
    }

    fn numbers(&self, len: u64) -> io::Result<Numbers> {
        wireprint_corpus::Numbers::new(len).map(Numbers)
    }
}

impl<const N: usize> engine::Sorter<N> for Sorter<N> {
    type Error = io::Error;

    fn push(&mut self, record: [u8; N]) -> io::Result<()> {
        self.0.push(record)
    }

    fn sort(&mut self) -> io::Result<()> {
        self.0.sort()
    }

    fn next(&mut self) -> io::Result<Option<[u8; N]>> {
        self.0.next()
    }
}

impl engine::Numbers for Numbers {
    type Error = io::Error;

    fn get(&mut self, place: u64) -> io::Result<u64> {
        self.0.get(place)
    }

    fn set(&mut self, place: u64, number: u64) -> io::Result<()> {
        self.0.set(place, number)
    }
}

#[cfg(test)]
mod tests {
    use wireprint::Verdict;
    use wireprint::engine::{Clusters, ClustersIn, Join, Provenance};

    use super::*;

    #[test]
    fn clusters_through_files_are_those_in_memory() {
        const MATCHES: u64 = 150_000;
        let (mut in_memory, mut in_files) = (Clusters::default(), ClustersIn::new(Files));
        for number in 0..MATCHES {
            let drawn = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let [a, b] = [drawn >> 58, drawn >> 52 & 63].map(|near| number / 3 + near);
            let stretch = (drawn >> 40 & 511) as usize;
            let join = Join {
                documents: [a, b],
                verdict: [Verdict::Exact, Verdict::Rewrite, Verdict::Template][number as usize % 3],
                inside: [0.5, (drawn >> 30 & 255) as f64 / 255.0],
                stretches: [Some(stretch..stretch + 100), (number % 7 > 0).then_some(0..stretch)],
            };
            in_memory.join(join.clone());
            in_files.join(join).expect("room on disk");
        }
        let mut wanted = in_memory.finish(|_| Provenance::default());
        let found = in_files.finish(|_| Provenance::default()).expect("room on disk");
        let mut count = 0;
        for cluster in found {
            assert_eq!(Some(cluster.expect("room on disk")), wanted.next());
            count += 1;
        }
        assert!(wanted.next().is_none() && count > 1_000, "{count} clusters");
    }
}
