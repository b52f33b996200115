//! The root key on a medium, beside its paper (D13, P11): a file of words that the director locks
//! away. The program keeps neither.

use crate::api::SaveRoot;
use crate::app::App;
use crate::error::{AppError, Result};
use crate::revocation::root_of;
use crate::view::lesson::FileSaved;
use crate::view::text::ErrorCode;
use klassny_keys::file;
use std::path::Path;

impl App {
    /// Writes the words of the root key into a file that is not there yet, readable by its owner
    /// only, and reads it back.
    ///
    /// # Errors
    /// [`ErrorCode::WrongRoot`] where the words are not those of this school;
    /// [`ErrorCode::FileNotWritten`] where the file is there already or cannot be written.
    pub fn save_root(&self, args: &SaveRoot) -> Result<FileSaved> {
        let identity = self.workstation()?.store.identity();
        let root = root_of(&args.root_words, identity)?;
        let words = root.words();
        let not_written = |why: String| AppError::new(ErrorCode::FileNotWritten, why);
        let to = Path::new(&args.to);
        if to.exists() {
            return Err(not_written("it is there already".to_owned()));
        }
        let school = self.door()?.school;
        let numbered = words.iter().enumerate();
        let lines: Vec<String> = numbered
            .map(|(n, word)| format!("{}. {word}", n + 1))
            .collect();
        let text = format!(
            "Корневой ключ школы: {school}\r\n\r\nЭти слова восстанавливают школу и назначают \
             администратора. Храните носитель в сейфе директора; не копируйте на компьютеры.\r\n\
             \r\n{}\r\n",
            lines.join("\r\n")
        );
        file::replace(to, text.as_bytes())
            .map_err(|error| not_written(error.source.kind().to_string()))?;
        let back = std::fs::read(to).map_err(|error| not_written(error.kind().to_string()))?;
        if back != text.as_bytes() {
            return Err(not_written("it reads back otherwise".to_owned()));
        }
        Ok(FileSaved {
            path: to.display().to_string(),
        })
    }
}
