//! Earlier and rival values: struck marks, records that differ, stamps with names of people.
//!
//! Asks for the history of a register only where there is something to tell.

use super::frame::Frame;
use super::ink::Ink;
use super::words::instant;
use crate::error::Result;
use crate::view::journal::{LessonConflict, Stamp as StampView, Tip};
use crate::view::text::Delivery;
use crate::view::today::LessonPart;
use klassny_domain::attendance::Presence;
use klassny_domain::change::{Change, ImportSource, Register};
use klassny_domain::homework_file::clean_name;
use klassny_domain::ids::{DeviceId, PupilId, SeatId, StaffId};
use klassny_domain::lesson::{Held, HomeworkText, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_domain::russian;
use klassny_store::query::{LessonParts, Stamp};
use klassny_store::{CellHistory, Entry, Saved, Standing};
use std::collections::HashMap;

/// Who sits where: seats with their people and devices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seats {
    seats: HashMap<SeatId, (StaffId, DeviceId)>,
    devices: HashMap<DeviceId, String>,
}

impl Seats {
    /// Reads them.
    pub fn read(frame: &Frame<'_>) -> Result<Self> {
        Ok(frame.desk.store.read(|read| {
            let seats = read.seats()?.into_iter();
            let devices = read.devices()?.into_iter();
            Ok(Self {
                seats: seats.map(|s| (s.seat, (s.staff, s.device))).collect(),
                devices: devices.map(|d| (d.device, d.name)).collect(),
            })
        })?)
    }

    /// The person of a seat.
    pub fn staff(&self, seat: SeatId) -> Option<StaffId> {
        self.seats.get(&seat).map(|(staff, _)| *staff)
    }

    /// Who stated something, when and where.
    pub fn stamp(
        &self,
        frame: &Frame<'_>,
        (seat, at_ms): (SeatId, i64),
        import: Option<&ImportSource>,
    ) -> StampView {
        let device = self.seats.get(&seat).map(|(_, device)| device);
        let device = device.and_then(|device| self.devices.get(device));
        let teacher = import.and_then(|import| import.teacher);
        let on = match import {
            Some(import) => format!("{}, {}", import.sheet, import.cell),
            None => device.cloned().unwrap_or_default(),
        };
        StampView {
            by: frame.initials(teacher.or_else(|| self.staff(seat))),
            at: instant(frame.desk.local(at_ms)),
            on,
        }
    }

    /// The stamp of an entry of a history.
    pub fn of_entry(&self, frame: &Frame<'_>, entry: &Entry) -> StampView {
        let when = entry.op.entered.wall_ms;
        self.stamp(frame, (entry.seat, when), entry.op.import.as_ref())
    }
}

/// How far a fact has travelled. What another person saved here and a crash left unsealed goes
/// no further until that person signs in: only they hold its key (D2).
pub(crate) fn delivery(frame: &Frame<'_>, stamp: &Stamp) -> Delivery {
    let desk = frame.desk;
    let mine = [desk.person.seat, desk.store.identity().device_seat].contains(&stamp.seat);
    if !mine && !stamp.imported && stamp.received_ms.is_none() {
        return Delivery::WaitsForSignIn;
    }
    match (stamp.imported, stamp.saved) {
        (true, _) => Delivery::Imported,
        (false, Saved::Here) => Delivery::SavedHere,
        (false, Saved::Sent) => Delivery::Sent,
        (false, Saved::Confirmed) => Delivery::Confirmed,
    }
}

/// What a fact says, in the few words of a cell.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "facts of the journal's page only; others have no cell"
)]
pub(crate) fn value_text(change: &Change) -> String {
    match change {
        Change::Mark(mark) => {
            let value = mark.value.map(MarkValue::text).unwrap_or_default();
            match mark.written_on.filter(|_| mark.value.is_some()) {
                Some(day) => format!("{value} ({})", russian::date(day)),
                None => value.to_owned(),
            }
        }
        Change::Attendance(stated) => match stated.presence {
            Presence::Present => String::new(),
            Presence::Late { minutes: 0 } => "оп".to_owned(),
            Presence::Late { minutes } => format!("оп {minutes}"),
            Presence::Absent => "н".to_owned(),
        },
        Change::AbsenceExcuse(excuse) => excuse.reason.letter().to_owned(),
        Change::LessonRecord(record) => match &record.held {
            Held::Held => "проведён".to_owned(),
            Held::NotHeld { reason } => format!("не проведён: {reason}"),
        },
        Change::LessonTopic(topic) => topic.text.clone(),
        Change::Homework(homework) => match &homework.text {
            HomeworkText::Missing => String::new(),
            HomeworkText::NotSet => "не задано".to_owned(),
            HomeworkText::Set(text) => text.clone(),
        },
        Change::HomeworkFile(file) => match file.attached {
            true => clean_name(&file.name),
            false => String::new(),
        },
        Change::ParentNote(note) => note.text.clone(),
        Change::Assignment(work) => match (work.kind, work.title.as_str()) {
            (None, _) => String::new(),
            (Some(kind), "") => kind.name().to_owned(),
            (Some(kind), title) => format!("{}: {title}", kind.name()),
        },
        Change::FinalMark(mark) => mark
            .value
            .map(MarkValue::text)
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    }
}

