//! An array that is filled from the front and costs nothing to make: what the stages hand to one another.

use core::mem::MaybeUninit;
use core::slice;

/// Up to `N` values. What is behind them was never written.
pub(crate) struct Room<T: Copy, const N: usize> {
    values: [MaybeUninit<T>; N],
    len: usize,
}

impl<T: Copy, const N: usize> Room<T, N> {
    pub(crate) const fn new() -> Self {
        Self { values: [const { MaybeUninit::uninit() }; N], len: 0 }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[T] {
        // SAFETY: the first `len` values were written, and `len` is at most N: `set_len` asks for both.
        unsafe { slice::from_raw_parts(self.values.as_ptr().cast(), self.len) }
    }

    #[inline]
    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above.
        unsafe { slice::from_raw_parts_mut(self.values.as_mut_ptr().cast(), self.len) }
    }

    /// Adds a value; false, and nothing added, if there is no room.
    #[inline]
    pub(crate) fn push(&mut self, value: T) -> bool {
        match self.values.get_mut(self.len) {
            Some(place) => {
                place.write(value);
                self.len += 1;
                true
            }
            None => false,
        }
    }

    /// Adds a value so many times, as far as there is room.
    #[inline]
    pub(crate) fn fill(&mut self, value: T, times: usize) {
        let rest = self.values.get_mut(self.len..).unwrap_or_default();
        let times = times.min(rest.len());
        rest.iter_mut().take(times).for_each(|place| {
            place.write(value);
        });
        self.len += times;
    }

    /// Keeps the first `len` values.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// The place of the first value, for reading what was written to the places behind it.
    #[inline]
    pub(super) fn first(&self) -> *const T {
        self.values.as_ptr().cast()
    }

    /// The place of the first value; N of them may be written.
    #[inline]
    pub(super) fn start(&mut self) -> *mut T {
        self.values.as_mut_ptr().cast()
    }

    /// Says how many values there are.
    ///
    /// # Safety
    /// The first `len` must have been written, and `len` be at most `N`.
    #[inline]
    pub(super) unsafe fn set_len(&mut self, len: usize) {
        self.len = len;
    }
}
