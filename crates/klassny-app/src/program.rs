//! Programs of different age on one journal: what a newer one made, which rules hold, which machine
//! does not know them (P10).
//!
//! An older program loses nothing: it keeps, counts and passes on what it does not understand. New
//! rules hold from a day on that an administrator states once every machine knows them; a program
//! that does not know them reads and prints from then on, and writes nothing for people.

use crate::api::ActivateRules;
use crate::app::App;
use crate::desk::Person;
use crate::devices::{compare, may_change};
use crate::error::{AppError, Result};
use crate::spread::words::parse_day;
use crate::view::devices::{DevicesView, RulesView};
use crate::view::share::ProgramDue;
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use klassny_domain::access::{DeviceProgram, RulesetActivation};
use klassny_domain::change::Change;
use klassny_store::{Author, NewFact, Store};
use std::cmp::Ordering;

impl App {
    /// Why the program on this machine is to be updated; none where it is not.
    pub(crate) fn program_due(&self) -> Result<Option<ProgramDue>> {
        let Some(workstation) = self.workstation_if_open() else {
            return Ok(None);
        };
        let store = &workstation.store;
        let newer = store.newer()?;
        let holds = store.ruleset_at(self.now().wall_ms)?;
        let read_only = holds > self.env.program.reader.ruleset;
        if !read_only && newer == klassny_store::Newer::default() {
            return Ok(None);
        }
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Some(ProgramDue {
            read_only,
            packets: count(newer.segments),
            records: count(newer.facts),
            version: newest_version(store, self.env.program.version)?,
        }))
    }

    /// New rules that this program knows and that do not hold yet, or that are stated to begin.
    pub(crate) fn rules_view(&self, person: &Person) -> Result<Option<RulesView>> {
        let workstation = self.workstation()?;
        let store = &workstation.store;
        let holds = store.ruleset_at(self.now().wall_ms)?;
        let stated = store.rulesets()?;
        let mut coming = stated.iter().filter(|it| it.stands && it.ruleset > holds);
        let stated = coming.next_back();
        let known = self.env.program.reader.ruleset;
        let ruleset = stated.map_or(known, |it| it.ruleset);
        if ruleset <= holds {
            return Ok(None);
        }
        Ok(Some(RulesView {
            ruleset,
            from: stated.map(|it| it.from.to_string()),
            lacking: lacking(&workstation, ruleset)?,
            version: match known >= ruleset {
                true => self.env.program.version.to_owned(),
                false => newest_version(store, self.env.program.version)?,
            },
            may_change: store.is_administrator(person.seat)? && known >= ruleset,
        }))
    }

    /// States from which day new rules hold, or takes it back before that day.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but an administrator; [`ErrorCode::RulesNotKnown`]
    /// where machines run a program that does not know them, with how many; the view names them.
    /// [`ErrorCode::BadRequest`] for a day that has come, and for rules that hold already.
    pub fn activate_rules(&self, args: &ActivateRules) -> Result<DevicesView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        may_change(store, &person)?;
        let today = self.local_now().date();
        let view = self.rules_view(&person)?;
        if !view.is_some_and(|view| view.ruleset == args.ruleset && view.may_change) {
            return Err(AppError::bad_request("ruleset"));
        }
        let mut before = store.rulesets()?.into_iter();
        let before = before.find(|it| it.ruleset == args.ruleset);
        let stated = match (&args.from, before) {
            (Some(from), _) => {
                let lacking = lacking(&workstation, args.ruleset)?;
                if !lacking.is_empty() {
                    let count = lacking.len().to_string();
                    return Err(AppError::new(ErrorCode::RulesNotKnown, count));
                }
                RulesetActivation {
                    ruleset: args.ruleset,
                    from: parse_day(from)?,
                    stands: true,
                }
            }
            (None, Some(before)) => RulesetActivation {
                stands: false,
                ..before
            },
            (None, None) => return Err(AppError::not_found("ruleset")),
        };
        if stated.from <= today {
            return Err(AppError::bad_request("from"));
        }
        let fact = NewFact::from(Change::RulesetActivation(stated));
        store.commit(Author { seat: person.seat }, self.now(), vec![fact])?;
        self.devices()
    }
}

/// The acting machines whose program does not know a set of rules, or has not said what it is.
fn lacking(workstation: &Workstation, ruleset: u16) -> Result<Vec<String>> {
    let store = &workstation.store;
    let (devices, programs, ended) =
        store.read(|read| Ok((read.devices()?, read.programs()?, read.revocations()?)))?;
    let acts = |seat| ended.iter().all(|ended| ended.seat != seat);
    let knows = |device| {
        let mut programs = programs.iter();
        programs.any(|stated| stated.device == device && stated.ruleset >= ruleset)
    };
    let lacking = devices.into_iter().filter(|device| acts(device.seat));
    let lacking = lacking.filter(|device| !knows(device.device));
    Ok(lacking.map(|device| device.name).collect())
}

/// The newest version that any machine of the school runs; empty where none is newer than here.
fn newest_version(store: &Store, here: &str) -> Result<String> {
    let programs: Vec<DeviceProgram> = store.read(|read| read.programs())?;
    let versions = programs.into_iter().map(|program| program.version);
    let newer = versions.filter(|version| compare(version, here) == Ordering::Greater);
    Ok(newer
        .max_by(|left, right| compare(left, right))
        .unwrap_or_default())
}
