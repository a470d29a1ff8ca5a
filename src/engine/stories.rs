//! Links by number, tied into stories where they rest on the same stretch of a document.

use alloc::vec::Vec;
use core::ops::Range;

/// Parts of one document that are told apart; what matches a further one is a story by itself.
const PARTS_MAX: usize = 256;

/// Links by number, tied into stories. Source: union-find by Tarjan, 1975.
#[derive(Clone, Debug)]
pub(super) struct Stories {
    parent: Vec<u32>,
}

impl Stories {
    pub(super) fn new(links: u32) -> Self {
        Self { parent: (0..links).collect() }
    }

    /// The story of a link: the smallest number in it.
    pub(super) fn of(&mut self, mut link: u32) -> u32 {
        while let Some(up) = self.parent.get(link as usize).copied().filter(|up| *up != link) {
            let above = self.parent.get(up as usize).copied().unwrap_or(up);
            if let Some(parent) = self.parent.get_mut(link as usize) {
                *parent = above;
            }
            link = above;
        }
        link
    }

    /// The story of each link.
    pub(super) fn into_all(mut self) -> Vec<u32> {
        // A parent's number is smaller, so its own story is known by now.
        for link in 0..self.parent.len() {
            let story = self.parent.get(link).and_then(|up| self.parent.get(*up as usize)).copied();
            if let (Some(parent), Some(story)) = (self.parent.get_mut(link), story) {
                *parent = story;
            }
        }
        self.parent
    }

    fn tie(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        if let Some(parent) = self.parent.get_mut(a.max(b) as usize) {
            *parent = a.min(b);
        }
    }

    /// Ties the links that rest on one stretch of a document. Short stretches come first, and a long one that covers
    /// several is tied to that which it covers most: it is no bridge between them.
    pub(super) fn tie_at_a_document(&mut self, ends: &mut [(u32, Range<u32>)]) {
        ends.sort_unstable_by_key(|(link, stretch)| (stretch.len(), stretch.start, *link));
        let mut parts: Vec<(u32, Range<u32>)> = Vec::new();
        for (link, stretch) in ends {
            let has_room = parts.len() < PARTS_MAX;
            let overlap = |part: &Range<u32>| part.end.min(stretch.end).saturating_sub(part.start.max(stretch.start));
            let best = parts.iter_mut().max_by_key(|(first, part)| (overlap(part), core::cmp::Reverse(*first)));
            match best.filter(|(_, part)| overlap(part) as usize >= part.len().min(stretch.len()).div_ceil(2).max(1)) {
                Some((first, part)) => {
                    *part = part.start.min(stretch.start)..part.end.max(stretch.end);
                    self.tie(*first, *link);
                }
                None if has_room => parts.push((*link, stretch.clone())),
                None => {}
            }
        }
    }
}