/// The records of a conflict; empty where there is none.
pub(crate) fn tips_of(frame: &Frame<'_>, seats: &Seats, history: &CellHistory) -> Vec<Tip> {
    let tips: Vec<&Entry> = history.entries.iter().filter(|e| e.is_tip).collect();
    if tips.len() < 2 {
        return Vec::new();
    }
    let tips = tips.into_iter().map(|entry| Tip {
        fact: entry.fact_no.to_string(),
        text: value_text(&entry.op.change),
        stamp: seats.of_entry(frame, entry),
        shown: history.shown == Some(entry.fact_no),
    });
    tips.collect()
}

/// The parts of a lesson of which two records differ.
pub(crate) fn lesson_conflicts(
    frame: &Frame<'_>,
    part: Option<&LessonParts>,
) -> Vec<LessonConflict> {
    let Some(part) = part else { return Vec::new() };
    let mut torn: Vec<(LessonPart, Register)> = Vec::new();
    if let Some(record) = part.record.as_ref().filter(|s| s.is_conflict()) {
        let change = Change::LessonRecord(record.value.clone());
        torn.push((LessonPart::Held, change.register()));
    }
    if let Some(topic) = part.topic.as_ref().filter(|s| s.is_conflict()) {
        let change = Change::LessonTopic(topic.value.clone());
        torn.push((LessonPart::Topic, change.register()));
    }
    if let Some(homework) = part.homework.as_ref().filter(|s| s.is_conflict()) {
        let change = Change::Homework(homework.value.clone());
        torn.push((LessonPart::Homework, change.register()));
    }
    for work in part.assignments.iter().filter(|s| s.is_conflict()) {
        let change = Change::Assignment(work.value.clone());
        torn.push((LessonPart::Marks, change.register()));
    }
    if torn.is_empty() {
        return Vec::new();
    }
    let seats = Seats::read(frame).unwrap_or_default();
    let conflicts = torn.into_iter().filter_map(|(what, register)| {
        let history = frame.desk.store.history(register).ok()?;
        let tips = tips_of(frame, &seats, &history);
        (!tips.is_empty()).then_some(LessonConflict { what, tips })
    });
    conflicts.collect()
}

/// The values that stand struck beside marks corrected under a permit (R50).
pub(crate) fn struck(
    frame: &Frame<'_>,
    ink: &Ink,
) -> Result<HashMap<(LessonPlace, PupilId, u8), MarkValue>> {
    let mut struck = HashMap::new();
    if ink.permits.is_empty() {
        return Ok(struck);
    }
    let marks = ink.cells.values().flat_map(|cell| cell.valued());
    for mark in marks.filter(|mark| ink.permits.contains_key(&mark.fact_no)) {
        let register = Change::Mark(mark.value.clone()).register();
        let history = frame.desk.store.history(register)?;
        if let Some(value) = value_before_permit(&history, mark) {
            let at = (mark.value.place, mark.value.pupil, mark.value.ordinal);
            struck.insert(at, value);
        }
    }
    Ok(struck)
}

/// The value that stood before the permit of the standing mark was used.
fn value_before_permit(
    history: &CellHistory,
    mark: &Standing<klassny_domain::mark::Mark>,
) -> Option<MarkValue> {
    let counted = history.entries.iter().filter(|e| e.not_counted.is_none());
    let before: Vec<&Entry> = counted.collect();
    let shown = before.iter().position(|e| e.fact_no == mark.fact_no)?;
    let permit = before.get(shown)?.op.permit;
    let mut earlier = before.get(..shown)?.iter().rev();
    let first = earlier.find(|entry| entry.op.permit != permit)?;
    let Change::Mark(first) = &first.op.change else {
        return None;
    };
    first.value.filter(|value| Some(*value) != mark.value.value)
}
