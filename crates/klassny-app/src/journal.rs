//! The switcher of class, subject and subgroup, and who may read a journal.
//!
//! Must not read marks.

use crate::desk::Desk;
use crate::error::Result;
use crate::spread::frame::{Frame, terms_of};
use crate::spread::words::class_name;
use crate::view::journal::{GroupChoice, JournalGroups, TermRef};
use chrono::{Datelike, NaiveDate};
use klassny_domain::ids::{ClassId, GroupId, StaffId, TermId};
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::{Load, PersonName, Role};
use klassny_domain::school::Term;
use klassny_store::query::GroupCard;
use std::collections::{HashMap, HashSet};

/// Who reads every journal; others read the groups they teach and the classes they lead.
const READS_ALL: [Role; 5] = [
    Role::Deputy,
    Role::Director,
    Role::Clerk,
    Role::DocumentFlowHead,
    Role::DiaryKeeper,
];

/// What the switcher offers.
///
/// # Errors
/// What the disk says.
pub fn journal_groups(desk: &Desk<'_>) -> Result<JournalGroups> {
    let reach = Reach::read(desk)?;
    let (cards, staff) = desk.store.read(|read| {
        let staff = read.staff()?.into_iter();
        let names: HashMap<StaffId, PersonName> = staff.map(|s| (s.staff, s.name)).collect();
        Ok((read.groups_of_year(desk.year_id())?, names))
    })?;
    let cards: Vec<GroupCard> = cards.into_iter().filter(|card| reach.reads(card)).collect();
    let classes: HashSet<ClassId> = cards.iter().map(|card| card.class.class).collect();
    let (loads, closed, year_is_closed) = desk.store.read(|read| {
        let mut loads: HashMap<GroupId, Vec<Load>> = HashMap::new();
        let mut closed: HashSet<(ClassId, TermId)> = HashSet::new();
        for class in classes {
            for load in read.loads_of_class(class)? {
                loads.entry(load.group).or_default().push(load);
            }
            let terms = read.closed_terms(class)?.into_iter();
            closed.extend(terms.map(|close| (close.class, close.term)));
        }
        let year = read.year_closing(desk.year_id())?;
        Ok((loads, closed, year.is_some()))
    })?;
    let none = Vec::new();
    let mut groups: Vec<GroupChoice> = cards
        .iter()
        .map(|card| {
            let loads = loads.get(&card.group.group).unwrap_or(&none);
            let is_closed =
                |term: TermId| year_is_closed || closed.contains(&(card.class.class, term));
            choice(desk, card, loads, &staff, &is_closed)
        })
        .collect();
    groups.sort_by_key(|group| !group.own);
    let current = match taught_now(desk)? {
        Some(group) => Some(group.to_string()),
        None => groups.first().map(|group| group.group.clone()),
    };
    let known = |id: &String| groups.iter().any(|group| group.group == *id);
    Ok(JournalGroups {
        current: current.filter(known),
        groups,
    })
}

/// Refuses where the person may not read the journal of a group.
pub(crate) fn may_read(desk: &Desk<'_>, card: &GroupCard) -> Result<()> {
    match Reach::read(desk)?.reads(card) {
        true => Ok(()),
        false => Err(Refusal::NotTeacherOfGroup.into()),
    }
}

/// The group of a frame as the switcher has it.
pub(crate) fn choice_of(frame: &Frame<'_>) -> Result<GroupChoice> {
    let closed = |term: TermId| frame.closing_of(term).is_some();
    Ok(choice(
        frame.desk,
        &frame.card,
        &frame.loads,
        &frame.staff,
        &closed,
    ))
}

/// A term of a frame as the window gets it.
pub(crate) fn term_ref(frame: &Frame<'_>, term: &Term) -> TermRef {
    term_view(frame.desk, term, frame.closing_of(term.term).is_some())
}

