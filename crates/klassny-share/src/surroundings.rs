//! What the machine says of the place where a share stands: its file system, the owners of its
//! files, and what other programs left there.
//!
//! Owns the parts of the setup check that differ between systems. What one system cannot tell is
//! said to be unknown, never guessed. Nothing here writes.

use std::fs::Metadata;
use std::path::Path;

/// What kind of place a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A folder of a file server.
    Server,
    /// A disk of this machine: right on the server itself, else nobody else sees it.
    Local,
    /// A place that forgets, or a file system without what a share needs: memory, a USB stick.
    Fragile,
    /// A copy that a program keeps equal to another one.
    Mirrored,
    /// This system does not say.
    NotTold,
}

/// The file system below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Its kind, as the system calls it: `cifs`, `ext4`.
    pub name: String,
    /// The options it is mounted with.
    pub options: String,
}

impl Mount {
    /// What kind of place it is.
    pub fn kind(&self) -> PlaceKind {
        match self.name.as_str() {
            "cifs" | "smb3" | "smbfs" | "nfs" | "nfs4" | "ncpfs" | "afpfs" | "fuse.gvfsd-fuse"
            | "smb" => PlaceKind::Server,
            "ext2" | "ext3" | "ext4" | "xfs" | "btrfs" | "zfs" | "f2fs" | "apfs" | "hfs"
            | "ntfs" | "ntfs3" | "fuseblk" | "bcachefs" | "jfs" => PlaceKind::Local,
            "tmpfs" | "ramfs" | "overlay" | "aufs" | "squashfs" | "iso9660" | "vfat" | "msdos"
            | "exfat" => PlaceKind::Fragile,
            cloud if cloud.starts_with("fuse.") => PlaceKind::Mirrored,
            _ => PlaceKind::NotTold,
        }
    }

    /// An option that lets a client of a server read its own past.
    pub fn stale_option(&self) -> Option<&str> {
        let stale = |option: &&str| matches!(*option, "cache=loose" | "fsc" | "nolease");
        self.options.split(',').find(stale)
    }

    /// Whether the owners and modes of files are the server's: a Windows share that is mounted
    /// without the extensions of Unix shows what the mount invents.
    pub fn tells_owners(&self) -> bool {
        let of_unix = self
            .options
            .split(',')
            .any(|option| matches!(option, "unix" | "posix" | "posixpaths"));
        !matches!(self.name.as_str(), "cifs" | "smb3" | "fuse.gvfsd-fuse") || of_unix
    }
}

/// The file system below a path, of the text of `/proc/self/mountinfo`.
pub fn mount_in(mountinfo: &str, path: &Path) -> Option<Mount> {
    let mut found: Option<(usize, Mount)> = None;
    for line in mountinfo.lines() {
        let Some((place, about)) = line.split_once(" - ") else {
            continue;
        };
        let mut place = place.split(' ').skip(4);
        let (Some(point), Some(options)) = (place.next(), place.next()) else {
            continue;
        };
        let mut about = about.split(' ');
        let (Some(name), super_options) = (about.next(), about.nth(1).unwrap_or_default()) else {
            continue;
        };
        let point = unescaped(point);
        let depth = point.len();
        // Of two at one point the later one covers the earlier.
        if path.starts_with(&point) && found.as_ref().is_none_or(|(known, _)| *known <= depth) {
            let (name, options) = (name.to_owned(), format!("{options},{super_options}"));
            found = Some((depth, Mount { name, options }));
        }
    }
    found.map(|(_, mount)| mount)
}

/// The kernel writes blanks of a path as three octal digits.
fn unescaped(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\134", "\\")]
        .into_iter()
        .fold(text.to_owned(), |text, (code, plain)| {
            text.replace(code, plain)
        })
}

/// The file system below a folder, where this system tells.
pub fn mount_of(folder: &Path) -> Option<Mount> {
    let folder = folder.canonicalize().ok()?;
    let text = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    mount_in(&text, &folder)
}

/// Who owns a file or folder and who may write there, as the system shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// The number of the account.
    pub account: u32,
    /// The permission bits.
    pub mode: u32,
}

impl Ownership {
    /// Reads it, where this system has such bits.
    #[cfg(unix)]
    pub fn of(about: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self {
            account: about.uid(),
            mode: about.mode() & 0o7777,
        })
    }

    /// Reads it, where this system has such bits.
    #[cfg(not(unix))]
    pub fn of(_about: &Metadata) -> Option<Self> {
        None
    }

    /// In a folder with this bit only the owner of a file removes or renames it.
    const fn is_sticky(self) -> bool {
        self.mode & 0o1000 != 0
    }
}

