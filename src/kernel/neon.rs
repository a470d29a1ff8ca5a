//! NEON: every 64-bit Arm.

use core::arch::aarch64::{
    uint8x16_t, uint8x16x4_t, vaddq_u8, vandq_u8, vcgeq_u8, vcleq_u8, vdupq_n_u8, vgetq_lane_u64, vld1q_u8,
    vld1q_u8_x4, vpaddq_u8, vreinterpretq_u64_u8, vst1q_u8_x4, vsubq_u8,
};

use super::block::Block;

#[derive(Clone, Copy)]
pub(super) struct Quarters(uint8x16x4_t);

/// The weight of each byte in a mask of eight.
static WEIGHTS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

impl Quarters {
    /// A bit for every byte that `of` makes FF of: the weights of eight bytes are added up pair by pair.
    #[inline(always)]
    unsafe fn mask(self, of: impl Fn(uint8x16_t) -> uint8x16_t) -> u64 {
        let uint8x16x4_t(a, b, c, d) = self.0;
        // SAFETY: the caller's promise: NEON is there; 16 weights can be read.
        unsafe {
            let weights = vld1q_u8(WEIGHTS.as_ptr());
            let weighted = |quarter| vandq_u8(of(quarter), weights);
            let pairs = vpaddq_u8(vpaddq_u8(weighted(a), weighted(b)), vpaddq_u8(weighted(c), weighted(d)));
            vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)))
        }
    }
}

/// FF in every byte from `LOW` to `HIGH`.
#[inline(always)]
fn within<const LOW: u8, const HIGH: u8>(quarter: uint8x16_t) -> uint8x16_t {
    // SAFETY: only called by methods whose callers promise NEON.
    unsafe { vcleq_u8(vsubq_u8(quarter, vdupq_n_u8(LOW)), vdupq_n_u8(HIGH - LOW)) }
}

// SAFETY: NEON alone is used.
unsafe impl Block for Quarters {
    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller's promise: NEON is there, and 64 bytes can be read.
        unsafe { Self(vld1q_u8_x4(from)) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        // SAFETY: the caller's promise: NEON is there, and 64 bytes can be written.
        unsafe { vst1q_u8_x4(to, self.0) }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: the caller's promise: NEON is there.
        unsafe { self.mask(|quarter| vcgeq_u8(quarter, vdupq_n_u8(0x80))) }
    }

    #[inline(always)]
    unsafe fn within<const LOW: u8, const HIGH: u8>(self) -> u64 {
        // SAFETY: the caller's promise: NEON is there.
        unsafe { self.mask(within::<LOW, HIGH>) }
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Self {
        let uint8x16x4_t(a, b, c, d) = self.0;
        // SAFETY: the caller's promise: NEON is there.
        unsafe {
            let lower = |quarter| vaddq_u8(quarter, vandq_u8(within::<b'A', b'Z'>(quarter), vdupq_n_u8(0x20)));
            Self(uint8x16x4_t(lower(a), lower(b), lower(c), lower(d)))
        }
    }
}

super::siblings!(Quarters, "neon");
