//! A new share in a folder that the administrator chose.
//!
//! Owns the one moment at which the root of a share is touched without an identity file in it. The
//! folder must stand already and hold nothing of anybody else's; the identity file comes last, so
//! that a share is either whole or none.

use crate::error::{Error, Operation, Stranger};
use crate::folder::SegmentStore;
use crate::name::{Folder, Name};
use crate::replica::School;
use crate::share_fs::ShareFs;
use klassny_log::{Identity, kill_point};
use std::fs;
use std::path::Path;

/// What systems leave in any folder.
const LITTER: [&str; 7] = [
    "desktop.ini",
    "thumbs.db",
    ".ds_store",
    "lost+found",
    "system volume information",
    "$recycle.bin",
    ".snapshot",
];

/// Creates a share. The same identity again is no error: a broken-off creation is completed.
pub fn create(share: &ShareFs, identity: &Identity) -> Result<(), Error> {
    refuse_foreign_files(share.root())?;
    let school = School {
        school: identity.school,
        root_key: identity.root_key,
    };
    match share.require(&school) {
        Err(Error::NotOurFolder {
            found: Stranger::NoIdentity,
            ..
        }) => {}
        there => return there,
    }
    share.skeleton()?;
    kill_point("share.skeleton");
    share.put_new(&Name::identity(), &identity.encode())?;
    kill_point("share.identified");
    Ok(())
}

fn refuse_foreign_files(root: &Path) -> Result<(), Error> {
    let refused = |source| Error::io(Operation::List, root, source);
    for entry in fs::read_dir(root).map_err(refused)? {
        let name = entry
            .map_err(refused)?
            .file_name()
            .to_string_lossy()
            .to_lowercase();
        let ours = name == klassny_log::name::IDENTITY
            || Folder::ALL.iter().any(|folder| folder.as_str() == name);
        if !ours && !LITTER.contains(&name.as_str()) {
            return Err(Error::NotOurFolder {
                operation: Operation::Create,
                path: root.to_path_buf(),
                found: Stranger::ForeignFiles,
            });
        }
    }
    Ok(())
}
