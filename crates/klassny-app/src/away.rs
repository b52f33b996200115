//! «Изменения, пока вас не было»: what others stated of a person's classes since the person was
//! here last. Reads only; where a person stopped reading is kept in this replica alone.

use crate::app::{App, lock};
use crate::desk::Desk;
use crate::error::Result;
use crate::spread::tips::value_text;
use crate::spread::words::{class_name, instant, place_view};
use crate::take_back::about;
use crate::view::away::{AwayCode, AwayGroup, AwayLine, AwayView};
use crate::who::Who;
use klassny_domain::change::{Change, Register};
use klassny_domain::ids::{ClassId, CloseId, GroupId, SeatId, StaffId, TermId};
use klassny_domain::term::{FinalKind, PermitScope};
use klassny_store::{LogFact, Store};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Lines shown of a group; the rest is counted.
const LINES_MAX: usize = 40;

/// Where a person stopped: the newest fact then, and the instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    fact_no: i64,
    at_ms: i64,
}

fn name_of(staff: StaffId) -> String {
    format!("seen/{staff}")
}

fn seen(store: &Store, staff: StaffId) -> Result<Option<Seen>> {
    let bytes = store.get(&name_of(staff))?;
    Ok(bytes.and_then(|bytes| {
        let (fact, at) = bytes.split_first_chunk::<8>()?;
        Some(Seen {
            fact_no: i64::from_le_bytes(*fact),
            at_ms: i64::from_le_bytes(at.try_into().ok()?),
        })
    }))
}

fn note(store: &Store, staff: StaffId, at_ms: i64) -> Result<()> {
    let fact_no = store.newest_fact()?;
    let bytes = [fact_no.to_le_bytes(), at_ms.to_le_bytes()].concat();
    Ok(store.put(&name_of(staff), &bytes)?)
}

impl App {
    /// Keeps that the person at work has seen everything up to now: on locking and leaving.
    pub(crate) fn note_seen(&self) -> Result<()> {
        let session = lock(&self.state).session.clone();
        if let (Some(session), Some(workstation)) = (session, self.workstation_if_open())
            && !session.locked
        {
            let at_ms = self.now().wall_ms;
            note(&workstation.store, session.person.staff, at_ms)?;
        }
        Ok(())
    }

    /// Begins a session; on a person's first time here there is nothing to tell, from then on there
    /// is.
    pub(crate) fn start_session(&self, staff: StaffId, seat: SeatId) -> Result<()> {
        self.begin_session(staff, seat);
        if let Some(workstation) = self.workstation_if_open()
            && seen(&workstation.store, staff)?.is_none()
        {
            note(&workstation.store, staff, self.now().wall_ms)?;
        }
        Ok(())
    }
}

/// What others changed in the person's classes since the person was here last.
///
/// # Errors
/// What the disk says.
pub fn while_away(desk: &Desk<'_>) -> Result<AwayView> {
    let Some(since) = seen(desk.store, desk.person.staff)? else {
        return Ok(nothing(None));
    };
    let facts = desk.store.stated_since(since.fact_no)?;
    let since = Some(instant(desk.local(since.at_ms)));
    if facts.is_empty() {
        return Ok(nothing(since));
    }
    let mut reader = Reader {
        desk,
        who: Who::read(desk)?,
        reach: Reach::read(desk)?,
        closes: HashMap::new(),
    };
    let mut groups: BTreeMap<(String, String), AwayGroup> = BTreeMap::new();
    let mut told: HashSet<Register> = HashSet::new();
    let mut total = 0;
    for fact in &facts {
        let Some(change) = fact.op.as_ref().map(|op| &op.change) else {
            continue;
        };
        // Facts come newest first: what a register said in between is in its history.
        if reader.who.staff_of(fact.seat) == Some(desk.person.staff)
            || !told.insert(change.register())
        {
            continue;
        }
        let Some((group, line)) = reader.line(fact, change)? else {
            continue;
        };
        total += 1;
        let key = (group.class_name.clone(), group.subject.clone());
        let group = groups.entry(key).or_insert(group);
        match group.lines.len() < LINES_MAX {
            true => group.lines.push(line),
            false => group.more += 1,
        }
    }
    Ok(AwayView {
        since,
        groups: groups.into_values().collect(),
        total,
    })
}

