//! What happens when the process that shows the page ends by itself.
//!
//! The page holds nothing that the core does not: it is loaded anew, and whoever was signed in
//! goes on. On Windows and macOS the webview does so by itself or asks.

use tauri::WebviewWindow;

/// Loads the page anew when WebKit's process of it has ended; not again within a few seconds, so
/// that a page that cannot be shown does not flicker for ever.
#[cfg(target_os = "linux")]
#[allow(
    clippy::disallowed_methods,
    reason = "a pause between two loads of a page; nothing of the journal hangs on it"
)]
pub fn comes_back(window: &WebviewWindow) -> tauri::Result<()> {
    use std::cell::Cell;
    use std::time::{Duration, Instant};
    use webkit2gtk::WebViewExt as _;

    const PAUSE: Duration = Duration::from_secs(5);
    window.with_webview(|webview| {
        let last = Cell::new(None::<Instant>);
        webview
            .inner()
            .connect_web_process_terminated(move |view, reason| {
                eprintln!("the process of the page has ended: {reason:?}");
                if last.get().is_none_or(|at| at.elapsed() > PAUSE) {
                    last.set(Some(Instant::now()));
                    view.reload();
                }
            });
    })
}

/// The other systems' webviews look after their processes.
#[cfg(not(target_os = "linux"))]
pub const fn comes_back(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
