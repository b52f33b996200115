//! The disk as a mounted file system: FUSE to [`Disk`] and back.
//!
//! Decides nothing. Whatever happens to the test, the mount goes away with it.

use crate::disk::{Chance, Disk, ROOT, Refused};
use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags,
    Generation, INodeNo, LockOwner, MountOption, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate,
    ReplyData, ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyStatfs, ReplyWrite, Request, TimeOrNow,
    WriteFlags,
};
use klassny_tests::watch::Cleaner;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const TTL: Duration = Duration::from_secs(1);

/// A mounted disk.
pub struct Mounted {
    disk: Arc<Mutex<Disk>>,
    session: Option<BackgroundSession>,
    at: PathBuf,
    _cleaner: Cleaner,
}

impl Mounted {
    /// Mounts a disk over a folder.
    pub fn over(at: &Path, disk: Disk) -> anyhow::Result<Self> {
        let cleaner = Cleaner::stand_by(&[at])?;
        let disk = Arc::new(Mutex::new(disk));
        let mut config = Config::default();
        config.mount_options = vec![MountOption::FSName("klassny-power".to_owned())];
        let session = fuser::spawn_mount(Face(Arc::clone(&disk)), at, &config)?;
        Ok(Self {
            disk,
            session: Some(session),
            at: at.to_path_buf(),
            _cleaner: cleaner,
        })
    }

    /// The disk itself.
    pub fn disk(&self) -> MutexGuard<'_, Disk> {
        lock(&self.disk)
    }

    /// Unmounts, and puts what survives in the place of what the folder held before.
    pub fn survivors(mut self, chance: &mut Chance) -> anyhow::Result<()> {
        self.disk().cut();
        if let Some(session) = self.session.take() {
            session.umount_and_join()?;
        }
        let dead = std::mem::replace(&mut *self.disk(), Disk::new(crate::disk::Flush::Kept));
        for entry in std::fs::read_dir(&self.at)? {
            let path = entry?.path();
            match path.is_dir() {
                true => std::fs::remove_dir_all(path)?,
                false => std::fs::remove_file(path)?,
            }
        }
        Ok(dead.write_out(&self.at, chance)?)
    }
}

fn lock(disk: &Mutex<Disk>) -> MutexGuard<'_, Disk> {
    disk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the kernel talks to.
struct Face(Arc<Mutex<Disk>>);

const fn errno(refused: Refused) -> Errno {
    match refused {
        Refused::Dead => Errno::EIO,
        Refused::Missing => Errno::ENOENT,
        Refused::Taken => Errno::EEXIST,
        Refused::NotEmpty => Errno::ENOTEMPTY,
        Refused::Full => Errno::ENOSPC,
    }
}

fn attr(ino: u64, len: Option<usize>) -> FileAttr {
    let (kind, perm) = match len {
        Some(_) => (FileType::RegularFile, 0o600),
        None => (FileType::Directory, 0o700),
    };
    let size = len.unwrap_or_default() as u64;
    let at = SystemTime::now();
    FileAttr {
        ino: INodeNo(ino),
        size,
        blocks: size.div_ceil(512),
        atime: at,
        mtime: at,
        ctime: at,
        crtime: UNIX_EPOCH,
        kind,
        perm,
        nlink: 1,
        uid: rustix::process::getuid().as_raw(),
        gid: rustix::process::getgid().as_raw(),
        rdev: 0,
        blksize: 4096,
        flags: 0,
    }
}

fn attr_of(disk: &Disk, ino: u64) -> Result<FileAttr, Refused> {
    disk.alive()?;
    Ok(attr(ino, disk.len(ino)?))
}