/// Keeps that the person has read it.
///
/// # Errors
/// What the disk says.
pub fn away_read(desk: &Desk<'_>) -> Result<AwayView> {
    note(desk.store, desk.person.staff, desk.entered.wall_ms)?;
    while_away(desk)
}

const fn nothing(since: Option<String>) -> AwayView {
    AwayView {
        since,
        groups: Vec::new(),
        total: 0,
    }
}

/// The classes and groups that are a person's own: taught or led.
struct Reach {
    groups: HashSet<GroupId>,
    led: HashSet<ClassId>,
}

impl Reach {
    fn read(desk: &Desk<'_>) -> Result<Self> {
        let me = desk.person.staff;
        let (loads, led) = desk
            .store
            .read(|read| Ok((read.loads_of_staff(me)?, read.classes_led_by(me)?)))?;
        Ok(Self {
            groups: loads.into_iter().map(|load| load.group).collect(),
            led: led.into_iter().map(|leader| leader.class).collect(),
        })
    }
}

struct Reader<'d> {
    desk: &'d Desk<'d>,
    who: Who<'d>,
    reach: Reach,
    closes: HashMap<CloseId, Option<(ClassId, TermId)>>,
}

impl Reader<'_> {
    /// A change as the person is told of it; none where it is not of the person's classes.
    fn line(&mut self, fact: &LogFact, change: &Change) -> Result<Option<(AwayGroup, AwayLine)>> {
        let Some((what, of)) = self.of(change)? else {
            return Ok(None);
        };
        let (place, pupil) = about(change);
        let place = place.or(pin(change));
        let (group, class_name, subject, grade) = match of {
            Of::Group(group) => {
                let Some(card) = self.who.group(group)?.cloned() else {
                    return Ok(None);
                };
                let name = class_name(&card.class);
                (group.to_string(), name, card.subject.name, card.class.grade)
            }
            Of::Class(class, _) => {
                let Some(class) = self.desk.store.read(|read| read.class(class))? else {
                    return Ok(None);
                };
                (
                    String::new(),
                    class_name(&class),
                    String::new(),
                    class.grade,
                )
            }
        };
        let term = match (of, place) {
            (Of::Class(_, term), _) => Some(term),
            (Of::Group(_), Some(place)) => {
                let term = self.desk.calendar.term_of(grade, place.date);
                term.map(|term| term.term)
            }
            (Of::Group(_), None) => final_term(change),
        };
        let line = AwayLine {
            what,
            place: place.map(place_view),
            term: term.map(|term| term.to_string()).unwrap_or_default(),
            pupil: pupil.map(|pupil| pupil.to_string()),
            pupil_name: match pupil {
                Some(pupil) => self.who.pupil(pupil)?,
                None => String::new(),
            },
            text: text_of(change),
            by: self.who.initials(self.who.staff_of(fact.seat)),
            at: instant(self.desk.local(fact.entered_ms)),
        };
        let group = AwayGroup {
            group,
            class_name,
            subject,
            lines: Vec::new(),
            more: 0,
        };
        Ok(Some((group, line)))
    }

    /// What a change is, and of what that is the person's own; none for what is not.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "people are told of the pages of the journal and of the deputy's acts"
    )]
    fn of(&mut self, change: &Change) -> Result<Option<(AwayCode, Of)>> {
        let me = self.desk.person.staff;
        let told = match change {
            Change::Mark(x) => (AwayCode::Mark, Of::Group(x.place.group)),
            Change::Attendance(x) => (AwayCode::Attendance, Of::Group(x.place.group)),
            Change::AbsenceExcuse(x) => (AwayCode::AbsenceReason, Of::Group(x.place.group)),
            Change::LessonRecord(x) => (AwayCode::Held, Of::Group(x.place.group)),
            Change::LessonTopic(x) => (AwayCode::Topic, Of::Group(x.place.group)),
            Change::Homework(x) => (AwayCode::Homework, Of::Group(x.place.group)),
            Change::HomeworkFile(x) => (AwayCode::Homework, Of::Group(x.place.group)),
            Change::Assignment(x) => (AwayCode::Work, Of::Group(x.place.group)),
            Change::FinalMark(x) => (AwayCode::TermMark, Of::Group(x.group)),
            Change::Remark(x) if x.staff == me => {
                return Ok(Some((AwayCode::Remark, Of::Group(x.group))));
            }
            Change::Permit(x) if x.staff == me => {
                return Ok(Some((AwayCode::Permit, Of::Group(scope_group(x.scope)))));
            }
            Change::TermClose(x) => (AwayCode::Closed, Of::Class(x.class, x.term)),
            Change::TermReopen(x) => match self.closed(x.close)? {
                Some((class, term)) => (AwayCode::Reopened, Of::Class(class, term)),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let own = match told.1 {
            Of::Group(group) => {
                let class = self.who.group(group)?.map(|card| card.class.class);
                self.reach.groups.contains(&group)
                    || class.is_some_and(|class| self.reach.led.contains(&class))
            }
            Of::Class(class, _) => self.reach.led.contains(&class) || self.teaches_in(class)?,
        };
        Ok(own.then_some(told))
    }

    fn teaches_in(&self, class: ClassId) -> Result<bool> {
        let groups = self.desk.store.read(|read| read.groups_of_class(class))?;
        let own = |group: &GroupId| self.reach.groups.contains(group);
        Ok(groups.iter().any(|group| own(&group.group)))
    }

    fn closed(&mut self, close: CloseId) -> Result<Option<(ClassId, TermId)>> {
        if let Some(known) = self.closes.get(&close) {
            return Ok(*known);
        }
        let found = self.desk.store.read(|read| {
            let mut found = None;
            for class in read.classes(self.desk.year_id())? {
                let closings = read.closings(class.class)?;
                found = found.or(closings
                    .into_iter()
                    .find(|known| known.close.close == close));
            }
            Ok(found.map(|known| (known.close.class, known.close.term)))
        })?;
        self.closes.insert(close, found);
        Ok(found)
    }
}

/// What a change is about.
#[derive(Clone, Copy)]
enum Of {
    Group(GroupId),
    Class(ClassId, TermId),
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "all else stands in the cells of the journal"
)]
fn text_of(change: &Change) -> String {
    match change {
        Change::Remark(remark) => remark.text.clone(),
        Change::Permit(permit) if permit.stands => permit.reason.clone(),
        Change::Permit(_) => String::new(),
        Change::TermReopen(reopen) => reopen.reason.clone(),
        other => value_text(other),
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "only these are pinned to a lesson that `about` does not know"
)]
const fn pin(change: &Change) -> Option<klassny_domain::lesson::LessonPlace> {
    match change {
        Change::Remark(remark) => remark.lesson,
        Change::Permit(permit) => match permit.scope {
            PermitScope::Lesson(place) | PermitScope::Cell(place, _, _) => Some(place),
            PermitScope::Group(..) => None,
        },
        _ => None,
    }
}

const fn scope_group(scope: PermitScope) -> GroupId {
    match scope {
        PermitScope::Lesson(place) | PermitScope::Cell(place, _, _) => place.group,
        PermitScope::Group(group, _, _) => group,
    }
}

const fn final_term(change: &Change) -> Option<TermId> {
    if let Change::FinalMark(mark) = change
        && let FinalKind::Term(term) = mark.kind
    {
        return Some(term);
    }
    None
}
