//! What an instruction set must offer: 64 bytes at a time, and masks of a bit a byte.

/// 64 bytes in registers. Bit `i` of every mask tells of byte `i`.
///
/// # Safety
/// An implementation may use instructions that not every CPU has. Its methods may be called only where its instruction set
/// is there; [`load`](Self::load) and [`store`](Self::store) only where 64 bytes can be read or written.
pub(super) unsafe trait Block: Copy {
    unsafe fn load(from: *const u8) -> Self;
    unsafe fn store(self, to: *mut u8);
    /// Bytes of 80 and above.
    unsafe fn high(self) -> u64;
    /// Bytes from `LOW` to `HIGH`, as unsigned numbers.
    unsafe fn within<const LOW: u8, const HIGH: u8>(self) -> u64;
    /// The bytes with `A–Z` lowered.
    unsafe fn lowered(self) -> Self;
    /// Word bytes of ASCII: `a–z` and `0–9`.
    #[inline(always)]
    unsafe fn alphanumeric(self) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { self.within::<b'a', b'z'>() | self.within::<b'0', b'9'>() }
    }
    /// Quotation marks of folded text: `"` and `A–I`.
    #[inline(always)]
    unsafe fn marks(self) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { self.within::<b'A', b'I'>() | self.within::<b'"', b'"'>() }
    }
}
