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
    if check(share, identity)? == Ground::Ours {
        return Ok(());
    }
    share.skeleton()?;
    kill_point("share.skeleton");
    share.put_new(&Name::identity(), &identity.encode())?;
    kill_point("share.identified");
    Ok(())
}

/// Creates a share where there is no folder to make: in a store that has only names. Whatever stands
/// under the names of a share without its identity is another's, or a share that was damaged, and
/// is not taken over.
///
/// # Errors
/// [`Error::NotOurFolder`] where something stands there already, or what the store says.
pub fn create_in(store: &dyn SegmentStore, identity: &Identity) -> Result<(), Error> {
    let school = School {
        school: identity.school,
        root_key: identity.root_key,
    };
    match store.require(&school) {
        Err(Error::NotOurFolder {
            found: Stranger::NoIdentity,
            ..
        }) => {}
        there => return there,
    }
    for folder in Folder::ALL {
        let listing = store.list(&Name::top(folder))?;
        if listing.foreign > 0 || !listing.entries.is_empty() {
            return Err(Error::NotOurFolder {
                operation: Operation::Create,
                path: store.place(),
                found: Stranger::ForeignFiles,
            });
        }
    }
    store
        .put_new(&Name::identity(), &identity.encode())
        .map(|_| ())
}

/// What a folder is that is to become a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Nobody's yet.
    Free,
    /// The share of this very school.
    Ours,
}

/// Tells whether a share may be created in a folder; touches nothing.
pub fn check(share: &ShareFs, identity: &Identity) -> Result<Ground, Error> {
    refuse_foreign_files(share.root())?;
    let school = School {
        school: identity.school,
        root_key: identity.root_key,
    };
    match share.require(&school) {
        Err(Error::NotOurFolder {
            found: Stranger::NoIdentity,
            ..
        }) => Ok(Ground::Free),
        there => there.map(|()| Ground::Ours),
    }
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
