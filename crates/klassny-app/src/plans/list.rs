//! The plans of the year as a list, those that are missing among them.

use super::{APPROVERS, Book, READERS};
use crate::desk::Desk;
use crate::error::Result;
use crate::paper::has_role;
use crate::spread::words::{class_name, small};
use crate::view::plans::{PlanChoice, PlanStateCode, PlansView};
use klassny_domain::ids::{StaffId, SubjectId};
use klassny_domain::plan::{PlanState, PlanWord};
use klassny_domain::roster::{Load, PersonName};
use klassny_store::query::GroupCard;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The groups of a subject and grade with who teaches them.
#[derive(Default)]
struct Taught {
    subject: String,
    classes: BTreeSet<(u8, String)>,
    teachers: BTreeSet<StaffId>,
}

/// The plans a person sees.
///
/// # Errors
/// What the disk says.
pub fn plans(desk: &Desk<'_>) -> Result<PlansView> {
    let all = has_role(desk, READERS)?;
    let me = desk.person.staff;
    let taught = taught(desk)?;
    let (books, staff) = desk.store.read(|read| {
        let mut books = Vec::new();
        for plan in read.plans(desk.year_id())? {
            books.push(Book::of(read, plan)?);
        }
        Ok((books, read.staff()?))
    })?;
    let names: HashMap<StaffId, PersonName> = staff
        .into_iter()
        .map(|member| (member.staff, member.name))
        .collect();
    let mut choices = Vec::new();
    let mut planned = BTreeSet::new();
    for book in &books {
        let subject = book.plan.subject;
        let key = subject.map(|subject| (book.plan.grade, subject));
        planned.extend(key);
        let of = key.and_then(|key| taught.get(&key));
        let title = of.map_or(&book.plan.title, |of| &of.subject);
        let choice = PlanChoice {
            plan: Some(book.plan.plan.to_string()),
            rows: small(book.rows.len()),
            hours: book
                .rows
                .iter()
                .map(|row| u16::from(row.hours.max(1)))
                .sum(),
            state: code(book.state()),
            sheet_sent: sheet_waits(book),
            ..choice(subject, title, book.plan.grade)
        };
        choices.push(with(choice, of, (me, &names)));
    }
    let missing = taught.iter().filter(|(key, _)| !planned.contains(*key));
    for ((grade, subject), of) in missing {
        let choice = choice(Some(*subject), &of.subject, *grade);
        choices.push(with(choice, Some(of), (me, &names)));
    }
    choices.retain(|choice| all || choice.own);
    choices.sort_by(|a, b| (a.grade, &a.subject).cmp(&(b.grade, &b.subject)));
    Ok(PlansView {
        plans: choices,
        may_approve: has_role(desk, APPROVERS)?,
    })
}

fn choice(subject: Option<SubjectId>, title: &str, grade: u8) -> PlanChoice {
    PlanChoice {
        plan: None,
        subject_id: subject.map(|subject| subject.to_string()),
        subject: title.to_owned(),
        grade,
        state: PlanStateCode::Missing,
        sheet_sent: false,
        rows: 0,
        hours: 0,
        classes: String::new(),
        teachers: String::new(),
        own: false,
    }
}

fn with(
    choice: PlanChoice,
    of: Option<&Taught>,
    (me, names): (StaffId, &HashMap<StaffId, PersonName>),
) -> PlanChoice {
    let Some(of) = of else { return choice };
    let classes: Vec<&str> = of.classes.iter().map(|(_, name)| name.as_str()).collect();
    let teachers = of.teachers.iter().filter_map(|staff| names.get(staff));
    let teachers: Vec<String> = teachers.map(PersonName::initials).collect();
    PlanChoice {
        classes: classes.join(", "),
        teachers: teachers.join(", "),
        own: of.teachers.contains(&me),
        ..choice
    }
}

/// Whether the last word on the sheet of some group is that it was sent.
fn sheet_waits(book: &Book) -> bool {
    let sheets: BTreeSet<_> = book
        .said
        .iter()
        .filter_map(|said| said.value.group)
        .collect();
    sheets.into_iter().any(|group| {
        let (sent, decided) = book.last(Some(group));
        let decided = decided.filter(|said| said.value.word != PlanWord::Withdrawn);
        match (sent, decided) {
            (Some(sent), Some(decided)) => sent.value.digest != decided.value.digest,
            (Some(_), None) => true,
            (None, _) => false,
        }
    })
}

/// The subjects and grades that are taught today.
fn taught(desk: &Desk<'_>) -> Result<BTreeMap<(u8, SubjectId), Taught>> {
    let today = desk.now().date();
    let cards: Vec<(GroupCard, Vec<Load>)> = desk.store.read(|read| {
        let mut cards = Vec::new();
        for class in read.classes(desk.year_id())? {
            for group in read.groups_of_class(class.class)? {
                let loads = read.loads_of_group(group.group)?;
                cards.extend(read.group(group.group)?.map(|card| (card, loads)));
            }
        }
        Ok(cards)
    })?;
    let mut taught: BTreeMap<(u8, SubjectId), Taught> = BTreeMap::new();
    for (card, loads) in cards {
        let key = (card.class.grade, card.subject.subject);
        let of = taught.entry(key).or_default();
        of.subject.clone_from(&card.subject.name);
        of.classes
            .insert((card.class.grade, class_name(&card.class)));
        let held = loads
            .iter()
            .filter(|load| load.from <= today && load.until.is_none_or(|until| today < until));
        of.teachers.extend(held.map(|load| load.staff));
    }
    Ok(taught)
}

/// A state as the window gets it.
pub(super) const fn code(state: PlanState) -> PlanStateCode {
    match state {
        PlanState::Draft => PlanStateCode::Draft,
        PlanState::Sent => PlanStateCode::Sent,
        PlanState::Approved => PlanStateCode::Approved,
        PlanState::Returned => PlanStateCode::Returned,
        PlanState::ChangedSince => PlanStateCode::ChangedSince,
    }
}
