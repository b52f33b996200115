//! The points at which a real process is killed, and how it kills itself there.
//!
//! A child of a test is told by `KLASSNY_KILL=point:count` where to die: at the count-th time it
//! comes to that point it sends itself SIGKILL, so nothing is flushed, closed or dropped. Nothing
//! else in the project sets the hook of [`klassny_log::kill_point`].

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The variable that names the point and the count.
pub const VARIABLE: &str = "KLASSNY_KILL";

/// What a child does when it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    /// Signs in, enters, publishes, collects, acknowledges, enters again, signs out.
    Day,
    /// Prints a volume.
    Print,
    /// Heals a share in which files are missing, damaged and newly damaged.
    Mend,
    /// Opens a replica of another version of the projection.
    Rebuild,
    /// A machine joins and a person signs in there for the first time.
    Arrive,
    /// A school is created.
    Found,
    /// A school is restored from its folder.
    Restore,
    /// A witness seals the time and tells its digest.
    Attest,
    /// Packs are written, verified and cleaned up after.
    Pack,
    /// Files of homework are attached, published, read and put back.
    Files,
}

impl Script {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Day,
        Self::Print,
        Self::Mend,
        Self::Rebuild,
        Self::Arrive,
        Self::Found,
        Self::Restore,
        Self::Attest,
        Self::Pack,
        Self::Files,
    ];

    /// The word on the child's command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Print => "print",
            Self::Mend => "mend",
            Self::Rebuild => "rebuild",
            Self::Arrive => "arrive",
            Self::Found => "found",
            Self::Restore => "restore",
            Self::Attest => "attest",
            Self::Pack => "pack",
            Self::Files => "files",
        }
    }

    /// The points that are tried in this script.
    pub fn points(self) -> Vec<&'static str> {
        let own = POINTS.iter().filter(|(script, _)| *script == self);
        own.flat_map(|(_, points)| points.iter().copied()).collect()
    }
}

/// Every point there is, under each script that is killed there. A test holds this table against
/// the sources.
pub const POINTS: &[(Script, &[&str])] = &[
    (
        Script::Day,
        &[
            "slot.counted",
            "slot.opened",
            "file.created",
            "file.written",
            "file.flushed",
            "file.renamed",
            "enter.opened",
            "commit.begun",
            "commit.fact_kept",
            "commit.row_written",
            "commit.judged",
            "commit.done",
            "seal.batched",
            "seal.segment_kept",
            "seal.head_moved",
            "seal.facts_moved",
            "seal.done",
            "put.created",
            "put.written",
            "put.flushed",
            "put.read_back",
            "put.renamed",
            "put.read_again",
            "put.done",
            "publish.stands",
            "publish.noted",
            "publish.shown",
            "beacon.due",
            "beacon.moved",
            "collect.read",
            "collect.verified",
            "collect.walked",
            "collect.taken",
            "receive.begun",
            "receive.segment_kept",
            "receive.head_moved",
            "receive.facts_kept",
            "receive.judged",
            "receive.rows_written",
            "receive.done",
            "ack.due",
            "ack.entered",
            "ack.published",
            "leave.due",
            "leave.sealed",
            "leave.wiped",
        ],
    ),
    (
        Script::Print,
        &[
            "print.laid_out",
            "print.written",
            "print.kept",
            "print.stated",
            "print.named",
        ],
    ),
    (
        Script::Mend,
        &[
            "mend.due",
            "mend.damaged_removed",
            "mend.beside",
            "mend.done",
            "folder.made",
            "bad.noted",
            "bad.cleared",
            "put.renamed",
        ],
    ),
    (
        Script::Rebuild,
        &[
            "rebuild.cleared",
            "rebuild.judged",
            "rebuild.rows_written",
            "rebuild.noted",
            "rebuild.done",
        ],
    ),
    (
        Script::Arrive,
        &[
            "join.asked",
            "join.answer_due",
            "join.answered",
            "join.keys_kept",
            "join.key_sealed",
            "join.placed",
            "replica.made",
            "replica.migrated",
            "replica.identified",
            "found.replica_made",
            "found.device_kept",
            "slot.sealed",
            "slot.made",
            "first.slot_made",
            "first.certified",
            "first.forgotten",
            "door.written",
            "file.flushed",
            "receive.rows_written",
        ],
    ),
    (
        Script::Found,
        &[
            "share.skeleton",
            "share.identified",
            "found.keys_kept",
            "found.slot_made",
            "found.stated",
            "replica.made",
            "replica.identified",
            "newer.read_again",
            "newer.done",
            "file.renamed",
            "door.written",
        ],
    ),
    (
        Script::Restore,
        &[
            "found.keys_kept",
            "restore.slot_made",
            "restore.stated",
            "administrator.slot_made",
            "administrator.stated",
            "replica.made",
            "receive.rows_written",
            "slot.sealed",
            "file.renamed",
            "door.written",
            "put.renamed",
        ],
    ),
    (
        Script::Attest,
        &[
            "witness.due",
            "witness.stated",
            "digest.due",
            "digest.stated",
            "seal.facts_moved",
            "put.renamed",
        ],
    ),
    (
        Script::Pack,
        &[
            "pack.due",
            "pack.put",
            "pack.verified",
            "pack.noted",
            "pack.clean_due",
            "pack.file_removed",
            "pack.cleaned",
        ],
    ),
    (
        Script::Files,
        &[
            "attach.sealed",
            "attach.kept",
            "attach.noted",
            "attach.stated",
            "blob.due",
            "blob.stands",
            "blob.noted",
            "blob.read",
            "blob.kept",
            "blob.mend_due",
            "blob.mended",
            "file.written",
            "file.renamed",
            "commit.done",
            "put.renamed",
        ],
    ),
];

