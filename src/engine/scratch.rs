//! Where clusters keep what they know of matches: in memory, or wherever a program has room.

use alloc::vec::Vec;
use core::convert::Infallible;

/// Room for what grows with the number of matches. [`InMemory`] is the one that is here; a program that has files can give
/// one whose memory is bounded.
pub trait Scratch {
    /// What can go wrong with it.
    type Error;
    /// See [`Sorter`].
    type Sorter<const N: usize>: Sorter<N, Error = Self::Error>;
    /// See [`Numbers`].
    type Numbers: Numbers<Error = Self::Error>;

    /// An empty sorter.
    fn sorter<const N: usize>(&self) -> Self::Sorter<N>;

    /// So many numbers, each that of its own place, from 0.
    ///
    /// # Errors
    /// Those of the room.
    fn numbers(&self, len: u64) -> Result<Self::Numbers, Self::Error>;
}

/// Sorts records of `N` bytes by their bytes.
pub trait Sorter<const N: usize> {
    /// What can go wrong.
    type Error;

    /// Takes a record; only before [`Self::sort`].
    ///
    /// # Errors
    /// Those of the room.
    fn push(&mut self, record: [u8; N]) -> Result<(), Self::Error>;

    /// Puts the records into ascending order and goes to the first; called again, it goes back there.
    ///
    /// # Errors
    /// Those of the room.
    fn sort(&mut self) -> Result<(), Self::Error>;

    /// The next record in order, none at the end; only after [`Self::sort`].
    ///
    /// # Errors
    /// Those of the room.
    fn next(&mut self) -> Result<Option<[u8; N]>, Self::Error>;
}

/// Numbers by their places.
pub trait Numbers {
    /// What can go wrong.
    type Error;

    /// The number at a place, which is below their count.
    ///
    /// # Errors
    /// Those of the room.
    fn get(&mut self, place: u64) -> Result<u64, Self::Error>;

    /// Puts a number at a place, which is below their count.
    ///
    /// # Errors
    /// Those of the room.
    fn set(&mut self, place: u64, number: u64) -> Result<(), Self::Error>;
}

/// Everything in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct InMemory;

/// Records in memory.
#[derive(Clone, Debug)]
pub struct SorterInMemory<const N: usize> {
    records: Vec<[u8; N]>,
    at: usize,
}

/// Numbers in memory.
#[derive(Clone, Debug)]
pub struct NumbersInMemory(Vec<u64>);

impl Scratch for InMemory {
    type Error = Infallible;
    type Sorter<const N: usize> = SorterInMemory<N>;
    type Numbers = NumbersInMemory;

    fn sorter<const N: usize>(&self) -> SorterInMemory<N> {
        SorterInMemory { records: Vec::new(), at: 0 }
    }

    fn numbers(&self, len: u64) -> Result<NumbersInMemory, Infallible> {
        Ok(NumbersInMemory((0..len).collect()))
    }
}

impl<const N: usize> Sorter<N> for SorterInMemory<N> {
    type Error = Infallible;

    fn push(&mut self, record: [u8; N]) -> Result<(), Infallible> {
        self.records.push(record);
        Ok(())
    }

    fn sort(&mut self) -> Result<(), Infallible> {
        if self.at == 0 {
            self.records.sort_unstable();
        }
        self.at = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<Option<[u8; N]>, Infallible> {
        let record = self.records.get(self.at).copied();
        self.at += usize::from(record.is_some());
        Ok(record)
    }
}

impl Numbers for NumbersInMemory {
    type Error = Infallible;

    fn get(&mut self, place: u64) -> Result<u64, Infallible> {
        Ok(self.0.get(place as usize).copied().unwrap_or(place))
    }

    fn set(&mut self, place: u64, number: u64) -> Result<(), Infallible> {
        if let Some(at) = self.0.get_mut(place as usize) {
            *at = number;
        }
        Ok(())
    }
}