fn at(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn done(result: Result<(), Refused>, reply: ReplyEmpty) {
    match result {
        Ok(()) => reply.ok(),
        Err(refused) => reply.error(errno(refused)),
    }
}

impl Face {
    fn made(&self, parent: INodeNo, name: &OsStr, is_folder: bool) -> Result<FileAttr, Refused> {
        let mut disk = lock(&self.0);
        let ino = disk.make(parent.0, name, is_folder)?;
        attr_of(&disk, ino)
    }
}

impl Filesystem for Face {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let disk = lock(&self.0);
        match disk
            .find(parent.0, name)
            .and_then(|ino| attr_of(&disk, ino))
        {
            Ok(attr) => reply.entry(&TTL, &attr, Generation(0)),
            Err(refused) => reply.error(errno(refused)),
        }
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match attr_of(&lock(&self.0), ino.0) {
            Ok(attr) => reply.attr(&TTL, &attr),
            Err(refused) => reply.error(errno(refused)),
        }
    }

    fn setattr(
        &self,
        _: &Request,
        ino: INodeNo,
        _mode: Option<u32>,
        _uid: Option<u32>,
        _gid: Option<u32>,
        size: Option<u64>,
        _atime: Option<TimeOrNow>,
        _mtime: Option<TimeOrNow>,
        _ctime: Option<SystemTime>,
        _fh: Option<FileHandle>,
        _crtime: Option<SystemTime>,
        _chgtime: Option<SystemTime>,
        _bkuptime: Option<SystemTime>,
        _flags: Option<fuser::BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let mut disk = lock(&self.0);
        let sized = size.map_or(Ok(()), |size| disk.set_len(ino.0, at(size)));
        match sized.and_then(|()| attr_of(&disk, ino.0)) {
            Ok(attr) => reply.attr(&TTL, &attr),
            Err(refused) => reply.error(errno(refused)),
        }
    }

    fn mkdir(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        _mode: u32,
        _umask: u32,
        reply: ReplyEntry,
    ) {
        match self.made(parent, name, true) {
            Ok(attr) => reply.entry(&TTL, &attr, Generation(0)),
            Err(refused) => reply.error(errno(refused)),
        }
    }

    fn create(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        _mode: u32,
        _umask: u32,
        _flags: i32,
        reply: ReplyCreate,
    ) {
        match self.made(parent, name, false) {
            Ok(attr) => {
                reply.created(
                    &TTL,
                    &attr,
                    Generation(0),
                    FileHandle(0),
                    FopenFlags::empty(),
                );
            }
            Err(refused) => reply.error(errno(refused)),
        }
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        done(lock(&self.0).unmake(parent.0, name), reply);
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        done(lock(&self.0).unmake(parent.0, name), reply);
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        to: INodeNo,
        target: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let may_replace = !flags.contains(RenameFlags::RENAME_NOREPLACE);
        let moved = lock(&self.0).rename((parent.0, name), (to.0, target), may_replace);
        done(moved, reply);
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        match lock(&self.0).read(ino.0, at(offset), size as usize) {
            Ok(bytes) => reply.data(bytes),
            Err(refused) => reply.error(errno(refused)),
        }
    }

    fn write(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        bytes: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match lock(&self.0).write(ino.0, at(offset), bytes) {
            Ok(()) => reply.written(u32::try_from(bytes.len()).unwrap_or_default()),
            Err(refused) => reply.error(errno(refused)),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        reply.ok();
    }

    fn fsync(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        done(lock(&self.0).flush_file(ino.0), reply);
    }

    fn fsyncdir(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        done(lock(&self.0).flush_folder(ino.0), reply);
    }

    fn readdir(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        mut reply: ReplyDirectory,
    ) {
        let disk = lock(&self.0);
        let entries = match disk.list(ino.0) {
            Ok(entries) => entries,
            Err(refused) => return reply.error(errno(refused)),
        };
        for (index, (name, ino)) in entries.into_iter().enumerate().skip(at(offset)) {
            let kind = match disk.len(ino) {
                Ok(Some(_)) => FileType::RegularFile,
                Ok(None) | Err(_) => FileType::Directory,
            };
            if reply.add(INodeNo(ino), index as u64 + 1, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        let free = 1 << 20;
        reply.statfs(2 * free, free, free, 1 << 20, 1 << 20, 512, 255, 512);
    }
}

const _: () = assert!(ROOT == 1, "the kernel's number of the top folder");
