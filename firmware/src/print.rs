//! Text for people and for the chore that reads it, without `core::fmt`, which cannot be had without panics.

use crate::board;

/// Writes its arguments, numbers and texts, as one line.
#[macro_export]
macro_rules! say {
    ($($part:expr),+ $(,)?) => {{
        $($crate::print::Print::print(&$part);)+
        $crate::board::write(b"\n");
    }};
}

/// What [`say!`](crate::say) can write.
pub trait Print {
    fn print(&self);
}

impl Print for &str {
    fn print(&self) {
        board::write(self.as_bytes());
    }
}

impl Print for u64 {
    fn print(&self) {
        let mut digits = [0; 20];
        let mut rest = *self;
        let mut from = digits.len();
        for (at, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            from = at;
            if rest == 0 {
                break;
            }
        }
        board::write(digits.get(from..).unwrap_or_default());
    }
}

impl Print for u32 {
    fn print(&self) {
        u64::from(*self).print();
    }
}

impl Print for usize {
    fn print(&self) {
        (*self as u64).print();
    }
}
