//! Hints to the memory.

/// Has the cache lines of a value brought near without waiting for them. A hint: it changes nothing but the time that a later reader
/// waits, and does nothing where the compiler has no instruction for it.
#[inline]
pub(crate) fn prefetch<T: ?Sized>(value: &T) {
    #[cfg(all(any(all(target_arch = "x86_64", target_feature = "sse"), target_arch = "aarch64"), not(miri)))]
    for line in (0..size_of_val(value)).step_by(64) {
        let place = core::ptr::from_ref(value).cast::<u8>().wrapping_add(line);
        // SAFETY: a hint reads nothing and never faults; the place is within a value.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(place.cast());
            #[cfg(target_arch = "aarch64")]
            core::arch::asm!("prfm pldl1keep, [{0}]", in(reg) place, options(readonly, nostack, preserves_flags));
        }
    }
    #[cfg(any(not(any(all(target_arch = "x86_64", target_feature = "sse"), target_arch = "aarch64")), miri))]
    let _ = value;
}
