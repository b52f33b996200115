//! Why pupils were or will be away: one reason for all lessons of a pupil from one day to another
//! (R38).
//!
//! A lesson without a record takes the reason ahead: it shows once the teacher enters the absence.

use super::week::{Excuses, excuses, lessons_of, view};
use crate::api::{ClassWeek, Excuse};
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::paper;
use crate::paper::ground::{Frame as ClassFrame, Ground, GroupGround};
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::Gate;
use crate::spread::words::{parse_day, parse_pupil};
use crate::take_back::take_back_last;
use crate::view::class::ClassWeekView;
use crate::view::text::ErrorCode;
use chrono::NaiveDate;
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Presence};
use klassny_domain::change::Change;
use klassny_domain::ids::{ClassId, PupilId};
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::norm::Entry;
use klassny_store::NewFact;
use std::ops::RangeInclusive;
use std::sync::PoisonError;

/// The longest stretch that one act may give a reason for: a term and its holidays.
const DAYS_MAX: i64 = 100;
/// Lessons that one act may give a reason to: a whole class for three weeks.
const LESSONS_MAX: usize = 4_000;

/// What is asked, read.
struct Asked {
    class: ClassId,
    pupils: Vec<PupilId>,
    days: RangeInclusive<NaiveDate>,
    bell: Option<u8>,
    reason: AbsenceReason,
    document: String,
}

/// Gives the lessons of a stretch their reason; answers with the week of its first day.
///
/// # Errors
/// Where the person may not give reasons for the class, a term is closed, the days are in the
/// wrong order or too many; where there is no lesson to give a reason for. Nothing is stated then.
pub fn excuse_absences(desk: &Desk<'_>, args: &Excuse) -> Result<ClassWeekView> {
    let asked = read(args)?;
    paper::require_checker(desk, asked.class)?;
    let class = desk.store.read(|read| read.class(asked.class))?;
    let grade = class.ok_or_else(|| AppError::not_found("class"))?.grade;
    let mut facts = Vec::new();
    let terms = desk.calendar.terms_of(grade);
    for term in terms
        .iter()
        .filter(|term| term.starts_on <= *asked.days.end() && *asked.days.start() <= term.ends_on)
    {
        let frame = ClassFrame::read(desk.store, asked.class, term.term)?;
        let ground = Ground::read(desk.store, frame)?;
        let standing = excuses(desk, &ground)?;
        for group in &ground.groups {
            facts.extend(of_group(desk, group, &asked, &standing)?);
        }
    }
    if facts.is_empty() {
        return Err(AppError::new(ErrorCode::NoAbsences, "excuse"));
    }
    if facts.len() > LESSONS_MAX {
        return Err(AppError::new(ErrorCode::WrongDays, "excuse"));
    }
    desk.commit(facts)?;
    view(desk, asked.class, *asked.days.start())
}

fn read(args: &Excuse) -> Result<Asked> {
    let (from, until) = (parse_day(&args.from)?, parse_day(&args.until)?);
    if until < from || (until - from).num_days() > DAYS_MAX {
        return Err(AppError::new(ErrorCode::WrongDays, "excuse"));
    }
    Ok(Asked {
        class: parse_id(&args.class, ClassId::parse)?,
        pupils: args
            .pupils
            .iter()
            .map(|pupil| parse_pupil(pupil))
            .collect::<Result<_>>()?,
        days: from..=until,
        bell: args.bell,
        reason: args.reason.into(),
        document: args.document.trim().to_owned(),
    })
}

/// The facts of a group, judged.
fn of_group(
    desk: &Desk<'_>,
    group: &GroupGround,
    asked: &Asked,
    standing: &Excuses,
) -> Result<Vec<NewFact>> {
    let mut wanted = Vec::new();
    for place in lessons_of(group) {
        let bell = asked.bell.is_none_or(|bell| bell == place.bell);
        if !asked.days.contains(&place.date) || !bell {
            continue;
        }
        for pupil in &asked.pupils {
            wanted.extend(excuse(group, (place, *pupil), asked, standing));
        }
    }
    let Some(first) = wanted.first() else {
        return Ok(Vec::new());
    };
    let frame = Frame::read(desk, group.group.group, &Which::Of(first.place.date))?;
    let gate = Gate::read(&frame)?;
    let mut facts = Vec::with_capacity(wanted.len());
    for excuse in wanted {
        let place = excuse.place;
        let change = Change::AbsenceExcuse(excuse);
        gate.may_state(&change)?;
        gate.may_enter(place, Entry::AbsenceReason { returned_on: None })?;
        facts.push(NewFact::from(change));
    }
    Ok(facts)
}

/// The reason of a pupil's lesson, where it is to say something else than it does.
fn excuse(
    group: &GroupGround,
    (place, pupil): (LessonPlace, PupilId),
    asked: &Asked,
    standing: &Excuses,
) -> Option<AbsenceExcuse> {
    if !group.has(pupil, place.date) {
        return None;
    }
    let before = standing.get(&(place, pupil));
    let takes_back = asked.reason == AbsenceReason::Unresolved;
    let record = group
        .parts
        .get(&place)
        .and_then(|part| part.record.as_ref());
    let presence = group.cells.get(&(place, pupil)).map(|cell| cell.presence);
    let absent = presence == Some(Presence::Absent);
    let was_there = match record.map(|record| &record.value.held) {
        Some(Held::Held) => !absent,
        Some(Held::NotHeld { .. }) => true,
        None => matches!(presence, Some(Presence::Late { .. })),
    };
    if was_there && !(takes_back && before.is_some()) {
        return None;
    }
    let excuse = AbsenceExcuse {
        place,
        pupil,
        reason: asked.reason,
        document: asked.document.clone(),
    };
    match before {
        Some(before) if *before == excuse => None,
        None if takes_back => None,
        Some(_) | None => Some(excuse),
    }
}

/// Takes the last act of the session back, where it gave reasons to this class.
///
/// # Errors
/// Where it did not, or what taking back refuses.
pub fn undo_excuse(desk: &Desk<'_>, args: &ClassWeek) -> Result<ClassWeekView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    paper::require_checker(desk, class)?;
    if !can_undo(desk, class) {
        return Err(AppError::new(ErrorCode::ChangedMeanwhile, "excuse"));
    }
    let act = take_back_last(desk)?;
    let places = act.iter().flat_map(|act| &act.stated).filter_map(place_of);
    let first = places.map(|place| place.date).min();
    let asked = args.date.as_deref().map(parse_day).transpose()?;
    let day = asked.or(first).unwrap_or_else(|| desk.now().date());
    view(desk, class, day)
}

/// Whether the last act of the session only gave reasons, and to this class.
pub(super) fn can_undo(desk: &Desk<'_>, class: ClassId) -> bool {
    let stated = {
        let undo = desk.undo.lock().unwrap_or_else(PoisonError::into_inner);
        undo.last()
            .map(|act| act.stated.clone())
            .unwrap_or_default()
    };
    let of_class = |change: &Change| {
        let group = place_of(change).map(|place| place.group);
        let card = group.map(|group| desk.store.read(|read| read.group(group)));
        matches!(card, Some(Ok(Some(card))) if card.class.class == class)
    };
    !stated.is_empty() && stated.iter().all(of_class)
}

const fn place_of(change: &Change) -> Option<LessonPlace> {
    if let Change::AbsenceExcuse(excuse) = change {
        return Some(excuse.place);
    }
    None
}
