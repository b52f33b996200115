//! What can go wrong on a share, sorted by what to do about it (sync.md P4).
//!
//! Owns the one table from the error codes of Windows, Linux and macOS to classes. Every error
//! names the operation and the path. The table is pure: the same code gives the same class on
//! every machine, whichever it runs on.

use std::io;
use std::path::{Path, PathBuf};

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Somebody holds the file for a moment, an antivirus mostly: try again soon.
    Busy,
    /// The server or the network is away: go offline and come back with a growing delay.
    Offline,
    /// No room on the share: stop publishing, keep the outbox, tell people.
    Full,
    /// This account may not do it: stop publishing, keep the outbox, tell people.
    Denied,
    /// The folder is not this school's share, or its identity file is not there.
    NotOurFolder,
    /// No such file now. It means nothing about whether there was one.
    Missing,
    /// The name is taken by other bytes.
    Exists,
    /// Anything else: try again later and show the details.
    Other,
}

/// What was being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Reading the identity file.
    Identify,
    /// Creating a file or a folder.
    Create,
    /// Writing a file's bytes.
    Write,
    /// Flushing a file.
    Flush,
    /// Reading a file.
    Read,
    /// Comparing what was written with what is read back.
    Compare,
    /// Publishing a file under its name.
    Rename,
    /// Listing a folder.
    List,
    /// Asking for a file's length and time.
    Stat,
    /// Removing an own file.
    Remove,
}

/// A failure of the share.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused an operation.
    #[error("{operation:?} {}: {class:?}: {source}", path.display())]
    Io {
        /// What to do about it.
        class: Class,
        /// What was being done.
        operation: Operation,
        /// The path, as the system was given it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder is not this school's share.
    #[error("{operation:?} {}: not our folder: {found:?}", path.display())]
    NotOurFolder {
        /// What was being done.
        operation: Operation,
        /// The folder.
        path: PathBuf,
        /// What stands there instead.
        found: Stranger,
    },
    /// The name is taken by other bytes.
    #[error("{operation:?} {}: taken by other bytes", path.display())]
    Occupied {
        /// What was being done.
        operation: Operation,
        /// The file.
        path: PathBuf,
    },
    /// What was read back is not what was written, every time.
    #[error("{operation:?} {}: what is read back differs from what was written", path.display())]
    ReadBack {
        /// What was being done.
        operation: Operation,
        /// The file.
        path: PathBuf,
    },
    /// The file is larger than anything of its kind may be.
    #[error("{operation:?} {}: larger than {limit} bytes", path.display())]
    TooLarge {
        /// What was being done.
        operation: Operation,
        /// The file.
        path: PathBuf,
        /// The limit, bytes.
        limit: u64,
    },
    /// The server has not answered yet; the call goes on and its result will be thrown away.
    #[error("{operation:?} {}: no answer since {since_ms}", path.display())]
    NotAnswering {
        /// What was being done.
        operation: Operation,
        /// The path of the call that is still out.
        path: PathBuf,
        /// When that call was made, milliseconds of UTC since 1970.
        since_ms: i64,
    },
}

/// What stands where the school's share should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stranger {
    /// A folder without an identity file: unmounted, wiped, or another folder.
    NoIdentity,
    /// An identity file that cannot be read.
    Unreadable,
    /// The share of another school.
    OtherSchool,
    /// Files that no share has.
    ForeignFiles,
}

impl Error {
    /// Names what the system said about a path.
    pub fn io(operation: Operation, path: &Path, source: io::Error) -> Self {
        Self::Io {
            class: classify(&source, operation),
            operation,
            path: path.to_path_buf(),
            source,
        }
    }

    /// Tells what to do about it.
    pub const fn class(&self) -> Class {
        match self {
            Self::Io { class, .. } => *class,
            Self::NotOurFolder { .. } => Class::NotOurFolder,
            Self::Occupied { .. } => Class::Exists,
            Self::ReadBack { .. } | Self::TooLarge { .. } => Class::Other,
            Self::NotAnswering { .. } => Class::Offline,
        }
    }

    /// Tells what was being done.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::Io { operation, .. }
            | Self::NotOurFolder { operation, .. }
            | Self::Occupied { operation, .. }
            | Self::ReadBack { operation, .. }
            | Self::TooLarge { operation, .. }
            | Self::NotAnswering { operation, .. } => *operation,
        }
    }

    /// Tells which path it was about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::NotOurFolder { path, .. }
            | Self::Occupied { path, .. }
            | Self::ReadBack { path, .. }
            | Self::TooLarge { path, .. }
            | Self::NotAnswering { path, .. } => path,
        }
    }

    /// Tells whether nothing more is worth trying on the share in this pass.
    pub const fn ends_the_pass(&self) -> bool {
        matches!(self.class(), Class::Offline | Class::NotOurFolder)
    }
}

