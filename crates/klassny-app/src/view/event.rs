//! What the core tells the window unasked. An event follows the commit, never precedes it.

use crate::view::session::AppState;
use crate::view::share::ShareBrief;
use serde::Serialize;
use ts_rs::TS;

/// Something happened.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(export)]
#[allow(
    clippy::large_enum_variant,
    reason = "few exist at a time, and each is serialised at once"
)]
pub enum AppEvent {
    /// The status line changed.
    Status {
        /// The new one.
        brief: ShareBrief,
    },
    /// Facts of other machines arrived, or the delivery of own ones changed.
    Journal {
        /// The groups that look different now; none where any may.
        groups: Vec<String>,
    },
    /// The stage changed: locked, slot over, joined; or whom the sign-in screen lists.
    State {
        /// The new state.
        state: AppState,
    },
    /// Long work goes on; `done` of `total`, 0 of 0 for not known.
    Progress {
        /// Which: «print», «read», «import».
        job: String,
        /// Steps done.
        done: u32,
        /// Steps in all.
        total: u32,
    },
}

/// The answer to a long poll of events.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct EventBatch {
    /// Ask for events after this number next time.
    pub next: u32,
    /// The events, oldest first.
    pub events: Vec<AppEvent>,
}
