//! The panic handler of images that must not panic: it calls a function that nobody defines.
//!
//! Where any code that is linked can panic, the handler is linked too, and the linker finds the function missing. WebAssembly
//! takes a missing function for one that the host brings; there `cargo xtask device` looks at the module's imports.

use core::panic::PanicInfo;

unsafe extern "C" {
    fn this_image_can_panic() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: no image in which this function is left can be linked, or started.
    unsafe { this_image_can_panic() }
}
