//! Named points of the paths that write, at which the tests end the program.
//!
//! A point does nothing: it calls what `tests/src/kills.rs` has set, and nobody else sets it. A
//! program for schools has neither the points nor the place to set one: they are compiled with
//! debug assertions or the feature `kill-points` only.

/// Lets the tests end the program here. The name is «path.step»; every name is in the table of
/// `tests/src/kills.rs`, which a test holds.
#[inline]
pub fn kill_point(name: &'static str) {
    #[cfg(any(debug_assertions, feature = "kill-points"))]
    if let Some(hook) = hooked::HOOK.get() {
        hook(name);
    }
    #[cfg(not(any(debug_assertions, feature = "kill-points")))]
    let _ = name;
}

#[cfg(any(debug_assertions, feature = "kill-points"))]
mod hooked {
    use std::sync::OnceLock;

    pub(super) static HOOK: OnceLock<fn(&'static str)> = OnceLock::new();

    /// Sets what every point calls, once for the life of the process.
    pub fn at_kill_points(hook: fn(&'static str)) {
        let _ = HOOK.set(hook);
    }
}

#[cfg(any(debug_assertions, feature = "kill-points"))]
pub use hooked::at_kill_points;
