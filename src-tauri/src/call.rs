//! The one command of the window: a name and arguments in, a view or an error out.

#![allow(
    clippy::result_large_err,
    reason = "one answer a call, which goes straight into JSON"
)]

use klassny_app::App;
use klassny_app::view::text::{ApiError, ErrorCode};
use serde_json::Value;
use std::sync::Arc;
use tauri::State;

/// Does what the page asks, on a thread of its own.
#[tauri::command]
pub async fn call(core: State<'_, Arc<App>>, name: String, args: Value) -> Result<Value, ApiError> {
    let core = Arc::clone(&core);
    tauri::async_runtime::spawn_blocking(move || core.call(&name, args))
        .await
        .unwrap_or_else(|broken| Err(fault(&broken)))
}

/// A fault of the program: the call broke off, nothing of it was kept.
fn fault(broken: &tauri::Error) -> ApiError {
    ApiError {
        code: ErrorCode::Internal,
        detail: broken.to_string(),
        log_id: String::new(),
        refusal: None,
        refusal_en: None,
        retry_after_s: None,
    }
}