/// The family of error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Windows.
    Windows,
    /// Linux.
    Linux,
    /// macOS.
    Mac,
}

impl System {
    /// The system this program runs on.
    pub const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::Mac
    } else {
        Self::Linux
    };
}

/// Sorts an error of this machine's system.
pub fn classify(source: &io::Error, operation: Operation) -> Class {
    match source.raw_os_error() {
        Some(code) => class_of(System::HERE, code, operation),
        None => class_of_kind(source.kind()),
    }
}

/// Sorts an error code: pure, for every system on every system.
pub const fn class_of(system: System, code: i32, operation: Operation) -> Class {
    match system {
        System::Windows => windows(code, operation),
        System::Linux => linux(code),
        System::Mac => mac(code),
    }
}

/// Tells whether a failed flush only says that this share cannot flush (restic 2395, 3720, 5342).
pub const fn flush_is_unsupported(system: System, code: i32) -> bool {
    match system {
        // ERROR_INVALID_FUNCTION, ERROR_FILE_NOT_FOUND, ERROR_NOT_SUPPORTED,
        // ERROR_INVALID_PARAMETER.
        System::Windows => matches!(code, 1 | 2 | 50 | 87),
        // ENOENT, EINVAL, ENOTTY, ENOTSUP.
        System::Linux => matches!(code, 2 | 22 | 25 | 95),
        System::Mac => matches!(code, 2 | 22 | 25 | 45 | 102),
    }
}

/// Tells whether a rename without replacing failed because the share knows no hard links.
///
/// `tempfile` falls back to a link where the kernel refuses the flag; many shares have no links.
pub const fn link_is_unsupported(system: System, code: i32) -> bool {
    match system {
        System::Windows => matches!(code, 1 | 50 | 87),
        // EPERM, EINVAL, EMLINK, ENOSYS, EOPNOTSUPP.
        System::Linux => matches!(code, 1 | 22 | 31 | 38 | 95),
        System::Mac => matches!(code, 1 | 22 | 31 | 45 | 78 | 102),
    }
}

const fn windows(code: i32, operation: Operation) -> Class {
    match code {
        // ACCESS_DENIED at creation is a matter of rights; elsewhere an open handle.
        5 if matches!(operation, Operation::Create) => Class::Denied,
        // SHARING_VIOLATION, LOCK_VIOLATION, BUSY, DELETE_PENDING.
        5 | 32 | 33 | 170 | 303 => Class::Busy,
        2 | 3 => Class::Missing,
        80 | 183 => Class::Exists,
        // HANDLE_DISK_FULL, DISK_FULL, DISK_QUOTA_EXCEEDED.
        39 | 112 | 1295 => Class::Full,
        // WRITE_PROTECT, NETWORK_ACCESS_DENIED.
        19 | 65 => Class::Denied,
        // NOT_READY, REM_NOT_LIST … DEV_NOT_EXIST, UNEXP_NET_ERR, NETNAME_DELETED, BAD_NET_NAME,
        // REQ_NOT_ACCEP, SEM_TIMEOUT, the 12xx of the network and the 13xx of the logon.
        21
        | 51..=55
        | 59
        | 64
        | 67
        | 71
        | 121
        | 1167
        | 1200..=1203
        | 1219
        | 1222
        | 1225
        | 1231..=1233
        | 1236
        | 1265
        | 1311
        | 1326..=1331
        | 1385
        | 1396
        | 1907
        | 1909
        | 2250 => Class::Offline,
        _ => Class::Other,
    }
}

const fn linux(code: i32) -> Class {
    match code {
        2 | 20 => Class::Missing,
        17 | 39 => Class::Exists,
        // EINTR, EAGAIN, EBUSY, ETXTBSY.
        4 | 11 | 16 | 26 => Class::Busy,
        // ENOSPC, EDQUOT.
        28 | 122 => Class::Full,
        // EPERM, EACCES, EROFS.
        1 | 13 | 30 => Class::Denied,
        // EIO of a broken mount, ENXIO, ENODEV, ENOLINK, ECOMM, EPROTO, ENETDOWN … ECONNRESET,
        // ENOTCONN, ESHUTDOWN, ETIMEDOUT, ECONNREFUSED, EHOSTDOWN, EHOSTUNREACH, ESTALE,
        // EREMOTEIO, ENOMEDIUM, EKEY….
        5
        | 6
        | 19
        | 67
        | 70
        | 71
        | 100..=104
        | 107
        | 108
        | 110..=113
        | 116
        | 121
        | 123
        | 126..=129 => Class::Offline,
        _ => Class::Other,
    }
}