fn choice(
    desk: &Desk<'_>,
    card: &GroupCard,
    loads: &[Load],
    staff: &HashMap<StaffId, PersonName>,
    closed: &dyn Fn(TermId) -> bool,
) -> GroupChoice {
    let today = desk.now().date();
    let class_name = class_name(&card.class);
    let grade = card.class.grade;
    let grading = desk.rules.grading(grade, &class_name, &card.subject.name);
    let teacher = loads.iter().rfind(|load| holds(load, today));
    let teacher = teacher.or(loads.last());
    let name = teacher.and_then(|load| staff.get(&load.staff));
    let me = desk.person.staff;
    let terms = terms_of(desk, grade, grading).into_iter();
    GroupChoice {
        group: card.group.group.to_string(),
        class: card.class.class.to_string(),
        class_name,
        subject: card.subject.name.clone(),
        subgroup: card.group.subgroup,
        teacher: name.map(PersonName::initials).unwrap_or_default(),
        own: loads
            .iter()
            .any(|load| load.staff == me && holds(load, today)),
        terms: terms
            .map(|term| term_view(desk, term, closed(term.term)))
            .collect(),
    }
}

fn term_view(desk: &Desk<'_>, term: &Term, closed: bool) -> TermRef {
    let today = desk.now().date();
    TermRef {
        term: term.term.to_string(),
        kind: term.kind.into(),
        number: term.number,
        starts_on: term.starts_on.to_string(),
        ends_on: term.ends_on.to_string(),
        current: term.starts_on <= today && today <= term.ends_on,
        closed,
    }
}

fn holds(load: &Load, day: NaiveDate) -> bool {
    load.from <= day && load.until.is_none_or(|until| day < until)
}

/// The group the person teaches at this hour, or first today.
fn taught_now(desk: &Desk<'_>) -> Result<Option<GroupId>> {
    let now = desk.now();
    let me = desk.person.staff;
    let day = now.date();
    desk.store
        .read(|read| {
            let slots = read.slots_of_staff_on(me, day.weekday(), day)?;
            let mut first = None;
            for slot in slots {
                let Some(card) = read.group(slot.group)? else {
                    continue;
                };
                let grade = card.class.grade;
                if !desk.calendar.is_school_day(grade, day) {
                    continue;
                }
                first = first.or(Some(slot.group));
                let ends_at = desk.calendar.lesson_end(grade, day, slot.bell);
                if now <= ends_at {
                    return Ok(Some(slot.group));
                }
            }
            Ok(first)
        })
        .map_err(Into::into)
}

/// Which journals a person may read.
struct Reach {
    all: bool,
    groups: HashSet<GroupId>,
    classes: HashSet<ClassId>,
}

impl Reach {
    fn read(desk: &Desk<'_>) -> Result<Self> {
        let roles = desk.roles()?;
        let me = desk.person.staff;
        let days = crate::spread::frame::year_days(desk);
        let (groups, classes) = desk.store.read(|read| {
            let loads = read.loads_of_staff(me)?.into_iter();
            let mut groups: HashSet<GroupId> = loads.map(|load| load.group).collect();
            for substitution in read.substitutions_of_staff(me, &days)? {
                if substitution.substitute == Some(me) {
                    groups.insert(substitution.group);
                    groups.extend(substitution.taught_group);
                }
            }
            for permit in read.permits_of_staff(me)? {
                groups.insert(group_of(permit.value.scope));
            }
            let led = read.classes_led_by(me)?.into_iter();
            Ok((groups, led.map(|leader| leader.class).collect()))
        })?;
        Ok(Self {
            all: READS_ALL.iter().any(|role| roles.contains(role)),
            groups,
            classes,
        })
    }

    fn reads(&self, card: &GroupCard) -> bool {
        self.all
            || self.groups.contains(&card.group.group)
            || self.classes.contains(&card.class.class)
    }
}

const fn group_of(scope: klassny_domain::term::PermitScope) -> GroupId {
    use klassny_domain::term::PermitScope;
    match scope {
        PermitScope::Lesson(place) | PermitScope::Cell(place, _, _) => place.group,
        PermitScope::Group(group, _, _) => group,
    }
}