/// Whether this account may remove what other machines wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removing {
    /// No: each file is its owner's.
    OwnOnly,
    /// Yes: the folder lets everybody.
    Everything,
    /// Yes: all machines come under one account.
    OneAccount,
    /// The system does not tell.
    NotTold,
}

/// What follows of the owners: of this account's own fresh file, of the folders, of the files of
/// other machines.
pub fn removing(own: Ownership, folders: &[Ownership], others: &[Ownership]) -> Removing {
    // The administrator of a machine is asked by no bit.
    if own.account == 0 || folders.is_empty() {
        return Removing::NotTold;
    }
    if !others.is_empty() && others.iter().all(|other| other.account == own.account) {
        return Removing::OneAccount;
    }
    let kept = folders.iter().all(|folder| folder.is_sticky());
    let not_mine = folders.iter().all(|folder| folder.account != own.account);
    match kept && not_mine {
        true => Removing::OwnOnly,
        // The owner of a folder may remove anything in it, so the machine that made the school
        // learns nothing of the others'.
        false if kept => Removing::NotTold,
        false => Removing::Everything,
    }
}

/// Whether Windows would let this account remove a file. Asked by opening it for removal and
/// closing it again: nothing is removed.
#[cfg(windows)]
pub fn may_remove(file: &Path) -> Option<bool> {
    use std::os::windows::fs::OpenOptionsExt as _;
    const DELETE: u32 = 0x0001_0000;
    match std::fs::OpenOptions::new().access_mode(DELETE).open(file) {
        Ok(_) => Some(true),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Some(false),
        Err(_) => None,
    }
}

/// Whether Windows would let this account remove a file; other systems tell by owners.
#[cfg(not(windows))]
pub const fn may_remove(_file: &Path) -> Option<bool> {
    None
}

/// Whether Windows marks a file as one of which a copy lies elsewhere; none where it has no marks.
#[cfg(windows)]
pub fn copy_marks(about: &Metadata) -> Option<u32> {
    use std::os::windows::fs::MetadataExt as _;
    // Offline, pinned, unpinned, recalled on opening, recalled on reading.
    const MARKS: u32 = 0x1000 | 0x8_0000 | 0x10_0000 | 0x4_0000 | 0x40_0000;
    Some(about.file_attributes() & MARKS)
}

/// Whether Windows marks a file as one of which a copy lies elsewhere; none where it has no marks.
#[cfg(not(windows))]
pub const fn copy_marks(_about: &Metadata) -> Option<u32> {
    None
}

/// Parts of a path that programs keeping several copies give their folders, lower case.
const MIRRORS: &[&str] = &[
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "my drive",
    "мой диск",
    "yandexdisk",
    "yandex.disk",
    "яндекс.диск",
    "яндекс диск",
    "облако mail",
    "nextcloud",
    "owncloud",
    "icloud",
    "mobile documents",
    "cloudstorage",
    "syncthing",
    "roaming",
];

/// Names that such programs leave in a folder, lower case; a name may go on after them.
const TRACES: &[&str] = &[
    ".dropbox",
    ".stfolder",
    ".stversions",
    ".stignore",
    "dfsrprivate",
    ".sync",
    "._sync_",
    ".owncloudsync",
    ".nextcloudsync",
    ".tmp.drivedownload",
    ".tmp.driveupload",
    ".resiliosync",
];

/// The part of a path that says the folder is one of several copies: a program that mirrors, a
/// roaming profile, the name of a domain in the place of a server (DFS).
pub fn mirror_in_path(path: &str) -> Option<String> {
    let parts = || path.split(['/', '\\']).filter(|part| !part.is_empty());
    if let Some(host) = path
        .strip_prefix(r"\\")
        .or_else(|| path.strip_prefix("//"))
        .and_then(|_| parts().next())
    {
        let numbers = host.split('.').all(|part| part.parse::<u8>().is_ok());
        if !numbers && host.matches('.').count() == 1 {
            return Some(host.to_owned());
        }
    }
    parts()
        .find(|part| {
            let part = part.to_lowercase();
            MIRRORS.iter().any(|mirror| part.starts_with(mirror))
        })
        .map(str::to_owned)
}

