//! Requests to join the school and their answers, as files of the share (sync.md P11).
//!
//! Owns the folder `join/`. Anybody who can write there may fill it, so it is read with limits on
//! number and size, and nothing of it is believed here: a request by the words two people compare,
//! an answer by its signature.

use crate::error::{Class, Error};
use crate::folder::{Entry, Listing, Put, SegmentStore};
use crate::name::{Folder, JoinName, Name};
use klassny_domain::ids::DeviceId;
use klassny_log::join::{ANSWER_MAX, JoinError, JoinRequest, REQUEST_MAX};
use klassny_log::kill_point;

/// How many requests are read; more of them are only counted.
pub const REQUESTS_MAX: usize = 200;
/// How many answers to one request are read.
pub const ANSWERS_MAX: usize = 8;

/// Why a request could not be put.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The request cannot be written.
    #[error(transparent)]
    Request(#[from] JoinError),
    /// The share refuses.
    #[error(transparent)]
    Share(#[from] Error),
}

/// The requests that stand on the share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Those that can be read, by device.
    pub found: Vec<JoinRequest>,
    /// How many files were not read: too many, too large, or not requests.
    pub ignored: u64,
}

/// Asks to be let in. An earlier request of the same device is replaced.
///
/// # Errors
/// What the request or the share says.
pub fn ask(store: &dyn SegmentStore, request: &JoinRequest) -> Result<Put, AskError> {
    let name = Name::from(JoinName::Request(request.device()));
    let bytes = request.encode()?;
    match store.put_new(&name, &bytes) {
        Err(error) if error.class() == Class::Exists => {
            store.remove_own(&name)?;
            Ok(store.put_new(&name, &bytes)?)
        }
        put => Ok(put?),
    }
}

/// Takes a request back, or away once it is answered.
///
/// # Errors
/// What the share says.
pub fn take_back(store: &dyn SegmentStore, device: DeviceId) -> Result<(), Error> {
    store.remove_own(&Name::from(JoinName::Request(device)))
}

/// When a device asked, as the server says, milliseconds of UTC since 1970; none where it does not
/// say.
pub fn asked_ms(store: &dyn SegmentStore, device: DeviceId) -> Option<i64> {
    let name = Name::from(JoinName::Request(device));
    store.stat(&name).ok()?.modified_ms
}

/// Reads the requests.
///
/// # Errors
/// What the share says of the folder; a single file that cannot be read is ignored and counted.
pub fn requests(store: &dyn SegmentStore) -> Result<Requests, Error> {
    let listing = store.list(&Name::top(Folder::Join))?;
    let mut requests = Requests {
        found: Vec::new(),
        ignored: listing.foreign,
    };
    let files = files(&listing).filter(|(_, name)| !matches!(name, JoinName::Answer(..)));
    for (len, name) in files {
        let fits = requests.found.len() < REQUESTS_MAX && len <= REQUEST_MAX as u64;
        let bytes = if fits {
            read(store, name, REQUEST_MAX)?
        } else {
            None
        };
        let request = bytes.and_then(|bytes| JoinRequest::parse(&bytes).ok());
        match request.filter(|request| JoinName::Request(request.device()) == name) {
            Some(request) => requests.found.push(request),
            None => requests.ignored += 1,
        }
    }
    Ok(requests)
}

/// Answers a request; the bytes are those of a signed `klassny_log::join::JoinAnswer`.
///
/// # Errors
/// What the share says.
pub fn answer(store: &dyn SegmentStore, device: DeviceId, bytes: &[u8]) -> Result<Put, Error> {
    kill_point("join.answer_due");
    let put = store.put_new(&Name::from(answer_name(device, bytes)), bytes)?;
    kill_point("join.answered");
    Ok(put)
}

/// Reads the answers to a device's request whose bytes fit their names; to be verified, each.
///
/// # Errors
/// What the share says of the folder; a single file that cannot be read is left out.
pub fn answers(store: &dyn SegmentStore, device: DeviceId) -> Result<Vec<Vec<u8>>, Error> {
    let listing = store.list(&Name::top(Folder::Join))?;
    let mut answers = Vec::new();
    for (len, name) in files(&listing) {
        let ours = matches!(name, JoinName::Answer(to, _) if to == device);
        if !ours || len > ANSWER_MAX as u64 || answers.len() == ANSWERS_MAX {
            continue;
        }
        let bytes = read(store, name, ANSWER_MAX)?;
        answers.extend(bytes.filter(|bytes| answer_name(device, bytes) == name));
    }
    Ok(answers)
}

fn answer_name(device: DeviceId, bytes: &[u8]) -> JoinName {
    JoinName::Answer(device, klassny_log::short(blake3::hash(bytes).as_bytes()))
}

/// The files of the folder that have a name of its own, with their lengths.
fn files(listing: &Listing) -> impl Iterator<Item = (u64, JoinName)> {
    listing
        .entries
        .iter()
        .filter_map(|listed| match listed.entry {
            Entry::File { len } => Some((len, JoinName::parse(listed.name.as_str())?)),
            Entry::Folder => None,
        })
}

/// Reads one file; `None` where it alone cannot be read.
fn read(store: &dyn SegmentStore, name: JoinName, limit: usize) -> Result<Option<Vec<u8>>, Error> {
    match store.get(&Name::from(name), limit as u64) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.ends_the_pass() => Err(error),
        Err(_) => Ok(None),
    }
}
