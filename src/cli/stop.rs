//! Ctrl-C and the system's word to end: noticed, so that what was begun is undone before the program ends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The signal that came; 0 while none has.
static CAME: LazyLock<Arc<AtomicUsize>> = LazyLock::new(Arc::default);

/// Begins to notice. A second Ctrl-C is noticed as the first one is.
///
/// # Errors
/// The system does not let us.
pub(super) fn listen() -> std::io::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        flag::register_usize(signal, Arc::clone(&CAME), signal as usize)?;
    }
    Ok(())
}

/// Which signal asked to stop, if one did.
pub(super) fn asked() -> Option<u8> {
    match CAME.load(Ordering::Relaxed) {
        0 => None,
        signal => u8::try_from(signal).ok(),
    }
}
