//! What goes on beside the page: events of the core to the window, the share once a second, and
//! the last things before the window closes.

use klassny_app::{App, Attention};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use tauri::{AppHandle, Emitter as _, WebviewWindow, WindowEvent};

/// How long closing waits for the share to take what was entered last.
const LAST_PASS: Duration = Duration::from_secs(3);

/// Whether somebody looks at the window.
#[derive(Default)]
pub struct InFront(AtomicBool);

/// Hands every event of the core to the page.
pub fn tell_the_page(core: &App, handle: &AppHandle) {
    let handle = handle.clone();
    core.subscribe(Box::new(move |event| {
        // The window may be gone already; the event is then for nobody.
        handle.emit("klassny", event).ok();
    }));
}

/// Lets the core do once a second what is due on the share.
pub fn look_after_the_share(core: Arc<App>, in_front: Arc<InFront>) {
    thread::spawn(move || {
        loop {
            let attention = match in_front.0.load(Ordering::Relaxed) {
                true => Attention::Active,
                false => Attention::Idle,
            };
            core.tick(attention);
            thread::sleep(Duration::from_secs(1));
        }
    });
}

/// Follows the focus, and seals and sends what was entered before the window closes (D2).
pub fn on_window_event(
    window: &WebviewWindow,
    event: &WindowEvent,
    core: &Arc<App>,
    front: &InFront,
) {
    if let WindowEvent::Focused(focused) = event {
        front.0.store(*focused, Ordering::Relaxed);
    }
    if let WindowEvent::CloseRequested { api, .. } = event {
        api.prevent_close();
        window.hide().ok();
        let (core, window) = (Arc::clone(core), window.clone());
        thread::spawn(move || {
            finish(core);
            window.destroy().ok();
        });
    }
}

/// Signs the person out, which seals what was entered, and makes one more pass over the share. A
/// share that does not answer is not waited for: what was sealed goes out at the next start.
fn finish(core: Arc<App>) {
    // Nobody signed in is an answer too.
    core.call("sign_out", json!({})).ok();
    let (done, passed) = mpsc::channel();
    thread::spawn(move || {
        core.sync_pass().ok();
        done.send(()).ok();
    });
    passed.recv_timeout(LAST_PASS).ok();
}