/// Whether a name was left by a program that keeps several copies of a folder equal.
pub fn is_trace(name: &str) -> bool {
    let name = name.to_lowercase();
    TRACES.iter().any(|trace| name.starts_with(trace))
}

/// Whether a name is one that a second copy of a file is given: `name (1)`, «копия», a conflict.
pub fn is_copy(name: &str) -> bool {
    let name = name.to_lowercase();
    let stem = name
        .rsplit_once('.')
        .map_or(name.as_str(), |(stem, _)| stem);
    let numbered = stem.rsplit_once(" (").is_some_and(|(_, rest)| {
        rest.strip_suffix(')')
            .is_some_and(|digits| digits.parse::<u16>().is_ok())
    });
    let words = [
        "conflict",
        "конфликт",
        "копия",
        " - copy",
        "copy of ",
        "-desktop-",
        "-laptop-",
    ];
    numbered || words.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
24 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 24 0:26 / /mnt/school\\040share rw,relatime shared:3 - cifs //server/journal rw,vers=3.1.1,cache=loose,uid=1000
31 24 0:27 / /mnt/posix rw - smb3 //server/journal rw,posix,vers=3.1.1
32 24 0:28 / /mnt/posix/over rw - tmpfs tmpfs rw
33 24 0:29 / /mnt/ann/drive rw - fuse.rclone remote: rw,user_id=1000
not a mount
";

    #[test]
    fn r156_the_file_system_below_a_folder_is_the_deepest_mount() {
        let of = |path: &str| mount_in(MOUNTS, Path::new(path)).expect("a mount");
        let share = of("/mnt/school share/journal");
        assert_eq!(
            (share.name.as_str(), share.kind()),
            ("cifs", PlaceKind::Server)
        );
        assert_eq!(share.stale_option(), Some("cache=loose"));
        assert!(!share.tells_owners());
        assert!(of("/mnt/posix/x").tells_owners());
        assert_eq!(of("/mnt/posix/over/x").kind(), PlaceKind::Fragile);
        assert_eq!(of("/mnt/ann/drive").kind(), PlaceKind::Mirrored);
        // Not below: the name only begins alike.
        assert_eq!(of("/mnt/posix2").kind(), PlaceKind::Local);
        assert_eq!(mount_in("", Path::new("/x")), None);
    }

    #[test]
    fn r156_only_a_sticky_folder_of_another_account_keeps_the_files_of_others() {
        let owned = |account, mode| Ownership { account, mode };
        let own = owned(1001, 0o640);
        let root = [owned(0, 0o3770), owned(0, 0o3770)];
        let others = [owned(1001, 0o640), owned(1002, 0o640)];
        assert_eq!(removing(own, &root, &others), Removing::OwnOnly);
        let open = [owned(0, 0o3770), owned(0, 0o2770)];
        assert_eq!(removing(own, &open, &others), Removing::Everything);
        let shared = [owned(1001, 0o640), owned(1001, 0o640)];
        assert_eq!(removing(own, &root, &shared), Removing::OneAccount);
        let mine = [owned(1001, 0o3770)];
        assert_eq!(removing(own, &mine, &others), Removing::NotTold);
        assert_eq!(removing(owned(0, 0o640), &root, &others), Removing::NotTold);
    }

    #[test]
    fn r156_a_folder_of_several_copies_shows_in_its_path_and_in_its_names() {
        for path in [
            r"D:\Anna\OneDrive - Школа\Journal",
            r"D:\Anna\AppData\Roaming\Journal",
            "/mnt/anna/Яндекс.Диск/journal",
            r"\\school.local\files\journal",
        ] {
            assert!(mirror_in_path(path).is_some(), "{path}");
        }
        for path in [
            r"\\server\journal",
            r"\\10.0.0.5\journal",
            r"\\files.school.local\journal",
            "/mnt/journal",
            r"D:\Journal",
        ] {
            assert_eq!(mirror_in_path(path), None, "{path}");
        }
        for name in [
            "00000001-abc (1).seg",
            "school (2).jsg",
            "school — копия.jsg",
            "school-DESKTOP-7.jsg",
        ] {
            assert!(is_copy(name), "{name}");
        }
        for name in ["school.jsg", "00000001-0123.r1.seg", "tmp", "a (b).seg"] {
            assert!(!is_copy(name), "{name}");
        }
        assert!(is_trace("DfsrPrivate") && is_trace(".stfolder") && !is_trace("seg"));
    }
}
