//! Links by number, tied into stories where they rest on the same stretch of a document.

use alloc::vec::Vec;
use core::ops::Range;

use super::scratch::Numbers;

/// Parts of one document that are told apart; what matches a further one is a story by itself.
const PARTS_MAX: usize = 256;

/// Links by number, tied into stories. Source: union-find by Tarjan, 1975.
#[derive(Clone, Debug)]
pub(super) struct Stories<N> {
    parents: N,
}

impl<N: Numbers> Stories<N> {
    /// Every number is its own parent at first.
    pub(super) fn new(parents: N) -> Self {
        Self { parents }
    }

    /// The story of a link: the smallest number in it.
    pub(super) fn of(&mut self, mut link: u64) -> Result<u64, N::Error> {
        loop {
            let up = self.parents.get(link)?;
            if up == link {
                return Ok(link);
            }
            let above = self.parents.get(up)?;
            if above != up {
                self.parents.set(link, above)?;
            }
            link = above;
        }
    }

    fn tie(&mut self, a: u64, b: u64) -> Result<(), N::Error> {
        let (a, b) = (self.of(a)?, self.of(b)?);
        if a == b { Ok(()) } else { self.parents.set(a.max(b), a.min(b)) }
    }

    /// Ties the links that rest on one stretch of a document. Short stretches come first, and a long one that covers
    /// several is tied to that which it covers most: it is no bridge between them.
    pub(super) fn tie_at_a_document(&mut self, ends: &mut [(u64, Range<u32>)]) -> Result<(), N::Error> {
        ends.sort_unstable_by_key(|(link, stretch)| (stretch.len(), stretch.start, *link));
        let mut parts: Vec<(u64, Range<u32>)> = Vec::new();
        for (link, stretch) in ends {
            let has_room = parts.len() < PARTS_MAX;
            let overlap = |part: &Range<u32>| part.end.min(stretch.end).saturating_sub(part.start.max(stretch.start));
            let best = parts.iter_mut().max_by_key(|(first, part)| (overlap(part), core::cmp::Reverse(*first)));
            match best.filter(|(_, part)| overlap(part) as usize >= part.len().min(stretch.len()).div_ceil(2).max(1)) {
                Some((first, part)) => {
                    *part = part.start.min(stretch.start)..part.end.max(stretch.end);
                    self.tie(*first, *link)?;
                }
                None if has_room => parts.push((*link, stretch.clone())),
                None => {}
            }
        }
        Ok(())
    }
}