static REACHED: Mutex<BTreeMap<&'static str, u64>> = Mutex::new(BTreeMap::new());

/// Makes this process count the points it comes to, and die where it was told to.
///
/// # Errors
/// Where the order cannot be read, or the program was built without the points.
pub fn arm() -> anyhow::Result<()> {
    #[cfg(any(debug_assertions, feature = "kill-points"))]
    return order::arm();
    #[cfg(not(any(debug_assertions, feature = "kill-points")))]
    anyhow::bail!("this program has no points to die at: build it with the feature kill-points");
}

/// How often each point was reached in this process.
pub fn reached() -> BTreeMap<&'static str, u64> {
    counts().clone()
}

fn counts() -> std::sync::MutexGuard<'static, BTreeMap<&'static str, u64>> {
    REACHED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(any(debug_assertions, feature = "kill-points"))]
mod order {
    //! Where this process is to die.

    use super::{VARIABLE, counts, die};
    use std::sync::OnceLock;

    struct Order {
        point: String,
        count: u64,
    }

    static ORDER: OnceLock<Option<Order>> = OnceLock::new();

    pub(super) fn arm() -> anyhow::Result<()> {
        let order = match std::env::var(VARIABLE) {
            Ok(text) => {
                let (point, count) = text
                    .split_once(':')
                    .ok_or_else(|| anyhow::anyhow!("{VARIABLE} is point:count"))?;
                Some(Order {
                    point: point.to_owned(),
                    count: count.parse()?,
                })
            }
            Err(_) => None,
        };
        ORDER.get_or_init(|| order);
        klassny_log::at_kill_points(passed);
        Ok(())
    }

    fn passed(name: &'static str) {
        let mut counts = counts();
        let count = counts.entry(name).or_default();
        *count += 1;
        let order = ORDER.get().and_then(Option::as_ref);
        if order.is_some_and(|order| order.point == name && order.count == *count) {
            die();
        }
    }
}

/// Ends the process as a power failure of the process would: no destructor, no flush.
pub(crate) fn die() -> ! {
    #[cfg(unix)]
    {
        let own = rustix::process::getpid();
        if rustix::process::kill_process(own, rustix::process::Signal::KILL).is_ok() {
            loop {
                std::thread::park();
            }
        }
    }
    std::process::abort()
}
