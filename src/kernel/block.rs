//! What an instruction set must offer: 64 bytes at a time, and masks of a bit a byte.

use super::fold_pages::EVEN;
use super::generic::hash;
use super::scalar;

/// The classes of folded bytes.
#[derive(Clone, Copy)]
pub(super) struct Classes {
    /// Word bytes of ASCII: `a–z` and `0–9`.
    pub(super) alphanumeric: u64,
    pub(super) digits: u64,
    /// Quotation marks: `"` and `A–I`.
    pub(super) marks: u64,
    /// Bytes of 80 and above.
    pub(super) high: u64,
}

const _: () = assert!(EVEN.len() == 0x800, "eleven bits are a place in the table");

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
    /// What folded text is made of.
    #[inline(always)]
    unsafe fn classes(self) -> Classes {
        // SAFETY: the caller's promise.
        unsafe {
            let digits = self.within::<b'0', b'9'>();
            Classes {
                alphanumeric: self.within::<b'a', b'z'>() | digits,
                digits,
                marks: self.within::<b'A', b'I'>() | self.within::<b'"', b'"'>(),
                high: self.high(),
            }
        }
    }
    /// Exchanges the characters of two bytes that begin where `two` has a bit for what [`EVEN`] makes of them; gives all
    /// entries' bits. `to` holds the bytes of `from`, lowered; 65 can be read at `from`.
    #[inline(always)]
    unsafe fn exchange(from: *const u8, two: u64, to: *mut u8) -> u32 {
        let (mut rest, mut seen) = (two, 0);
        while rest != 0 {
            let place = rest.trailing_zeros() as usize & 63;
            rest &= rest - 1;
            // SAFETY: a place is below 64; 64 bytes can be written, and a character of two bytes ends among them. Eleven bits
            // are less than the length of the table.
            unsafe {
                let bytes = u16::from_le_bytes(from.add(place).cast::<[u8; 2]>().read());
                let entry = *EVEN.get_unchecked(usize::from((bytes & 0x1F) << 6 | bytes >> 8 & 0x3F));
                seen |= entry;
                to.add(place).cast::<[u8; 2]>().write((bytes ^ entry as u16).to_le_bytes());
            }
        }
        seen
    }
    /// The bits of `bits` where `of` has one, moved together.
    #[inline(always)]
    unsafe fn pack(bits: u64, of: u64) -> u64 {
        let (mut rest, mut packed, mut at) = (of, 0, 0);
        while rest != 0 {
            packed |= (bits >> rest.trailing_zeros() & 1) << at;
            rest &= rest - 1;
            at += 1;
        }
        packed
    }
    /// Writes the places of set bits, each plus `base`. Up to 16 more may be written.
    #[inline(always)]
    unsafe fn places(to: *mut u16, bits: u64, base: u16) {
        let number = bits.count_ones() as usize;
        let (mut rest, mut written) = (bits, 0);
        loop {
            for at in written..written + 8 {
                // SAFETY: the caller's promise; at most seven are written in vain, or eight where there is no bit.
                unsafe { to.add(at).write(base + rest.trailing_zeros() as u16) };
                rest &= rest.wrapping_sub(1);
            }
            written += 8;
            if written >= number {
                break;
            }
        }
    }
    /// XXH3 of tokens of up to 16 bytes, given their ranges in `bytes`; of longer ones anything.
    ///
    /// Every range must be followed by 16 readable bytes, the ranges by [`SPARE`](super::spans::SPARE) empty ones, and a
    /// hash is written for those, too.
    #[inline(always)]
    unsafe fn short_hashes<const IDEOGRAPHS: bool>(
        bytes: *const u8,
        tokens: *const [u16; 2],
        len: usize,
        flips: [u64; 2],
        to: *mut u64,
    ) {
        for at in 0..len {
            // SAFETY: the caller's promise.
            unsafe {
                let [start, end] = *tokens.add(at);
                let words = bytes.add(usize::from(start)).cast::<[[u8; 8]; 2]>().read();
                let len = usize::from(end.wrapping_sub(start));
                to.add(at).write(hash::short::<IDEOGRAPHS>(words.map(u64::from_le_bytes), len, flips));
            }
        }
    }
    /// Stores each of 64 hashes or fewer behind the last of which the flag was set, lowest first; gives the number of set ones.
    #[inline(always)]
    unsafe fn pack_hashes(hashes: &[u64], flags: u64, to: *mut u64) -> usize {
        let (mut len, mut flags) = (0, flags);
        for hash in hashes {
            // SAFETY: the caller's promise: there is room for all.
            unsafe { to.add(len).write(*hash) };
            len += (flags & 1) as usize;
            flags >>= 1;
        }
        len
    }
    /// Mixes neighbours: `to[i]` of `from[i]` and `from[i + 1]`.
    #[inline(always)]
    unsafe fn mix_neighbours(from: *const u64, len: usize, to: *mut u64) {
        for at in 0..len {
            // SAFETY: the caller's promise: one more than `len` can be read, `len` written.
            unsafe { to.add(at).write(scalar::mix(opaque(*from.add(at)), *from.add(at + 1))) };
        }
    }
}

/// The same number, of which the compiler knows nothing: it would make vectors of wide multiplications, which is slower than
/// the one instruction that scalar code has for it.
#[inline(always)]
pub(super) fn opaque(number: u64) -> u64 {
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
    {
        let mut number = number;
        // SAFETY: no instruction at all.
        unsafe {
            core::arch::asm!("/* {0} */", inout(reg) number, options(pure, nomem, nostack, preserves_flags));
        }
        number
    }
    #[cfg(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri))))]
    number
}
