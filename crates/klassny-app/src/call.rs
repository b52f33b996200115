//! The one door of the window: a name and JSON arguments in, JSON or an error out.
//!
//! The list is [`crate::api::Api`]; the test bridge and the window come through here alike.

use crate::api;
use crate::app::App;
use crate::error::{AppError, Result};
use crate::view::text::{ApiError, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

impl App {
    /// Does what the window asks.
    ///
    /// # Errors
    /// The error as the window shows it; its line is in the log under the same id.
    #[allow(
        clippy::result_large_err,
        reason = "made once a refusal, and sent at once"
    )]
    pub fn call(&self, name: &str, args: Value) -> std::result::Result<Value, ApiError> {
        self.dispatch(name, args).map_err(|error| {
            let log_id = klassny_log::hex(&self.env.bytes::<4>());
            tracing::info!(call = name, log_id, code = ?error.code, detail = error.detail, "refused");
            error.to_api(log_id)
        })
    }

    fn dispatch(&self, name: &str, args: Value) -> Result<Value> {
        match name {
            "app_state" => answer(self.app_state()),
            "create_school" => answer(self.create_school(read(args)?)),
            "join_school" => answer(self.join_school(read(args)?)),
            "join_status" => answer(self.join_status()),
            "join_cancel" => answer(self.join_cancel()),
            "sign_in" => answer(self.sign_in(read(args)?)),
            "first_sign_in" => answer(self.first_sign_in(read(args)?)),
            "lock" => answer(self.lock()),
            "unlock" => answer(self.unlock(read(args)?)),
            "sign_out" => answer(self.sign_out()),
            "set_demo_clock" => answer(self.set_demo_clock(read(args)?)),
            "status" => answer(self.share_brief()),
            "share_status" => answer(self.share_status()),
            "sync_now" => answer(self.sync_now()),
            "set_share" => answer(self.set_share(&read::<api::JoinSchool>(args)?)),
            "approve_request" => answer(self.approve_request(&read::<api::JoinAnswer>(args)?)),
            "refuse_request" => answer(self.refuse_request(&read::<api::JoinAnswer>(args)?)),
            "people" => answer(self.people()),
            "invite" => answer(self.invite(read(args)?)),
            _ => Err(AppError::new(
                ErrorCode::BadRequest,
                format!("no call {name}"),
            )),
        }
    }
}

fn read<T: DeserializeOwned>(args: Value) -> Result<T> {
    serde_json::from_value(args)
        .map_err(|error| AppError::new(ErrorCode::BadRequest, format!("arguments: {error}")))
}

fn answer<T: Serialize>(view: Result<T>) -> Result<Value> {
    serde_json::to_value(view?)
        .map_err(|error| AppError::new(ErrorCode::Internal, format!("answer: {error}")))
}
