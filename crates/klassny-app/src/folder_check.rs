//! The setup check of the folder: asked behind a thread of its own, so that a dead server is a line
//! of the check and holds nobody.

use crate::app::App;
use crate::devices::may_read;
use crate::error::{AppError, Result};
use crate::session::local_text;
use crate::view::folder::{FolderCheckView, FolderCode, FolderLine, FolderVerdict};
use crate::view::text::ErrorCode;
use klassny_share::error::Operation;
use klassny_share::guard::Sharer;
use klassny_share::replica::{Replica as _, School};
use klassny_share::setup::{Finding, Verdict, examine};
use klassny_share::surroundings::PlaceKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long the whole check may take before the server counts as not answering.
const PATIENCE: Duration = Duration::from_secs(60);

impl App {
    /// Looks at the folder of the share: rights, local copies, room, clock, mirrors, speed.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but administrators, the director and deputies;
    /// [`ErrorCode::ShareOffline`] where no folder is set.
    pub fn folder_check(&self) -> Result<FolderCheckView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        may_read(&workstation.store, &person, self.local_now())?;
        let folder = self.folder();
        if folder.is_empty() {
            return Err(AppError::new(ErrorCode::ShareOffline, "no folder"));
        }
        let identity = workstation.store.identity();
        let school = School {
            school: identity.school,
            root_key: identity.root_key,
        };
        let own = workstation
            .own_seats()
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let own: Vec<_> = own.into_iter().map(|seat| seat.seat).collect();
        let share = self.share_at(Path::new(&folder), identity.device_seat);
        // The machine's own clock: a demo's stands apart from the server's by design.
        let clock = Arc::clone(&self.env.clock);
        let told = Arc::clone(&clock);
        let sharer = Sharer::start(share, PATIENCE, Arc::new(move || told.now().wall_ms))
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let found = sharer
            .ask(Operation::Identify, move |share| {
                examine(share, &school, &own, &|| clock.now())
            })
            .unwrap_or_else(|error| vec![Finding::Away(error.to_string())]);
        let profile = workstation.store.read(|read| read.school_profile())?;
        let at_ms = self.now().wall_ms;
        Ok(FolderCheckView {
            folder,
            school: profile.unwrap_or_default().name,
            checked_at: local_text(at_ms),
            lines: found.into_iter().map(line).collect(),
        })
    }
}

fn line(found: Finding) -> FolderLine {
    let verdict = match found.verdict() {
        Verdict::Ok => FolderVerdict::Ok,
        Verdict::Look => FolderVerdict::Look,
        Verdict::Bad => FolderVerdict::Bad,
    };
    let (what, (amount, part), detail) = code(found);
    FolderLine {
        what,
        verdict,
        amount: i32::try_from(amount).unwrap_or(i32::MAX),
        part: u32::try_from(part).unwrap_or(u32::MAX),
        detail,
    }
}

/// The code of a finding, its numbers, and what it names.
fn code(found: Finding) -> (FolderCode, (i64, u64), String) {
    let said = |code, text| (code, (0, 0), text);
    let plain = |code| (code, (0, 0), String::new());
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    match found {
        Finding::Ours => plain(FolderCode::Ours),
        Finding::NotOurs => plain(FolderCode::NotOurs),
        Finding::Away(text) => said(FolderCode::Away, text),
        Finding::MayWrite => plain(FolderCode::MayWrite),
        Finding::MayNotWrite(text) => said(FolderCode::MayNotWrite, text),
        Finding::MayNotRename(text) => said(FolderCode::MayNotRename, text),
        Finding::MayNotRemove(text) => said(FolderCode::MayNotRemove, text),
        Finding::Altered => plain(FolderCode::Altered),
        Finding::OthersKept(bits) => said(FolderCode::OthersKept, bits),
        Finding::OthersMayGo(bits) => said(FolderCode::OthersMayGo, bits),
        Finding::OneAccount(bits) => said(FolderCode::OneAccount, bits),
        Finding::RightsNotTold(bits) => said(FolderCode::RightsNotTold, bits),
        Finding::NoLocalCopy => plain(FolderCode::NoLocalCopy),
        Finding::LocalCopy(sign) => said(FolderCode::LocalCopy, sign),
        Finding::LocalCopyNotTold => plain(FolderCode::LocalCopyNotTold),
        Finding::Room { free_mb, percent } => {
            let numbers = (number(free_mb), percent);
            (FolderCode::Room, numbers, String::new())
        }
        Finding::RoomNotTold => plain(FolderCode::RoomNotTold),
        Finding::Clock { ahead_ms } => (FolderCode::Clock, (ahead_ms / 1000, 0), String::new()),
        Finding::ClockNotTold => plain(FolderCode::ClockNotTold),
        Finding::OnePlace => plain(FolderCode::OnePlace),
        Finding::SeveralPlaces(sign) => said(FolderCode::SeveralPlaces, sign),
        Finding::Copies { count, example } => (FolderCode::Copies, (number(count), 0), example),
        Finding::NoStrangers => plain(FolderCode::NoStrangers),
        Finding::Strangers { count, example } => {
            (FolderCode::Strangers, (number(count), 0), example)
        }
        Finding::Speed { list_ms, put_ms } => {
            (FolderCode::Speed, (number(list_ms), put_ms), String::new())
        }
        Finding::Place(kind, name) => {
            let what = match kind {
                PlaceKind::Server => FolderCode::PlaceServer,
                PlaceKind::Local => FolderCode::PlaceLocal,
                PlaceKind::Fragile => FolderCode::PlaceFragile,
                PlaceKind::Mirrored => FolderCode::PlaceMirrored,
                PlaceKind::NotTold => FolderCode::PlaceNotTold,
            };
            said(what, name)
        }
    }
}
