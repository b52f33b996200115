//! Arguments of the calls about files of homework.

use crate::view::lesson::Place;
use serde::Deserialize;
use ts_rs::TS;

/// A file to attach.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct AttachFile {
    /// The lesson.
    pub place: Place,
    /// Which file.
    pub source: FileSource,
}

/// Where a file to attach is read from.
#[derive(Clone, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
#[ts(export)]
pub enum FileSource {
    /// A file of this machine that the person chose in the system's dialog.
    Path {
        /// Its path.
        path: String,
    },
    /// A file that was dropped into the window.
    Bytes {
        /// Its name.
        name: String,
        /// Its bytes.
        base64: String,
    },
}

/// A file of a lesson's homework.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct FileArgs {
    /// The lesson.
    pub place: Place,
    /// `FileLine::file`.
    pub file: String,
}

/// A file to save, and where.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct SaveFile {
    /// The lesson.
    pub place: Place,
    /// `FileLine::file`.
    pub file: String,
    /// The path that the person chose in the system's dialog.
    pub to: String,
}