const fn mac(code: i32) -> Class {
    match code {
        2 | 20 => Class::Missing,
        17 | 66 => Class::Exists,
        4 | 16 | 26 | 35 => Class::Busy,
        28 | 69 => Class::Full,
        1 | 13 | 30 => Class::Denied,
        // EIO, ENXIO, ENODEV, ENETDOWN … ECONNRESET, ENOTCONN, ESHUTDOWN, ETIMEDOUT,
        // ECONNREFUSED, EHOSTDOWN, EHOSTUNREACH, ESTALE, EAUTH, ENEEDAUTH.
        5 | 6 | 19 | 50..=54 | 57 | 58 | 60 | 61 | 64 | 65 | 70 | 80 | 81 => Class::Offline,
        _ => Class::Other,
    }
}

/// Sorts an error that carries no code: made by the standard library or by a faulty store.
fn class_of_kind(kind: io::ErrorKind) -> Class {
    use io::ErrorKind as Kind;
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the list is open: the standard library adds kinds"
    )]
    match kind {
        Kind::NotFound => Class::Missing,
        Kind::AlreadyExists => Class::Exists,
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Class::Denied,
        Kind::StorageFull | Kind::QuotaExceeded => Class::Full,
        Kind::ResourceBusy | Kind::Interrupted | Kind::WouldBlock => Class::Busy,
        Kind::TimedOut
        | Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::NotConnected
        | Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::ConnectionRefused
        | Kind::BrokenPipe
        | Kind::StaleNetworkFileHandle => Class::Offline,
        _ => Class::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_codes_fall_into_the_classes_of_the_write_path() {
        for (codes, class) in [
            (&[5, 32, 33][..], Class::Busy),
            (&[53, 59, 64, 67, 121, 1231, 1326], Class::Offline),
            (&[39, 112, 1295], Class::Full),
            (&[19, 65], Class::Denied),
            (&[2, 3], Class::Missing),
            (&[80, 183], Class::Exists),
            (&[87, 123], Class::Other),
        ] {
            for code in codes {
                let got = class_of(System::Windows, *code, Operation::Rename);
                assert_eq!(got, class, "code {code}");
            }
        }
    }

    #[test]
    fn access_denied_is_a_matter_of_rights_only_where_a_file_is_created() {
        let of = |operation| class_of(System::Windows, 5, operation);
        assert_eq!(of(Operation::Create), Class::Denied);
        assert_eq!(of(Operation::Rename), Class::Busy);
        assert_eq!(of(Operation::Remove), Class::Busy);
    }

    #[test]
    fn unix_codes_fall_into_the_classes_of_the_write_path() {
        for (linux_code, mac_code, class) in [
            (112, 64, Class::Offline), // EHOSTDOWN
            (107, 57, Class::Offline), // ENOTCONN
            (116, 70, Class::Offline), // ESTALE
            (110, 60, Class::Offline), // ETIMEDOUT
            (28, 28, Class::Full),     // ENOSPC
            (122, 69, Class::Full),    // EDQUOT
            (30, 30, Class::Denied),   // EROFS
            (13, 13, Class::Denied),   // EACCES
            (11, 35, Class::Busy),     // EAGAIN: a killed server's fsync
            (16, 16, Class::Busy),     // EBUSY: unlink through FUSE
            (2, 2, Class::Missing),    // ENOENT
            (17, 17, Class::Exists),   // EEXIST
            (22, 22, Class::Other),    // EINVAL
        ] {
            let op = Operation::Write;
            assert_eq!(
                class_of(System::Linux, linux_code, op),
                class,
                "Linux {linux_code}"
            );
            assert_eq!(
                class_of(System::Mac, mac_code, op),
                class,
                "macOS {mac_code}"
            );
        }
    }

    #[test]
    fn an_error_names_its_operation_and_path() {
        let path = Path::new("share/seg/x.seg");
        let error = Error::io(Operation::Rename, path, io::ErrorKind::StorageFull.into());
        assert_eq!(error.class(), Class::Full);
        assert!(
            error.to_string().contains("Rename share/seg/x.seg: Full"),
            "{error}"
        );
    }

    #[test]
    fn only_a_flush_that_cannot_be_done_is_forgiven() {
        for code in [2, 22, 25, 95] {
            assert!(flush_is_unsupported(System::Linux, code));
        }
        for code in [5, 11, 28, 112] {
            assert!(!flush_is_unsupported(System::Linux, code));
        }
    }
}
